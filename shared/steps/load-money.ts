import { type QuarterId, quarterIndex } from '../calendar/fiscal.ts';
import type { Store } from '../ports.ts';
import { totalsByQuarter } from '../progress/build-input.ts';
import { isEffect, type MoneySums, sumMoney } from '../progress/sum-money.ts';
import type { City } from './load-city.ts';

/**
 * Effect, budget and spending of a plan as they stand; of what KPIs report, nothing later than `until`. Only the
 * histories of initiatives whose effect a KPI reports are read.
 */
export async function loadMoney(
  store: Pick<Store, 'loadHistory'>,
  { plan, directory }: Pick<City, 'plan' | 'directory'>,
  until?: QuarterId,
): Promise<MoneySums> {
  const reporting = plan.initiatives.filter(({ kpis }) => kpis.some(isEffect));
  const totals = await Promise.all(
    reporting.map(async (initiative) => {
      const history = await store.loadHistory(plan.id, initiative.id);
      const actuals = history.actuals.filter(
        ({ quarter }) => until === undefined || quarterIndex(quarter) <= quarterIndex(until),
      );
      return initiative.kpis
        .filter(isEffect)
        .map((kpi) => [kpi.id, totalsByQuarter({ kpi, initiative, actuals, directory })] as const);
    }),
  );
  return sumMoney(plan, new Map(totals.flat()));
}
