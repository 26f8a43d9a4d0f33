import { fiscalYearShort } from '../calendar/japanese-date.ts';
import type { Id } from './ids.ts';
import { type Initiative, isUnset, type Plan } from './plan.ts';

/** One thing a plan in force still lacks (未設定), for the list the secretariat works through (decision 23). */
export interface UnsetField {
  readonly initiative: Id;
  /** In Japanese, as in `目的` or `指標「端末数」の目標（R8）`. */
  readonly field: string;
  /** The day by which the department sets it. */
  readonly by: string;
}

/** Everything unset in a plan's initiatives, earliest deadline first, in the plan's order within a day. */
export function listUnset(plan: Plan): UnsetField[] {
  return plan.initiatives.flatMap(unsetOf).sort((a, b) => a.by.localeCompare(b.by));
}

function unsetOf(initiative: Initiative): UnsetField[] {
  const fields: [string, unknown][] = [
    ['目的', initiative.purpose],
    ...initiative.kpis.flatMap((kpi): [string, unknown][] => [
      [`指標「${kpi.name}」の基準値`, kpi.baseline],
      ...Object.entries(kpi.targets).map(([year, target]): [string, unknown] => [
        `指標「${kpi.name}」の目標（${fiscalYearShort(Number(year))}）`,
        target,
      ]),
    ]),
    ['撤退基準', initiative.exitRules],
    ['終期', initiative.sunset],
    ['見直し方針', initiative.review],
  ];
  return fields.flatMap(([field, value]) =>
    isUnset(value) ? [{ initiative: initiative.id, field, by: value.by }] : [],
  );
}
