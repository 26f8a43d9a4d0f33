import * as z from 'zod';

/** How far the deletion of what is past its years has come, for the whole city. */
export const RetentionRun = z.object({
  /** The last day on which nothing past its years was left; null before the first. */
  doneOn: z.iso.date().nullable(),
  /** The first day of the trail that may still stand; null where nothing of it was ever deleted. */
  trailFrom: z.iso.date().nullable(),
});
export type RetentionRun = z.infer<typeof RetentionRun>;
