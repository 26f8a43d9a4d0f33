import { longDate, shortDate } from '../calendar/japanese-date.ts';
import { dateOf, type PlainDate, Temporal } from '../calendar/time.ts';
import { isUnset } from '../plan/plan.ts';
import type { FlagKind } from '../progress/initiative-status.ts';
import type { HeadquartersInput, Standing } from './headquarters-input.ts';

/** The flags that open a decision case (判定案件); every other flag is only told. */
export const CASE_FLAGS: ReadonlySet<FlagKind> = new Set(['exit-rule']);

/** How long before its end date an initiative is put before the headquarters: 終期−6か月, before the budget. */
const SUNSET_MONTHS = 6;

/** Budget requests are drawn up from April's plans until October. */
const BUDGET_MONTH_LAST = 10;

/** An initiative about which the headquarters has to decide, and why. */
export interface DecisionCase {
  readonly standing: Standing;
  readonly kind: 'case' | 'sunset';
  /** Sentences that say what happened; what to choose from is added where the decision is asked for. */
  readonly facts: string;
  /** The end date, where that is near or past. */
  readonly sunset: PlainDate | null;
}

/** A fired exit rule comes first, then end dates, the nearest first. What is settled is left out. */
export function listCases(
  standings: readonly Standing[],
  { date, settled }: Pick<HeadquartersInput, 'date' | 'settled'>,
): DecisionCase[] {
  return standings
    .filter(({ initiative, status }) => !settled.includes(initiative) && status !== 'excluded')
    .flatMap((standing) => caseOf(standing, date) ?? [])
    .sort((a, b) => orderOf(a).localeCompare(orderOf(b), 'en'));
}

function orderOf({ kind, sunset }: DecisionCase): string {
  return `${kind === 'case' ? 0 : 1} ${sunset ?? '9999-12-31'}`;
}

function caseOf(standing: Standing, date: PlainDate): DecisionCase | null {
  const fired = standing.judgement.flags.filter(({ kind }) => CASE_FLAGS.has(kind));
  const sunset = nearSunset(standing, date);
  if (fired.length === 0 && sunset === null) return null;
  const facts = [
    ...fired.map(({ text }) => sentence(text)),
    ...(fired.length > 0 ? ['撤退基準に該当し、見直し判断の対象です（自動的に廃止とはなりません）。'] : []),
    ...(sunset === null ? [] : [sunsetSentence(sunset, date)]),
  ].join('');
  return { standing, kind: fired.length > 0 ? 'case' : 'sunset', facts, sunset };
}

function nearSunset({ sheet }: Standing, date: PlainDate): PlainDate | null {
  if (isUnset(sheet.sunset) || typeof sheet.sunset !== 'string') return null;
  const sunset = dateOf(sheet.sunset);
  return Temporal.PlainDate.compare(sunset, date.add({ months: SUNSET_MONTHS })) <= 0 ? sunset : null;
}

function sunsetSentence(sunset: PlainDate, date: PlainDate): string {
  if (Temporal.PlainDate.compare(sunset, date) < 0) {
    return `終期（${dayWords(sunset)}）を過ぎました。続ける判断の記録がありません。`;
  }
  const beforeBudget = date.month >= 4 && date.month <= BUDGET_MONTH_LAST ? '予算要求の前に、' : '';
  return `終期は${dayWords(sunset)}です。${beforeBudget}続けるかどうかの判断が必要です。`;
}

/** `令和9年4月末` for the last day of a month, else the day itself. */
function dayWords(date: PlainDate): string {
  return date.day === date.daysInMonth ? longDate(date).replace(/\d+日$/, '末') : longDate(date);
}

/** What the headquarters is asked: the facts, what there is to choose from, and when. */
export function askForDecision({ kind, facts }: DecisionCase, meeting: PlainDate | null): string {
  const when = meeting === null ? 'ご判断ください。' : `${shortDate(meeting)}の本部会議でご判断ください。`;
  if (kind === 'sunset') return facts + (meeting === null ? '' : when);
  return `${facts}継続・改善・縮小・廃止・統合 から、${when}`;
}

function sentence(text: string): string {
  return `${text.trim().replace(/。$/, '')}。`;
}
