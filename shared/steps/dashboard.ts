import { addQuarters, parseQuarter, type QuarterId } from '../calendar/fiscal.ts';
import { leadOf } from '../plan/asked.ts';
import { departmentName } from '../plan/directory.ts';
import type { Id } from '../plan/ids.ts';
import type { Initiative } from '../plan/plan.ts';
import type { Store } from '../ports.ts';
import type { InitiativeStatus } from '../progress/initiative-status.ts';
import { hasMoney } from '../progress/sum-money.ts';
import type { RequestRecord } from '../records.ts';
import type { QuarterAnswer, SheetFacts } from '../report/dashboard/initiative-sheet.ts';
import type { OverviewFacts, Waiting } from '../report/dashboard/overview.ts';
import { listLines, type QuarterFacts, type Statuses } from '../report/dashboard/quarter.ts';
import { listGoals } from '../report/headquarters-parts.ts';
import { HeadquartersPage } from '../report/headquarters-view.ts';
import { summariseMoney } from '../report/money-table.ts';
import type { Trend } from '../report/trend.ts';
import { nextStepOf } from '../round/last-step.ts';
import { parseRoundId, type Round, type RoundId, roundId } from '../round/round.ts';
import { newest } from './form-facts.ts';
import { loadGoals } from './goals.ts';
import { loadInherited } from './inherited.ts';
import { type City, loadCity } from './load-city.ts';
import { loadMoney } from './load-money.ts';
import { loadOpinions } from './opinions.ts';

/** Who asks: a quarter not released yet, and cases not decided yet, are for those who prepare them (decisions 19, 22). */
export interface Asker {
  readonly maySeeDrafts: boolean;
}

/** So many quarters back a sheet tells of: three years, as far as judging looks. */
const SHEET_QUARTERS_MAX = 12;

/** The rounds somebody may look at, newest first. Rounds of final values and handovers belong to their quarters. */
export async function listQuarters(store: Store, plan: Id, { maySeeDrafts }: Asker): Promise<Round[]> {
  const rounds = await store.list('round', { plan });
  return rounds
    .map(({ value }) => value)
    .filter(({ id, releasedAt }) => {
      return parseRoundId(id).stage === 'regular' && (maySeeDrafts || releasedAt !== null);
    })
    .sort((a, b) => b.id.localeCompare(a.id, 'en'));
}

/** A quarter with the plan it was asked by. */
export interface LoadedQuarter {
  readonly city: City;
  readonly facts: QuarterFacts;
}

/** All of a quarter but the histories of its initiatives: a fixed number of queries, however many there are. */
export async function loadQuarter(store: Store, planId: Id, round: Round): Promise<LoadedQuarter> {
  const { quarter } = parseRoundId(round.id);
  const back = (quarters: number) => roundId(addQuarters(quarter, -quarters), 'regular');
  const [city, released, current, previous, beforePrevious] = await Promise.all([
    loadCity(store, planId, round),
    round.releasedAt === null ? null : lastReleased(store, planId, round.id),
    loadStatuses(store, planId, round.id),
    loadStatuses(store, planId, back(1)),
    loadStatuses(store, planId, back(2)),
  ]);
  const { plan, directory } = city;
  return { city, facts: { plan, directory, round, quarter, current, previous, beforePrevious, released } };
}

async function loadStatuses(store: Store, plan: Id, round: RoundId): Promise<Statuses> {
  const records = await store.list('status', { plan, round });
  return new Map(records.map(({ value }) => [value.initiative, value.status]));
}

async function lastReleased(store: Store, plan: Id, round: RoundId): Promise<QuarterFacts['released']> {
  const digests = await store.list('digest', { plan, round });
  const last = digests
    .map(({ value }) => value)
    .filter(({ releasedAt }) => releasedAt !== null)
    .sort((a, b) => a.version - b.version)
    .at(-1);
  return last ? { page: HeadquartersPage.parse(JSON.parse(last.page)), version: last.version } : null;
}

/** What the overview needs besides the quarter; a released quarter answers most of it by itself. */
export async function loadOverview(
  store: Store,
  { city, facts }: LoadedQuarter,
  rounds: readonly Round[],
  { maySeeDrafts }: Asker,
): Promise<OverviewFacts> {
  const { round, plan, released } = facts;
  const lines = listLines(facts);
  const waits = { lines, mayKnowCases: maySeeDrafts };
  if (released !== null)
    return { ...waits, goals: [], cases: [], waiting: [], trendBefore: null, money: null };
  const [goals, cases, requests, trendBefore] = await Promise.all([
    loadGoals(store, city, round),
    maySeeDrafts ? store.list('decisionCase', { plan: plan.id }) : [],
    store.list('request', { plan: plan.id, round: round.id }),
    trendUntil(store, rounds, round),
  ]);
  return {
    ...waits,
    goals: listGoals({ plan, goals, round: { id: round.id, provisional: true, reference: false } }),
    cases: cases.map(({ value }) => value),
    waiting: requests.flatMap(({ value }) => waitingOf(value, city)),
    trendBefore,
    money: hasMoney(plan)
      ? summariseMoney(
          plan,
          await loadMoney(store, city, facts.quarter),
          parseQuarter(facts.quarter).fiscalYear,
        )
      : null,
  };
}

function waitingOf(
  { department, initiatives, state, events }: RequestRecord,
  { directory }: City,
): Waiting[] {
  if (state === 'submitted' || state === 'nothing-to-report') return [];
  const answered = events.findLast((event) => event.what === 'answered');
  const count = answered?.what === 'answered' ? answered.outstanding.length : initiatives.length;
  return count === 0 ? [] : [{ department: departmentName(directory, department), count }];
}

/** The quarters as the last page before this one told of them. */
async function trendUntil(
  store: Store,
  rounds: readonly Round[],
  { id, plan }: Round,
): Promise<Trend | null> {
  const before = rounds.find((round) => round.releasedAt !== null && round.id.localeCompare(id, 'en') < 0);
  return before === undefined ? null : ((await lastReleased(store, plan, before.id))?.page.trend ?? null);
}

/** How the departments' requests of a round stand, by department. */
export async function loadRequests(store: Store, plan: Id, round: RoundId): Promise<Map<Id, RequestRecord>> {
  const requests = await store.list('request', { plan, round });
  return new Map(requests.map(({ value }) => [value.department, value]));
}

/** What a sheet is made of: its own history and its lead's answers, whatever else the plan holds. */
export async function loadSheet(
  store: Store,
  city: City,
  round: Round,
  rounds: readonly Round[],
  initiative: Initiative,
  { maySeeDrafts }: Asker,
): Promise<SheetFacts> {
  const { plan, directory } = city;
  const { quarter } = parseRoundId(round.id);
  const told = rounds.filter(({ id }) => id.localeCompare(round.id, 'en') <= 0).slice(0, SHEET_QUARTERS_MAX);
  const [history, released, cases, opinions, statuses, answers, money, inherited] = await Promise.all([
    store.loadHistory(plan.id, initiative.id),
    round.releasedAt === null ? null : lastReleased(store, plan.id, round.id),
    maySeeDrafts ? store.list('decisionCase', { plan: plan.id, initiative: initiative.id }) : [],
    loadOpinions(store, plan.id),
    statusesOf(store, plan.id, initiative.id, quarter),
    Promise.all(told.map(({ id }) => answerIn(store, plan.id, id, initiative))),
    hasMoney(plan) ? loadMoney(store, city, quarter) : null,
    loadInherited(store, city, [initiative]),
  ]);
  return {
    plan,
    directory,
    initiative,
    asOf: quarter,
    reported: released?.page.annex.initiatives.find((line) => line.initiative === initiative.id) ?? null,
    statuses,
    actuals: history.actuals,
    milestones: history.milestones,
    decisions: history.decisions,
    cases: cases.map(({ value }) => value).filter(({ state }) => state !== 'released'),
    opinions: opinions.map(({ value }) => value.opinion),
    answers: answers.flat(),
    money,
    inherited: inherited.get(initiative.id) ?? [],
  };
}

/** One read a quarter: the histories keep no reasons. */
async function statusesOf(
  store: Store,
  plan: Id,
  initiative: Id,
  until: QuarterId,
): Promise<InitiativeStatus[]> {
  const quarters = Array.from({ length: SHEET_QUARTERS_MAX }, (_, back) => addQuarters(until, -back));
  const found = await Promise.all(
    quarters.map((quarter) => store.get('status', { plan, round: roundId(quarter, 'regular'), initiative })),
  );
  return found.flatMap((stored) => (stored === null ? [] : [stored.value.status]));
}

async function answerIn(
  store: Store,
  plan: Id,
  round: RoundId,
  initiative: Initiative,
): Promise<QuarterAnswer[]> {
  const versions = await store.list('submission', { plan, round, department: leadOf(initiative) });
  const said = Object.values(newest(versions.map(({ value }) => value))?.fields ?? {}).filter(
    (field) => field.initiative === initiative.id,
  );
  const wordsOf = (kind: string) => {
    const value = said.find((field) => field.kind === kind)?.value;
    return typeof value === 'string' && value !== '' ? value : null;
  };
  const answer = {
    quarter: parseRoundId(round).quarter,
    narrative: wordsOf('narrative'),
    ownRating: wordsOf('own-rating'),
    nextStep: nextStepOf(
      said.flatMap(({ kind, value }) => (typeof value === 'string' ? [{ kind, value }] : [])),
    ),
  };
  return (answer.narrative ?? answer.ownRating ?? answer.nextStep) ? [answer] : [];
}
