import { type FiscalYear, parseQuarter, type QuarterId, quarterIndex } from '../calendar/fiscal.ts';
import { fiscalYearEnd } from '../calendar/japanese-date.ts';
import type { Cutoffs } from '../plan/plan.ts';
import type { JudgedKpi } from './judgement.ts';
import type { ActualPoint } from './list-actuals.ts';
import { measureWords, round4 } from './number-words.ts';
import type { Target } from './planned-path.ts';

/** With fewer points every extrapolation is worse than the last value itself. */
const POINTS_MIN = 6;
/** Ten years of quarters; slopes are taken of every pair, so an unbounded series would cost its square. */
const POINTS_MAX = 40;
/** φ: how much of the slope is trusted one quarter further on. */
const DAMPING = 0.85;
/** 90% of a normal distribution, from the median absolute deviation. A rule of thumb, so it is called 目安. */
const BAND = 1.64 * 1.4826;

export interface Forecast {
  readonly value: number;
  readonly low: number;
  readonly high: number;
  /** Where the value arrives if the slope lasts undamped: 「このまま」 taken at its word. */
  readonly straight: number;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? 0) + upper) / 2;
}

/**
 * Damped Theil–Sen forecast `horizon` quarters after the last point: the median slope of all pairs, from the median
 * of the last three detrended values. Null with fewer than six points or nothing left to forecast.
 */
export function forecastSeries(points: readonly ActualPoint[], horizon: number): Forecast | null {
  const series = points.slice(-POINTS_MAX);
  const last = series.at(-1);
  if (last === undefined || series.length < POINTS_MIN || horizon < 1) return null;
  const slope = median(
    series.flatMap((a, i) => series.slice(i + 1).map((b) => (b.value - a.value) / (b.index - a.index))),
  );
  const detrended = series.map(({ value, index }) => value + slope * (last.index - index));
  const level = median(detrended.slice(-3));
  const centre = median(detrended);
  const deviation = median(detrended.map((value) => Math.abs(value - centre)));
  const reach = (DAMPING * (1 - DAMPING ** horizon)) / (1 - DAMPING);
  const value = level + slope * reach;
  const half = BAND * deviation * Math.sqrt(1 + horizon / series.length);
  const forecast = { value, low: value - half, high: value + half, straight: level + slope * horizon };
  return Object.values(forecast).every(Number.isFinite) ? forecast : null;
}

/** A forecast in one sentence, and whether it falls short of the target (先行き注意). */
export interface Outlook {
  readonly text: string;
  readonly isShort: boolean;
}

/** Rule 8 for a level or a rate. `direction` is 1 where more is better. */
export function describeOutlook(
  kpi: JudgedKpi,
  points: readonly ActualPoint[],
  asOf: QuarterId,
  target: Target,
  direction: 1 | -1,
): Outlook | null {
  const forecast = forecastSeries(points, quarterIndex(target.endsAt) - quarterIndex(asOf));
  if (forecast === null) return null;
  const best = direction > 0 ? forecast.high : forecast.low;
  // Damping alone would accuse a series that keeps its planned pace to the hour, so the undamped line must miss too.
  const misses = (value: number) => direction * (target.value - value) > 0;
  const isShort = misses(best) && misses(forecast.straight);
  const [low, high] = [forecast.low, forecast.high].map((value) =>
    measureWords(roundForecast(value), kpi.unit),
  );
  const text = sentence(kpi, target, forecast.value, isShort, `（幅${low}から${high}）`);
  return { text, isShort };
}

/**
 * Rule 8 for a cumulative total, from Q2: the total so far projected to the whole year. A projection has no band, so
 * it counts as short only where it misses what 順調 asks for.
 */
export function describeProjection(
  kpi: JudgedKpi,
  actual: number,
  asOf: QuarterId,
  { target, share, ratio }: { target: Target; share: number; ratio: number | null },
  cutoffs: Cutoffs,
): Outlook | null {
  const { quarter } = parseQuarter(asOf);
  if (quarter < 2 || quarter === 4 || share <= 0) return null;
  const value = actual / share;
  if (!Number.isFinite(value)) return null;
  const isShort = ratio !== null && ratio < Math.min(cutoffs.onTrack, 1);
  return { text: sentence(kpi, target, value, isShort, ''), isShort };
}

function sentence(
  kpi: JudgedKpi,
  { year, value }: { year: FiscalYear; value: number },
  expected: number,
  isShort: boolean,
  band: string,
): string {
  const about = `このままだと${fiscalYearEnd(year)} 約${measureWords(roundForecast(expected), kpi.unit)}${band}`;
  const goal = `目標${measureWords(value, kpi.unit)}`;
  if (isShort) return `${about}。${goal}に届かない見込み（目安）`;
  return `${about}の見込み（${goal}、目安）`;
}

/** A forecast claims no more digits than it has. */
function roundForecast(value: number): number {
  return Math.abs(value) >= 1000 ? Math.round(value) : round4(value);
}
