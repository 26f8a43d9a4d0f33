import { parseQuarter, type QuarterId, quarterAt, quarterIndex } from '../../calendar/fiscal.ts';
import { fiscalYearShort, quarterShort } from '../../calendar/japanese-date.ts';
import { isKpiAlive, isKpiInSeason } from '../../plan/asked.ts';
import type { Fault } from '../../plan/fault.ts';
import { isUnset, type Kpi, type Plan, type Shares } from '../../plan/plan.ts';
import type { JudgedKpi } from '../judgement.ts';
import { measureWords, withoutNoise } from '../number-words.ts';
import { judgedKpiOf } from '../plan-kpi.ts';
import { listTargets, plannedValue } from '../planned-path.ts';

/** Planned values by quarter. */
export type PlannedValues = Readonly<Partial<Record<QuarterId, number>>>;

/** Where a path is to lie: inside the plan's period, from the first quarter that no round has asked about yet. */
export interface PathFrame {
  readonly plan: Pick<Plan, 'period' | 'vision'>;
  readonly from: QuarterId;
}

export type PathProposal =
  | { readonly ok: true; readonly values: PlannedValues; readonly basis: string }
  | { readonly ok: false; readonly faults: readonly Fault[] };

/**
 * Proposes a KPI's planned values backwards from where it is to arrive (backcasting): a level or rate by the straight
 * line from the baseline over the targets of the years to the last one, or to the vision's goal where that is all there
 * is; a yearly total by its shares. `shares` takes the place of the KPI's own.
 *
 * Values are rounded so that a step shows in them; at a target they are the target itself, and they rise and fall
 * only where the targets do. Refused, with every reason: no target, no baseline, a baseline equal to the target, a KPI
 * that has no planned values.
 */
export function proposePath(kpi: Kpi, frame: PathFrame, shares?: Shares): PathProposal {
  const faults = findPathObstacles(kpi, frame);
  if (faults.length > 0) return { ok: false, faults };
  const goal = goalOf(kpi, frame.plan);
  const judged = aimed(kpi, frame, shares);
  const drawn = quartersToPlan(kpi, frame).flatMap((quarter) => {
    const value = plannedValue(judged, quarter);
    return value === null ? [] : [[quarter, value] as const];
  });
  const anchors = listTargets(judged);
  const places = decimalsFor(
    drawn.map(([, value]) => value),
    [...anchors.map(({ value }) => value), judged.baseline?.value ?? 0],
  );
  const atTarget = new Map(anchors.map(({ endsAt, value }) => [endsAt, value]));
  const rounded = drawn.map(([quarter, value]) => {
    const floor = recordedInYear(kpi, frame, quarter);
    return [
      quarter,
      atTarget.get(quarter) ?? Math.max(floor, roundWithin(value, places, judged, quarter)),
    ] as const;
  });
  return { ok: true, values: Object.fromEntries(rounded), basis: basisOf(kpi, judged, goal) };
}

/** Why a KPI has no path to propose or to approve; empty where it has one. */
export function findPathObstacles(kpi: Kpi, frame: PathFrame): Fault[] {
  const found: Fault[] = [];
  const add = (where: string, message: string) =>
    found.push({ where, message: `指標「${kpi.name}」の${message}` });
  if (kpi.sharedFrom !== undefined) {
    add('sharedFrom', '計画値は、もとの指標で定めます（再掲のため）。もとの取り組みで直してください。');
    return found;
  }
  if (kpi.polarity === 'keep') {
    add('polarity', '計画値は使いません。維持する指標のため、範囲の下限と上限で判定します。');
    return found;
  }
  if (kpi.kind === 'cumulative' && kpi.polarity === 'down') {
    add(
      'kind',
      '計画値は使いません。減らす年度累計は年間の見込みで判定するため、四半期配分を定めてください。',
    );
    return found;
  }
  const judged = aimed(kpi, frame);
  const last = listTargets(judged).at(-1);
  if (last === undefined)
    add('targets', '目標が、どの年度も未設定です。計画値を出すには、目標を数で書いてください。');
  const start = kpi.kind === 'cumulative' ? 0 : judged.baseline?.value;
  if (start === undefined)
    add('baseline', '基準値が未設定です。計画値を出すには、基準値とその時点を書いてください。');
  else if (last !== undefined && start === last.value) {
    const word = measureWords(last.value, kpi.unit);
    add(
      kpi.kind === 'cumulative' ? 'targets' : 'baseline',
      kpi.kind === 'cumulative'
        ? `${fiscalYearShort(last.year)}の目標が${word}です。0より大きい目標にするか、良い方向を直してください。`
        : `基準値と${fiscalYearShort(last.year)}の目標が、どちらも${word}です。目標を直すか、良い方向を「維持」にしてください。`,
    );
  }
  if (found.length === 0 && quartersToPlan(kpi, frame).length === 0)
    add('path', '計画値を定められる四半期が、計画期間に残っていません（照会を始めた四半期は変えません）。');
  return found;
}

/** The quarters a path has a value for: not asked about yet, in the plan's period, after the baseline, due, alive. */
export function quartersToPlan(kpi: Kpi, { plan: { period }, from }: PathFrame): QuarterId[] {
  const begun = kpi.kind === 'cumulative' || isUnset(kpi.baseline) ? 0 : quarterIndex(kpi.baseline.at) + 1;
  const first = Math.max(quarterIndex(from), quarterIndex(`${period.from}Q1`), begun);
  const length = Math.max(0, quarterIndex(`${period.to}Q4`) - first + 1);
  return Array.from({ length }, (_, place) => quarterAt(first + place)).filter(
    (quarter) => isKpiInSeason(kpi, quarter) && isKpiAlive(kpi, quarter),
  );
}

/** The vision's goal that this KPI alone carries, in its own unit: where the way leads beyond the plan's last year. */
function goalOf(kpi: Kpi, { vision }: PathFrame['plan']) {
  const goal = vision.goals.find(
    ({ readFrom, unit, kind }) =>
      readFrom.length === 1 && readFrom[0] === kpi.id && unit === kpi.unit && kind === kpi.kind,
  );
  return goal === undefined || isUnset(goal.target) ? null : { year: goal.targetYear, value: goal.target };
}

/**
 * The KPI as it is aimed: without its own path, and with the vision's goal as one more target where the plan's own
 * targets stop short of it. A yearly total takes the years between from the straight line from year to year.
 */
function aimed(kpi: Kpi, { plan }: PathFrame, shares?: Shares): JudgedKpi {
  const { path: _, ...judged } = judgedKpiOf(kpi, plan.period);
  const own = shares === undefined ? judged : { ...judged, shares, earlierShares: [] };
  const goal = goalOf(kpi, plan);
  const last = listTargets(judged).at(-1);
  if (goal === null || (last !== undefined && last.year >= Math.min(goal.year, plan.period.to))) return own;
  if (kpi.kind !== 'cumulative') return { ...own, targets: { ...judged.targets, [goal.year]: goal.value } };
  const start =
    last ??
    (judged.baseline && { year: parseQuarter(judged.baseline.at).fiscalYear, value: judged.baseline.value });
  if (start === undefined || start.year >= goal.year) return own;
  const between = Array.from({ length: goal.year - start.year }, (_, place) => {
    const year = start.year + place + 1;
    const part = (year - start.year) / (goal.year - start.year);
    return [year, withoutNoise(start.value + (goal.value - start.value) * part)];
  });
  return { ...own, targets: { ...judged.targets, ...Object.fromEntries(between) } };
}

const DECIMALS_MAX = 6;
/** A step from one quarter to the next is at least so many units of the last digit written. */
const UNITS_A_STEP = 2;

/** As many decimals as the figures of the plan have, and enough for the smallest step to show. */
function decimalsFor(values: readonly number[], anchors: readonly number[]): number {
  const written = Math.max(0, ...anchors.map((value) => (/\.(\d+)$/u.exec(String(value))?.[1] ?? '').length));
  const steps = values.flatMap((value, at) => {
    const before = values[at - 1];
    return before === undefined || before === value ? [] : [Math.abs(value - before)];
  });
  const step = steps.length === 0 ? Number.POSITIVE_INFINITY : Math.min(...steps);
  const needed = Math.ceil(Math.log10(UNITS_A_STEP / step));
  return Math.min(DECIMALS_MAX, Math.max(written, needed, 0));
}

/** Rounded, and never past the target the line is heading for nor back behind the one it left. */
function roundWithin(value: number, places: number, judged: JudgedKpi, quarter: QuarterId): number {
  const rounded = Number(value.toFixed(places));
  const targets = listTargets(judged);
  const at = quarterIndex(quarter);
  const next = targets.find(({ endsAt }) => quarterIndex(endsAt) >= at)?.value ?? value;
  const before =
    judged.kind === 'cumulative'
      ? 0
      : (targets.findLast(({ endsAt }) => quarterIndex(endsAt) < at)?.value ??
        judged.baseline?.value ??
        value);
  return Math.min(Math.max(rounded, Math.min(before, next)), Math.max(before, next));
}

/** What a running total was to have reached by the last quarter recorded of the same year: it never goes back behind that. */
function recordedInYear(kpi: Kpi, { plan, from }: PathFrame, quarter: QuarterId): number {
  const last = quarterAt(quarterIndex(from) - 1);
  const isSameYear = parseQuarter(last).fiscalYear === parseQuarter(quarter).fiscalYear;
  if (kpi.kind !== 'cumulative' || !isSameYear) return Number.NEGATIVE_INFINITY;
  return plannedValue(judgedKpiOf(kpi, plan.period), last) ?? Number.NEGATIVE_INFINITY;
}

function basisOf(kpi: Kpi, judged: JudgedKpi, goal: ReturnType<typeof goalOf>): string {
  const targets = listTargets(judged);
  const words = targets
    .map(({ year, value }) => `${fiscalYearShort(year)}末${measureWords(value, kpi.unit)}`)
    .join('、');
  const last = targets.at(-1);
  const isToGoal = goal !== null && last?.year === goal.year && kpi.targets[goal.year] === undefined;
  const end = isToGoal ? '（終わりはビジョンの目標）' : '';
  if (kpi.kind === 'cumulative') return `各年度の目標を四半期配分で割り振りました：${words}${end}`;
  const { baseline } = judged;
  const start =
    baseline === undefined
      ? ''
      : `基準${measureWords(baseline.value, kpi.unit)}（${quarterShort(baseline.at)}）から、`;
  return `${start}目標へ逆算して直線で引きました：${words}${end}`;
}
