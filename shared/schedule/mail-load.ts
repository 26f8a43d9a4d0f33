import { type PlainDate, Temporal, tokyoDate } from '../calendar/time.ts';
import type { Id } from '../plan/ids.ts';
import type { PlannedMail } from './planner.ts';

const MONTHS = 12;

/** How many mails one department gets in a fiscal year. */
export interface MailLoad {
  /** Null for the secretariat and the headquarters. */
  readonly department: Id | null;
  /** Twelve counts, from April to March. */
  readonly months: readonly number[];
  readonly total: number;
}

/** The load of a fiscal year's mails by department and month, the heaviest first. */
export function mailLoad(mails: readonly PlannedMail[]): MailLoad[] {
  const counts = new Map<Id | null, number[]>();
  for (const { department, at } of mails) {
    const months = counts.get(department) ?? Array.from({ length: MONTHS }, () => 0);
    // April is the first month of a fiscal year.
    const place = (tokyoDate(at).month + MONTHS - 4) % MONTHS;
    months[place] = (months[place] ?? 0) + 1;
    counts.set(department, months);
  }
  return [...counts]
    .map(([department, months]) => ({
      department,
      months,
      total: months.reduce((sum, count) => sum + count, 0),
    }))
    .sort((a, b) => b.total - a.total || (a.department ?? '').localeCompare(b.department ?? '', 'en'));
}

/** A day with the number of mails that go on it. */
export interface MailDay {
  readonly date: PlainDate;
  readonly count: number;
}

/** The days on which mails go, those with the most first; of two alike the earlier. */
export function mailDays(mails: readonly PlannedMail[]): MailDay[] {
  return [...Map.groupBy(mails, ({ at }) => tokyoDate(at).toString()).values()]
    .flatMap((own) => (own[0] ? [{ date: tokyoDate(own[0].at), count: own.length }] : []))
    .sort((a, b) => b.count - a.count || Temporal.PlainDate.compare(a.date, b.date));
}
