import holidayJp from '@holiday-jp/holiday_jp';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createBusinessCalendar } from '../../../shared/calendar/business-days.ts';
import { dateOf, type PlainDate, Temporal } from '../../../shared/calendar/time.ts';

const calendar = createBusinessCalendar();

/** Every day from the first of January of one year to the last of December of another. */
function* daysOf(from: number, to: number): Generator<PlainDate> {
  for (let day = dateOf(`${from}-01-01`); day.year <= to; day = day.add({ days: 1 })) yield day;
}

/** Told by the other library alone, with the law's year-end days. */
function isClosedElsewhere(day: PlainDate): boolean {
  const monthDay = day.toString().slice(5);
  return (
    day.dayOfWeek >= 6 ||
    ['12-29', '12-30', '12-31', '01-01', '01-02', '01-03'].includes(monthDay) ||
    day.toString() in holidayJp.holidays
  );
}

const anyDay = fc.integer({ min: 0, max: 365 * 31 }).map((days) => dateOf('2020-01-01').add({ days }));

describe('closed days', () => {
  it('agree with a second holiday calendar for every day of 2020 to 2031', () => {
    const disagreeing = [...daysOf(2020, 2031)].filter(
      (day) => calendar.isBusinessDay(day) === isClosedElsewhere(day),
    );
    expect(disagreeing.map(String)).toEqual([]);
  });

  it('are known for every day of 2020 to 2050, some 240 to 250 of each year being business days', () => {
    const byYear = new Map<number, number>();
    for (const day of daysOf(2020, 2050)) {
      byYear.set(day.year, (byYear.get(day.year) ?? 0) + (calendar.isBusinessDay(day) ? 1 : 0));
    }
    expect(byYear.size).toBe(31);
    for (const [year, count] of byYear) {
      expect({ year, plausible: count >= 239 && count <= 250 }).toEqual({ year, plausible: true });
    }
  });

  it.each([
    ['2026-07-20', '海の日'],
    ['2026-05-06', '振替休日'],
    ['2026-09-22', '国民の休日'],
    ['2026-07-18', '土曜日'],
    ['2026-07-19', '日曜日'],
    ['2026-12-29', '年末年始'],
    ['2027-01-01', '元日'],
    ['2027-01-03', '日曜日'],
    ['2025-01-03', '年末年始'],
    ['2026-12-28', null],
    ['2027-01-04', null],
  ])('%s is closed for: %s', (day, reason) => {
    expect(calendar.closedReason(dateOf(day))).toBe(reason);
  });

  it('include the closures of the city, from their first day to their last', () => {
    const own = createBusinessCalendar([
      { from: '2026-07-02', to: '2026-07-03', name: '庁舎移転' },
      { from: '2026-07-09', name: '停電' },
    ]);
    expect(own.closedReason(dateOf('2026-07-01'))).toBeNull();
    expect(own.closedReason(dateOf('2026-07-02'))).toBe('庁舎移転');
    expect(own.closedReason(dateOf('2026-07-03'))).toBe('庁舎移転');
    expect(own.closedReason(dateOf('2026-07-09'))).toBe('停電');
    expect(own.closedReason(dateOf('2026-07-10'))).toBeNull();
    expect(own.add(dateOf('2026-07-01'), 1).toString()).toBe('2026-07-06');
  });

  it('stop the search with an error where the city has closed for good', () => {
    const shut = createBusinessCalendar([{ from: '2026-07-01', to: '2026-12-31', name: '閉鎖' }]);
    expect(() => shut.next(dateOf('2026-07-10'))).toThrow(/no business day within 60 days of 2026-07-11/);
    expect(() => shut.previous(dateOf('2026-12-31'))).toThrow(RangeError);
  });
});

describe('counting', () => {
  it('steps over the year end: 28 December, then 4 January', () => {
    expect(calendar.next(dateOf('2026-12-28')).toString()).toBe('2027-01-04');
    expect(calendar.previous(dateOf('2027-01-04')).toString()).toBe('2026-12-28');
  });

  it('steps over a Golden Week that joins a substitute holiday', () => {
    expect(calendar.next(dateOf('2026-05-01')).toString()).toBe('2026-05-07');
  });

  it('finds the tenth business day of July 2026: the 14th', () => {
    expect(calendar.nth(dateOf('2026-07-01'), 1).toString()).toBe('2026-07-01');
    expect(calendar.nth(dateOf('2026-07-01'), 10).toString()).toBe('2026-07-14');
  });

  it('takes the first business day on or after a closed day as number 1', () => {
    expect(calendar.nth(dateOf('2027-01-01'), 1).toString()).toBe('2027-01-04');
    expect(calendar.nth(dateOf('2027-01-01'), 10).toString()).toBe('2027-01-18');
  });

  it.each([
    ['2026-02-10', '2026-02-27'],
    ['2027-04-01', '2027-04-30'],
    ['2026-05-15', '2026-05-29'],
    ['2026-12-01', '2026-12-28'],
  ])('the last business day of the month of %s is %s', (day, last) => {
    expect(calendar.lastOfMonth(dateOf(day)).toString()).toBe(last);
  });

  it('counts from a closed day in either direction to the next business day that way', () => {
    const sunday = dateOf('2026-07-19');
    expect(calendar.add(sunday, 1).toString()).toBe('2026-07-21');
    expect(calendar.add(sunday, -1).toString()).toBe('2026-07-17');
    expect(calendar.add(sunday, 0).toString()).toBe('2026-07-21');
    expect(calendar.onOrBefore(sunday).toString()).toBe('2026-07-17');
  });

  it.each([251, -251, 1.5, Number.NaN])('refuses to count %s business days', (n) => {
    expect(() => calendar.add(dateOf('2026-07-01'), n)).toThrow(RangeError);
  });

  it.each([0, -1, 1.5, 252])('refuses business day number %s', (n) => {
    expect(() => calendar.nth(dateOf('2026-07-01'), n)).toThrow(RangeError);
  });

  it('lands on a business day from any day of thirty years', () => {
    fc.assert(
      fc.property(anyDay, fc.integer({ min: -40, max: 40 }), (day, n) => {
        const landed = [
          calendar.add(day, n),
          calendar.next(day),
          calendar.previous(day),
          calendar.onOrAfter(day),
          calendar.onOrBefore(day),
          calendar.lastOfMonth(day),
        ];
        expect(landed.every((date) => calendar.isBusinessDay(date))).toBe(true);
      }),
    );
  });

  it('goes there and back again', () => {
    fc.assert(
      fc.property(anyDay, fc.integer({ min: 1, max: 40 }), (day, n) => {
        const start = calendar.onOrAfter(day);
        expect(calendar.add(calendar.add(start, n), -n).equals(start)).toBe(true);
      }),
    );
  });

  it('passes exactly the business days between', () => {
    fc.assert(
      fc.property(anyDay, fc.integer({ min: 1, max: 30 }), (day, n) => {
        const end = calendar.add(day, n);
        let passed = 0;
        for (
          let at = day.add({ days: 1 });
          Temporal.PlainDate.compare(at, end) <= 0;
          at = at.add({ days: 1 })
        )
          if (calendar.isBusinessDay(at)) passed += 1;
        expect(passed).toBe(n);
      }),
    );
  });
});
