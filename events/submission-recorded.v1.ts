import * as z from 'zod';
import { eventSchema } from './envelope.ts';

/** A department's answer to a round was stored as a new version. */
export const SubmissionRecordedV1 = eventSchema(
  'submission-recorded.v1',
  z.object({
    plan: z.string(),
    round: z.string(),
    department: z.string(),
    /** The version stored; 0 where 該当なし came before any value. */
    version: z.number().int().min(0),
    /** The initiatives the version touched, so that only they are judged again. */
    initiatives: z.array(z.string()),
  }),
);
export type SubmissionRecordedV1 = z.infer<typeof SubmissionRecordedV1>;
