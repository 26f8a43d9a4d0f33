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
  /** The opinion of the plan before, from which it was carried over. */
  carriedFrom: z
    .object({ plan: Id, number: z.number().int().min(1) })
    .nullable()
    .default(null),
});
export type OpinionRecord = z.infer<typeof OpinionRecord>;
