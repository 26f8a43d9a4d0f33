import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dateOf, Temporal } from '../../../shared/calendar/time.ts';
import {
  compareLadders,
  datedCauses,
  endDateOf,
  sunsetLadder,
  sunsetStanding,
} from '../../../shared/decision/sunset.ts';
import { aCase, aCause, aDecidedCase } from './builders.ts';

const BUDGET = { request: '10-31', assessment: '01-15', assembly: '02-20' };
const AT = '2026-07-28T08:00:00.000Z';
const words = (endsOn: string, budget = BUDGET) =>
  Object.fromEntries(
    Object.entries(sunsetLadder(dateOf(endsOn), budget)).map(([step, day]) => [step, day.toString()]),
  );

describe('the ladder to an end date', () => {
  it('is anchored to the budget of the year in which the initiative would go on', () => {
    expect(words('2027-03-31')).toEqual({
      selfCheckOn: '2026-06-30',
      judgementBy: '2026-09-30',
      lastCallOn: '2026-12-31',
      assemblyOn: '2027-02-20',
      endsOn: '2027-03-31',
    });
    expect(words('2027-04-30', { ...BUDGET, request: '10-15' })).toMatchObject({
      selfCheckOn: '2026-07-15',
      judgementBy: '2026-10-15',
      lastCallOn: '2027-01-15',
    });
    // An end in the middle of a year needs the budget of that very year, requested long before.
    expect(words('2027-12-31')).toMatchObject({ judgementBy: '2026-10-31', selfCheckOn: '2026-07-31' });
  });

  it('is compared for other days of the budget, for those alone whose days move', () => {
    const moved = compareLadders(
      [{ sunset: '2027-04-30' }, { sunset: '2027-03-31' }, { sunset: { unset: true, by: '2026-12-28' } }],
      BUDGET,
      {
        ...BUDGET,
        request: '10-15',
      },
    );
    expect(
      moved.map(({ initiative, before, after }) => [
        initiative.sunset,
        `${before.judgementBy}`,
        `${after.judgementBy}`,
      ]),
    ).toEqual([['2027-04-30', '2026-10-30', '2026-10-15']]);
  });

  it('goes one way: self-check, judgement, last call, end', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date('2025-01-01'), max: new Date('2035-12-31'), noInvalidDate: true }),
        (day) => {
          const endsOn = dateOf(day.toISOString().slice(0, 10));
          const { selfCheckOn, judgementBy, lastCallOn } = sunsetLadder(endsOn, BUDGET);
          const order = [selfCheckOn, judgementBy, endsOn].map(String);
          expect(order).toEqual(order.toSorted());
          expect(Temporal.PlainDate.compare(lastCallOn, endsOn)).toBeLessThan(0);
          expect(Temporal.PlainDate.compare(judgementBy, lastCallOn)).toBeLessThanOrEqual(0);
        },
      ),
    );
  });

  it.each([
    ['2026-06-29', 'far'],
    ['2026-06-30', 'self-check'],
    ['2026-08-29', 'self-check'],
    ['2026-08-30', 'judgement'],
    ['2026-12-31', 'last-call'],
    ['2027-03-31', 'last-call'],
    ['2027-04-01', 'lapsed'],
  ] as const)('stands on %s at %s', (date, standing) => {
    expect(sunsetStanding(sunsetLadder(dateOf('2027-03-31'), BUDGET), dateOf(date))).toBe(standing);
  });
});

describe('what a day brings before the headquarters', () => {
  const on = (date: string, cases: Parameters<typeof datedCauses>[1] = [], sunset = '2027-03-31') =>
    datedCauses({ sunset }, cases, BUDGET, dateOf(date), AT).map(
      ({ kind, occasion }) => `${kind} ${occasion}`,
    );

  it('is the end date from the self-check on, and that it passed without a decision', () => {
    expect(on('2026-06-29')).toEqual([]);
    expect(on('2026-06-30')).toEqual(['sunset 2027-03-31']);
    expect(on('2027-04-01')).toEqual(['lapsed 2027-03-31']);
  });

  it('is the later end date once the headquarters has prolonged it', () => {
    const prolonged = [aDecidedCase({ option: 'continue', until: '2030-03-31', nextOn: '2027-09-30' })];
    expect(endDateOf({ sunset: '2027-03-31' }, prolonged)?.toString()).toBe('2030-03-31');
    expect(on('2027-04-01', prolonged)).toEqual([]);
    expect(on('2027-09-30', prolonged)).toEqual(['again 2027-09-30']);
    expect(on('2029-07-01', prolonged)).toEqual(['sunset 2030-03-31', 'again 2027-09-30']);
  });

  it('is nothing where the end is decided, or not yet set', () => {
    expect(on('2027-04-01', [aDecidedCase({ option: 'abolish' })])).toEqual([]);
    expect(
      datedCauses({ sunset: { unset: true, by: '2026-09-30' } }, [], BUDGET, dateOf('2030-01-01'), AT),
    ).toEqual([]);
    expect(on('2026-07-01', [aCase({ causes: [aCause()] })])).toEqual(['sunset 2027-03-31']);
  });
});
