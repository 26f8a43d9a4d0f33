import japaneseHolidays from 'japanese-holidays';
import * as z from 'zod';
import { type PlainDate, Temporal } from './time.ts';

/** A day or a span of days on which this city's offices are shut besides the general rule. */
export const Closure = z.strictObject({
  from: z.iso.date(),
  to: z.iso.date().optional(),
  name: z.string().min(1).max(40),
});
export type Closure = z.infer<typeof Closure>;

export interface BusinessCalendar {
  /** Why the offices are shut that day, in Japanese (`土曜日`, `海の日`, `年末年始`), or null on a business day. */
  closedReason(date: PlainDate): string | null;
  isBusinessDay(date: PlainDate): boolean;
  /** The first business day after `date`. */
  next(date: PlainDate): PlainDate;
  /** The last business day before `date`. */
  previous(date: PlainDate): PlainDate;
  /** `date` itself where it is a business day, else the next one. */
  onOrAfter(date: PlainDate): PlainDate;
  /** `date` itself where it is a business day, else the one before. */
  onOrBefore(date: PlainDate): PlainDate;
  /** The n-th business day on or after `date`, counted from 1. Refuses n < 1 or n > 250. */
  nth(date: PlainDate, n: number): PlainDate;
  /** `n` business days after `date` (before it when negative); 0 gives `onOrAfter(date)`. Refuses |n| > 250. */
  add(date: PlainDate, n: number): PlainDate;
  /** The last business day of the month of `date`. */
  lastOfMonth(date: PlainDate): PlainDate;
}

/** A year has about 245 business days; a rule that counts further is a mistake, not a rule. */
const COUNT_MAX = 250;

/** Days whose reason is kept: more than thirty years of them. */
const REMEMBERED_MAX = 12_000;

/** Closures longer than this would make "the next business day" meaningless, so the search stops with an error. */
const CLOSED_RUN_MAX_DAYS = 60;

/**
 * Business days of a Japanese municipality: neither weekend, nor public holiday, nor 12/29 to 1/3
 * (Local Autonomy Act, article 4-2), nor one of the city's own closures.
 */
export function createBusinessCalendar(closures: readonly Closure[] = []): BusinessCalendar {
  const own = closures.map(({ from, to, name }) => ({
    from: Temporal.PlainDate.from(from),
    to: Temporal.PlainDate.from(to ?? from),
    name,
  }));

  // A plan of a year asks of the same days many times over, and finding a holiday is slow.
  const reasons = new Map<string, string | null>();

  function closedReason(date: PlainDate): string | null {
    const day = date.toString();
    const known = reasons.get(day);
    if (known !== undefined) return known;
    const reason = findReason(date);
    if (reasons.size >= REMEMBERED_MAX) reasons.clear();
    reasons.set(day, reason);
    return reason;
  }

  function findReason(date: PlainDate): string | null {
    // Noon, so that no zone the process runs in can move the lookup to the day before or after.
    const holiday = japaneseHolidays.isHolidayAt(new Date(Date.UTC(date.year, date.month - 1, date.day, 3)));
    if (holiday) return holiday;
    if (date.dayOfWeek === 6) return '土曜日';
    if (date.dayOfWeek === 7) return '日曜日';
    if ((date.month === 12 && date.day >= 29) || (date.month === 1 && date.day <= 3)) return '年末年始';
    const closure = own.find(
      ({ from, to }) =>
        Temporal.PlainDate.compare(from, date) <= 0 && Temporal.PlainDate.compare(date, to) <= 0,
    );
    return closure?.name ?? null;
  }

  const isBusinessDay = (date: PlainDate) => closedReason(date) === null;

  function seek(date: PlainDate, step: 1 | -1): PlainDate {
    let day = date;
    for (let tried = 0; tried <= CLOSED_RUN_MAX_DAYS; tried += 1) {
      if (isBusinessDay(day)) return day;
      day = day.add({ days: step });
    }
    throw new RangeError(
      `no business day within ${CLOSED_RUN_MAX_DAYS} days of ${date}: check the city's closures`,
    );
  }

  const onOrAfter = (date: PlainDate) => seek(date, 1);
  const onOrBefore = (date: PlainDate) => seek(date, -1);
  const next = (date: PlainDate) => seek(date.add({ days: 1 }), 1);
  const previous = (date: PlainDate) => seek(date.subtract({ days: 1 }), -1);

  function add(date: PlainDate, n: number): PlainDate {
    if (!Number.isInteger(n) || Math.abs(n) > COUNT_MAX) {
      throw new RangeError(`cannot count ${n} business days: expected a whole number within ±${COUNT_MAX}`);
    }
    if (n === 0) return onOrAfter(date);
    let day = date;
    for (let counted = 0; counted < Math.abs(n); counted += 1) day = n > 0 ? next(day) : previous(day);
    return day;
  }

  function nth(date: PlainDate, n: number): PlainDate {
    if (!Number.isInteger(n) || n < 1)
      throw new RangeError(`cannot take business day number ${n}: expected 1 or more`);
    return add(onOrAfter(date), n - 1);
  }

  const lastOfMonth = (date: PlainDate) => onOrBefore(date.with({ day: date.daysInMonth }));

  return { closedReason, isBusinessDay, next, previous, onOrAfter, onOrBefore, nth, add, lastOfMonth };
}
