import type { BusinessCalendar } from '../calendar/business-days.ts';
import { atTokyo, type Instant, Temporal, tokyoDate } from '../calendar/time.ts';
import type { PlannedMail } from './planner.ts';

/** Less than a whole day late is never a business day late, though the next one may have begun. */
const LATENESS_MIN_HOURS = 24;

/** When something is a business day late: the next business day has begun, and a whole day has passed. */
export function businessDayAfter(at: Instant, calendar: BusinessCalendar): Instant {
  const nextDay = atTokyo(calendar.next(tokyoDate(at)), '00:00');
  const dayLater = at.add({ hours: LATENESS_MIN_HOURS });
  return Temporal.Instant.compare(nextDay, dayLater) < 0 ? dayLater : nextDay;
}

/**
 * From which instant on a planned mail no longer goes, or null for one that goes however late.
 *
 * A reminder late by a business day or more would contradict the next step, so it is reported, not sent (decision
 * 18): it expires when the next business day has begun and a whole day has passed. All other mails are wanted late
 * too: an unasked quarter helps nobody.
 */
export function expiryOf(
  { kind, at }: Pick<PlannedMail, 'kind' | 'at'>,
  calendar: BusinessCalendar,
): Instant | null {
  switch (kind) {
    case 'reminder':
    case 'overdue':
    case 'escalation': {
      return businessDayAfter(at, calendar);
    }
    case 'request':
    case 'handover':
    case 'digest':
    case 'notice':
    case 'secretariat-digest':
      return null;
  }
}
