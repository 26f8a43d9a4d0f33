import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { instantOf, Temporal, tokyoDate } from '../../../shared/calendar/time.ts';
import { isPastRetention, keptSince, keptUntil } from '../../../shared/plan/retention.ts';

const day = (text: string) => Temporal.PlainDate.from(text);

describe('the years of a record', () => {
  it.each([
    ['2026-07-10T10:00:00+09:00', 5, '2032-03-31'],
    ['2027-03-31T23:59:00+09:00', 5, '2032-03-31'],
    ['2027-04-01T00:00:00+09:00', 1, '2029-03-31'],
  ])('of %s for %i years end on %s', (at, years, end) => {
    expect(keptUntil(instantOf(at), years).toString()).toBe(end);
  });

  it('are over on the day after the last, not on the last', () => {
    const at = instantOf('2026-07-10T10:00:00+09:00');
    expect(isPastRetention(at, 5, day('2032-03-31'))).toBe(false);
    expect(isPastRetention(at, 5, day('2032-04-01'))).toBe(true);
  });

  it('are over for exactly what lies before the first day still kept', () => {
    const instants = fc
      .integer({ min: Date.UTC(2000, 0, 1), max: Date.UTC(2040, 0, 1) })
      .map((milliseconds) => Temporal.Instant.fromEpochMilliseconds(milliseconds));
    fc.assert(
      fc.property(instants, instants, fc.integer({ min: 1, max: 30 }), (at, now, years) => {
        const today = tokyoDate(now);
        const isBefore = Temporal.PlainDate.compare(tokyoDate(at), keptSince(years, today)) < 0;
        expect(isPastRetention(at, years, today)).toBe(isBefore);
      }),
    );
  });
});
