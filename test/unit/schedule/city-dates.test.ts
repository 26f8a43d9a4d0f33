import { describe, expect, it } from 'vitest';
import { writeCalendar } from '../../../functions/web/serve-pages/feed/write-calendar.ts';
import { instantOf } from '../../../shared/calendar/time.ts';
import { cityDates } from '../../../shared/schedule/city-dates.ts';
import { aWorld } from '../../support/builders.ts';

const FROM = instantOf('2026-07-01T00:00:00+09:00');
const TO = instantOf('2026-08-31T00:00:00+09:00');

describe('the dates everybody may know', () => {
  it('are the opening, the due date, the closing and the paper of each round', () => {
    const dates = cityDates(aWorld(), FROM, TO).filter(({ id }) => id.startsWith('2026Q1/'));
    expect(dates.map(({ id, on }) => `${id} ${on}`)).toEqual([
      '2026Q1/opens 2026-07-01',
      '2026Q1/due 2026-07-14',
      '2026Q1/freezes 2026-07-29',
      '2026Q1/paper 2026-07-30',
    ]);
  });

  it('stand in a calendar as whole days, the same text for the same dates', () => {
    const dates = cityDates(aWorld(), FROM, TO);
    const write = () => writeCalendar('進行管理', dates, { plan: 'plan-small', at: FROM });
    expect(write()).toBe(write());
    expect(write()).toContain('DTSTART;VALUE=DATE:20260714');
    expect(write()).toMatch(/UID:plan-small\/2026Q1\/due@shinchoku/);
    expect(write()).toContain('SUMMARY:回答期限');
    expect(write().match(/BEGIN:VEVENT/g)).toHaveLength(dates.length);
  });
});
