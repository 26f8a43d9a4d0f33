import { addQuarters, parseQuarter, type QuarterId, quarterIndex } from '../../calendar/fiscal.ts';
import { fiscalYearShort, quarterShort } from '../../calendar/japanese-date.ts';
import type { Fault } from '../../plan/fault.ts';
import { type Kpi, type Shares, targetValue } from '../../plan/plan.ts';
import { numberWords } from '../number-words.ts';
import { judgedKpiOf } from '../plan-kpi.ts';
import { plannedValue } from '../planned-path.ts';
import { findPathObstacles, type PathFrame, quartersToPlan } from './propose-path.ts';

/** Beyond this a double no longer holds every whole number. */
const SIZE_MAX = 1e15;
/** Shares are typed as rounded decimals; a difference below this is rounding. */
const ROUNDING = 1e-6;

/** Planned values as somebody wrote them; null where a line was left blank. */
export type WrittenPath = Readonly<Record<string, number | null>>;

/**
 * Everything that keeps written values from being approved as a KPI's path: a quarter left out or not to be changed any
 * more, a year that does not end at its target, a yearly total that goes back within its year. `where` is
 * `path.2026Q3`, or the KPI's field that stands in the way.
 */
export function findPathFaults(kpi: Kpi, written: WrittenPath, frame: PathFrame): Fault[] {
  const obstacles = findPathObstacles(kpi, frame);
  if (obstacles.length > 0) return obstacles;
  const quarters = quartersToPlan(kpi, frame);
  const faults: Fault[] = [];
  const add = (quarter: string, message: string) =>
    faults.push({ where: `path.${quarter}`, message: `指標「${kpi.name}」の${message}` });
  const known = new Set<string>(quarters);
  for (const quarter of Object.keys(written)) {
    if (known.has(quarter)) continue;
    add(quarter, `${quarter}の計画値は変えられません。照会を始めていない、計画期間の四半期にしてください。`);
  }
  for (const quarter of quarters) {
    const value = written[quarter] ?? null;
    const of = `${quarterShort(quarter)}の計画値`;
    if (value === null) add(quarter, `${of}がありません。数を書いてください。`);
    else if (!(Math.abs(value) <= SIZE_MAX))
      add(quarter, `${of}の桁が大きすぎます。千兆より小さくしてください。`);
    else for (const message of placeFaults(kpi, quarter, value, written, frame)) add(quarter, message);
  }
  return faults;
}

/** What one value contradicts: its year's target, or the value before it. */
function placeFaults(
  kpi: Kpi,
  quarter: QuarterId,
  value: number,
  written: WrittenPath,
  frame: PathFrame,
): string[] {
  const { fiscalYear, quarter: number } = parseQuarter(quarter);
  const of = `${quarterShort(quarter)}の計画値${numberWords(value)}`;
  const target = targetValue(kpi.targets[fiscalYear]);
  if (number === 4 && target !== null && value !== target)
    return [
      `${of}が、${fiscalYearShort(fiscalYear)}の目標${numberWords(target)}と違います。目標と同じ数にしてください。`,
    ];
  const before = kpi.kind === 'cumulative' ? valueBefore(kpi, quarter, written, frame) : null;
  if (before === null || (target ?? 0) < 0 || value >= before.value) return [];
  return [
    `${of}が、${quarterShort(before.quarter)}の${numberWords(before.value)}より小さくなっています。累計なので、同じか大きい数にしてください。`,
  ];
}

/** The nearest value before within the same fiscal year: as written, or as it was recorded. */
function valueBefore(kpi: Kpi, quarter: QuarterId, written: WrittenPath, { plan, from }: PathFrame) {
  const { quarter: number } = parseQuarter(quarter);
  for (let back = 1; back < number; back += 1) {
    const earlier = addQuarters(quarter, -back);
    const isRecorded = quarterIndex(earlier) < quarterIndex(from);
    const value = isRecorded ? plannedValue(judgedKpiOf(kpi, plan.period), earlier) : written[earlier];
    if (value != null) return { quarter: earlier, value };
  }
  return null;
}

/** Everything that keeps four numbers from being a KPI's seasonal shares. `where` is `shares.1` to `shares.4` or a field. */
export function findShareFaults(
  kpi: Pick<Kpi, 'name' | 'kind'>,
  written: readonly (number | null)[],
): { readonly faults: readonly Fault[]; readonly shares: Shares | null } {
  const faults: Fault[] = [];
  const add = (where: string, message: string) =>
    faults.push({ where, message: `指標「${kpi.name}」の${message}` });
  if (kpi.kind !== 'cumulative')
    add('kind', '四半期配分は使いません。配分は、種別が「年度累計」の指標だけに使います。');
  const [first, second, third, fourth] = written;
  for (const at of [0, 1, 2, 3]) {
    const share = written[at] ?? null;
    if (share === null)
      add(`shares.${at + 1}`, `第${at + 1}四半期の配分がありません。0.25 のような数を書いてください。`);
    else if (share < 0)
      add(`shares.${at + 1}`, `第${at + 1}四半期の配分が${share}です。0以上にしてください。`);
  }
  if (first == null || second == null || third == null || fourth == null) return { faults, shares: null };
  const sum = first + second + third + fourth;
  if (!(Math.abs(sum - 1) <= ROUNDING))
    add('shares', `四半期配分の合計が${Number(sum.toFixed(4))}です。合計を1にしてください。`);
  return { faults, shares: faults.length === 0 ? [first, second, third, fourth] : null };
}
