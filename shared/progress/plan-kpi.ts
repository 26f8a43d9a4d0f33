import { isUnset, type Kpi, type Plan } from '../plan/plan.ts';
import type { JudgedKpi } from './judgement.ts';

/**
 * A KPI of the plan as the rules take it. What the sheet leaves unset is left out. With `period`, targets of years
 * outside the plan are left out too: a vision's goal beyond it is a separate field (decision 31).
 */
export function judgedKpiOf(kpi: Kpi, period?: Plan['period']): JudgedKpi {
  const targets: Record<string, number> = {};
  for (const [year, target] of Object.entries(kpi.targets)) {
    const isInside = period === undefined || (Number(year) >= period.from && Number(year) <= period.to);
    if (isInside && typeof target === 'number') targets[year] = target;
  }
  const { kind, polarity, baseline, path, shares, range, tolerance, unit, ledger } = kpi;
  const earlierShares = (ledger?.shares ?? []).map(({ shares: were, until, approval }) => ({
    shares: were,
    until,
    ...(approval && { approvedFrom: approval.from }),
  }));
  const approved = ledger?.approved.shares;
  return {
    kind,
    polarity,
    targets,
    tolerance,
    unit,
    ...(isUnset(baseline) || isOldBaseline(kpi) ? {} : { baseline }),
    ...(path === undefined ? {} : { path }),
    ...(shares === undefined ? {} : { shares }),
    ...(earlierShares.length === 0 ? {} : { earlierShares }),
    ...(approved && { approvedFrom: approved.from }),
    ...(range === undefined ? {} : { range }),
  };
}

/**
 * Whether the baseline is still the one of an earlier unit. Nobody's figures are converted here: until it is restated,
 * the KPI is 評価不能 and says so.
 */
export function isOldBaseline({ baseline, ledger }: Kpi): boolean {
  const changed = ledger?.units.at(-1);
  return changed !== undefined && !isUnset(baseline) && baseline.value === changed.baseline;
}
