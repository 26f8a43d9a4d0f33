import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addQuarters,
  firstDayOf,
  fiscalYearOf,
  lastDayOf,
  parseQuarter,
  QuarterId,
  quarterAt,
  quarterId,
  quarterIndex,
  quarterOf,
} from '../../../shared/calendar/fiscal.ts';
import { dateOf, Temporal } from '../../../shared/calendar/time.ts';

const anyQuarter = fc
  .tuple(fc.integer({ min: 2020, max: 2050 }), fc.constantFrom(1, 2, 3, 4) as fc.Arbitrary<1 | 2 | 3 | 4>)
  .map(([fiscalYear, quarter]) => quarterId({ fiscalYear, quarter }));

describe('the quarter of a day', () => {
  it.each([
    ['2026-04-01', '2026Q1'],
    ['2026-06-30', '2026Q1'],
    ['2026-07-01', '2026Q2'],
    ['2026-12-31', '2026Q3'],
    ['2027-01-01', '2026Q4'],
    ['2027-03-31', '2026Q4'],
    ['2027-04-01', '2027Q1'],
  ])('%s lies in %s', (day, quarter) => {
    expect(quarterOf(dateOf(day))).toBe(quarter);
  });

  it('holds each day of thirty years between its first and its last day', () => {
    for (let day = dateOf('2020-01-01'); day.year <= 2050; day = day.add({ days: 1 })) {
      const quarter = quarterOf(day);
      expect(Temporal.PlainDate.compare(firstDayOf(quarter), day)).toBeLessThanOrEqual(0);
      expect(Temporal.PlainDate.compare(day, lastDayOf(quarter))).toBeLessThanOrEqual(0);
      expect(parseQuarter(quarter).fiscalYear).toBe(fiscalYearOf(day));
    }
  });
});

describe('quarters', () => {
  it('begin in April, July, October and the January of the next calendar year', () => {
    const spans = (['2026Q1', '2026Q2', '2026Q3', '2026Q4'] as const).map(
      (id) => `${firstDayOf(id)} ${lastDayOf(id)}`,
    );
    expect(spans).toEqual([
      '2026-04-01 2026-06-30',
      '2026-07-01 2026-09-30',
      '2026-10-01 2026-12-31',
      '2027-01-01 2027-03-31',
    ]);
  });

  it('end on 31 March in a leap year too', () => {
    expect(lastDayOf('2027Q4').toString()).toBe('2028-03-31');
  });

  it('are counted over the fiscal year end', () => {
    expect(addQuarters('2026Q4', 1)).toBe('2027Q1');
    expect(addQuarters('2026Q1', -1)).toBe('2025Q4');
    expect(quarterIndex('2027Q1') - quarterIndex('2025Q4')).toBe(5);
  });

  it('are told by their index and back', () => {
    fc.assert(
      fc.property(anyQuarter, fc.integer({ min: -80, max: 80 }), (id, n) => {
        expect(quarterAt(quarterIndex(id))).toBe(id);
        expect(addQuarters(addQuarters(id, n), -n)).toBe(id);
        expect(
          lastDayOf(id)
            .add({ days: 1 })
            .equals(firstDayOf(addQuarters(id, 1))),
        ).toBe(true);
      }),
    );
  });

  it('sort as text in the order of time', () => {
    fc.assert(
      fc.property(anyQuarter, anyQuarter, (a, b) => {
        expect(a < b).toBe(quarterIndex(a) < quarterIndex(b));
      }),
    );
  });

  it.each(['2026Q0', '2026Q5', '26Q1', '2026q1', '2026Q1 ', '2026Q4F', ''])('"%s" is none', (text) => {
    expect(() => parseQuarter(text)).toThrow(RangeError);
    expect(QuarterId.safeParse(text).success).toBe(false);
  });
});
