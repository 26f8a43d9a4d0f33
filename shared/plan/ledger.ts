import { addQuarters, type QuarterId, quarterIndex, quarterOf } from '../calendar/fiscal.ts';
import type { PlainDate } from '../calendar/time.ts';
import type { Id } from './ids.ts';
import {
  EQUAL_SHARES,
  type Initiative,
  isUnset,
  type Kpi,
  type KpiLedger,
  type Milestone,
  type Plan,
} from './plan.ts';

/** The ledgers of one part keep at most so many entries, the newest; the plan's versions keep all. */
const ENTRIES_MAX = 20;
const TARGETS_MAX = 60;

/** That somebody approved a KPI's path or shares as they stand in the version about to be published. */
export interface ApprovalGiven {
  readonly kpi: Id;
  readonly what: 'path' | 'shares';
  readonly by: string;
  /** The first quarter they hold for; those before are judged as they were recorded. */
  readonly from: QuarterId;
}

/**
 * The plan about to be published with the ledgers of the one in force carried on, and what it changes written down:
 * milestones put off, targets revised, paths replaced, units changed. A file need not bring the ledgers along, and
 * none it brings can shorten them: who postpones twice has postponed twice. `on` is the day of the change. An approval
 * comes by `approvals` alone, never in a file, and ends with what it approved.
 */
export function keepLedgers(
  before: Plan | null,
  after: Plan,
  on: PlainDate,
  approvals: readonly ApprovalGiven[] = [],
): Plan {
  if (before === null) return after;
  const known = new Map(before.initiatives.map((initiative) => [initiative.id, initiative]));
  return {
    ...after,
    initiatives: after.initiatives.map((initiative) => {
      const was = known.get(initiative.id);
      return was === undefined ? initiative : keepParts(was, initiative, on, approvals);
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

function keepParts(
  was: Initiative,
  now: Initiative,
  on: PlainDate,
  approvals: readonly ApprovalGiven[],
): Initiative {
  const kpis = new Map(was.kpis.map((kpi) => [kpi.id, kpi]));
  return {
    ...now,
    kpis: now.kpis.map((kpi) => {
      const earlier = kpis.get(kpi.id);
      return earlier === undefined
        ? kpi
        : keepKpi(
            earlier,
            kpi,
            on,
            approvals.filter((approval) => approval.kpi === kpi.id),
          );
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

const EMPTY: KpiLedger = { units: [], targets: [], paths: [], shares: [], approved: {} };

function keepKpi(was: Kpi, now: Kpi, on: PlainDate, approvals: readonly ApprovalGiven[]): Kpi {
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
  const isOtherPath = was.path !== undefined && !isSamePath(was.path, now.path);
  const before = was.shares ?? EQUAL_SHARES;
  const isOtherShares = before.some((share, at) => share !== (now.shares ?? EQUAL_SHARES)[at]);
  const given = (what: ApprovalGiven['what']) => approvals.find((approval) => approval.what === what);
  const standing = (what: ApprovalGiven['what'], isOther: boolean) => {
    const fresh = given(what);
    const known = isOther ? undefined : ledger.approved[what];
    if (fresh === undefined) return known === undefined ? {} : { [what]: known };
    // What is approved once more as it stands has been approved since the first time.
    return { [what]: { by: fresh.by, on: day, from: known?.from ?? fresh.from } };
  };
  const { path: pathApproval, shares: approval } = ledger.approved;
  const sharesFrom = given('shares')?.from;
  const until = sharesFrom === undefined ? lastQuarterBefore(on) : addQuarters(sharesFrom, -1);
  const next: KpiLedger = {
    units: [...ledger.units, ...(isOtherUnit ? [unit] : [])].slice(-ENTRIES_MAX),
    targets: [...ledger.targets, ...targets].slice(-TARGETS_MAX),
    paths: [
      ...ledger.paths,
      ...(isOtherPath && was.path !== undefined
        ? [{ path: was.path, on: day, ...(pathApproval && { by: pathApproval.by }) }]
        : []),
    ].slice(-ENTRIES_MAX),
    shares: [
      ...ledger.shares,
      ...(isOtherShares ? [{ shares: before, until, on: day, ...(approval && { approval }) }] : []),
    ].slice(-ENTRIES_MAX),
    approved: { ...standing('path', isOtherPath), ...standing('shares', isOtherShares) },
  };
  const isEmpty = Object.values(next).every((entries) => Object.keys(entries).length === 0);
  const { ledger: _brought, ...kpi } = now;
  return isEmpty ? kpi : { ...kpi, ledger: next };
}

/** The same values for the same quarters, in whatever order a file lists them. */
function isSamePath(was: NonNullable<Kpi['path']>, now: Kpi['path']): boolean {
  const before = Object.entries(was);
  const after = new Map<string, number>(Object.entries(now ?? {}));
  return before.length === after.size && before.every(([quarter, value]) => after.get(quarter) === value);
}

/** What is changed in a quarter holds from that quarter on. */
function lastQuarterBefore(on: PlainDate): QuarterId {
  return addQuarters(quarterOf(on), -1);
}
