import type * as z from 'zod';
import { Id } from '../plan/ids.ts';
import { Submission } from '../round/submission.ts';

export const SubmissionRecord = Submission.extend({ plan: Id });
export type SubmissionRecord = z.infer<typeof SubmissionRecord>;
