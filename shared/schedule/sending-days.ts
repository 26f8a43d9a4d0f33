import type { BusinessCalendar } from '../calendar/business-days.ts';
import { weekday } from '../calendar/japanese-date.ts';
import { atTokyo, type Instant, type PlainDate, Temporal, tokyoDate, tokyoTime } from '../calendar/time.ts';
import type { Id } from '../plan/ids.ts';
import type { Override, ScheduleRules } from './rules.ts';

/** Closures and assemblies one after the other last weeks; a search beyond this is a mistake in the rules. */
const SEARCH_MAX_DAYS = 400;

type Quiet = Pick<ScheduleRules, 'sendAt' | 'sendWindow' | 'holdOffs' | 'assemblies'>;

/** The hour at which mails go, `HH:MM`: {@link ScheduleRules.sendAt}, or the end of the window it lies outside of. */
export function sendTimeOf({ sendAt, sendWindow: { earliest, latest } }: Quiet): string {
  // Clock times of two digits each compare as text.
  if (sendAt < earliest) return earliest;
  return latest < sendAt ? latest : sendAt;
}

/** Why departments get no mail on a day, in Japanese, or null where they may. */
function whyQuiet(rules: Quiet, calendar: BusinessCalendar, date: PlainDate): string | null {
  const closed = calendar.closedReason(date);
  if (closed) return `閉庁日（${closed}）`;
  const day = date.toString();
  const assembly = rules.assemblies.find(({ from, to }) => from <= day && day <= to);
  if (assembly) return `議会期間（${assembly.name}）`;
  const time = sendTimeOf(rules);
  const holdOff = rules.holdOffs.find((each) => each.weekday === date.dayOfWeek && each.from <= time);
  return holdOff ? `${weekday(date).slice(1, -1)}曜日の${holdOff.from}以降` : null;
}

/**
 * The first day on or after `date` on which departments get mail: neither closed, nor in an assembly, nor held off.
 * Throws where there is none within {@link SEARCH_MAX_DAYS}.
 */
export function sendingDay(rules: Quiet, calendar: BusinessCalendar, date: PlainDate): PlainDate {
  let day = date;
  for (let tried = 0; tried <= SEARCH_MAX_DAYS; tried += 1) {
    if (whyQuiet(rules, calendar, day) === null) return day;
    day = day.add({ days: 1 });
  }
  throw new RangeError(`no day to send on within ${SEARCH_MAX_DAYS} days of ${date}: check the assemblies`);
}

/** Whether departments may get mail at an instant; where not, why, and when the next day's mails go. */
export type SendingMoment =
  | { readonly open: true }
  | { readonly open: false; readonly why: string; readonly next: Instant };

/**
 * Whether a mail somebody starts by hand may go at once: the very days and hours that hold for the rhythm. Between
 * the window's ends, on a day mails go, before that weekday's hold-off.
 */
export function sendingMoment(rules: Quiet, calendar: BusinessCalendar, at: Instant): SendingMoment {
  const today = tokyoDate(at);
  // As if mails went at this very minute: then what is quiet for them is quiet for this one.
  const time = tokyoTime(at).toPlainTime().toString({ smallestUnit: 'minute' });
  const { earliest, latest } = rules.sendWindow;
  const isInWindow = earliest <= time && time <= latest;
  const quiet = whyQuiet(isInWindow ? { ...rules, sendAt: time } : rules, calendar, today);
  if (quiet === null && isInWindow) return { open: true };
  const isToCome = quiet === null && time < earliest;
  const day = sendingDay(rules, calendar, isToCome ? today : today.add({ days: 1 }));
  return {
    open: false,
    why: quiet ?? `送信の時間帯（${earliest}から${latest}）の外`,
    next: sendingInstant(rules, day),
  };
}

/** When mails of a day go. */
export const sendingInstant = (rules: Quiet, date: PlainDate): Instant => atTokyo(date, sendTimeOf(rules));

/** What is otherwise for a department, if anything. */
export function overrideOf({ overrides }: Pick<ScheduleRules, 'overrides'>, department: Id): Override | null {
  return overrides.find((override) => override.department === department) ?? null;
}

/** The due date of one department before any extension: the round's, or the one the rules set for it alone. */
export function dueDateOf(
  { dueOn }: { readonly dueOn: PlainDate },
  rules: Pick<ScheduleRules, 'overrides'>,
  calendar: BusinessCalendar,
  department: Id | null,
): PlainDate {
  const later = department === null ? 0 : (overrideOf(rules, department)?.dueLater ?? 0);
  return later === 0 ? dueOn : calendar.add(dueOn, later);
}

/**
 * How many business days a day lies after a due date, negative before it: the `n` of `calendar.add(dueOn, n)`, also
 * for a day to which a step was moved.
 */
export function daysFromDue(calendar: BusinessCalendar, dueOn: PlainDate, date: PlainDate): number {
  const isAfter = Temporal.PlainDate.compare(dueOn, date) < 0;
  let day = isAfter ? date : dueOn;
  const until = isAfter ? dueOn : date;
  let count = 0;
  while (Temporal.PlainDate.compare(until, day) < 0) {
    // After the due date the day itself counts, before it the due date does not.
    const counted = isAfter ? day : day.subtract({ days: 1 });
    if (calendar.isBusinessDay(counted)) count += 1;
    day = day.subtract({ days: 1 });
  }
  return isAfter || count === 0 ? count : -count;
}
