import type { QuarterId } from '../calendar/fiscal.ts';
import type { Id } from './ids.ts';
import type { Kpi, Plan, Shares } from './plan.ts';

/** What is approved of one KPI: its planned values, or its seasonal shares. */
export type PathDecision =
  | { readonly what: 'path'; readonly kpi: Id; readonly values: Readonly<Record<string, number>> }
  | { readonly what: 'shares'; readonly kpi: Id; readonly shares: Shares };

/**
 * The plan with approved values in their place from a quarter on. What was recorded for the quarters before stays to
 * the digit, so that no period that was asked about is judged by anything new. Approved shares speak for every
 * quarter from then on, so planned values written for those give way. {@link keepLedgers} keeps what they replace.
 */
export function approvePaths(plan: Plan, decisions: readonly PathDecision[], from: QuarterId): Plan {
  return {
    ...plan,
    initiatives: plan.initiatives.map((initiative) =>
      initiative.kpis.some(({ id }) => decisions.some(({ kpi }) => kpi === id))
        ? { ...initiative, kpis: initiative.kpis.map((kpi) => decided(kpi, decisions, from)) }
        : initiative,
    ),
  };
}

function decided(kpi: Kpi, decisions: readonly PathDecision[], from: QuarterId): Kpi {
  return decisions
    .filter((decision) => decision.kpi === kpi.id)
    .reduce((now, decision) => {
      const recorded = Object.entries(now.path ?? {}).filter(([quarter]) => quarter < from);
      const path = Object.fromEntries([
        ...recorded,
        ...(decision.what === 'path' ? Object.entries(decision.values) : []),
      ]);
      const { path: _, ...rest } = now;
      return {
        ...rest,
        ...(decision.what === 'shares' ? { shares: decision.shares } : {}),
        ...(Object.keys(path).length === 0 ? {} : { path }),
      };
    }, kpi);
}
