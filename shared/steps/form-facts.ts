import { parseQuarter, type QuarterId } from '../calendar/fiscal.ts';
import { type Instant, tokyoDate } from '../calendar/time.ts';
import {
  DECISION_RESPONSES,
  decidedOn,
  decisionsAsked,
  decisionWords,
  type ResponseGiven,
} from '../decision/responses.ts';
import { answeredSubjects, sunsetQuestion } from '../decision/self-check.ts';
import type { BudgetCalendar } from '../decision/sunset.ts';
import { opinionsAsked } from '../opinion/answer.ts';
import type { Opinion } from '../opinion/opinion.ts';
import { answersForAll } from '../plan/asked.ts';
import type { Id } from '../plan/ids.ts';
import type { Initiative } from '../plan/plan.ts';
import type { InitiativeHistory, Store } from '../ports.ts';
import type { StatementRecord, SubmissionRecord } from '../records.ts';
import type { FormInitiative } from '../round/compose-form.ts';
import { buildFormInitiatives, formOfInquiry } from '../round/form-initiatives.ts';
import { lastStepsBefore } from '../round/last-step.ts';
import { type QuotedMatter, quoteDecision, quoteOpinion, quoteSunset } from '../round/quoted-matter.ts';
import { describeRegistered } from '../round/registered.ts';
import { parseRoundId, type RoundId, roundId } from '../round/round.ts';
import { isCounting } from '../round/submission.ts';
import { extraRoundOf } from '../schedule/rules.ts';
import { previousRound, timetableOf } from '../schedule/timetable.ts';
import { loadInherited } from './inherited.ts';
import type { City } from './load-city.ts';
import { opinionsAsOf } from './opinions.ts';

interface FormQuestion {
  readonly round: RoundId;
  readonly department: Id;
  readonly asked: readonly Initiative[];
  /** Null where the rules no longer hold the round's rhythm. */
  readonly opensAt: Instant | null;
  /** The days to which end dates are anchored. */
  readonly budget: BudgetCalendar;
}

/** Loads what the forms of one round show of the past, and builds them department by department. */
export async function loadFormInitiatives(
  store: Store,
  city: City,
  planId: string,
  round: RoundId,
  department: Id,
  asked: readonly Initiative[],
): Promise<FormInitiative[]> {
  const inquiry = extraRoundOf(city.rules, round)?.inquiry;
  if (inquiry) return asked.map((topic) => formOfInquiry(topic, inquiry));
  const { quarter, stage } = parseRoundId(round);
  const { quarter: before } = parseRoundId(previousRound(round));
  const opensAt = timetableOf(round, city.rules, city.calendar)?.opensAt ?? null;
  const [histories, handover, opinions, inherited] = await Promise.all([
    Promise.all(asked.map(({ id }) => store.loadHistory(planId, id))),
    loadHandover(store, planId, quarter, department),
    // As the ledger stood when the round opened: no letter moves in the mails of a round.
    opensAt === null || stage !== 'regular' ? [] : opinionsAsOf(store, planId, opensAt),
    stage === 'regular' ? loadInherited(store, city, asked) : new Map(),
  ]);
  const milestones = histories.flatMap((history) => history.milestones);
  const statuses = histories.flatMap((history) => history.statuses);
  return buildFormInitiatives({
    plan: city.plan,
    department,
    round,
    asked,
    past: histories.flatMap(({ actuals }) => actuals),
    done: new Set(
      milestones.flatMap(({ milestone, doneIn }) => (doneIn !== null && doneIn < quarter ? [milestone] : [])),
    ),
    flagged: new Set(
      statuses.flatMap(({ initiative, quarter: at, status }) =>
        at === before && needsConfidence(status.status) ? [initiative] : [],
      ),
    ),
    lastSteps: lastStepsBefore(
      histories.flatMap(({ statements }) => statements),
      quarter,
    ),
    handoverNotes: new Map(handover),
    matters: mattersOf(histories, opinions, { round, department, asked, opensAt, budget: city.rules.budget }),
    ...(stage === 'registration' ? { registered: registeredOf(city, asked, quarter) } : {}),
    inherited,
  });
}

function registeredOf({ plan, directory }: City, asked: readonly Initiative[], quarter: QuarterId) {
  const { fiscalYear } = parseQuarter(quarter);
  return new Map(
    asked.map((initiative) => [initiative.id, describeRegistered(initiative, plan, directory, fiscalYear)]),
  );
}

/** What waits for an answer: released decisions and opinions, both asked of who answers for the initiative. */
function mattersOf(
  histories: readonly InitiativeHistory[],
  opinions: readonly Opinion[],
  { round, department, asked, opensAt, budget }: FormQuestion,
): Map<Id, QuotedMatter[]> {
  const { quarter, stage } = parseRoundId(round);
  const isEarlier = (other: string) => parseRoundId(other).quarter < quarter;
  return new Map(
    asked.map((initiative, index) => {
      const { decisions, statements } = histories[index] ?? { decisions: [], statements: [] };
      const decided =
        opensAt === null || !answersForAll(initiative, department)
          ? []
          : decisionsAsked(decisions, responsesIn(statements), { quarter, opensAt });
      const ending =
        opensAt === null || stage !== 'regular' || !answersForAll(initiative, department)
          ? null
          : sunsetQuestion(initiative, decisions, budget, tokyoDate(opensAt));
      return [
        initiative.id,
        [
          ...decided.map(({ decision }) =>
            quoteDecision({ id: decision.id, on: decidedOn(decision), text: decisionWords(decision) }),
          ),
          ...opinionsAsked(initiative, department, opinions).map(quoteOpinion),
          ...(ending === null || answeredSubjects(statements, isEarlier).has(ending.subject)
            ? []
            : [quoteSunset(ending)]),
        ],
      ];
    }),
  );
}

/** What departments answered about decisions, by case and quarter. */
export function responsesIn(statements: readonly StatementRecord[]): ResponseGiven[] {
  return statements.flatMap(({ round, said }) =>
    said.flatMap(({ kind, subject, value }): ResponseGiven[] => {
      const response = DECISION_RESPONSES.find((word) => word === value);
      return kind === 'decision-response' && subject !== null && response !== undefined
        ? [{ case: subject, quarter: parseRoundId(round).quarter, response }]
        : [];
    }),
  );
}

/** The confidence question is asked only for an initiative that was not on its way (decision 10). */
function needsConfidence(status: string): boolean {
  return status === 'off-track' || status === 'at-risk';
}

/** The notes of the March handover are shown in the first regular round after it (decision 17). */
async function loadHandover(
  store: Store,
  planId: string,
  quarter: QuarterId,
  department: Id,
): Promise<[Id, string][]> {
  if (parseQuarter(quarter).quarter !== 4) return [];
  const latest = await latestSubmission(store, planId, roundId(quarter, 'handover'), department);
  return Object.values(latest?.fields ?? {}).flatMap(({ kind, initiative, value }): [Id, string][] =>
    kind === 'handover-notes' && initiative !== null && typeof value === 'string'
      ? [[initiative, value]]
      : [],
  );
}

/** The department's answer to a round as it counts. */
async function latestSubmission(
  store: Store,
  plan: string,
  round: RoundId,
  department: Id,
): Promise<SubmissionRecord | null> {
  const versions = await store.list('submission', { plan, round, department });
  return newest(versions.map(({ value }) => value));
}

/** The newest version that counts: no correction in waiting, and approved where that is needed. */
export function newest(versions: readonly SubmissionRecord[]): SubmissionRecord | null {
  return newestOf(versions.filter(isCounting));
}

/**
 * The newest version whether approved or not, but no correction in waiting: what the next answer is merged upon, so
 * that an officer corrects a line of what was sent back and need not write the rest again.
 */
export function newestAnswered(versions: readonly SubmissionRecord[]): SubmissionRecord | null {
  return newestOf(versions.filter(({ afterFreeze }) => !afterFreeze));
}

function newestOf(versions: readonly SubmissionRecord[]): SubmissionRecord | null {
  return versions.toSorted((a, b) => b.version - a.version)[0] ?? null;
}
