import { describe, expect, it } from 'vitest';
import { instantOf } from '../../../shared/calendar/time.ts';
import { mailDays, mailLoad } from '../../../shared/schedule/mail-load.ts';
import { planMails } from '../../../shared/schedule/planner.ts';
import { aWorld } from '../../support/builders.ts';

const FROM = instantOf('2026-04-01T00:00:00+09:00');
const TO = instantOf('2027-03-31T23:59:00+09:00');

describe('the load of a year', () => {
  const mails = planMails(aWorld(), FROM, TO);
  const loads = mailLoad(mails);

  it('counts every mail once, by department and by month from April on, the heaviest first', () => {
    expect(loads.reduce((sum, { total }) => sum + total, 0)).toBe(mails.length);
    for (const { department, months, total } of loads) {
      expect(months.reduce((sum, count) => sum + count, 0)).toBe(total);
      expect(total).toBe(mails.filter((mail) => mail.department === department).length);
    }
    expect(loads.map(({ total }) => total)).toEqual(
      loads.map(({ total }) => total).toSorted((a, b) => b - a),
    );
    const civil = loads.find(({ department }) => department === 'dep-civil');
    // Q1 in July, Q2 in October, Q3 in January, the handover in March; each request with four reminders.
    expect(civil?.months).toEqual([0, 0, 0, 5, 0, 0, 5, 0, 0, 5, 0, 2]);
  });

  it('names the days with the most mails first, of two alike the earlier', () => {
    const days = mailDays(mails);
    expect(days.reduce((sum, { count }) => sum + count, 0)).toBe(mails.length);
    for (const [index, { date, count }] of days.entries()) {
      const next = days[index + 1];
      if (next && next.count === count) expect(date.toString() < next.date.toString()).toBe(true);
      else if (next) expect(next.count).toBeLessThan(count);
    }
  });
});
