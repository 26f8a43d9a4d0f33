import { addQuarters, type QuarterId, quarterIndex, quarterOf } from '../calendar/fiscal.ts';
import type { PlainDate } from '../calendar/time.ts';
import { type Initiative, isUnset, type Kpi, type KpiLedger, type Milestone, type Plan } from './plan.ts';

/** The ledgers of one part keep at most so many entries, the newest; the plan's versions keep all. */
const ENTRIES_MAX = 20;
const TARGETS_MAX = 60;

/**
 * The plan about to be published with the ledgers of the one in force carried on, and what it changes written down:
 * milestones put off, targets revised, paths replaced, units changed. A file need not bring the ledgers along, and
 * none it brings can shorten them: who postpones twice has postponed twice. `on` is the day of the change.
 */
export function keepLedgers(before: Plan | null, after: Plan, on: PlainDate): Plan {
  if (before === null) return after;
  const known = new Map(before.initiatives.map((initiative) => [initiative.id, initiative]));
  return {
    ...after,
    initiatives: after.initiatives.map((initiative) => {
      const was = known.get(initiative.id);
      return was === undefined ? initiative : keepParts(was, initiative, on);
    }),
    // A workbook has no place for the city's rank words; they are changed where the cut-offs are.
    ...(after.ranks === undefined && before.ranks !== undefined ? { ranks: before.ranks } : {}),
    // No file opens a closed year again.
    ...(before.closed === undefined
      ? {}
      : { closed: [...before.closed, ...(after.closed ?? []).filter(isNotIn(before.closed))] }),
  };
}

function isNotIn(closed: readonly { readonly year: number }[]) {
  return ({ year }: { readonly year: number }) => !closed.some((known) => known.year === year);
}

function keepParts(was: Initiative, now: Initiative, on: PlainDate): Initiative {
  const kpis = new Map(was.kpis.map((kpi) => [kpi.id, kpi]));
  return {
    ...now,
    kpis: now.kpis.map((kpi) => {
      const earlier = kpis.get(kpi.id);
      return earlier === undefined ? kpi : keepKpi(earlier, kpi, on);
    }),
    milestones: now.milestones.map((milestone) => {
      const earlier = findEarlier(was, now, milestone);
      return earlier === undefined ? milestone : keepMilestone(earlier, milestone, on);
    }),
  };
}

/**
 * The same milestone before: by its id, or the one of the same item and text that is gone, for moving a cell into
 * the next year's column is a postponement too.
 */
function findEarlier(was: Initiative, now: Initiative, milestone: Milestone): Milestone | undefined {
  const same = was.milestones.find(({ id }) => id === milestone.id);
  if (same !== undefined) return same;
  return was.milestones.find(
    ({ id, item, text }) =>
      item === milestone.item &&
      text === milestone.text &&
      !now.milestones.some((standing) => standing.id === id),
  );
}

function keepMilestone(was: Milestone, now: Milestone, on: PlainDate): Milestone {
  const isLater = quarterIndex(now.due) > quarterIndex(was.due);
  const slips = [
    ...(was.slips ?? []),
    ...(isLater ? [{ from: was.due, to: now.due, on: on.toString() }] : []),
  ];
  const carriedInto = now.carriedInto ?? was.carriedInto;
  return {
    ...now,
    ...(slips.length === 0 ? {} : { slips: shorten(slips) }),
    // What was put off into a later year than it was carried into is that year's.
    ...(carriedInto === undefined || carriedInto < now.fiscalYear ? {} : { carriedInto }),
  };
}

/** The first entry is the original date, so the middle gives way. */
function shorten<T>(entries: readonly T[]): T[] {
  return entries.length <= ENTRIES_MAX
    ? [...entries]
    : [...entries.slice(0, 1), ...entries.slice(1 - ENTRIES_MAX)];
}

const EMPTY: KpiLedger = { units: [], targets: [], paths: [] };

function keepKpi(was: Kpi, now: Kpi, on: PlainDate): Kpi {
  const day = on.toString();
  const ledger = was.ledger ?? EMPTY;
  const isOtherUnit = was.unit !== now.unit;
  const unit = {
    unit: was.unit,
    until: lastQuarterBefore(on),
    baseline: isUnset(was.baseline) ? null : was.baseline.value,
  };
  const targets = Object.entries(was.targets).flatMap(([year, target]) => {
    const next = now.targets[year];
    const value = typeof next === 'number' ? next : null;
    // A change of unit restates every target; that is told by the unit's own entry.
    return typeof target !== 'number' || target === value || isOtherUnit
      ? []
      : [{ year: Number(year), was: target, now: value, on: day }];
  });
  const isOtherPath = was.path !== undefined && JSON.stringify(was.path) !== JSON.stringify(now.path);
  const next: KpiLedger = {
    units: [...ledger.units, ...(isOtherUnit ? [unit] : [])].slice(-ENTRIES_MAX),
    targets: [...ledger.targets, ...targets].slice(-TARGETS_MAX),
    paths: [
      ...ledger.paths,
      ...(isOtherPath && was.path !== undefined ? [{ path: was.path, on: day }] : []),
    ].slice(-ENTRIES_MAX),
  };
  const isEmpty = Object.values(next).every((entries) => entries.length === 0);
  const { ledger: _brought, ...kpi } = now;
  return isEmpty ? kpi : { ...kpi, ledger: next };
}

/** What is changed in a quarter holds from that quarter on. */
function lastQuarterBefore(on: PlainDate): QuarterId {
  return addQuarters(quarterOf(on), -1);
}
