import * as z from 'zod';
import { Id } from '../plan/ids.ts';

const Instant = z.iso.datetime();

/** 非常停止: from `since` on no mail of the plan leaves but answers to replies, until somebody resumes. The last one stands. */
export const PauseRecord = z.object({
  plan: Id,
  since: Instant,
  by: z.string().min(1),
  reason: z.string().min(1),
  /** Null while it lasts. */
  resumedAt: Instant.nullable(),
  resumedBy: z.string().nullable(),
});
export type PauseRecord = z.infer<typeof PauseRecord>;
