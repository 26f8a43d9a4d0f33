import type { ActualPoint } from './list-actuals.ts';
import { differenceWords, measureWords } from './number-words.ts';

/** Limits of an XmR chart stand this many mean moving ranges from the centre, and a range's own limit is 3.27. */
const LIMIT_RANGES = 2.66;
const RANGE_LIMIT = 3.27;
/** With fewer points the limits themselves are noise; from the second number on they are locked. */
const TRIAL_POINTS = 8;
const FIRM_POINTS = 12;
/** A run this long, on one side or in one direction, is no chance worth the name. */
const RUN = 7;
/** Ranges needed before their mean says what is usual. */
const RANGES_MIN = 5;
/** Until then: a part of the way from baseline to target. */
const SMALL_PART = 0.02;

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function movingRanges(values: readonly number[]): number[] {
  return values.slice(1).map((value, at) => Math.abs(value - (values[at] ?? value)));
}

/**
 * Rule 10: what to say of a value beside the one before it. A difference that such a series makes by itself is
 * ばらつきの範囲 and gets no arrow. `distance` is the way from baseline to target, the yardstick while there are too
 * few values. Null for a first value.
 */
export function describeStep(
  points: readonly ActualPoint[],
  { tolerance, distance, unit = '' }: { tolerance: number; distance: number; unit?: string | undefined },
): string | null {
  const [before, last] = points.slice(-2);
  if (before === undefined || last === undefined) return null;
  const earlier = movingRanges(points.slice(0, -1).map(({ value }) => value));
  const usual = earlier.length >= RANGES_MIN ? RANGE_LIMIT * mean(earlier) : SMALL_PART * Math.abs(distance);
  const step = last.value - before.value;
  if (!(Math.abs(step) > Math.max(tolerance, usual))) return '→ ばらつきの範囲';
  const change = differenceWords(Math.abs(step), unit);
  return step > 0 ? `↑ 前回から${change}増` : `↓ 前回から${change}減`;
}

/** One month of a series: 時間外, 申請件数. */
export interface MonthlyValue {
  /** `2026-04` */
  readonly month: string;
  readonly value: number;
}

/**
 * XmR signals of a monthly series: a value outside the limits, seven on one side of the centre, seven in one
 * direction, two of three near a limit. Sentences that ask to look (確認してください), for one in thirty series shows
 * such a thing by chance. Empty with fewer than eight months; limits of eight to eleven are called 試行; from twelve
 * on they are those of the first twelve. Signals are told of the newest month only: what was told is not told again.
 */
export function describeSignals(series: readonly MonthlyValue[], unit = ''): string[] {
  const values = series.map(({ value }) => value);
  const last = series.at(-1);
  if (last === undefined || values.length < TRIAL_POINTS) return [];
  const isFirm = values.length >= FIRM_POINTS;
  const known = isFirm ? values.slice(0, FIRM_POINTS) : values;
  const centre = mean(known);
  const reach = LIMIT_RANGES * mean(movingRanges(known));
  const found = [
    ...(Math.abs(last.value - centre) > reach ? ['通常のばらつきを外れています'] : []),
    ...(isOneSided(values, centre) ? [`${RUN}か月続けて平均の片側にあります`] : []),
    ...(isOneWay(values) ? [`${RUN}か月続けて同じ方向に動いています`] : []),
    ...(isNearLimit(values, centre, reach) ? ['直近3か月のうち2か月が限界の近くにあります'] : []),
  ];
  const [low, high] = [centre - reach, centre + reach].map((value) => measureWords(value, unit));
  const limits = `${isFirm ? '通常の幅' : `試行の幅、${values.length}か月分`} ${low}から${high}`;
  const month = `${Number(last.month.slice(0, 4))}年${Number(last.month.slice(5))}月`;
  return found.map(
    (what) => `${month}の${measureWords(last.value, unit)}は${what}。確認してください（${limits}）`,
  );
}

function isOneSided(values: readonly number[], centre: number): boolean {
  const run = values.slice(-RUN);
  return run.length === RUN && (run.every((value) => value > centre) || run.every((value) => value < centre));
}

function isOneWay(values: readonly number[]): boolean {
  const run = values.slice(-RUN);
  const steps = run.slice(1).map((value, at) => Math.sign(value - (run[at] ?? value)));
  return run.length === RUN && (steps.every((sign) => sign > 0) || steps.every((sign) => sign < 0));
}

/** Two of the last three on the same side, beyond two thirds of the way to the limit, the newest among them. */
function isNearLimit(values: readonly number[], centre: number, reach: number): boolean {
  const near = (2 / 3) * reach;
  const sides = values
    .slice(-3)
    .map((value) => (Math.abs(value - centre) > near ? Math.sign(value - centre) : 0));
  const newest = sides.at(-1) ?? 0;
  return newest !== 0 && sides.filter((side) => side === newest).length >= 2;
}
