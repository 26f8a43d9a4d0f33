import * as z from 'zod';
import { fiscalYearOf } from '../calendar/fiscal.ts';
import { type Instant, type PlainDate, Temporal, tokyoDate } from '../calendar/time.ts';

/** No year of any kind is longer; whoever stores the texts must keep them at least a fiscal year longer than this. */
export const RETENTION_YEARS_MAX = 30;

const Years = z.number().int().min(1).max(RETENTION_YEARS_MAX);

/** For how many years each kind of record is kept (decision 8), counted as offices do: from the fiscal year that follows. */
export const RetentionSettings = z.object({
  /** Mails as they came in, and answers as they were typed in. */
  rawMailYears: Years,
  /** What departments answered, version by version. */
  submissionYears: Years,
  /** Who did what and when. */
  auditYears: Years,
});
export type RetentionSettings = z.infer<typeof RetentionSettings>;

/** What holds until somebody sets something else. */
export const STANDARD_RETENTION: RetentionSettings = { rawMailYears: 5, submissionYears: 10, auditYears: 10 };

/**
 * The last day something is kept: so many whole fiscal years after the one it belongs to, as in the rules for public
 * documents of Japanese offices (保存期間は翌年度の4月1日から数える).
 */
export function keptUntil(at: Instant, years: number): PlainDate {
  return Temporal.PlainDate.from({ year: fiscalYearOf(tokyoDate(at)) + 1 + years, month: 3, day: 31 });
}

/** Whether the years of something are over on a day. */
export function isPastRetention(at: Instant, years: number, today: PlainDate): boolean {
  return Temporal.PlainDate.compare(keptUntil(at, years), today) < 0;
}

/** Everything before this instant is past its years on a day: the first of April that began the oldest year still kept. */
export function keptSince(years: number, today: PlainDate): PlainDate {
  return Temporal.PlainDate.from({ year: fiscalYearOf(today) - years, month: 4, day: 1 });
}
