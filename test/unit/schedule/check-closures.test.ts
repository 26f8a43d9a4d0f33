import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Closure, createBusinessCalendar } from '../../../shared/calendar/business-days.ts';
import { dateOf, instantOf } from '../../../shared/calendar/time.ts';
import { checkClosures } from '../../../shared/schedule/check-closures.ts';
import { aWorld } from '../../support/builders.ts';

const NOW = instantOf('2026-07-08T09:00:00+09:00');
const FOUNDING = { from: '2026-08-14', name: '開庁記念日' };
const check = (closures: readonly Closure[], known: readonly Closure[] = []) =>
  checkClosures(aWorld(), { closures, known }, NOW);

describe('closed days', () => {
  it('can stand on business days', () => {
    expect(check([FOUNDING, { from: '2026-08-17', to: '2026-08-19', name: '改修' }])).toEqual([]);
  });

  it.each<[string, Closure[], { field: string; nearest: string }, string]>([
    [
      'that end before they begin',
      [{ from: '2026-08-14', to: '2026-08-13', name: '改修' }],
      { field: 'closures.0.to', nearest: '2026-08-14' },
      '終わる日が、始まる日より前です。',
    ],
    [
      'of more than a month',
      [{ from: '2026-08-14', to: '2027-08-14', name: '改修' }],
      { field: 'closures.0.to', nearest: '2026-09-13' },
      '31日を超えています',
    ],
    [
      'on a Sunday',
      [{ from: '2026-08-16', name: '改修' }],
      { field: 'closures.0.from', nearest: '2026-08-17' },
      '8/16（日）は日曜日で、もともと閉庁日です。',
    ],
    [
      'on a holiday, the next day being closed too',
      [
        { from: '2026-08-12', name: '改修' },
        { from: '2026-08-11', name: '休み' },
      ],
      { field: 'closures.1.from', nearest: '2026-08-13' },
      '山の日',
    ],
    [
      'twice',
      [FOUNDING, { from: '2026-08-13', to: '2026-08-15', name: '改修' }],
      { field: 'closures.1.from', nearest: '2026-08-17' },
      '「開庁記念日」と同じ日があります。',
    ],
  ])('%s are refused with the nearest day that can stand', (_, closures, fault, words) => {
    expect(check(closures)).toMatchObject([{ ...fault, message: expect.stringContaining(words) }]);
  });

  it('that stood before are not looked at again, but new ones are held against them', () => {
    const sunday = { from: '2026-08-16', name: '昔の書き方' };
    expect(check([sunday], [sunday])).toEqual([]);
    const moved = [{ from: '2026-08-14', name: '改修' }, FOUNDING];
    expect(check(moved, [FOUNDING])).toMatchObject([{ field: 'closures.0.from', nearest: '2026-08-17' }]);
  });

  it('that leave no business day for weeks on end are refused, each though it may stand alone', () => {
    const weeks = [
      { from: '2026-10-01', to: '2026-10-30', name: '閉庁' },
      { from: '2026-11-02', to: '2026-11-30', name: '閉庁' },
    ];
    expect(check(weeks.slice(0, 1))).toEqual([]);
    expect(check(weeks)).toMatchObject([
      { field: 'closures.0.from', message: expect.stringContaining('45日') },
    ]);
  });

  it('under which the rules in force cannot stand are refused with the reason', () => {
    // Only eight business days are left in October, and the answers are due on the tenth.
    expect(check([{ from: '2026-10-13', to: '2026-10-30', name: '閉庁' }])).toMatchObject([
      { field: 'closures', message: expect.stringContaining('第10開庁日がありません') },
    ]);
  });

  it('that are offered as the nearest always can stand', () => {
    const day = fc.integer({ min: 0, max: 400 }).map((days) => dateOf('2026-07-08').add({ days }).toString());
    fc.assert(
      fc.property(day, fc.uniqueArray(day, { maxLength: 3 }), (from, others) => {
        const known = others.map((other) => ({ from: other, name: '閉庁日' }));
        const fault = check([...known, { from, name: '改修' }], known).find(({ field }) =>
          field.endsWith('.from'),
        );
        if (!fault) return;
        const nearest = dateOf(String(fault.nearest));
        expect(createBusinessCalendar(known).isBusinessDay(nearest)).toBe(true);
      }),
    );
  });
});
