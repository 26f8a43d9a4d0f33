import * as z from 'zod';
import { QuarterId } from '../calendar/fiscal.ts';
import { Id } from '../plan/ids.ts';

/**
 * A collection round (進捗照会): `2026Q1` asks for the quarter; `2026Q4F` for the final values of money KPIs after
 * the accounts close; `2026Q4H` is the handover request of mid-March (decisions 4 and 17).
 */
export const RoundId = z
  .string()
  .regex(/^\d{4}Q([1-4]|4F|4H)$/, 'expected a round such as 2026Q1, 2026Q4F or 2026Q4H')
  .transform((text) => text as RoundId);
export type RoundId = QuarterId | `${number}Q4F` | `${number}Q4H`;

export const RoundStage = z.enum(['regular', 'final', 'handover']);
export type RoundStage = z.infer<typeof RoundStage>;

/** The quarter and stage a round id names. Throws a RangeError for anything else. */
export function parseRoundId(id: string): { quarter: QuarterId; stage: RoundStage } {
  const match = /^(\d{4}Q[1-4])([FH])?$/.exec(RoundId.parse(id));
  const stage = match?.[2] === 'F' ? 'final' : match?.[2] === 'H' ? 'handover' : 'regular';
  return { quarter: QuarterId.parse(match?.[1]), stage };
}

export function roundId(quarter: QuarterId, stage: RoundStage): RoundId {
  const suffix = { regular: '', final: 'F', handover: 'H' }[stage];
  return RoundId.parse(quarter + suffix);
}

/** One opened round with the versions it was opened with, which do not change under it (decision 3). */
export const Round = z.object({
  id: RoundId,
  plan: Id,
  planVersion: z.number().int().min(1),
  rulesVersion: z.number().int().min(1),
  state: z.enum(['open', 'frozen']),
  openedAt: z.iso.datetime(),
  dueAt: z.iso.datetime(),
  freezesAt: z.iso.datetime(),
  /** When the secretariat released the round's digest to the headquarters. */
  releasedAt: z.iso.datetime().nullable(),
});
export type Round = z.infer<typeof Round>;

/** What one department owes one round. */
export const UpdateRequest = z.object({
  round: RoundId,
  department: Id,
  receiptCode: z.string(),
  initiatives: z.array(Id),
  /** `awaiting-approval`: the latest version counts only once the chief has approved it (決裁). */
  state: z.enum(['outstanding', 'partial', 'awaiting-approval', 'submitted', 'nothing-to-report']),
  /** The department's own due instant: the round's, or later after an 延期. */
  dueAt: z.iso.datetime(),
  /** The latest submission version, 0 before the first. */
  version: z.number().int().min(0),
});
export type UpdateRequest = z.infer<typeof UpdateRequest>;
