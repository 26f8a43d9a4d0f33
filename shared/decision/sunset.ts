import { fiscalYearOf } from '../calendar/fiscal.ts';
import { longDate } from '../calendar/japanese-date.ts';
import { dateOf, type PlainDate, Temporal } from '../calendar/time.ts';
import { type Initiative, isUnset } from '../plan/plan.ts';
import type { Cause, DecisionCase } from './case.ts';

/** The days of the city's budget, as `MM-DD`: request (要求), assessment (査定), assembly (議会). */
export interface BudgetCalendar {
  readonly request: string;
  readonly assessment: string;
  readonly assembly: string;
}

/** 終期 and the days before it on which something is due. */
export interface SunsetLadder {
  /** 自己点検 by the department: nine months before, and three before the judgement. */
  readonly selfCheckOn: PlainDate;
  /** The headquarters' judgement: six months before, and before the budget of the year after is requested. */
  readonly judgementBy: PlainDate;
  /** Asked once more: three months before, and before that budget is assessed. */
  readonly lastCallOn: PlainDate;
  /** When the assembly gets that budget. */
  readonly assemblyOn: PlainDate;
  readonly endsOn: PlainDate;
}

/** A day of the budget for the fiscal year `year`, which is drawn up in the fiscal year before. */
function budgetDay(monthDay: string, year: number): PlainDate {
  const month = Number(monthDay.slice(0, 2));
  return dateOf(`${month >= 4 ? year - 1 : year}-${monthDay}`);
}

const earlier = (a: PlainDate, b: PlainDate) => (Temporal.PlainDate.compare(a, b) <= 0 ? a : b);

/** The ladder to an end date, anchored to the budget of the year in which the initiative would go on. */
export function sunsetLadder(endsOn: PlainDate, budget: BudgetCalendar): SunsetLadder {
  const year = fiscalYearOf(endsOn.add({ days: 1 }));
  const judgementBy = earlier(endsOn.subtract({ months: 6 }), budgetDay(budget.request, year));
  return {
    selfCheckOn: earlier(endsOn.subtract({ months: 9 }), judgementBy.subtract({ months: 3 })),
    judgementBy,
    lastCallOn: earlier(endsOn.subtract({ months: 3 }), budgetDay(budget.assessment, year)),
    assemblyOn: budgetDay(budget.assembly, year),
    endsOn,
  };
}

/** An initiative whose way to its end date other days of the budget would change. */
export interface MovedLadder<T> {
  readonly initiative: T;
  readonly before: SunsetLadder;
  readonly after: SunsetLadder;
}

/** The initiatives that other days of the budget would ask about on other days, by the end dates of their sheets. */
export function compareLadders<T extends Pick<Initiative, 'sunset'>>(
  initiatives: readonly T[],
  before: BudgetCalendar,
  after: BudgetCalendar,
): MovedLadder<T>[] {
  return initiatives.flatMap((initiative): MovedLadder<T>[] => {
    const endsOn = endDateOf(initiative, []);
    if (endsOn === null) return [];
    const moved = { initiative, before: sunsetLadder(endsOn, before), after: sunsetLadder(endsOn, after) };
    const isSame = (key: keyof SunsetLadder) => moved.before[key].equals(moved.after[key]);
    return (['selfCheckOn', 'judgementBy', 'lastCallOn', 'assemblyOn'] as const).every(isSame) ? [] : [moved];
  });
}

/** The end date that holds: the sheet's, or a later one to which the headquarters has prolonged it. */
export function endDateOf(
  { sunset }: Pick<Initiative, 'sunset'>,
  cases: readonly Pick<DecisionCase, 'decision'>[],
): PlainDate | null {
  if (isUnset(sunset) || typeof sunset !== 'string') return null;
  return endDateFrom(
    sunset,
    cases.map(({ decision }) => decision?.until ?? null),
  );
}

/** The latest of the sheet's end date and those to which it was prolonged. */
export function endDateFrom(sunset: string, prolonged: readonly (string | null)[]): PlainDate {
  const [last = sunset] = [sunset, ...prolonged.flatMap((until) => until ?? [])].sort().reverse();
  return dateOf(last);
}

/** Where an initiative stands on the way to its end date. */
export type SunsetStanding = 'far' | 'self-check' | 'judgement' | 'last-call' | 'lapsed';

export function sunsetStanding(ladder: SunsetLadder, date: PlainDate): SunsetStanding {
  const has = (day: PlainDate) => Temporal.PlainDate.compare(day, date) <= 0;
  if (Temporal.PlainDate.compare(ladder.endsOn, date) < 0) return 'lapsed';
  if (has(ladder.lastCallOn)) return 'last-call';
  if (has(ladder.judgementBy.subtract({ months: 1 }))) return 'judgement';
  return has(ladder.selfCheckOn) ? 'self-check' : 'far';
}

/** What days alone bring before the headquarters: an end date that comes near or has passed, a day named for looking again. */
export function datedCauses(
  initiative: Pick<Initiative, 'sunset'>,
  cases: readonly DecisionCase[],
  budget: BudgetCalendar,
  date: PlainDate,
  at: string,
): Cause[] {
  const decisions = cases.flatMap(({ decision }) => decision ?? []);
  // What is to end by a decision is not asked about again because of its date.
  if (decisions.some(({ option }) => option === 'abolish' || option === 'merge')) return [];
  return [
    ...sunsetCauses(endDateOf(initiative, cases), budget, date, at),
    ...againCauses(decisions, date, at),
  ];
}

function sunsetCauses(
  endsOn: PlainDate | null,
  budget: BudgetCalendar,
  date: PlainDate,
  at: string,
): Cause[] {
  if (endsOn === null) return [];
  const standing = sunsetStanding(sunsetLadder(endsOn, budget), date);
  const occasion = endsOn.toString();
  const [near, passed] = [`終期は${dayWords(endsOn)}`, `終期（${dayWords(endsOn)}）を過ぎ、終了（更新なし）`];
  switch (standing) {
    case 'far':
      return [];
    case 'lapsed':
      return [{ kind: 'lapsed', trigger: 'lapsed', occasion, text: passed, at }];
    default:
      return [{ kind: 'sunset', trigger: 'sunset', occasion, text: near, at }];
  }
}

function againCauses(
  decisions: readonly { readonly nextOn: string | null; readonly decidedOn: string }[],
  date: PlainDate,
  at: string,
): Cause[] {
  return decisions.flatMap(({ nextOn, decidedOn }): Cause[] =>
    nextOn === null || nextOn > date.toString()
      ? []
      : [
          {
            kind: 'again',
            trigger: 'again',
            occasion: nextOn,
            text: `前回の判断（${longDate(dateOf(decidedOn))}）で決めた次回判定日（${longDate(dateOf(nextOn))}）`,
            at,
          },
        ],
  );
}

/** `令和9年4月末` for the last day of a month, else the day itself. */
export function dayWords(date: PlainDate): string {
  return date.day === date.daysInMonth ? longDate(date).replace(/\d+日$/, '末') : longDate(date);
}
