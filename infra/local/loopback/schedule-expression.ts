import { type Instant, Temporal } from '../../../shared/calendar/time.ts';

/** A cron expression that never comes true, such as 31 February, is given up after so many days. */
const SEARCH_DAYS_MAX = 366 * 8;

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const WEEKDAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];

/** When a schedule fires: once, every so often, or whenever the clock of its zone shows certain times. */
export type ScheduleExpression =
  | { readonly kind: 'at'; readonly at: Instant }
  | { readonly kind: 'rate'; readonly everyMs: number }
  | { readonly kind: 'cron'; readonly cron: Cron; readonly timeZone: string };

type Cron = {
  readonly minutes: ReadonlySet<number>;
  readonly hours: ReadonlySet<number>;
  /** Undefined for `?`: then the weekday decides. */
  readonly days: ReadonlySet<number> | undefined;
  readonly months: ReadonlySet<number>;
  /** 1 is Sunday, as in AWS. Undefined for `?`: then the day of the month decides. */
  readonly weekdays: ReadonlySet<number> | undefined;
  readonly years: ReadonlySet<number>;
};

/**
 * Reads `at(yyyy-mm-ddThh:mm:ss)`, `rate(n minutes|hours|days)` or `cron(minute hour day month weekday year)`.
 *
 * Undefined for anything AWS refuses, and for L, W and # in a cron expression, which the product does not use.
 */
export function readScheduleExpression(text: string, timeZone: string): ScheduleExpression | undefined {
  const [, kind, inner = ''] = /^(at|rate|cron)\((.*)\)$/.exec(text) ?? [];
  switch (kind) {
    case 'at':
      return readAt(inner, timeZone);
    case 'rate':
      return readRate(inner);
    case 'cron': {
      const cron = isTimeZone(timeZone) ? readCron(inner) : undefined;
      return cron === undefined ? undefined : { kind: 'cron', cron, timeZone };
    }
    default:
      return undefined;
  }
}

/** The first time at or after `from`. A rate counts from `anchor`, when the schedule begins. */
export function nextTime(
  expression: ScheduleExpression,
  from: Instant,
  anchor: Instant,
): Instant | undefined {
  switch (expression.kind) {
    case 'at':
      return Temporal.Instant.compare(expression.at, from) >= 0 ? expression.at : undefined;
    case 'rate': {
      const passed = Math.max(from.epochMilliseconds - anchor.epochMilliseconds, 0);
      return anchor.add({ milliseconds: Math.ceil(passed / expression.everyMs) * expression.everyMs });
    }
    case 'cron':
      return nextCronTime(expression.cron, expression.timeZone, from);
  }
}

/** Whether a time zone is known by this name. */
export function isTimeZone(name: string): boolean {
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(name);
    return true;
  } catch {
    return false;
  }
}

function readAt(text: string, timeZone: string): ScheduleExpression | undefined {
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}$/.test(text) || !isTimeZone(timeZone)) return undefined;
  try {
    const local = Temporal.PlainDateTime.from(text, { overflow: 'reject' });
    return { kind: 'at', at: local.toZonedDateTime(timeZone).toInstant() };
  } catch {
    return undefined;
  }
}

function readRate(text: string): ScheduleExpression | undefined {
  const [, count = '', unit = ''] = /^(\d+) (minute|hour|day)s?$/.exec(text) ?? [];
  const unitMs = new Map([
    ['minute', 60_000],
    ['hour', 3_600_000],
    ['day', 86_400_000],
  ]).get(unit);
  if (unitMs === undefined || Number(count) === 0) return undefined;
  return { kind: 'rate', everyMs: Number(count) * unitMs };
}

function readCron(text: string): Cron | undefined {
  const [minute, hour, day, month, weekday, year, ...rest] = text.trim().split(/\s+/);
  if (year === undefined || rest.length > 0) return undefined;
  // AWS takes a day of the month or a weekday, and the other must be `?`.
  if ((day === '?') === (weekday === '?')) return undefined;
  const minutes = readField(minute, 0, 59);
  const hours = readField(hour, 0, 23);
  const days = day === '?' ? undefined : readField(day, 1, 31);
  const months = readField(month, 1, 12, MONTHS);
  const weekdays = weekday === '?' ? undefined : readField(weekday, 1, 7, WEEKDAYS);
  const years = readField(year, 1970, 2199);
  if (minutes === undefined || hours === undefined || months === undefined || years === undefined)
    return undefined;
  if (days === undefined && weekdays === undefined) return undefined;
  return { minutes, hours, days, months, weekdays, years };
}

/** One field: `*`, or a list of numbers, names, ranges and steps. `names[0]` stands for `min`. */
function readField(
  field: string | undefined,
  min: number,
  max: number,
  names: readonly string[] = [],
): ReadonlySet<number> | undefined {
  const values = new Set<number>();
  const number = (text: string) => {
    const named = names.indexOf(text.toUpperCase());
    if (named >= 0) return named + min;
    return /^\d+$/.test(text) ? Number(text) : Number.NaN;
  };
  for (const part of (field ?? '').split(',')) {
    const [range = '', stepText] = part.split('/');
    const step = stepText === undefined ? 1 : number(stepText);
    const [lowText = '', highText] = range === '*' ? [String(min), String(max)] : range.split('-');
    const low = number(lowText);
    // `10/5` runs on to the end of the field.
    const high = highText === undefined ? (stepText === undefined ? low : max) : number(highText);
    if (!(low >= min && high <= max && low <= high && step >= 1)) return undefined;
    for (let value = low; value <= high; value += step) values.add(value);
  }
  return values;
}

function nextCronTime(cron: Cron, timeZone: string, from: Instant): Instant | undefined {
  const start = from.toZonedDateTimeISO(timeZone);
  let date = start.toPlainDate();
  for (let day = 0; day < SEARCH_DAYS_MAX; day++, date = date.add({ days: 1 })) {
    if (!cron.years.has(date.year) || !cron.months.has(date.month)) continue;
    if (cron.days !== undefined && !cron.days.has(date.day)) continue;
    // ISO counts from Monday as 1 to Sunday as 7; AWS from Sunday as 1.
    if (cron.weekdays !== undefined && !cron.weekdays.has((date.dayOfWeek % 7) + 1)) continue;
    for (const hour of [...cron.hours].sort((a, b) => a - b)) {
      if (day === 0 && hour < start.hour) continue;
      for (const minute of [...cron.minutes].sort((a, b) => a - b)) {
        const plainTime = Temporal.PlainTime.from({ hour, minute });
        const instant = date.toZonedDateTime({ timeZone, plainTime }).toInstant();
        if (Temporal.Instant.compare(instant, from) >= 0) return instant;
      }
    }
  }
  return undefined;
}
