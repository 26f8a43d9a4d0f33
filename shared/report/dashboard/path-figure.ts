import { addQuarters } from '../../calendar/fiscal.ts';
import type { Kpi, Plan } from '../../plan/plan.ts';
import type { PathFrame, PlannedValues } from '../../progress/path/propose-path.ts';
import { type KpiFigure, traceKpi } from './kpi-figure.ts';

/**
 * A proposed path beside the one in force: `planned` is the proposal, `earlier` the present path. What was recorded for
 * the quarters before is the same in both.
 */
export function tracePaths(
  kpi: Kpi,
  plan: Pick<Plan, 'period'>,
  totals: Readonly<Record<string, number | null>>,
  values: PlannedValues,
  { from }: Pick<PathFrame, 'from'>,
): KpiFigure {
  const figure = traceKpi(kpi, plan, totals, addQuarters(from, -1));
  return {
    ...figure,
    rows: figure.rows.map((row) => ({
      ...row,
      planned: row.quarter < from ? row.planned : (values[row.quarter] ?? null),
      forecast: null,
      earlier: [row.planned],
    })),
    oldPaths: [from],
    message: `${kpi.name}の計画の案（点線）と今の計画（細い線）です。`,
  };
}
