import { createHash } from 'node:crypto';
import { createBusinessCalendar } from '../../../shared/calendar/business-days.ts';
import { lastDayOf, quarterOf } from '../../../shared/calendar/fiscal.ts';
import { longDate, shortDateTime } from '../../../shared/calendar/japanese-date.ts';
import { atTokyo, dateOf, instantOf, isoTokyo, isoUtc, tokyoDate } from '../../../shared/calendar/time.ts';

// Run by zones.test.ts as a process of its own, because a process reads its zone once. It prints what the calendar
// says of every day, and one digest of it all, so that two zones can be compared.
const calendar = createBusinessCalendar();
const hash = createHash('sha256');
let days = 0;
for (let day = dateOf('2020-01-01'); day.year <= 2050; day = day.add({ days: 1 })) {
  const said = [
    day.toString(),
    calendar.closedReason(day),
    quarterOf(day),
    lastDayOf(quarterOf(day)).toString(),
    longDate(day),
    isoUtc(atTokyo(day, '09:00')),
    shortDateTime(atTokyo(day, '23:59')),
  ];
  hash.update(`${said.join(' ')}\n`);
  days += 1;
}
const newYear = instantOf('2026-12-31T15:00:00Z');
console.log(
  JSON.stringify({
    zone: new Date(2026, 0, 1).getTimezoneOffset(),
    days,
    digest: hash.digest('hex'),
    newYear: [isoTokyo(newYear), tokyoDate(newYear).toString()],
  }),
);
