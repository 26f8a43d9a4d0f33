import type { RankScheme } from '../plan/rank-scheme.ts';
import { round4 } from './number-words.ts';

/** What a rank word is found from; null where it is not known. */
export interface RankFacts {
  readonly actual: number | null;
  readonly baseline: number | null;
  readonly target: number | null;
  readonly planned: number | null;
  /** 計画比 of the judgement. */
  readonly ratio: number | null;
  /** 1 where more is better. */
  readonly direction: 1 | -1;
}

/**
 * The word of a city's own scheme for a value. Null where the scheme cannot say (把握できない): a number it needs is
 * missing, or is a zero to be divided by. It stands beside the status and never changes it.
 */
export function findRankWord(scheme: RankScheme, facts: RankFacts): string | null {
  if (scheme.measure === 'against-baseline') return wordByPosition(scheme, facts);
  const measured = measure(scheme, facts);
  if (measured === null || !Number.isFinite(measured)) return null;
  const ratio = round4(measured);
  const rank = scheme.ranks.find(
    ({ from, isOver }) => from === null || (isOver ? ratio > from : ratio >= from),
  );
  return rank?.word ?? null;
}

function measure(
  { measure: by }: RankScheme,
  { actual, planned, target, ratio, direction }: RankFacts,
): number | null {
  switch (by) {
    case 'plan-ratio':
      return ratio;
    case 'value-to-plan':
      return quotient(actual, planned, direction);
    case 'value-to-target':
      return quotient(actual, target, direction);
    case 'against-baseline':
    case 'own':
      return null;
  }
}

/** The simple ratio cities print: value over goal, and goal over value where less is better. */
function quotient(actual: number | null, goal: number | null, direction: 1 | -1): number | null {
  if (actual === null || goal === null) return null;
  const [over, under] = direction > 0 ? [actual, goal] : [goal, actual];
  return under === 0 ? null : over / under;
}

/** Beyond the target; better than the baseline; as good as it; worse: the scheme's words in this order. */
function wordByPosition(
  { ranks, sameWithin }: RankScheme,
  { actual, baseline, target, direction }: RankFacts,
): string | null {
  if (actual === null || baseline === null || target === null) return null;
  const [beyond, better, same, worse] = ranks.map(({ word }) => word);
  if (direction * (actual - target) > 0) return beyond ?? null;
  const gained = direction * (actual - baseline);
  if (gained > 0) return better ?? null;
  return (-gained <= sameWithin * Math.abs(baseline) ? same : worse) ?? null;
}
