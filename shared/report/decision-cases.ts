import { shortDate } from '../calendar/japanese-date.ts';
import { dateOf, type PlainDate, Temporal } from '../calendar/time.ts';
import { causeTexts } from '../decision/cause-texts.ts';
import { kindOfCase, sortByUrgency } from '../decision/open-case.ts';
import { dayWords } from '../decision/sunset.ts';
import type { FlagKind } from '../progress/initiative-status.ts';
import type { HeadquartersInput, OpenCase, Standing } from './headquarters-input.ts';
import { clip, oneLine } from './plain-text.ts';

/** The flags of a stop condition that is met; every other flag is only told. */
export const CASE_FLAGS: ReadonlySet<FlagKind> = new Set(['exit-rule']);

/** How long before its end date an initiative is put before the headquarters: 終期−6か月, before the budget. */
const SUNSET_MONTHS = 6;

/** A judgement due before the next page is asked for on this one. */
const NEXT_PAGE_MONTHS = 3;

/** An initiative about which the headquarters has to decide, and why. */
export interface DecisionCase {
  readonly standing: Standing;
  readonly kind: 'case' | 'sunset';
  /** Sentences that say what happened; what to choose from is added where the decision is asked for. */
  readonly facts: string;
  readonly dueOn: PlainDate;
  /** 自己点検: what the department wishes, and that with its reasons; empty where it said nothing. */
  readonly wish: string;
  readonly selfCheck: string;
}

/** The open cases that are to be decided on this page, the most urgent first. */
export function listCases(
  standings: readonly Standing[],
  { date, cases }: Pick<HeadquartersInput, 'date' | 'cases'>,
): DecisionCase[] {
  return sortByUrgency(cases).flatMap((open) => {
    const standing = standings.find(({ initiative }) => initiative === open.initiative);
    return standing === undefined || !isAskedNow(open, date) ? [] : [caseOf(standing, open, date)];
  });
}

/** An end date alone is the department's to think about (自己点検) until the budget comes near. */
function isAskedNow({ causes, dueOn }: OpenCase, date: PlainDate): boolean {
  return causes.some(({ kind, occasion }) => {
    if (kind !== 'sunset') return true;
    const isDue = (day: string, months: number) =>
      Temporal.PlainDate.compare(dateOf(day), date.add({ months })) <= 0;
    return isDue(occasion, SUNSET_MONTHS) || isDue(dueOn, NEXT_PAGE_MONTHS);
  });
}

function caseOf(standing: Standing, open: OpenCase, date: PlainDate): DecisionCase {
  const { causes, dueOn } = open;
  const kind = kindOfCase(open);
  const told = causes.filter((cause) => cause.kind !== 'sunset' && cause.kind !== 'lapsed');
  const dated = causes.findLast((cause) => cause.kind === 'sunset' || cause.kind === 'lapsed');
  const facts = [
    ...causeTexts(told).map(sentence),
    ...(told.length === 0 ? [] : [whyAsked(told.some((cause) => cause.kind === 'exit'))]),
    ...(dated === undefined ? [] : [sunsetSentence(dateOf(dated.occasion), date, dateOf(dueOn))]),
  ].join('');
  return {
    standing,
    kind: told.length > 0 ? 'case' : kind === 'lapsed' ? 'case' : 'sunset',
    facts,
    dueOn: dateOf(dueOn),
    ...wordsOf(open.selfCheck),
  };
}

/** The annex has room for so much of what a department wrote of itself. */
const SELF_CHECK_CELLS = 240;

function wordsOf(said: OpenCase['selfCheck']): Pick<DecisionCase, 'wish' | 'selfCheck'> {
  if (said === null) return { wish: '', selfCheck: '' };
  const { wish, reason, steps } = said;
  const own = wish === null ? '' : `所管課の考えは「${wish}」です。`;
  const whole = [
    ...(reason === null ? [] : [`自己点検：${sentence(oneLine(reason))}`]),
    ...(steps === null ? [] : [`終期までにすること：${sentence(oneLine(steps))}`]),
  ].join('');
  return { wish: own, selfCheck: clip(own + whole, SELF_CHECK_CELLS) };
}

function whyAsked(hasExit: boolean): string {
  return hasExit
    ? '撤退基準に該当し、見直し判断の対象です（自動的に廃止とはなりません）。'
    : '見直し判断の対象です。';
}

function sunsetSentence(sunset: PlainDate, date: PlainDate, dueOn: PlainDate): string {
  if (Temporal.PlainDate.compare(sunset, date) < 0) {
    return `終期（${dayWords(sunset)}）を過ぎました。続ける判断の記録がありません。`;
  }
  const beforeBudget = Temporal.PlainDate.compare(date, dueOn) <= 0 ? '予算要求の前に、' : '';
  return `終期は${dayWords(sunset)}です。${beforeBudget}続けるかどうかの判断が必要です。`;
}

/** What the headquarters is asked: the facts, what there is to choose from, and by when. */
export function askForDecision(
  { kind, facts, wish, dueOn }: DecisionCase,
  meeting: PlainDate | null,
): string {
  const when =
    meeting === null
      ? `${shortDate(dueOn)}までにご判断ください。`
      : `${shortDate(meeting)}の本部会議でご判断ください。`;
  if (kind === 'sunset') return facts + wish + when;
  return `${facts}${wish}継続・改善・縮小・廃止・統合 から、${when}`;
}

function sentence(text: string): string {
  return `${text.trim().replace(/。$/, '')}。`;
}
