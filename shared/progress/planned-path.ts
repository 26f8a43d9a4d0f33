import { type FiscalYear, parseQuarter, type QuarterId, quarterIndex } from '../calendar/fiscal.ts';
import { EQUAL_SHARES, type Shares } from '../plan/plan.ts';
import type { JudgedKpi } from './judgement.ts';

export interface Target {
  readonly year: FiscalYear;
  readonly value: number;
  /** The fourth quarter of the year: when the target is due. */
  readonly endsAt: QuarterId;
}

/** One judgement asks for the same targets half a dozen times. */
const listed = new WeakMap<JudgedKpi['targets'], readonly Target[]>();

/** Targets that are set, in order of year. An unset one (〇) is left out, never read as zero. */
export function listTargets({ targets }: Pick<JudgedKpi, 'targets'>): readonly Target[] {
  const known = listed.get(targets);
  if (known !== undefined) return known;
  const list = Object.entries(targets)
    .flatMap(([year, value]) => (value === null ? [] : [targetOf(Number(year), value)]))
    .sort((a, b) => a.year - b.year);
  listed.set(targets, list);
  return list;
}

function targetOf(year: FiscalYear, value: number): Target {
  return { year, value, endsAt: `${year}Q4` };
}

/**
 * The target a quarter is judged against: the fiscal year's own for a cumulative KPI, the plan's last for a level or
 * rate. Null where it is not set, or the quarter lies after the last year that has one.
 */
export function findTarget(kpi: JudgedKpi, quarter: QuarterId): Target | null {
  const { fiscalYear } = parseQuarter(quarter);
  const targets = listTargets(kpi);
  if (kpi.kind === 'cumulative') return targets.find(({ year }) => year === fiscalYear) ?? null;
  const last = targets.at(-1);
  return last === undefined || last.year < fiscalYear ? null : last;
}

/**
 * The part of a year's total that falls due up to a quarter, 1 in the fourth. Null where the shares cannot be
 * shares: one is negative, or all are zero. Shares that add up to a little more or less than 1 are scaled.
 */
export function shareSoFar(kpi: JudgedKpi, quarter: QuarterId): number | null {
  const { shares } = sharesOf(kpi, quarter);
  const total = shares.reduce((sum, share) => sum + share, 0);
  if (total <= 0 || shares.some((share) => share < 0)) return null;
  const part = shares.slice(0, parseQuarter(quarter).quarter).reduce((sum, share) => sum + share, 0);
  return part / total;
}

/** The shares a quarter is judged by, those that held when it was recorded or the present ones, and since when approved. */
function sharesOf(
  { shares = EQUAL_SHARES, approvedFrom, earlierShares = [] }: JudgedKpi,
  quarter: QuarterId,
): { readonly shares: Shares; readonly approvedFrom?: QuarterId | undefined } {
  const at = quarterIndex(quarter);
  return earlierShares.find(({ until }) => at <= quarterIndex(until)) ?? { shares, approvedFrom };
}

/**
 * The planned value of a quarter: the explicit path where it has one, else a cumulative KPI's share of the year's
 * target, else the straight line by quarters from the baseline to each fiscal year's target in its Q4.
 *
 * Null where none of these is known: no target, no baseline, a quarter not after the baseline's, impossible shares.
 */
export function plannedValue(kpi: JudgedKpi, quarter: QuarterId): number | null {
  const explicit = kpi.path?.[quarter];
  if (explicit !== undefined) return explicit;
  const target = findTarget(kpi, quarter);
  if (target === null || kpi.polarity === 'keep') return null;
  if (kpi.kind === 'cumulative') {
    const share = shareSoFar(kpi, quarter);
    return share === null ? null : target.value * share;
  }
  return straightLine(kpi, quarter);
}

/**
 * Whether the planned value of a quarter is drawn by the rule and not set by anybody, so that every text calls it
 * 目安: without an explicit path or approved shares, all but the target itself in its own Q4.
 */
export function isGuide(kpi: JudgedKpi, quarter: QuarterId): boolean {
  if (kpi.path?.[quarter] !== undefined) return false;
  const { fiscalYear, quarter: number } = parseQuarter(quarter);
  const isTargetSet = listTargets(kpi).some(({ year }) => year === fiscalYear);
  const { approvedFrom: from } = sharesOf(kpi, quarter);
  if (isTargetSet && from !== undefined && quarterIndex(quarter) >= quarterIndex(from)) return false;
  return number !== 4 || !isTargetSet;
}

/** What a planned value is called: 計画, or 計画の目安 where the rule drew it. */
export function plannedWord(kpi: JudgedKpi, quarter: QuarterId): string {
  return isGuide(kpi, quarter) ? '計画の目安' : '計画';
}

function straightLine(kpi: JudgedKpi, quarter: QuarterId): number | null {
  if (kpi.baseline === undefined) return null;
  const at = quarterIndex(quarter);
  let from = { index: quarterIndex(kpi.baseline.at), value: kpi.baseline.value };
  if (at <= from.index) return null;
  for (const target of listTargets(kpi)) {
    const to = { index: quarterIndex(target.endsAt), value: target.value };
    // A target of a year that ended before the baseline was measured says nothing about the way from there.
    if (to.index <= from.index) continue;
    if (at === to.index) return to.value;
    if (at < to.index) {
      return from.value + ((to.value - from.value) * (at - from.index)) / (to.index - from.index);
    }
    from = to;
  }
  return null;
}
