import { addQuarters, type QuarterId } from '../calendar/fiscal.ts';
import { endOf, type PlainDate } from '../calendar/time.ts';
import { asksForEndDate } from '../decision/check-decision.ts';
import { endingsReleasedBy } from '../decision/endings.ts';
import { decidedOn, decisionsAsked, decisionWords } from '../decision/responses.ts';
import { readSelfChecks } from '../decision/self-check.ts';
import { leadOf } from '../plan/asked.ts';
import type { Initiative } from '../plan/plan.ts';
import type { Store } from '../ports.ts';
import type { InitiativeStatus } from '../progress/initiative-status.ts';
import { OWN_RATINGS, type OwnRating } from '../progress/rating-gap.ts';
import { hasMoney } from '../progress/sum-money.ts';
import type { DecisionCaseRecord } from '../records.ts';
import type {
  DecisionStanding,
  HeadquartersInput,
  InitiativeStanding,
  OpenCase,
} from '../report/headquarters-input.ts';
import { type EarlierQuarter, TREND_QUARTERS_MAX } from '../report/trend.ts';
import { nextStepOf } from '../round/last-step.ts';
import { parseRoundId, type Round, roundId } from '../round/round.ts';
import { isReferenceRound, timetableOf } from '../schedule/timetable.ts';
import { loadClosedYear } from './closed-year.ts';
import { responsesIn } from './form-facts.ts';
import { loadGoals } from './goals.ts';
import { answersOf, judgeFor, loadRoundAnswers, loadShared, type RoundAnswers } from './judge.ts';
import type { City } from './load-city.ts';
import { loadMoney } from './load-money.ts';

/** Gathers all the headquarters' page is made of, as it stands when the draft is made. */
export async function loadHeadquartersInput(
  store: Store,
  city: City,
  round: Round,
  date: PlainDate,
): Promise<HeadquartersInput> {
  const { plan } = round;
  const { quarter, stage } = parseRoundId(round.id);
  const before =
    stage === 'final' ? roundId(quarter, 'regular') : roundId(addQuarters(quarter, -1), 'regular');
  const beforeThat = roundId(addQuarters(parseRoundId(before).quarter, -1), 'regular');
  const [current, previous, beforePrevious, answers, earlier, stored] = await Promise.all([
    loadStatuses(store, plan, round.id),
    loadStatuses(store, plan, before),
    loadStatuses(store, plan, beforeThat),
    loadRoundAnswers(store, plan, round.id),
    loadEarlier(store, plan, quarter),
    store.list('decisionCase', { plan }),
  ]);
  const cases = stored.map(({ value }) => value);
  const standings = await Promise.all(
    city.plan.initiatives.map(async (initiative): Promise<InitiativeStanding> => {
      // A final round asks only about money; what it does not ask about stands as it was.
      const known =
        current.get(initiative.id) ?? (stage === 'final' ? previous.get(initiative.id) : undefined);
      const judgement =
        known ??
        judgeFor(
          city,
          round,
          initiative,
          await store.loadHistory(plan, initiative.id),
          answersOf(answers, initiative),
          await loadShared(store, city, initiative, answers),
        );
      return {
        initiative: initiative.id,
        judgement,
        previous: previous.get(initiative.id) ?? null,
        beforePrevious: beforePrevious.get(initiative.id) ?? null,
        ...ownWords(answers, initiative),
        waiting: waitingFor(answers, initiative),
      };
    }),
  );
  return {
    plan: city.plan,
    directory: city.directory,
    round: {
      id: round.id,
      provisional: stage !== 'final',
      reference: isReferenceRound(round.id, city.rules),
    },
    date,
    meeting: null,
    standings,
    earlier,
    goals: await loadGoals(store, city, round),
    decisions: await loadDecisions(store, city, round, cases),
    cases: await loadOpenCases(store, plan, cases),
    closedYear: await loadClosedYear(store, city, round.id),
    money: hasMoney(city.plan) ? await loadMoney(store, city, quarter) : null,
    endings: endingsReleasedBy(cases, endOf(date)),
    unapproved: answers.requests.flatMap(({ department, state }) =>
      state === 'awaiting-approval' ? [department] : [],
    ),
  };
}

/** The open cases, those about an end date with what the department said of it. */
async function loadOpenCases(
  store: Store,
  plan: string,
  cases: readonly DecisionCaseRecord[],
): Promise<OpenCase[]> {
  const open = cases.filter(({ state }) => state === 'open');
  return Promise.all(
    open.map(async ({ initiative, causes, dueOn }) => ({
      initiative,
      causes,
      dueOn,
      selfCheck: asksForEndDate({ causes })
        ? (readSelfChecks((await store.loadHistory(plan, initiative)).statements).at(-1) ?? null)
        : null,
    })),
  );
}

/** How the initiatives stood in the quarters before, as far back as the page shows. */
async function loadEarlier(store: Store, plan: string, quarter: QuarterId): Promise<EarlierQuarter[]> {
  const quarters = Array.from({ length: TREND_QUARTERS_MAX - 1 }, (_, index) =>
    addQuarters(quarter, index + 1 - TREND_QUARTERS_MAX),
  );
  return Promise.all(
    quarters.map(async (earlier) => {
      const statuses = await loadStatuses(store, plan, roundId(earlier, 'regular'));
      return { quarter: earlier, statuses: [...statuses.values()].map(({ status }) => status) };
    }),
  );
}

async function loadStatuses(
  store: Store,
  plan: string,
  round: string,
): Promise<Map<string, InitiativeStatus>> {
  const records = await store.list('status', { plan, round });
  return new Map(records.map(({ value }) => [value.initiative, value.status]));
}

/** 取組内容・課題 and 所管課の評価, in the words of the lead department. */
function ownWords(
  { submissions }: RoundAnswers,
  initiative: Initiative,
): { narrative: string | null; nextStep: string | null; ownRating: OwnRating | null } {
  const lead = submissions.find(({ department }) => department === leadOf(initiative));
  const fields = Object.values(lead?.fields ?? {}).filter((field) => field.initiative === initiative.id);
  const said = (kind: string) => fields.find((field) => field.kind === kind)?.value;
  const narrative = said('narrative');
  return {
    narrative: typeof narrative === 'string' ? narrative : null,
    nextStep: nextStepOf(
      fields.flatMap(({ kind, value }) => (typeof value === 'string' ? [{ kind, value }] : [])),
    ),
    ownRating: OWN_RATINGS.find((word) => word === said('own-rating')) ?? null,
  };
}

/** Departments that still owe an answer about this initiative. */
function waitingFor({ requests }: RoundAnswers, initiative: Initiative): string[] {
  return requests.flatMap(({ department, initiatives, events, state }) => {
    if (!initiatives.includes(initiative.id) || state === 'submitted' || state === 'nothing-to-report')
      return [];
    const answered = events.findLast((event) => event.what === 'answered');
    const isOpen = answered?.what === 'answered' ? answered.outstanding.includes(initiative.id) : true;
    return isOpen ? [department] : [];
  });
}

/** The released decisions this round asked about, with what the departments answered. */
async function loadDecisions(
  store: Store,
  { rules, calendar }: City,
  { plan, id }: Round,
  cases: readonly DecisionCaseRecord[],
): Promise<DecisionStanding[]> {
  const { quarter } = parseRoundId(id);
  const timetable = timetableOf(id, rules, calendar);
  const released = new Set(
    cases.flatMap(({ state, initiative }) => (state === 'released' ? [initiative] : [])),
  );
  if (!timetable) return [];
  const histories = await Promise.all([...released].map((initiative) => store.loadHistory(plan, initiative)));
  return histories.flatMap(({ decisions, statements }) =>
    decisionsAsked(decisions, responsesIn(statements), { quarter, opensAt: timetable.opensAt }).map(
      ({ decision, response }) => ({
        initiative: decision.initiative,
        text: decisionWords(decision),
        decidedOn: decidedOn(decision),
        response,
      }),
    ),
  );
}
