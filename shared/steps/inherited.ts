import { quarterId } from '../calendar/fiscal.ts';
import type { Id } from '../plan/ids.ts';
import type { Initiative, Plan } from '../plan/plan.ts';
import type { Succession } from '../plan/succession.ts';
import type { InitiativeHistory, Store } from '../ports.ts';
import { totalsByQuarter } from '../progress/build-input.ts';
import { listActuals } from '../progress/list-actuals.ts';
import type { Inherited } from '../round/inherited.ts';
import type { City } from './load-city.ts';

/**
 * What the plan before tells of some initiatives of this one. Nothing was copied: the old plan's rows are read, so that
 * a value which is corrected there is right here as well. Empty, at no cost, for a plan that follows none.
 */
export async function loadInherited(
  store: Pick<Store, 'loadDocument' | 'loadHistory'>,
  city: City,
  initiatives: readonly Initiative[],
): Promise<Map<Id, Inherited[]>> {
  const { succession } = city;
  if (succession === null) return new Map();
  const before = await store.loadDocument('plan', succession.from);
  if (!before) return new Map();
  const plan = before.document;
  const linked = initiatives.map((initiative) => ({
    initiative,
    forebears: forebearsOf(plan, succession, initiative),
  }));
  const ids = new Set(linked.flatMap(({ forebears }) => forebears.map(({ id }) => id)));
  const histories = new Map(
    await Promise.all([...ids].map(async (id) => [id, await store.loadHistory(plan.id, id)] as const)),
  );
  return new Map(
    linked.map(({ initiative, forebears }) => [
      initiative.id,
      forebears.flatMap((forebear) => {
        const history = histories.get(forebear.id);
        return history ? [inherit(city, plan, succession, { initiative, forebear, history })] : [];
      }),
    ]),
  );
}

/** The initiatives it goes on with, and those whose KPIs it took over. */
function forebearsOf(plan: Plan, { links }: Succession, { id, kpis }: Initiative): Initiative[] {
  const own = new Set(kpis.map((kpi) => kpi.id));
  const from = new Set(
    links.flatMap((link) =>
      (link.level === 'initiative' && link.to === id) || (link.level === 'kpi' && own.has(link.to))
        ? [link.from]
        : [],
    ),
  );
  return plan.initiatives.filter((old) => from.has(old.id) || old.kpis.some((kpi) => from.has(kpi.id)));
}

function inherit(
  { directory }: City,
  plan: Plan,
  { links }: Succession,
  one: {
    readonly initiative: Initiative;
    readonly forebear: Initiative;
    readonly history: InitiativeHistory;
  },
): Inherited {
  const { initiative, forebear, history } = one;
  const { actuals, statuses, milestones } = history;
  const own = new Set(initiative.kpis.map(({ id }) => id));
  const done = new Set(milestones.flatMap(({ milestone, doneIn }) => (doneIn === null ? [] : [milestone])));
  const last = quarterId({ fiscalYear: plan.period.to, quarter: 4 });
  return {
    initiative: forebear,
    statuses: statuses
      .map(({ quarter, status }) => ({ quarter, status: status.status }))
      .sort((a, b) => a.quarter.localeCompare(b.quarter, 'en')),
    undone: forebear.milestones.filter(({ id }) => !done.has(id)),
    kpis: forebear.kpis.flatMap((kpi) =>
      links
        .filter(({ level, from, to }) => level === 'kpi' && from === kpi.id && own.has(to))
        .map(({ to }) => {
          const totals = totalsByQuarter({ kpi, initiative: forebear, actuals, directory });
          const whole = Object.entries(totals).flatMap(([quarter, { value, partial }]) =>
            partial ? [] : [[quarter, value] as const],
          );
          return { heir: to, kpi, values: listActuals(Object.fromEntries(whole), last) };
        }),
    ),
  };
}
