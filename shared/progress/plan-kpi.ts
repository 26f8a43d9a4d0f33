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
  const { kind, polarity, baseline, path, shares, range, tolerance, unit } = kpi;
  return {
    kind,
    polarity,
    targets,
    tolerance,
    unit,
    ...(isUnset(baseline) ? {} : { baseline }),
    ...(path === undefined ? {} : { path }),
    ...(shares === undefined ? {} : { shares }),
    ...(range === undefined ? {} : { range }),
  };
}
