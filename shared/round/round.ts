import * as z from 'zod';
import { QuarterId } from '../calendar/fiscal.ts';
import { Id } from '../plan/ids.ts';

/**
 * A collection round (進捗照会): `2026Q1` asks for the quarter; `2026Q4F` for the final values of money KPIs after
 * the accounts close; `2026Q4H` is the handover request of mid-March (decisions 4 and 17). Two more stages are no
 * part of the rhythm and start when the secretariat says so: `2026Q1Z` (round zero) has each department look at what
 * is registered of its initiatives; `2026Q1T` asks for the quarter like `2026Q1`, but for practice (試行).
 * `2026Q2I03` is an inquiry (臨時照会), the third of the fiscal year, sent in its second quarter: what it asks is no
 * part of the plan.
 */
export const RoundId = z
  .string()
  .regex(
    /^\d{4}Q([1-4]([TZ]|I\d{2})?|4F|4H)$/,
    'expected a round such as 2026Q1, 2026Q4F, 2026Q4H, 2026Q1Z, 2026Q1T or 2026Q2I03',
  )
  .transform((text) => text as RoundId);
export type RoundId = QuarterId | `${QuarterId}${'F' | 'H' | 'Z' | 'T' | `I${number}`}`;

export const RoundStage = z.enum(['regular', 'final', 'handover', 'registration', 'inquiry']);
export type RoundStage = z.infer<typeof RoundStage>;

/** What a round asks for by the letter at the end of its id; `T` asks like the regular one. */
const STAGES: Readonly<Record<string, RoundStage>> = {
  F: 'final',
  H: 'handover',
  Z: 'registration',
  I: 'inquiry',
};

export interface ParsedRound {
  readonly quarter: QuarterId;
  /** What is asked. */
  readonly stage: RoundStage;
  /** 試行: asked and answered like any other, and counted nowhere. */
  readonly isTrial: boolean;
  /** Which inquiry of its fiscal year it is, from 1; null for any other round. */
  readonly number: number | null;
}

/** Rounds taken apart before: planning a year asks for the same few a hundred thousand times. */
const parsed = new Map<string, ParsedRound>();
const PARSED_MAX = 1000;

/** The quarter and stage a round id names. Throws a RangeError for anything else. */
export function parseRoundId(id: string): ParsedRound {
  const known = parsed.get(id);
  if (known !== undefined) return known;
  const round = Object.freeze(takeApart(id));
  if (parsed.size < PARSED_MAX) parsed.set(id, round);
  return round;
}

function takeApart(id: string): ParsedRound {
  const match = /^(\d{4}Q[1-4])([FHZTI])?(\d{2})?$/.exec(RoundId.parse(id));
  const letter = match?.[2] ?? '';
  return {
    quarter: QuarterId.parse(match?.[1]),
    stage: STAGES[letter] ?? 'regular',
    isTrial: letter === 'T',
    number: match?.[3] === undefined ? null : Number(match[3]),
  };
}

/** Whether a round belongs to the year's rhythm: round zero, practice and inquiries do not. */
export function isOfRhythm(id: string): boolean {
  const { stage, isTrial } = parseRoundId(id);
  return !isTrial && stage !== 'registration' && stage !== 'inquiry';
}

/** Whether a round's answers say anything of progress: not what was registered, the handover, or practice. */
export function isJudged(id: string): boolean {
  return isOfRhythm(id) && parseRoundId(id).stage !== 'handover';
}

export function roundId(quarter: QuarterId, stage: Exclude<RoundStage, 'inquiry'>): RoundId {
  const suffix = { regular: '', final: 'F', handover: 'H', registration: 'Z' }[stage];
  return RoundId.parse(quarter + suffix);
}

/** The round in which chosen departments practise on a quarter. */
export function trialRoundId(quarter: QuarterId): RoundId {
  return RoundId.parse(`${quarter}T`);
}

/** The `number`-th inquiry of a fiscal year, sent in a quarter of it. */
export function inquiryRoundId(quarter: QuarterId, number: number): RoundId {
  return RoundId.parse(`${quarter}I${String(number).padStart(2, '0')}`);
}

/** So many inquiries a fiscal year can have. */
export const INQUIRIES_MAX = 99;

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

/** Whether a department still owes something of it: an answer, a part of one, or its approval. */
export function isOwed({ state }: Pick<UpdateRequest, 'state'>): boolean {
  return state !== 'submitted' && state !== 'nothing-to-report';
}
