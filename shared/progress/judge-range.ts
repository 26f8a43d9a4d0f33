import { type JudgedKpi, TAGS, type Verdict } from './judgement.ts';
import { differenceWords, measureWords } from './number-words.ts';

/** How far a value kept at a target may stray and still be やや遅れ, as a part of the target. */
const ONE_SIDED_TOLERANCE = 0.05;

/** Of a range, the part of its width by which a value may stray and still be やや遅れ. */
const RANGE_TOLERANCE = 0.25;

/** Rule 6 for a value that is to stay inside a range. `subject` is the value in words, as in `107件`. */
export function judgeRange(
  kpi: JudgedKpi,
  [low, high]: readonly [number, number],
  actual: number,
  subject: string,
): Verdict {
  const bounds = `維持する範囲${measureWords(low, kpi.unit)}から${measureWords(high, kpi.unit)}`;
  const outside = Math.max(low - actual, actual - high, 0);
  const margin = Math.max(kpi.tolerance, (high - low) * RANGE_TOLERANCE);
  return judgeOutside(kpi, `${bounds}に対し${subject}`, outside, margin);
}

/**
 * Rule 6 where baseline and target are the same: the value may not get worse than the target. `direction` is 1 where
 * more is better.
 */
export function judgeOneSided(kpi: JudgedKpi, target: number, direction: 1 | -1, actual: number): Verdict {
  const outside = Math.max(direction * (target - actual), 0);
  const margin = Math.max(kpi.tolerance, Math.abs(target) * ONE_SIDED_TOLERANCE);
  const bound = `維持する水準${measureWords(target, kpi.unit)}${direction > 0 ? '以上' : '以下'}`;
  const counts = `${bound}に対し${measureWords(actual, kpi.unit)}`;
  const verdict = judgeOutside(kpi, counts, outside, margin);
  // Baseline and target are one here, so falling clearly short of the one is being worse than the other.
  const tags = verdict.status === 'off-track' ? [TAGS.worseThanBaseline] : [];
  return { ...verdict, planned: target, tags };
}

function judgeOutside(kpi: JudgedKpi, counts: string, outside: number, margin: number): Verdict {
  if (outside === 0) return { status: 'on-track', rule: '6', reason: `${counts}（範囲内、判定基準6）` };
  const status = outside <= margin ? 'at-risk' : 'off-track';
  const stray = `${differenceWords(outside, kpi.unit)}外れ、許容は${differenceWords(margin, kpi.unit)}`;
  return { status, rule: '6', reason: `${counts}（${stray}、判定基準6）` };
}
