import { type QuarterId, quarterIndex } from '../calendar/fiscal.ts';
import { fiscalYearEnd } from '../calendar/japanese-date.ts';
import type { JudgedKpi } from './judgement.ts';
import type { ActualPoint } from './list-actuals.ts';
import { differenceWords, measureWords } from './number-words.ts';
import type { Target } from './planned-path.ts';

/** Rule 9: backcasting in one number, and the last step taken to compare it with. */
export interface Pace {
  /** (T − A) / remaining quarters; negative for a reduction. */
  readonly need: number;
  readonly remaining: number;
  /** A_t − A_{t−1}: per quarter, where the value before is older than one. Null for a first value. */
  readonly recent: number | null;
}

/**
 * What every remaining quarter has to bring. Null once the target is reached or no quarter remains. For a total that
 * is to shrink it is what every remaining quarter may still use up, and negative where the year's target is already
 * exceeded.
 */
export function findPace(
  kpi: JudgedKpi,
  points: readonly ActualPoint[],
  asOf: QuarterId,
  target: Target,
  direction: 1 | -1,
): Pace | null {
  const last = points.at(-1);
  const remaining = quarterIndex(target.endsAt) - quarterIndex(asOf);
  if (last === undefined || remaining < 1) return null;
  const missing = target.value - last.value;
  if (!spends(kpi, direction) && direction * missing <= 0) return null;
  return { need: missing / remaining, remaining, recent: recentStep(kpi, points, target) };
}

function spends(kpi: JudgedKpi, direction: 1 | -1): boolean {
  return kpi.kind === 'cumulative' && direction < 0;
}

/** A_t − A_{t−1}, per quarter; for a total within the year that `target` ends. Null for a first value. */
export function recentStep(
  kpi: Pick<JudgedKpi, 'kind'>,
  points: readonly ActualPoint[],
  target: Pick<Target, 'endsAt'>,
): number | null {
  const last = points.at(-1);
  if (last === undefined) return null;
  let before = points.at(-2);
  if (kpi.kind === 'cumulative') {
    // A total starts again from nothing in April: the fourth quarter before the year's last is the year before.
    const yearStart = quarterIndex(target.endsAt) - 4;
    if (before === undefined || before.index <= yearStart) before = { ...last, index: yearStart, value: 0 };
  }
  return before === undefined ? null : (last.value - before.value) / (last.index - before.index);
}

/** 「残り3期で毎期1,200時間の削減が必要（直近600時間）」 */
export function describePace(
  kpi: JudgedKpi,
  { need, remaining, recent }: Pace,
  target: Target,
  direction: 1 | -1,
): string {
  const goal = `${fiscalYearEnd(target.year)}の目標${measureWords(target.value, kpi.unit)}`;
  const isBudget = spends(kpi, direction);
  // A reduction is told as a positive number of what went away; what was used up of a year's total stays as it is.
  const step = recent !== null && !isBudget ? direction * recent : recent;
  const latest = step === null ? '' : `（直近${differenceWords(step, kpi.unit)}）`;
  if (isBudget && need < 0) return `${goal}を${differenceWords(-need * remaining, kpi.unit)}超えている`;
  if (isBudget) return `${goal}まで、残り${remaining}期は毎期${differenceWords(need, kpi.unit)}以内${latest}`;
  const change = direction > 0 ? '増加' : '削減';
  const each = differenceWords(Math.abs(need), kpi.unit);
  return `${goal}まで、残り${remaining}期で毎期${each}の${change}が必要${latest}`;
}
