import { fiscalYearOf, parseQuarter } from '../calendar/fiscal.ts';
import { longDate } from '../calendar/japanese-date.ts';
import { type Instant, type PlainDate, Temporal, tokyoDate } from '../calendar/time.ts';
import type { FormManifest } from '../round/form.ts';
import { parseRoundId } from '../round/round.ts';
import { doubtful, type Normalised, sure, unclear } from './normalised.ts';
import { plain, saysNoValue, unwrapped, withoutPoliteness } from './plain-text.ts';

/** What a date without a year is read against. */
export interface DateContext {
  /** The fiscal year the form asks about. */
  readonly fiscalYear: number;
  /** The day the reply was received, in Tokyo. */
  readonly today: PlainDate;
}

/** What the dates of an answer to a form are read against, received at a moment. */
export function dateContextOf({ round }: Pick<FormManifest, 'round'>, receivedAt: Instant): DateContext {
  const today = tokyoDate(receivedAt);
  const fiscalYear =
    round === null ? fiscalYearOf(today) : parseQuarter(parseRoundId(round).quarter).fiscalYear;
  return { fiscalYear, today };
}

interface Era {
  readonly first: number;
  /** The last year the era has, if it has ended. */
  readonly last: number;
}
const ERAS: Readonly<Record<string, Era>> = {
  令: { first: 2019, last: 99 },
  平: { first: 1989, last: 31 },
  昭: { first: 1926, last: 64 },
  R: { first: 2019, last: 99 },
  H: { first: 1989, last: 31 },
  S: { first: 1926, last: 64 },
};

const YEAR = '(?:(令和?|平成?|昭和?|[RHS])\\.?(\\d{1,2}|元)|(\\d{4})|(\\d{1,2}))';
const FULL = new RegExp(`^${YEAR}(?:年度?|[./-])(\\d{1,2})(?:月|[./-])(\\d{1,2})日?$`);
const YEAR_MONTH = new RegExp(
  `^${YEAR}(?:年度?|[./-])(\\d{1,2})(?:月|[./-])?(末日?|中|上旬|初旬|中旬|下旬|初め|頭)?$`,
);
const YEAR_ONLY = new RegExp(`^${YEAR}年(度)?(末|中|内)?$`);
const MONTH_DAY = /^(\d{1,2})(?:月|[./-])(\d{1,2})日?$/;
const MONTH_PART = /^(\d{1,2})(?:月|\/)(末日?|中|上旬|初旬|中旬|下旬|初め|頭)?$/;
const COMPACT = /^(\d{4})(\d{2})(\d{2})$/;
const QUARTER = /^(?:今年度)?第?([1-4一二三四])四半期(?:末|中)?$/;
const RELATIVE: readonly (readonly [RegExp, (context: DateContext) => PlainDate])[] = [
  [/^(?:今|本|当)?年度(?:末|内|中)$/, ({ fiscalYear }) => yearEnd(fiscalYear)],
  [/^(?:来|翌|次)年度(?:末|内|中)?$/, ({ fiscalYear }) => yearEnd(fiscalYear + 1)],
  [/^(?:今年|本年|年)(?:末|内|中)$/, ({ today }) => day(today.year, 12, 31)],
  [/^(?:今|本|当)月(?:末日?|中|内)$/, ({ today }) => today.with({ day: today.daysInMonth })],
  [/^(?:来|翌)月(?:末日?|中|内)$/, ({ today }) => endOfMonth(today.add({ months: 1 }))],
  [/^明日$/, ({ today }) => today.add({ days: 1 })],
  [/^(?:本日|今日)$/, ({ today }) => today],
];

function day(year: number, month: number, date: number): PlainDate {
  return Temporal.PlainDate.from({ year, month, day: date });
}

function yearEnd(fiscalYear: number): PlainDate {
  return day(fiscalYear + 1, 3, 31);
}

function endOfMonth(date: PlainDate): PlainDate {
  return date.with({ day: date.daysInMonth });
}

/** A date that exists, else null. */
function existing(year: number, month: number, date: number): PlainDate | null {
  if (month < 1 || month > 12 || date < 1) return null;
  return date <= day(year, month, 1).daysInMonth ? day(year, month, date) : null;
}

/** The Western year that the four ways to write one give; null for a year its era does not have. */
function yearOf(parts: readonly (string | undefined)[]): number | null {
  const [era, eraYear, western, short] = parts;
  if (western !== undefined)
    return Number(western) >= 1950 && Number(western) <= 2100 ? Number(western) : null;
  const known = ERAS[era?.slice(0, 1) ?? '令'];
  const number = eraYear === '元' ? 1 : Number(eraYear ?? short);
  // Two digits without an era are the current era's while it is young, else the Western year's last two.
  if (era === undefined && number >= 19) return 2000 + number;
  return known && number >= 1 && number <= known.last ? known.first + number - 1 : null;
}

function dayOfPart(year: number, month: number, part: string | undefined): PlainDate | null {
  if (month < 1 || month > 12) return null;
  if (part === '上旬' || part === '初旬') return day(year, month, 10);
  if (part === '中旬') return day(year, month, 20);
  if (part === '初め' || part === '頭') return day(year, month, 1);
  return endOfMonth(day(year, month, 1));
}

/** The year a month belongs to in the fiscal year the form asks about. */
function calendarYear(month: number, { fiscalYear }: DateContext): number {
  return month >= 4 ? fiscalYear : fiscalYear + 1;
}

type Parsed = { date: PlainDate; derived: boolean } | 'impossible' | null;

function settle(date: PlainDate | null, derived: boolean): Parsed {
  return date === null ? 'impossible' : { date, derived };
}

function parseWithYear(text: string): Parsed {
  const compact = COMPACT.exec(text);
  if (compact) return settle(existing(Number(compact[1]), Number(compact[2]), Number(compact[3])), false);
  const full = FULL.exec(text);
  if (full) {
    const year = yearOf(full.slice(1, 5));
    return settle(year === null ? null : existing(year, Number(full[5]), Number(full[6])), false);
  }
  const yearOnly = YEAR_ONLY.exec(text);
  if (yearOnly) {
    const year = yearOf(yearOnly.slice(1, 5));
    const end = year === null ? null : yearOnly[5] === '度' ? yearEnd(year) : day(year, 12, 31);
    return settle(end, true);
  }
  const yearMonth = YEAR_MONTH.exec(text);
  // `7/24` is a month and a day, not a year and a month.
  if (yearMonth && (yearMonth[4] === undefined || text.includes('年'))) {
    const year = yearOf(yearMonth.slice(1, 5));
    return settle(year === null ? null : dayOfPart(year, Number(yearMonth[5]), yearMonth[6]), true);
  }
  return null;
}

function parseInYear(text: string, context: DateContext): Parsed {
  const monthDay = MONTH_DAY.exec(text);
  if (monthDay) {
    const month = Number(monthDay[1]);
    return settle(existing(calendarYear(month, context), month, Number(monthDay[2])), false);
  }
  const part = MONTH_PART.exec(text);
  if (part && (text.includes('月') || part[2] !== undefined)) {
    return settle(dayOfPart(calendarYear(Number(part[1]), context), Number(part[1]), part[2]), true);
  }
  const quarter = QUARTER.exec(text);
  if (quarter) {
    const number = '一二三四'.indexOf(quarter[1] ?? '') + 1 || Number(quarter[1]);
    const month = [6, 9, 12, 3][number - 1] ?? 3;
    return settle(dayOfPart(calendarYear(month, context), month, '末'), true);
  }
  const relative = RELATIVE.find(([pattern]) => pattern.test(text));
  return relative ? { date: relative[1](context), derived: true } : null;
}

const WEEKDAY = /[（(]([月火水木金土日])(?:曜日?)?[）)]/;
const VAGUE =
  /(?:頃|ころ|ごろ|を?(?:目途|めど|目処)(?:に|で)?|(?:を|の)?予定|(?:の)?見込み?|まで(?:に|を)?|には?|から|以降)$/;
const WEEKDAYS = '月火水木金土日';

const DATE_INSIDE =
  /(?:(?:令和?|平成?|[RHS])\.?\d{1,2}[年./-]|\d{4}[年./-])?\d{1,2}(?:月|[./])(?:\d{1,2}日?|末|上旬|中旬|下旬)?/g;

/** The only date among other words, as in 契約済（5/20）: stored and asked about. */
function readEmbedded(raw: string, bare: string, context: DateContext): Normalised {
  if (bare.length > 60) return unclear('not-a-date');
  const [only, ...more] = bare.match(DATE_INSIDE) ?? [];
  if (only === undefined) return unclear('not-a-date');
  if (more.length > 0 || /[~〜～]|から|ないし/.test(bare)) return unclear('range-given');
  const parsed = parseWithYear(only) ?? parseInYear(only, context);
  if (parsed === null) return unclear('not-a-date');
  if (parsed === 'impossible') return unclear('impossible-date');
  const echo = `「${raw.trim()}」を${longDate(parsed.date)}と読みました`;
  return doubtful(parsed.date.toString(), 'extra-words', echo);
}

/**
 * Reads a date as people in a city hall write it: 令和8年7月1日, R8.7.1, 2026/7/1, 7月1日, 7/末, 7月下旬, 年度末. A date
 * told from words is said back; one that does not exist is asked about (令和6年13月, 平成36年).
 */
export function normaliseDate(raw: string, context: DateContext): Normalised {
  if (saysNoValue(raw)) return sure(null);
  const bare = withoutPoliteness(unwrapped(plain(raw))).replace(/\s+/g, '');
  const weekday = WEEKDAY.exec(bare)?.[1];
  let text = bare.replace(WEEKDAY, '').replace(/[月火水木金土日]曜日?$/, '');
  let vague = false;
  for (let round = 0; round < 3 && VAGUE.test(text); round += 1) {
    text = text.replace(VAGUE, '');
    vague = true;
  }
  const parsed = parseWithYear(text) ?? parseInYear(text, context);
  if (parsed === 'impossible') return unclear('impossible-date');
  if (parsed === null) return readEmbedded(raw, bare, context);
  const iso = parsed.date.toString();
  const echo = parsed.derived || vague ? `「${raw.trim()}」を${longDate(parsed.date)}と読みました` : null;
  if (weekday !== undefined && WEEKDAYS[parsed.date.dayOfWeek - 1] !== weekday) {
    return doubtful(iso, 'weekday-differs', `「${raw.trim()}」を${longDate(parsed.date)}と読みました`);
  }
  return sure(iso, echo);
}

/**
 * The date of a short command such as 延期 1/10: without a year, the one nearest to the day it was received. Null
 * where the text is no date.
 */
export function nearestDate(raw: string, today: PlainDate): string | null {
  const years = [0, -1, 1].map((offset) => fiscalYearOf(today) + offset);
  const dates = years.flatMap((fiscalYear) => {
    const read = normaliseDate(raw, { fiscalYear, today });
    return read.kind === 'value' && typeof read.value === 'string'
      ? [Temporal.PlainDate.from(read.value)]
      : [];
  });
  const distance = (date: PlainDate) => Math.abs(today.until(date).days);
  const nearest = dates.reduce<PlainDate | null>(
    (best, date) => (best === null || distance(date) < distance(best) ? date : best),
    null,
  );
  return nearest?.toString() ?? null;
}
