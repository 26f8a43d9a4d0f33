import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createBusinessCalendar } from '../../../shared/calendar/business-days.ts';
import { instantOf, isoTokyo, Temporal, tokyoDate } from '../../../shared/calendar/time.ts';
import { expiryOf } from '../../../shared/schedule/lateness.ts';
import type { MailKind } from '../../../shared/schedule/planner.ts';

const calendar = createBusinessCalendar([{ from: '2026-08-14', name: '夏季休業' }]);
const START = instantOf('2026-06-30T15:00:00Z');
const YEAR_MINUTES = 366 * 24 * 60;

const expiryAt = (kind: MailKind, at: string) => {
  const expiry = expiryOf({ kind, at: instantOf(at) }, calendar);
  return expiry && isoTokyo(expiry);
};

describe('a reminder goes until', () => {
  it.each([
    ['a whole day has passed, when the next day is a business day', '2026-07-07T09:00', '2026-07-08T09:00'],
    ['Monday begins, from a Friday', '2026-07-24T09:00', '2026-07-27T00:00'],
    ['the day after Marine Day begins, from the Friday before', '2026-07-17T09:00', '2026-07-21T00:00'],
    ["the first business day after the city's own closure begins", '2026-08-13T17:00', '2026-08-17T00:00'],
    ['the new year has opened', '2026-12-28T09:00', '2027-01-04T00:00'],
    ['the very midnight, from a midnight', '2026-07-07T00:00', '2026-07-08T00:00'],
  ])('%s', (_, at, expected) => {
    expect(expiryAt('reminder', `${at}:00+09:00`)).toBe(`${expected}:00+09:00`);
  });

  it.each(['overdue', 'escalation'] as const)('the same instant as any mail that chases: %s', (kind) => {
    expect(expiryAt(kind, '2026-07-24T09:00:00+09:00')).toBe('2026-07-27T00:00:00+09:00');
  });

  it('both the next business day has come and a day has passed, whenever it was due', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: YEAR_MINUTES }),
        fc.integer({ min: 0, max: 12 * 24 * 60 }),
        (after, late) => {
          const at = START.add({ minutes: after });
          const now = at.add({ minutes: late });
          const isDayLater = late >= 24 * 60;
          const isNextBusinessDay =
            Temporal.PlainDate.compare(tokyoDate(now), calendar.next(tokyoDate(at))) >= 0;
          const expiry = expiryOf({ kind: 'reminder', at }, calendar);
          const isExpired = expiry !== null && Temporal.Instant.compare(now, expiry) >= 0;
          expect(isExpired).toBe(isDayLater && isNextBusinessDay);
        },
      ),
    );
  });
});

it.each(['request', 'handover', 'digest', 'notice', 'secretariat-digest'] as const)(
  'a mail that asks or tells goes however late: %s',
  (kind) => {
    expect(expiryAt(kind, '2026-07-07T09:00:00+09:00')).toBeNull();
  },
);
