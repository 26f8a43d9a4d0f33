import { addQuarters, type QuarterId } from '../calendar/fiscal.ts';
import type { Id } from '../plan/ids.ts';
import { readMonths } from '../plan/monthly.ts';
import type { Initiative, Plan } from '../plan/plan.ts';
import type { InitiativeHistory, Store } from '../ports.ts';
import {
  buildInitiativeInput,
  HISTORY_QUARTERS_MAX,
  type SharedSource,
  type UnitAnswer,
} from '../progress/build-input.ts';
import type { InitiativeStatus } from '../progress/initiative-status.ts';
import { judgeInitiative } from '../progress/judge-initiative.ts';
import { StatementKind } from '../records/history.ts';
import type {
  ActualRecord,
  MilestoneRecord,
  RequestRecord,
  StatementRecord,
  SubmissionRecord,
} from '../records.ts';
import { openQuestions } from '../round/question.ts';
import { parseRoundId, type Round, type RoundId } from '../round/round.ts';
import type { StoredField } from '../round/submission.ts';
import { newest, newestAnswered } from './form-facts.ts';
import type { City } from './load-city.ts';

/** What the departments answered to a round, as far as it counts. */
export interface RoundAnswers {
  readonly requests: readonly RequestRecord[];
  /** The newest counting version of each department. */
  readonly submissions: readonly SubmissionRecord[];
  /** The departments whose newest version waits for its approval. */
  readonly unapproved: ReadonlySet<string>;
}

export async function loadRoundAnswers(store: Store, plan: string, round: RoundId): Promise<RoundAnswers> {
  const [requests, versions] = await Promise.all([
    store.list('request', { plan, round }),
    store.list('submission', { plan, round }),
  ]);
  return settled(
    requests.map(({ value }) => value),
    versions.map(({ value }) => value),
  );
}

/**
 * The answers to a round as far as some initiatives go: of their owners, of whoever took the owners' work over, and
 * of the initiatives whose KPIs they repeat. The cost follows from these, however many initiatives the plan has.
 */
export async function loadAnswersAbout(
  store: Store,
  { plan, directory }: Pick<City, 'plan' | 'directory'>,
  round: RoundId,
  initiatives: readonly Initiative[],
): Promise<RoundAnswers> {
  const sources = initiatives.flatMap((initiative) => sourcesOf(plan, initiative));
  const owners = [...initiatives, ...sources].flatMap((initiative) => initiative.owners);
  const departments = withSuccessors(
    directory,
    owners.map(({ department }) => department),
  );
  const found = await Promise.all(
    departments.map(async (department) => ({
      request: await store.get('request', { plan: plan.id, round, department }),
      versions: await store.list('submission', { plan: plan.id, round, department }),
    })),
  );
  return settled(
    found.flatMap(({ request }) => (request === null ? [] : [request.value])),
    found.flatMap(({ versions }) => versions.map(({ value }) => value)),
  );
}

/** Departments with all that took over from them (機構改革), each once. */
function withSuccessors({ departments }: City['directory'], ids: readonly Id[]): Id[] {
  const found = new Set(ids);
  // A set is walked to its end even while it grows, and takes nothing twice: a loop of successors ends here.
  for (const id of found) {
    for (const successor of departments.find((department) => department.id === id)?.successors ?? [])
      found.add(successor);
  }
  return [...found];
}

function settled(requests: RequestRecord[], versions: SubmissionRecord[]): RoundAnswers {
  const byDepartment = Map.groupBy(versions, ({ department }) => department);
  return {
    requests,
    submissions: [...byDepartment.values()].flatMap((list) => newest(list) ?? []),
    unapproved: new Set(
      [...byDepartment].flatMap(([department, list]) => {
        const last = newestAnswered(list);
        return last?.approval.state === 'awaiting' ? [department] : [];
      }),
    ),
  };
}

/** The answers to a round of the owners of one initiative. */
export function answersOf(
  { requests, submissions, unapproved }: RoundAnswers,
  initiative: Initiative,
): UnitAnswer[] {
  return requests
    .filter(({ initiatives }) => initiatives.includes(initiative.id))
    .map(({ department, state, questions }) => {
      const counting = submissions.find((submission) => submission.department === department);
      return {
        department,
        fields: Object.values(counting?.fields ?? {}),
        // 該当なし that was approved stands while a later answer waits.
        nothingToReport: state === 'nothing-to-report' || counting?.nothingToReport === true,
        isUnapproved: unapproved.has(department),
        underReview: openQuestions(questions, counting ?? null).map(({ subject }) => subject),
      };
    });
}

/**
 * Judges one initiative from its own history (one read, however many initiatives the plan has) and the answers
 * given to the round.
 */
export function judgeFor(
  city: City,
  round: Pick<Round, 'id' | 'state'>,
  initiative: Initiative,
  history: InitiativeHistory,
  answers: readonly UnitAnswer[],
  shared: readonly SharedSource[] = [],
): InitiativeStatus {
  const { quarter, stage } = parseRoundId(round.id);
  const { actuals, milestones, statuses } = history;
  const first = addQuarters(quarter, -HISTORY_QUARTERS_MAX);
  return judgeInitiative(
    buildInitiativeInput({
      plan: city.plan,
      directory: city.directory,
      initiative,
      quarter,
      stage: stage === 'final' ? 'final' : 'regular',
      round: round.state,
      actuals,
      milestones,
      answers,
      shared,
      history: statuses
        .filter((past) => past.quarter >= first && past.quarter < quarter)
        .map(({ status }) => status),
    }),
  );
}

/** The initiatives whose KPIs an initiative repeats (再掲): as many reads as there are such initiatives. */
export async function loadShared(
  store: Pick<Store, 'loadHistory'>,
  { plan }: Pick<City, 'plan'>,
  initiative: Initiative,
  answers: RoundAnswers,
): Promise<SharedSource[]> {
  return Promise.all(
    sourcesOf(plan, initiative).map(async (source) => ({
      initiative: source,
      actuals: (await store.loadHistory(plan.id, source.id)).actuals,
      answers: answersOf(answers, source),
    })),
  );
}

function sourcesOf({ initiatives }: Pick<Plan, 'initiatives'>, { kpis }: Initiative): Initiative[] {
  const originals = new Set(kpis.flatMap(({ sharedFrom }) => sharedFrom ?? []));
  if (originals.size === 0) return [];
  return initiatives.filter((candidate) => candidate.kpis.some(({ id }) => originals.has(id)));
}

/** The initiatives a submission bears upon: those it speaks of, and those that repeat one of their KPIs (再掲). */
export function touchedBy({ initiatives }: Pick<Plan, 'initiatives'>, spokenOf: readonly Id[]): Initiative[] {
  const spoken = new Set(spokenOf);
  const values = new Set(
    initiatives.flatMap(({ id, kpis }) => (spoken.has(id) ? kpis.map((kpi) => kpi.id) : [])),
  );
  return initiatives.filter(
    ({ id, kpis }) =>
      spoken.has(id) || kpis.some(({ sharedFrom }) => sharedFrom !== undefined && values.has(sharedFrom)),
  );
}

/** The months beside a KPI's value, where they were answered too. */
function monthsIn(fields: readonly StoredField[], kpi: Id, quarter: QuarterId) {
  const said = fields.find(({ kind, subject }) => kind === 'monthly' && subject === kpi)?.value;
  const monthly = typeof said === 'string' ? readMonths(said, quarter) : {};
  return Object.keys(monthly).length === 0 ? {} : { monthly };
}

/**
 * What a submission adds to the histories of one initiative: its values by quarter, how its milestones stand, and what
 * later forms quote of its words.
 */
export function projectAnswers(
  submission: SubmissionRecord,
  initiative: Initiative,
  known: readonly MilestoneRecord[],
): { actuals: ActualRecord[]; milestones: MilestoneRecord[]; statements: StatementRecord[] } {
  const { quarter, stage } = parseRoundId(submission.round);
  if (stage === 'registration' || stage === 'inquiry') return { actuals: [], milestones: [], statements: [] };
  const { plan, department } = submission;
  const mine = Object.values(submission.fields).filter((field) => field.initiative === initiative.id);
  const actuals = mine.flatMap(({ kind, subject, value, confidence }): ActualRecord[] => {
    if (subject === null || !['actual', 'final', 'expected'].includes(kind) || typeof value === 'string')
      return [];
    return [
      {
        plan,
        initiative: initiative.id,
        kpi: subject,
        quarter,
        stage,
        department,
        value,
        ...(kind === 'actual' ? monthsIn(mine, subject, quarter) : {}),
        confidence,
        illustrative: false,
      },
    ];
  });
  const milestones = mine.flatMap(({ kind, subject, value }): MilestoneRecord[] => {
    if (subject === null || kind !== 'milestone-status') return [];
    const before = known.find((record) => record.milestone === subject && record.department === department);
    const isDone = value === '済';
    // What was done in an earlier quarter keeps that quarter; a milestone that is taken back is open again.
    const doneIn = isDone ? (before?.doneIn ?? quarter) : null;
    return [
      {
        plan,
        initiative: initiative.id,
        milestone: subject,
        department,
        state: value,
        reportedFor: quarter,
        doneIn,
      },
    ];
  });
  const said = mine.flatMap(({ kind, subject, value, receivedAt }) => {
    const quoted = StatementKind.safeParse(kind);
    return quoted.success && typeof value === 'string'
      ? [{ kind: quoted.data, subject, value, receivedAt }]
      : [];
  });
  const statements =
    said.length === 0 ? [] : [{ plan, initiative: initiative.id, round: submission.round, department, said }];
  return { actuals, milestones, statements };
}
