import ical from 'ical-generator';
import type { Instant } from '../../../../shared/calendar/time.ts';
import { isoUtc } from '../../../../shared/calendar/time.ts';
import type { CityDate } from '../../../../shared/schedule/city-dates.ts';

/** The dates as an iCalendar, whole days all of them; the same dates at the same instant give the same text. */
export function writeCalendar(
  name: string,
  dates: readonly CityDate[],
  { plan, at }: { readonly plan: string; readonly at: Instant },
): string {
  const calendar = ical({ name, timezone: 'Asia/Tokyo', prodId: '//shinchoku//calendar//JA' });
  for (const { id, on, title } of dates)
    calendar.createEvent({
      id: `${plan}/${id}@shinchoku`,
      // A whole day is written as the date alone, which is taken from the instant in UTC.
      start: new Date(`${on}T00:00:00Z`),
      allDay: true,
      timezone: 'UTC',
      stamp: new Date(isoUtc(at)),
      summary: title,
    });
  return calendar.toString();
}
