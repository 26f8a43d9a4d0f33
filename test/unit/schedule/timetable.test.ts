import { describe, expect, it } from 'vitest';
import { createBusinessCalendar } from '../../../shared/calendar/business-days.ts';
import { isoTokyo } from '../../../shared/calendar/time.ts';
import type { RoundId } from '../../../shared/round/round.ts';
import { ScheduleRules, STANDARD_RULES } from '../../../shared/schedule/rules.ts';
import {
  isReferenceRound,
  ladderStepId,
  previousRound,
  timetableOf,
} from '../../../shared/schedule/timetable.ts';

const calendar = createBusinessCalendar();

describe('the timetable of a round', () => {
  it.each<[RoundId, string, string, string]>([
    ['2026Q1', '2026-07-01', '2026-07-14', '2026-07-29'],
    ['2026Q2', '2026-10-01', '2026-10-15', '2026-10-29'],
    ['2026Q3', '2027-01-04', '2027-01-18', '2027-02-01'],
    ['2026Q4H', '2027-03-15', '2027-03-25', '2027-03-29'],
    ['2026Q4', '2027-04-14', '2027-04-30', '2027-05-19'],
    ['2026Q4F', '2027-06-01', '2027-06-14', '2027-06-28'],
  ])('of %s: opens %s, due %s, frozen %s', (round, opens, due, freezes) => {
    const timetable = timetableOf(round, STANDARD_RULES, calendar);
    expect([timetable?.opensOn, timetable?.dueOn, timetable?.freezesOn].map(String)).toEqual([
      opens,
      due,
      freezes,
    ]);
  });

  it('opens at nine and is due and frozen at five, Tokyo time', () => {
    const timetable = timetableOf('2026Q1', STANDARD_RULES, calendar);
    expect(timetable && [timetable.opensAt, timetable.dueAt, timetable.freezesAt].map(isoTokyo)).toEqual([
      '2026-07-01T09:00:00+09:00',
      '2026-07-14T17:00:00+09:00',
      '2026-07-29T17:00:00+09:00',
    ]);
  });

  it('moves a day of the month that is closed to the next business day', () => {
    const timetable = timetableOf('2027Q4H', STANDARD_RULES, calendar);
    expect(timetable?.opensOn.toString()).toBe('2028-03-15');
    const closed = createBusinessCalendar([{ from: '2028-03-15', name: '停電' }]);
    expect(timetableOf('2027Q4H', STANDARD_RULES, closed)?.opensOn.toString()).toBe('2028-03-16');
  });

  it('does not exist where the rules hold no rhythm for its stage', () => {
    const rules = { ...STANDARD_RULES, final: null, handover: null };
    expect(timetableOf('2026Q4F', rules, calendar)).toBeNull();
    expect(timetableOf('2026Q4H', rules, calendar)).toBeNull();
  });
});

describe('rounds in their order', () => {
  it('look back to the regular round of the quarter before', () => {
    expect(previousRound('2026Q1')).toBe('2025Q4');
    expect(previousRound('2026Q4')).toBe('2026Q3');
  });

  it('look back from the final values and the handover to the regular round of their own quarter', () => {
    expect(previousRound('2026Q4F')).toBe('2026Q4');
    expect(previousRound('2026Q4H')).toBe('2026Q4');
  });

  it('are marked as reference for the first two quarters', () => {
    const rounds: RoundId[] = ['2026Q1', '2026Q2', '2026Q3', '2026Q4F'];
    expect(rounds.map((round) => isReferenceRound(round, STANDARD_RULES))).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });
});

describe('the rules', () => {
  it('that a city starts with are valid', () => {
    expect(ScheduleRules.parse(STANDARD_RULES)).toEqual(STANDARD_RULES);
  });

  it('name a step by its distance from the due date, in letters a schedule name may hold', () => {
    expect(STANDARD_RULES.regular.ladder.map(ladderStepId)).toEqual([
      'due-minus-5',
      'due-minus-1',
      'due-plus-1',
      'due-plus-3',
      'due-plus-7',
    ]);
  });

  it('refuse a step on the due date itself', () => {
    const ladder = [{ days: 0, kind: 'reminder', copyChief: false }];
    const rules = { ...STANDARD_RULES, regular: { ...STANDARD_RULES.regular, ladder } };
    expect(ScheduleRules.safeParse(rules).success).toBe(false);
  });
});
