import { describe, expect, it } from 'vitest';
import { atTokyo, dateOf, instantOf, isoTokyo, isoUtc, tokyoDate } from '../../../shared/calendar/time.ts';

describe('instants', () => {
  it('are shown at +09:00 to the second and stored in UTC to the millisecond', () => {
    const nine = atTokyo(dateOf('2026-07-01'), '09:00');
    expect(isoTokyo(nine)).toBe('2026-07-01T09:00:00+09:00');
    expect(isoUtc(nine)).toBe('2026-07-01T00:00:00.000Z');
  });

  it('sort as stored text in the order of time', () => {
    const stored = ['2026-07-01T00:00:00Z', '2026-07-01T00:00:00.5Z', '2026-07-01T00:00:01Z'].map((text) =>
      isoUtc(instantOf(text)),
    );
    expect(stored.toSorted()).toEqual(stored);
  });

  it('belong to the day of Tokyo, not to that of UTC', () => {
    expect(tokyoDate(instantOf('2026-06-30T15:00:00Z')).toString()).toBe('2026-07-01');
    expect(tokyoDate(instantOf('2026-06-30T14:59:59Z')).toString()).toBe('2026-06-30');
  });

  it.each(['2026-07-01', '2026-07-01T09:00:00', 'tomorrow'])('are not read from "%s"', (text) => {
    expect(() => instantOf(text)).toThrow(RangeError);
  });
});
