import { dateOf } from '../calendar/time.ts';
import type { RuleFault } from './rule-fault.ts';
import type { BudgetDays } from './rules.ts';

/** In the order in which one follows the other, from April to March. */
const STAGES = [
  { key: 'request', word: '要求' },
  { key: 'assessment', word: '査定' },
  { key: 'assembly', word: '議会' },
] as const;

/** A fiscal year without a leap day, in which days of any year can be put in order. */
const SOME_YEAR = 2025;

/** What is wrong with the days of the budget: what is requested is assessed later, and put before the assembly later still. */
export function budgetFaults(budget: BudgetDays): RuleFault[] {
  return STAGES.slice(1).flatMap(({ key, word }, place): RuleFault[] => {
    const before = STAGES[place];
    if (before === undefined || inFiscalOrder(budget[before.key]) < inFiscalOrder(budget[key])) return [];
    const next = dateOf(inFiscalOrder(budget[before.key])).add({ days: 1 });
    return [
      {
        field: `budget.${key}`,
        message: `${word}の日（${dayOf(budget[key])}）は、${before.word}の日（${dayOf(budget[before.key])}）より後にしてください。4月から翌年3月の順です。`,
        // After 31 March there is no day left in the fiscal year.
        nearest: next.month === 4 && next.day === 1 ? null : `${next.month}/${next.day}`,
      },
    ];
  });
}

/** Such a day in {@link SOME_YEAR}, so that texts can be compared. */
const inFiscalOrder = (monthDay: string) =>
  `${Number(monthDay.slice(0, 2)) >= 4 ? SOME_YEAR : SOME_YEAR + 1}-${monthDay}`;

/** `10/31` of `10-31`. */
const dayOf = (monthDay: string) => `${Number(monthDay.slice(0, 2))}/${Number(monthDay.slice(3))}`;
