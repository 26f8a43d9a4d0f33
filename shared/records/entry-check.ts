import * as z from 'zod';
import { Id } from '../plan/ids.ts';
import { EntryCheck } from '../progress/entry-checks/entry-check.ts';
import { RoundId } from '../round/round.ts';

/** An entry the secretariat is asked to look at, and what came of it. */
export const EntryCheckRecord = EntryCheck.extend({
  plan: Id,
  round: RoundId,
  /** The rule and what it speaks of; the same finding is the same record. */
  id: z.string(),
  foundAt: z.iso.datetime(),
  /** What the secretariat noted; null while nobody has looked. */
  outcome: z.object({ note: z.string().min(1), by: z.string(), at: z.iso.datetime() }).nullable(),
});
export type EntryCheckRecord = z.infer<typeof EntryCheckRecord>;
