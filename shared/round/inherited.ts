import type { QuarterId } from '../calendar/fiscal.ts';
import { quarterShort } from '../calendar/japanese-date.ts';
import type { Id } from '../plan/ids.ts';
import type { Initiative, Kpi, Milestone } from '../plan/plan.ts';
import { isOtherUnit } from '../plan/succession.ts';
import type { Status } from '../progress/judgement.ts';
import { numberWords } from '../progress/number-words.ts';

/** A KPI of the plan before that one of this plan goes on with. */
export interface InheritedKpi {
  /** The KPI of this plan. */
  readonly heir: Id;
  readonly kpi: Kpi;
  /** Over all units, oldest first; a quarter in which a unit was missing is left out. */
  readonly values: readonly { readonly quarter: QuarterId; readonly value: number }[];
}

/** 前計画からの経過: an initiative of the plan before, as far as one of this plan goes on with it. */
export interface Inherited {
  readonly initiative: Initiative;
  readonly statuses: readonly { readonly quarter: QuarterId; readonly status: Status }[];
  /** What was planned and never reported done, with the date it was first due. */
  readonly undone: readonly Milestone[];
  readonly kpis: readonly InheritedKpi[];
}

/** `前計画からの経過　1-2-1 窓口の改善`: what a form says above an initiative; null where it follows none. */
export function inheritedLine(inherited: readonly Inherited[]): string | null {
  if (inherited.length === 0) return null;
  const names = inherited.map(({ initiative: { code, title } }) => `${code} ${title}`);
  return `前計画からの経過　${names.join('、')}`;
}

/**
 * `前計画の実績 1,230件（R8第4四半期）`: what each forebear of a KPI was last reported with. They stand side by side in
 * their own units: values of two KPIs are never added up, and none is joined to this KPI's own where it is counted
 * otherwise.
 */
export function inheritedValues(kpi: Kpi, inherited: readonly Inherited[]): string[] {
  const forebears = inherited.flatMap(({ initiative, kpis }) =>
    kpis.filter(({ heir }) => heir === kpi.id).map((one) => ({ ...one, code: initiative.code })),
  );
  return forebears.flatMap(({ kpi: old, values, code }) => {
    const last = values.at(-1);
    if (last === undefined) return [];
    const name = forebears.length > 1 ? `（${code}）` : '';
    const value = `前計画の実績${name} ${numberWords(last.value)}${old.unit}（${quarterShort(last.quarter)}）`;
    return isOtherUnit(old, kpi) ? [value, '数え方が違うため、比べません'] : [value];
  });
}
