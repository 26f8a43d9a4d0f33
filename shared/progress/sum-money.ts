import { type FiscalYear, parseQuarter, type QuarterId } from '../calendar/fiscal.ts';
import type { Id } from '../plan/ids.ts';
import { inThousands, type MoneyYear } from '../plan/money.ts';
import type { Initiative, Kpi, Plan } from '../plan/plan.ts';

/** In 千円. Null where nobody has given a figure, which is not the same as zero. */
export interface MoneyFigures {
  readonly budget: number | null;
  readonly spent: number | null;
  readonly effectPlanned: number | null;
  readonly effectActual: number | null;
}

/** The figures of one fiscal year alone (単年度), and of all years of the plan up to it (累計). */
export interface MoneyOfYear {
  readonly year: FiscalYear;
  readonly single: MoneyFigures;
  readonly cumulative: MoneyFigures;
}

export interface MoneySums {
  /** By initiative: its own budget and spending, and its part of every effect. */
  readonly initiatives: ReadonlyMap<Id, readonly MoneyOfYear[]>;
  readonly pillars: ReadonlyMap<Id, readonly MoneyOfYear[]>;
  readonly plan: readonly MoneyOfYear[];
}

/** A KPI's combined values by quarter, as {@link totalsByQuarter} gives them. */
export type EffectValues = ReadonlyMap<Id, Readonly<Record<QuarterId, { readonly value: number | null }>>>;

const FIGURES = ['budget', 'spent', 'effectPlanned', 'effectActual'] as const;
const NOTHING: MoneyFigures = { budget: null, spent: null, effectPlanned: null, effectActual: null };

/** Whether a plan says anything about money, so that what shows it need not show an empty table. */
export function hasMoney({ initiatives }: Plan): boolean {
  return initiatives.some((initiative) => initiative.money !== undefined || initiative.kpis.some(isEffect));
}

/** Whether a KPI reports the effect (効果額) of its initiative. */
export function isEffect({ effect }: Pick<Kpi, 'effect'>): boolean {
  return effect === true;
}

/**
 * Adds up effect, budget and spending by initiative, pillar and plan, for every year of the plan. Every effect is
 * counted once: a shared one is parted among its initiatives in whole 千円 that add up to it exactly. An effect told by a
 * KPI is planned by the KPI's targets; its actual is the running total last reported in the year (`values`).
 */
export function sumMoney(plan: Plan, values: EffectValues): MoneySums {
  const years = Array.from(
    { length: plan.period.to - plan.period.from + 1 },
    (_, at) => plan.period.from + at,
  );
  const singles = new Map(
    plan.initiatives.map(({ id }) => [id, new Map(years.map((year) => [year, NOTHING]))]),
  );
  for (const initiative of plan.initiatives) {
    for (const year of years) {
      for (const [receiver, part] of partsOf(initiative, figuresOf(initiative, year, values))) {
        const known = singles.get(receiver);
        known?.set(year, plus(known.get(year) ?? NOTHING, part));
      }
    }
  }
  const pillarOf = new Map(
    plan.pillars.flatMap(({ id, directions }) => directions.map((direction) => [direction.id, id] as const)),
  );
  const sumOver = (wanted: readonly Initiative[]) =>
    withCumulative(
      years.map((year) => ({
        year,
        single: wanted.map(({ id }) => singles.get(id)?.get(year) ?? NOTHING).reduce(plus, NOTHING),
      })),
    );
  const byPillar = Map.groupBy(plan.initiatives, ({ direction }) => pillarOf.get(direction));
  return {
    initiatives: new Map(plan.initiatives.map((initiative) => [initiative.id, sumOver([initiative])])),
    pillars: new Map(plan.pillars.map(({ id }) => [id, sumOver(byPillar.get(id) ?? [])])),
    plan: sumOver(plan.initiatives),
  };
}

/** What one initiative itself says of a year, before its effect is parted. */
function figuresOf(initiative: Initiative, year: FiscalYear, values: EffectValues): MoneyFigures {
  const told: Partial<MoneyYear> = initiative.money?.years.find((line) => line.year === year) ?? {};
  const table = {
    budget: told.budget ?? null,
    spent: told.spent ?? null,
    effectPlanned: told.effectPlanned ?? null,
    effectActual: told.effectActual ?? null,
  };
  return initiative.kpis
    .filter(isEffect)
    .map((kpi) => ({
      ...NOTHING,
      effectPlanned: plannedBy(kpi, year),
      effectActual: reportedBy(kpi, year, values),
    }))
    .reduce(plus, table);
}

function plannedBy({ targets, unit }: Kpi, year: FiscalYear): number | null {
  const target = targets[String(year)];
  return typeof target === 'number' ? inThousands(target, unit) : null;
}

function reportedBy({ id, unit }: Kpi, year: FiscalYear, values: EffectValues): number | null {
  const last = Object.entries(values.get(id) ?? {})
    .filter(([quarter, { value }]) => value !== null && parseQuarter(quarter).fiscalYear === year)
    .sort(([a], [b]) => b.localeCompare(a))[0];
  return last?.[1].value == null ? null : inThousands(last[1].value, unit);
}

/** Each initiative's part. Budget and spending stay with the one that has them; only the effect is shared. */
function partsOf({ id, money }: Initiative, figures: MoneyFigures): [Id, MoneyFigures][] {
  const shares = money?.shares;
  if (shares === undefined) return [[id, figures]];
  const planned = apportion(figures.effectPlanned, shares);
  const actual = apportion(figures.effectActual, shares);
  return Object.keys(shares).map((receiver) => [
    receiver,
    {
      budget: receiver === id ? figures.budget : null,
      spent: receiver === id ? figures.spent : null,
      effectPlanned: planned[receiver] ?? null,
      effectActual: actual[receiver] ?? null,
    },
  ]);
}

/** Whole parts that add up to the amount: what rounding down leaves goes to those it cut most. */
function apportion(amount: number | null, shares: Readonly<Record<Id, number>>): Record<Id, number> {
  if (amount === null) return {};
  const exact = Object.entries(shares).map(([id, share]) => ({ id, part: amount * share }));
  const parts = Object.fromEntries(exact.map(({ id, part }) => [id, Math.floor(part)]));
  const left = amount - Object.values(parts).reduce((sum, part) => sum + part, 0);
  const byCut = exact.toSorted((a, b) => b.part - Math.floor(b.part) - (a.part - Math.floor(a.part)));
  // Shares add up to 1 but for their rounding, so more than one each can be left of a very large amount.
  byCut.forEach(({ id }, at) => {
    parts[id] = (parts[id] ?? 0) + Math.ceil((left - at) / byCut.length);
  });
  return parts;
}

function plus(a: MoneyFigures, b: MoneyFigures): MoneyFigures {
  const sum = (one: number | null, other: number | null) => (one === null ? other : one + (other ?? 0));
  return {
    budget: sum(a.budget, b.budget),
    spent: sum(a.spent, b.spent),
    effectPlanned: sum(a.effectPlanned, b.effectPlanned),
    effectActual: sum(a.effectActual, b.effectActual),
  };
}

function withCumulative(years: readonly { year: FiscalYear; single: MoneyFigures }[]): MoneyOfYear[] {
  let sofar = NOTHING;
  return years.map(({ year, single }) => {
    sofar = plus(sofar, single);
    return { year, single, cumulative: sofar };
  });
}

/** Whether any figure is known. */
export function saysAnything(figures: MoneyFigures): boolean {
  return FIGURES.some((name) => figures[name] !== null);
}
