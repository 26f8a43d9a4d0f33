import * as z from 'zod';
import { Opinion } from '../opinion/opinion.ts';
import { Id } from '../plan/ids.ts';

/** An opinion of the ledger as it stands, with who last changed it and why. */
export const OpinionRecord = z.object({
  plan: Id,
  id: Id,
  version: z.number().int().min(1),
  opinion: Opinion,
  changedAt: z.iso.datetime(),
  changedBy: z.string().min(1),
  /** Why it was changed; a change of class is not made without. */
  why: z.string().nullable(),
});
export type OpinionRecord = z.infer<typeof OpinionRecord>;
