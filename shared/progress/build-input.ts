import { firstDayOf, type QuarterId, quarterIndex } from '../calendar/fiscal.ts';
import { leadOf } from '../plan/asked.ts';
import type { Directory } from '../plan/directory.ts';
import type { Id } from '../plan/ids.ts';
import { readMonths } from '../plan/monthly.ts';
import type { Initiative, Kpi, Plan } from '../plan/plan.ts';
import { combineUnits, type UnitTotal } from './combine-units.ts';
import type { PastStatus } from './initiative-status.ts';
import type { InitiativeInput } from './judge-initiative.ts';
import type { OwnConfidence, OwnRating } from './rating-gap.ts';
import type { MilestoneReport } from './reported.ts';

/** Stands for all units together, where a value was reported for the whole initiative (earlier quarters' papers). */
export const ALL_UNITS: Id = 'all-units';

/** A value as stored, by quarter, stage and reporting unit. */
export interface StoredActual {
  readonly kpi: Id;
  readonly quarter: QuarterId;
  readonly stage: 'regular' | 'final' | 'handover';
  readonly department: Id;
  readonly value: number | null;
  /** The values of the quarter's months, where the KPI is reported by month. */
  readonly monthly?: Readonly<Record<string, number>> | undefined;
}

export interface StoredMilestone {
  readonly milestone: Id;
  readonly department: Id;
  readonly reportedFor: QuarterId;
  readonly state: string | number | null;
  readonly doneIn: QuarterId | null;
}

/** One answered line of a department's submission, as far as judging needs it. */
export interface AnsweredField {
  readonly initiative: Id | null;
  readonly kind: string;
  readonly subject: Id | null;
  readonly value: string | number | null;
}

/** What a department answered to the round being judged; `nothingToReport` is 該当なし for the whole request. */
export interface UnitAnswer {
  readonly department: Id;
  readonly fields: readonly AnsweredField[];
  readonly nothingToReport: boolean;
  /** An answer is there and waits for its approval (決裁): what is new in it is not in `fields`. */
  readonly isUnapproved?: boolean;
  /** Ids of KPIs whose value is under question (確認中). */
  readonly underReview?: readonly Id[];
}

export interface JudgingFacts {
  readonly plan: Pick<Plan, 'period' | 'cutoffs'> & Partial<Pick<Plan, 'initiatives' | 'triggers' | 'ranks'>>;
  readonly directory: Pick<Directory, 'departments'>;
  readonly initiative: Initiative;
  readonly quarter: QuarterId;
  readonly stage: 'regular' | 'final';
  readonly round: 'open' | 'frozen';
  readonly actuals: readonly StoredActual[];
  readonly milestones: readonly StoredMilestone[];
  readonly answers: readonly UnitAnswer[];
  readonly history: readonly PastStatus[];
  /** The initiatives whose KPIs this one repeats (再掲), with what they reported. */
  readonly shared?: readonly SharedSource[];
}

/** An initiative another one repeats a KPI of. */
export interface SharedSource {
  readonly initiative: Initiative;
  readonly actuals: readonly StoredActual[];
  readonly answers: readonly UnitAnswer[];
}

/**
 * Brings what is stored and what was just answered into the shape an initiative is judged from. The answers of the
 * round go before what is stored of its quarter, so that a receipt can judge what is only about to be stored.
 */
export function buildInitiativeInput(facts: JudgingFacts): InitiativeInput {
  const { plan, initiative, quarter, round, answers, directory } = facts;
  const asked = answers.map(({ department }) => department);
  const standing = withStandingOwners(initiative, directory, asked);
  const lead = answers.find(({ department }) => department === leadOf(standing));
  const owners = standing.owners.map(({ department }) => department);
  const excludedUnits = answers.flatMap(({ department, nothingToReport }) =>
    nothingToReport ? [department] : [],
  );
  const isExcluded = owners.length > 0 && owners.every((department) => excludedUnits.includes(department));
  return {
    initiative,
    quarter,
    round,
    cutoffs: plan.cutoffs,
    ...(plan.triggers === undefined ? {} : { triggers: plan.triggers }),
    period: plan.period,
    ranks: plan.ranks,
    kpiNames: namesOfHeirs(facts),
    actuals: Object.fromEntries(initiative.kpis.map((kpi) => [kpi.id, ownTotals(facts, kpi, excludedUnits)])),
    monthly: Object.fromEntries(
      initiative.kpis.flatMap((kpi) => (kpi.monthly ? [[kpi.id, ownMonths(facts, kpi)]] : [])),
    ),
    milestones: Object.fromEntries(initiative.milestones.map(({ id }) => [id, reportOf(facts, id)])),
    ...(isExcluded ? { excluded: [initiative.id] } : {}),
    underReview: underReviewOf(facts),
    unapproved: answers.flatMap(({ department, isUnapproved }) =>
      isUnapproved ? [directory.departments.find(({ id }) => id === department)?.name ?? department] : [],
    ),
    final: facts.stage === 'final',
    history: facts.history,
    ownRating: wordOf<OwnRating>(lead, initiative.id, 'own-rating', ['順調', 'やや遅れ', '遅れ', '完了']),
    confidence: wordOf<OwnConfidence>(lead, initiative.id, 'confidence', ['A', 'B', 'C']),
  };
}

/** The KPIs one of whose values is under question, those among them that are repeated from another initiative (再掲). */
function underReviewOf({ initiative, answers, shared = [] }: JudgingFacts): Id[] {
  const questioned = new Set(
    [answers, ...shared.map((source) => source.answers)]
      .flat()
      .flatMap(({ underReview = [] }) => underReview),
  );
  return initiative.kpis.flatMap(({ id, sharedFrom }) => (questioned.has(sharedFrom ?? id) ? [id] : []));
}

function wordOf<W extends string>(
  answer: UnitAnswer | undefined,
  initiative: Id,
  kind: string,
  words: readonly W[],
): W | null {
  const field = answer?.fields.find(
    (candidate) => candidate.initiative === initiative && candidate.kind === kind,
  );
  return words.find((word) => word === field?.value) ?? null;
}

interface TotalsFacts {
  readonly kpi: Kpi;
  readonly initiative: Initiative;
  readonly actuals: readonly StoredActual[];
  readonly directory: Pick<Directory, 'departments'>;
}

/** The combined value of every quarter stored; a final value goes before the provisional one of its quarter. */
export function totalsByQuarter({
  kpi,
  initiative,
  actuals,
  directory,
}: TotalsFacts): Record<string, UnitTotal> {
  return Object.fromEntries(
    [...valuesByQuarter(kpi, actuals)].map(([at, values]) => {
      const whole = values.get(ALL_UNITS);
      const standing = withStandingOwners(initiative, directory, [...values.keys()]);
      const nameOf = nameIn(directory, at);
      return [
        at,
        whole === undefined
          ? combineUnits({ kpi, initiative: standing, values: Object.fromEntries(values), nameOf })
          : { value: whole, partial: false, missing: [] },
      ];
    }),
  );
}

/** Names of departments. One that was abolished, and whose work nobody took over, says so where it is missed. */
const nameIn =
  ({ departments }: Pick<Directory, 'departments'>, quarter: QuarterId) =>
  (id: Id): string => {
    const found = departments.find((department) => department.id === id);
    if (found === undefined) return id;
    const isGone = found.to !== undefined && found.to < firstDayOf(quarter).toString();
    return isGone ? `${found.name}（廃止）` : found.name;
  };

/** How many reorganisations a chain of successors is followed through before it is taken for a loop. */
const SUCCESSION_DEPTH_MAX = 8;

/**
 * The initiative with each owner that is not among those who answer replaced by those of its successors who do
 * (機構改革): the sheet keeps the department it was written for, the values come from whoever took the work over.
 */
function withStandingOwners(
  initiative: Initiative,
  { departments }: Pick<Directory, 'departments'>,
  present: readonly Id[],
): Initiative {
  if (initiative.owners.every(({ department }) => present.includes(department))) return initiative;
  const heirs = (id: Id, depth = 0): Id[] => {
    if (present.includes(id) || depth > SUCCESSION_DEPTH_MAX) return present.includes(id) ? [id] : [];
    const successors = departments.find((department) => department.id === id)?.successors ?? [];
    return successors.flatMap((successor) => heirs(successor, depth + 1));
  };
  const owners = initiative.owners.flatMap((owner) => {
    const found = heirs(owner.department);
    return found.length === 0 ? [owner] : found.map((department) => ({ ...owner, department }));
  });
  return { ...initiative, owners };
}

type UnitValues = Map<Id, number | null>;

function valuesByQuarter(kpi: Kpi, actuals: readonly StoredActual[]): Map<QuarterId, UnitValues> {
  const byQuarter = new Map<QuarterId, UnitValues>();
  for (const stage of ['regular', 'final'] as const) {
    for (const actual of actuals) {
      if (actual.kpi !== kpi.id || actual.stage !== stage) continue;
      const values: UnitValues = byQuarter.get(actual.quarter) ?? new Map();
      byQuarter.set(actual.quarter, values.set(actual.department, actual.value));
    }
  }
  return byQuarter;
}

/** Names of the KPIs that took over others (集約), which may stand on any sheet of the plan. */
function namesOfHeirs({ initiative, plan }: JudgingFacts): Record<string, string> {
  const heirs = new Set(initiative.kpis.flatMap(({ mergedInto }) => mergedInto ?? []));
  if (heirs.size === 0) return {};
  const all = (plan.initiatives ?? [initiative]).flatMap(({ kpis }) => kpis);
  return Object.fromEntries(all.filter(({ id }) => heirs.has(id)).map(({ id, name }) => [id, name]));
}

/** A KPI repeated from another initiative has the values reported there, by the departments that answer there. */
function ownTotals(facts: JudgingFacts, kpi: Kpi, excluded: readonly Id[]): Record<string, UnitTotal> {
  if (kpi.sharedFrom === undefined) return totalsOf(facts, kpi, excluded);
  for (const { initiative, actuals, answers } of facts.shared ?? []) {
    const original = initiative.kpis.find(({ id }) => id === kpi.sharedFrom);
    if (original !== undefined) return totalsOf({ ...facts, initiative, actuals, answers }, original, []);
  }
  return {};
}

/** A KPI's months over all its units: one that misses a unit is left out, for a jump between a part and the whole is no signal. */
function ownMonths(facts: JudgingFacts, kpi: Kpi): Record<string, number> {
  const { initiative, actuals, answers, quarter, directory } = facts;
  const byMonth = new Map<string, Record<Id, number>>();
  const put = (department: Id, months: Readonly<Record<string, number>>) => {
    for (const [month, value] of Object.entries(months))
      byMonth.set(month, { ...byMonth.get(month), [department]: value });
  };
  for (const actual of actuals) {
    if (actual.kpi === kpi.id && actual.stage === 'regular') put(actual.department, actual.monthly ?? {});
  }
  for (const { department, fields } of answers) {
    const said = fields.find(({ kind, subject }) => kind === 'monthly' && subject === kpi.id)?.value;
    if (typeof said === 'string') put(department, readMonths(said, quarter));
  }
  return Object.fromEntries(
    [...byMonth].flatMap(([month, values]) => {
      const whole = values[ALL_UNITS];
      if (whole !== undefined) return [[month, whole]];
      const standing = withStandingOwners(initiative, directory, Object.keys(values));
      const { value, partial } = combineUnits({ kpi, initiative: standing, values, nameOf: (id) => id });
      return value === null || partial ? [] : [[month, value]];
    }),
  );
}

/** What is stored, with the answers of the round laid over its quarter. */
function totalsOf(facts: JudgingFacts, kpi: Kpi, excluded: readonly Id[]): Record<string, UnitTotal> {
  const { initiative, actuals, quarter, directory } = facts;
  const current: UnitValues = valuesByQuarter(kpi, actuals).get(quarter) ?? new Map();
  for (const { department, fields } of facts.answers) {
    for (const field of fields) {
      if (field.subject !== kpi.id || (field.kind !== 'actual' && field.kind !== 'final')) continue;
      if (typeof field.value === 'number' || field.value === null) current.set(department, field.value);
    }
  }
  // The quarter being judged always has its entry, so that a unit that has not answered is named.
  const known = [...facts.answers.map(({ department }) => department), ...current.keys()];
  const standing = withStandingOwners(initiative, directory, known);
  const nameOf = nameIn(directory, quarter);
  const values = Object.fromEntries(current);
  const whole = current.get(ALL_UNITS);
  const total =
    whole === undefined
      ? combineUnits({ kpi, initiative: standing, values, excluded, nameOf })
      : { value: whole, partial: false, missing: [] };
  return { ...totalsByQuarter({ kpi, initiative, actuals, directory }), [quarter]: total };
}

const MILESTONE_WORDS = ['済', '実施中', '未着手', '延期'] as const;

/** A milestone is as its lead says; where the lead is not asked, as the first unit that answered. */
function reportOf(
  { initiative, answers, milestones, quarter, directory }: JudgingFacts,
  id: Id,
): MilestoneReport {
  const asked = answers.map(({ department }) => department);
  const lead = leadOf(withStandingOwners(initiative, directory, asked));
  const inOrder = [...answers].sort((a, b) => Number(b.department === lead) - Number(a.department === lead));
  const said = inOrder.flatMap(({ fields }) =>
    fields.filter(({ kind, subject }) => kind === 'milestone-status' && subject === id),
  )[0];
  const stored = milestones
    .filter(
      ({ milestone, reportedFor }) => milestone === id && quarterIndex(reportedFor) <= quarterIndex(quarter),
    )
    .sort(
      (a, b) =>
        quarterIndex(b.reportedFor) - quarterIndex(a.reportedFor) ||
        Number(b.department === lead) - Number(a.department === lead),
    )[0];
  const now = said ?? (stored && stored.reportedFor === quarter ? { value: stored.state } : undefined);
  const state = MILESTONE_WORDS.find((word) => word === now?.value) ?? null;
  const doneBefore = stored?.doneIn ?? null;
  // What is said now goes before what was stored: a milestone that is taken back is open again.
  if (state !== null && state !== '済') return { done: null, state };
  return { done: doneBefore ?? (state === '済' ? quarter : null), state };
}

/** Quarters back that a judgement looks: three years of history decide every trigger. */
export const HISTORY_QUARTERS_MAX = 12;
