import * as z from 'zod';
import { Id } from '../plan/ids.ts';

/** The address under which calendars follow a plan's dates: the last one made is the one that answers. */
export const CalendarFeedRecord = z.object({
  plan: Id,
  /** SHA-256 of the secret in the address, in hex: whoever reads the table cannot subscribe with it. */
  secretHash: z.string().length(64),
  madeAt: z.iso.datetime(),
  madeBy: z.string().min(1),
});
export type CalendarFeedRecord = z.infer<typeof CalendarFeedRecord>;
