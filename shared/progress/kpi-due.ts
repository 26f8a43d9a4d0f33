import { addQuarters, type QuarterId } from '../calendar/fiscal.ts';
import { isKpiInSeason } from '../plan/asked.ts';
import type { Kpi } from '../plan/plan.ts';

/**
 * Whether a KPI's value is due for a quarter (decision 6): every quarter; Q2 and Q4 for a half-yearly one; the quarter
 * that holds its month for a yearly one. In between it is awaited, not unreported.
 */
export function isKpiDue(kpi: Kpi, quarter: QuarterId): boolean {
  return isKpiInSeason(kpi, quarter);
}

/** The first quarter from `quarter` on for which a KPI is due; at most three quarters away. */
export function nextDue(kpi: Kpi, quarter: QuarterId): QuarterId {
  const candidates = [0, 1, 2, 3].map((ahead) => addQuarters(quarter, ahead));
  return candidates.find((candidate) => isKpiDue(kpi, candidate)) ?? quarter;
}

/** How many quarters lie between two reports of a KPI. */
export function cycleOf({ frequency }: Kpi): 1 | 2 | 4 {
  switch (frequency.every) {
    case 'quarter':
      return 1;
    case 'half-year':
      return 2;
    case 'year':
      return 4;
  }
}
