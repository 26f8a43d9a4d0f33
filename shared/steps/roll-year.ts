import {
  type FiscalYear,
  parseQuarter,
  type QuarterId,
  quarterId,
  quarterIndex,
} from '../calendar/fiscal.ts';
import { fiscalYearName, quarterName } from '../calendar/japanese-date.ts';
import { type Instant, tokyoDate } from '../calendar/time.ts';
import { hasFinalValue } from '../plan/asked.ts';
import type { Id } from '../plan/ids.ts';
import { keepLedgers } from '../plan/ledger.ts';
import type { Plan } from '../plan/plan.ts';
import { type NewTargets, planYearRoll, rollYear, whyNotRolled, type YearRoll } from '../plan/roll-year.ts';
import type { Store } from '../ports.ts';
import { isOwed, parseRoundId, type Round } from '../round/round.ts';
import type { BudgetDays, ScheduleRules } from '../schedule/rules.ts';
import { eachInTurn } from './each-in-turn.ts';
import { type City, loadCity } from './load-city.ts';
import { publishVersion } from './publish-version.ts';

/** Something of the year that still waits for somebody, counted; what is in order is not listed. */
export interface OpenMatter {
  readonly what: 'unanswered' | 'held' | 'unreleased' | 'undecided' | 'final-awaited';
  readonly words: string;
  readonly count: number;
}

/** Data of the rules that speak of days of one year, to be looked through for the next. */
export interface YearlyRule {
  readonly words: string;
  readonly now: string;
}

/** 年度更新 as it would be done now: what is open, what it means for the plan, and why it may not be done yet. */
export interface RollPreview {
  readonly city: City;
  readonly roll: YearRoll;
  readonly open: readonly OpenMatter[];
  readonly rules: readonly YearlyRule[];
  /** In Japanese; empty where it may be done. */
  readonly obstacles: readonly string[];
}

/**
 * Looks at everything the roll-over to the fiscal year `to` touches; stores nothing. It reads the history of every
 * initiative, so it is for a person who asks.
 */
export async function previewRoll(store: Store, planId: string, to: FiscalYear): Promise<RollPreview> {
  const city = await loadCity(store, planId);
  const [done, all] = await Promise.all([loadDone(store, city.plan), store.list('round', { plan: planId })]);
  const roll = planYearRoll(city.plan, to, done);
  const rounds = all
    .map(({ value }) => value)
    .filter(({ id }) => parseQuarter(parseRoundId(id).quarter).fiscalYear === roll.closing);
  const why = whyNotRolled(city.plan, roll);
  return {
    city,
    roll,
    open: await listOpen(store, city, roll.closing, rounds),
    rules: yearlyRules(city.rules, to),
    obstacles: why === null ? unfrozenQuarters(city.rules, roll.closing, rounds) : [why],
  };
}

/** The milestones that were reported done in whatever quarter. */
async function loadDone(store: Store, plan: Plan): Promise<ReadonlySet<Id>> {
  const done = new Set<Id>();
  await eachInTurn(plan.initiatives, async ({ id }) => {
    for (const { value } of await store.list('milestone', { plan: plan.id, initiative: id }))
      if (value.doneIn !== null) done.add(value.milestone);
  });
  return done;
}

/**
 * The quarters of the year whose rounds have not closed. Only behind a freeze is every change a correction with reason
 * and approver, so a year is closed after its last; the final values of Q4 stand beside the provisional ones and may
 * still come.
 */
function unfrozenQuarters(rules: ScheduleRules, year: FiscalYear, rounds: readonly Round[]): string[] {
  const first = quarterIndex(parseRoundId(rules.firstRound).quarter);
  const asked: QuarterId[] = ([1, 2, 3, 4] as const)
    .map((quarter) => quarterId({ fiscalYear: year, quarter }))
    .filter((quarter) => quarterIndex(quarter) >= first);
  return asked
    .filter((quarter) => !rounds.some(({ id, state }) => id === quarter && state === 'frozen'))
    .map((quarter) => `${quarterName(quarter)}の照会が、まだ締め切られていません。`);
}

async function listOpen(
  store: Store,
  { plan, rules }: City,
  year: FiscalYear,
  rounds: readonly Round[],
): Promise<OpenMatter[]> {
  const [requests, held, quarantined, digests, cases] = await Promise.all([
    Promise.all(rounds.map(({ id }) => store.list('request', { plan: plan.id, round: id }))),
    store.list('received', { state: 'held' }),
    store.list('received', { state: 'quarantined' }),
    Promise.all(rounds.map(({ id }) => store.list('digest', { plan: plan.id, round: id }))),
    store.list('decisionCase', { plan: plan.id }),
  ]);
  const unanswered = requests.flat().filter(({ value }) => isOwed(value));
  const drafts = digests.flat().filter(({ value }) => value.state === 'draft');
  const undecided = cases.filter(({ value }) => value.state !== 'released');
  const matters: OpenMatter[] = [
    { what: 'unanswered', words: '回答のそろっていない部署（回ごと）', count: unanswered.length },
    { what: 'held', words: '確認を待つ返信', count: held.length + quarantined.length },
    { what: 'unreleased', words: '発信していない本部資料', count: drafts.length },
    { what: 'undecided', words: '決定か公表を待つ見直し判断', count: undecided.length },
    {
      what: 'final-awaited',
      words: '確報値を待つ指標（出納整理期間）',
      count: awaitedFinals(plan, rules, year, rounds),
    },
  ];
  return matters.filter(({ count }) => count > 0);
}

/** Money KPIs whose final values the round of June has yet to bring. */
function awaitedFinals(plan: Plan, rules: ScheduleRules, year: FiscalYear, rounds: readonly Round[]): number {
  const q4 = quarterId({ fiscalYear: year, quarter: 4 });
  const isBeforeUs = quarterIndex(q4) < quarterIndex(parseRoundId(rules.firstRound).quarter);
  const isIn = rounds.some(({ id, state }) => id === `${q4}F` && state === 'frozen');
  if (rules.final === null || isBeforeUs || isIn) return 0;
  return plan.initiatives.flatMap(({ kpis }) =>
    kpis.filter((kpi) => kpi.sharedFrom === undefined && hasFinalValue(kpi)),
  ).length;
}

function yearlyRules({ assemblies, overrides, budget }: ScheduleRules, to: FiscalYear): YearlyRule[] {
  const from = `${to}-04-01`;
  const known = assemblies.filter((assembly) => assembly.to >= from);
  return [
    {
      words: `${fiscalYearName(to)}の議会期間`,
      now: known.length === 0 ? 'まだありません' : known.map(({ name }) => name).join('、'),
    },
    { words: '予算の日程', now: budgetWords(budget) },
    {
      words: '部署ごとの例外',
      now: overrides.length === 0 ? 'ありません' : `${overrides.length}部署にあります`,
    },
  ];
}

function budgetWords({ request, assessment, assembly }: BudgetDays): string {
  const day = (text: string) => `${Number(text.slice(0, 2))}月${Number(text.slice(3))}日`;
  return `要求 ${day(request)}、査定 ${day(assessment)}、議会 ${day(assembly)}`;
}

export interface RollAct {
  readonly to: FiscalYear;
  readonly targets: NewTargets;
  /** The plan's version that was looked at. */
  readonly basedOn: number;
  readonly by: string;
  readonly reason: string;
  readonly cityId: string;
  readonly at: Instant;
  readonly cause: string;
}

export type RollOutcome =
  /** The new version of the plan. */
  | { readonly outcome: 'rolled'; readonly version: number }
  | { readonly outcome: 'already-done' }
  | { readonly outcome: 'refused'; readonly obstacles: readonly string[] }
  /** Somebody else published the plan since it was looked at; nothing was stored. */
  | { readonly outcome: 'conflict' };

/**
 * Rolls the plan over in one publication: what is killed half-way has done nothing, a second run says it is done, and
 * the second of two people is shown what the first did.
 */
export async function applyRoll(store: Store, planId: string, act: RollAct): Promise<RollOutcome> {
  const { city, roll, obstacles } = await previewRoll(store, planId, act.to);
  if (roll.isDone) return { outcome: 'already-done' };
  if (obstacles.length > 0) return { outcome: 'refused', obstacles };
  if (city.planVersion !== act.basedOn) return { outcome: 'conflict' };
  const today = tokyoDate(act.at);
  const committed = await publishVersion(store, {
    kind: 'plan',
    id: planId,
    document: keepLedgers(city.plan, rollYear(city.plan, roll, act.targets, today), today),
    basedOn: act.basedOn,
    plan: planId,
    city: act.cityId,
    by: act.by,
    reason: act.reason,
    at: act.at,
    cause: act.cause,
  });
  return committed === 'committed'
    ? { outcome: 'rolled', version: act.basedOn + 1 }
    : { outcome: 'conflict' };
}
