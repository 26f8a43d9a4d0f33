import { addQuarters, type QuarterId, quarterAt, quarterIndex } from '../../calendar/fiscal.ts';
import { fiscalYearShort, longDate, quarterName } from '../../calendar/japanese-date.ts';
import { dateOf } from '../../calendar/time.ts';
import { isUnset, type Kpi, type Plan } from '../../plan/plan.ts';
import { forecastSeries } from '../../progress/forecast.ts';
import { comparableValues } from '../../progress/judge-plan-kpi.ts';
import { type ActualPoint, listActuals } from '../../progress/list-actuals.ts';
import { measureWords, round4 } from '../../progress/number-words.ts';
import { judgedKpiOf } from '../../progress/plan-kpi.ts';
import { findTarget, isGuide, listTargets, plannedValue, plannedWord } from '../../progress/planned-path.ts';

/** Ten years of quarters. */
const QUARTERS_MAX = 40;

const QUARTERS_APART: Record<Kpi['frequency']['every'], number> = { quarter: 1, 'half-year': 2, year: 4 };

interface Band {
  readonly low: number;
  readonly high: number;
}

/** One quarter of a KPI: a row of the table, and what the chart draws at its place. */
export interface FigureRow {
  readonly quarter: QuarterId;
  readonly actual: number | null;
  readonly planned: number | null;
  /** The planned value was drawn by the rule: 目安. */
  readonly isGuide: boolean;
  readonly target: number | null;
  /** 見通し, always a 目安; only after the last actual. */
  readonly forecast: Band | null;
  /** Earlier planned paths, in the order of {@link KpiFigure.oldPaths}. */
  readonly earlier: readonly (number | null)[];
}

/** A KPI over the quarters as data, from which chart and table are both laid out. */
export interface KpiFigure {
  readonly name: string;
  readonly unit: string;
  /** Running totals begin anew with each fiscal year, so their lines break there. */
  readonly isYearly: boolean;
  /** So many quarters lie between two values where none is missing. */
  readonly quartersApart: number;
  readonly rows: readonly FigureRow[];
  /** The days on which earlier planned paths were replaced. */
  readonly oldPaths: readonly string[];
  /** Targets that were revised: `令和8年度の目標　60台から50台へ（令和8年7月1日）` */
  readonly revisions: readonly string[];
  /** What the chart shows, in one sentence. */
  readonly message: string;
}

/** `totals`: the value of each quarter over all units, null where it is missing or partial. Nothing after `asOf` is told. */
export function traceKpi(
  kpi: Kpi,
  { period }: Pick<Plan, 'period'>,
  totals: Readonly<Record<string, number | null>>,
  asOf: QuarterId,
): KpiFigure {
  const judged = judgedKpiOf(kpi, period);
  const points = listActuals(comparableValues(kpi, totals), asOf);
  const valueAt = new Map(points.map(({ index, value }) => [index, value]));
  const targets = new Map(listTargets(judged).map(({ endsAt, value }) => [quarterIndex(endsAt), value]));
  const bands = forecastBands(kpi, judged, points, asOf);
  const paths = kpi.ledger?.paths ?? [];
  const rows = quartersOf(kpi, period, points).map((index): FigureRow => {
    const quarter = quarterAt(index);
    const planned = plannedValue(judged, quarter);
    return {
      quarter,
      actual: valueAt.get(index) ?? null,
      planned: planned === null ? null : round4(planned),
      isGuide: planned !== null && isGuide(judged, quarter),
      target: targets.get(index) ?? null,
      forecast: bands.get(index) ?? null,
      earlier: paths.map(({ path }) => path[quarter] ?? null),
    };
  });
  return {
    name: kpi.name,
    unit: kpi.unit,
    isYearly: kpi.kind === 'cumulative',
    quartersApart: QUARTERS_APART[kpi.frequency.every],
    rows,
    oldPaths: paths.map(({ on }) => on),
    revisions: (kpi.ledger?.targets ?? []).map(({ year, was, now, on }) => {
      const to = now === null ? '未設定' : measureWords(now, kpi.unit);
      return `${fiscalYearShort(year)}年度の目標　${measureWords(was, kpi.unit)}から${to}へ（${longDate(dateOf(on))}）`;
    }),
    message: messageOf(kpi, judged, points.at(-1) ?? null),
  };
}

/** From the baseline or the first value to the end of the plan's period. */
function quartersOf(
  { baseline }: Kpi,
  { from, to }: Plan['period'],
  points: readonly ActualPoint[],
): number[] {
  const end = quarterIndex(`${to}Q4`);
  const starts = [
    quarterIndex(`${from}Q1`),
    ...(isUnset(baseline) ? [] : [quarterIndex(baseline.at)]),
    ...points.slice(0, 1).map(({ index }) => index),
  ];
  const start = Math.max(Math.min(...starts), end - QUARTERS_MAX + 1);
  return Array.from({ length: Math.max(1, end - start + 1) }, (_, place) => start + place);
}

/** The band of every quarter from the next to the target's; a running total has none (progress rule 8). */
function forecastBands(
  { kind }: Kpi,
  judged: ReturnType<typeof judgedKpiOf>,
  points: readonly ActualPoint[],
  asOf: QuarterId,
): Map<number, Band> {
  const target = findTarget(judged, asOf);
  const last = points.at(-1);
  if (kind === 'cumulative' || target === null || last?.quarter !== asOf) return new Map();
  const length = Math.max(0, quarterIndex(target.endsAt) - last.index);
  return new Map(
    Array.from({ length }, (_, place) => place + 1).flatMap((horizon) => {
      const forecast = forecastSeries(points, horizon);
      return forecast === null
        ? []
        : [[last.index + horizon, { low: round4(forecast.low), high: round4(forecast.high) }] as const];
    }),
  );
}

function messageOf(
  { name, unit }: Kpi,
  judged: ReturnType<typeof judgedKpiOf>,
  last: ActualPoint | null,
): string {
  if (last === null) return `${name}の実績は、まだありません。`;
  const planned = plannedValue(judged, last.quarter);
  const against =
    planned === null ? '' : `${plannedWord(judged, last.quarter)}${measureWords(planned, unit)}に対し、`;
  return `${quarterName(last.quarter)}の${name}は、${against}${measureWords(last.value, unit)}です。`;
}

/** The rows worth a line of the table: those with anything but a planned value, and the ones around the present. */
export function rowsToTell({ rows }: KpiFigure, asOf: QuarterId): FigureRow[] {
  const near = quarterIndex(addQuarters(asOf, 1));
  return rows.filter(
    ({ quarter, actual, target, forecast, earlier }) =>
      actual !== null ||
      target !== null ||
      forecast !== null ||
      earlier.some((value) => value !== null) ||
      quarterIndex(quarter) === near,
  );
}
