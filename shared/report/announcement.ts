import type { Status } from '../progress/judgement.ts';

/** Better to worse. What is not judged (回答待ち, 評価不能 …) has no place in the order. */
const RANKS: Partial<Record<Status, number>> = { achieved: 0, 'on-track': 1, 'at-risk': 2, 'off-track': 3 };

export function rankOf(status: Status | null): number | null {
  return status === null ? null : (RANKS[status] ?? null);
}

export interface Change {
  readonly kind: 'worsened' | 'improved';
  readonly from: Status;
}

/**
 * What a page announces of an initiative's status (rule 11): worse is said at once, better only after two
 * consecutive periods that both stand above the one before them. A period without a judgement proves neither; where
 * the last one has none, worse is told from the one before it.
 */
export function announceChange(
  current: Status,
  previous: Status | null,
  beforePrevious: Status | null,
): Change | null {
  const now = rankOf(current);
  const last = rankOf(previous);
  const earlier = rankOf(beforePrevious);
  if (now === null) return null;
  const known = last === null ? beforePrevious : previous;
  const knownRank = last ?? earlier;
  if (known !== null && knownRank !== null && now > knownRank) return { kind: 'worsened', from: known };
  if (beforePrevious !== null && last !== null && earlier !== null && last < earlier && now < earlier) {
    return { kind: 'improved', from: beforePrevious };
  }
  return null;
}
