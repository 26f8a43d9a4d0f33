import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { instantOf } from '../../../shared/calendar/time.ts';
import { checkRules, checkSwitch } from '../../../shared/schedule/check-rules.ts';
import { type LadderStep, type ScheduleRules, STANDARD_RULES } from '../../../shared/schedule/rules.ts';
import { aWorld } from '../../support/builders.ts';

const NOW = instantOf('2026-06-30T12:00:00+09:00');
const check = (parts: Partial<ScheduleRules>) =>
  checkRules(aWorld({ rules: { ...STANDARD_RULES, ...parts } }), NOW);
const step = (days: number): LadderStep => ({ days, kind: 'overdue', copyChief: false });
const withLadder = (...days: number[]) => ({
  regular: { ...STANDARD_RULES.regular, ladder: days.map(step) },
});

describe('rules that can stand', () => {
  it('are the standard ones', () => {
    expect(check({})).toEqual([]);
  });
});

describe('a rule that cannot stand names the nearest that can', () => {
  it('outside the hours', () => {
    expect(check({ sendAt: '07:00' })).toEqual([
      {
        field: 'sendAt',
        message: '送信時刻7時は、送ってよい時間（8時30分から18時まで）の外です。',
        nearest: '08:30',
      },
    ]);
  });

  it('days of the budget that do not follow one another from April to March', () => {
    const budget = { request: '10-31', assessment: '01-15', assembly: '02-20' };
    expect(check({ budget: { ...budget, assessment: '10-20' } })).toEqual([
      {
        field: 'budget.assessment',
        message: '査定の日（10/20）は、要求の日（10/31）より後にしてください。4月から翌年3月の順です。',
        nearest: '11/1',
      },
    ]);
    expect(check({ budget: { ...budget, request: '03-31' } })).toMatchObject([
      { field: 'budget.assessment', nearest: null },
    ]);
    expect(check({ budget: { ...budget, assembly: '01-15' } })).toMatchObject([
      { field: 'budget.assembly', nearest: '1/16' },
    ]);
  });

  it('two mails on one day', () => {
    expect(check(withLadder(-5, 3, 3))).toMatchObject([
      { field: 'regular.ladder.1.days', nearest: 2, message: expect.stringContaining('同じ日に2通') },
      { field: 'regular.ladder.2.days', nearest: 2 },
    ]);
  });

  it('two mails that an assembly puts off to one day', () => {
    const assemblies = [{ from: '2027-04-23', to: '2027-04-26', name: '臨時会' }];
    const fourthQuarter = { ...STANDARD_RULES.fourthQuarter, ladder: [step(-4), step(-3)] };
    expect(check({ assemblies, fourthQuarter })).toMatchObject([
      {
        field: 'fourthQuarter.ladder.0.days',
        nearest: -5,
        message: '4/27（火）に2通送ることになります。1つの課に1日1通までです。',
      },
      { field: 'fourthQuarter.ladder.1.days' },
    ]);
  });

  it('from the freeze on', () => {
    expect(check(withLadder(12))).toMatchObject([
      {
        field: 'regular.ladder.0.days',
        nearest: 10,
        message: '期限の12開庁日後（7/31（金））は、締切7/29（水）17時より後です。締切後は送りません。',
      },
    ]);
  });

  it('before the request, where nobody would be mailed', () => {
    expect(check(withLadder(-12))).toMatchObject([
      { field: 'regular.ladder.0.days', nearest: -8, message: expect.stringContaining('誰にも送りません') },
    ]);
  });

  it('a business day its month does not have', () => {
    const due = { on: 'nth-business-day', monthsAfterQuarter: 1, n: 23 } as const;
    expect(check({ regular: { ...STANDARD_RULES.regular, due } })).toMatchObject([
      { field: 'regular.due', nearest: 22, message: '7月の開庁日は22日しかなく、第23開庁日がありません。' },
    ]);
  });

  it('a due date on the heels of the request', () => {
    const due = { on: 'nth-business-day', monthsAfterQuarter: 1, n: 2 } as const;
    expect(check({ regular: { ...STANDARD_RULES.regular, due } })).toMatchObject([
      { field: 'regular.due', nearest: 7 },
    ]);
  });

  it('a department that is not there, twice, or due after the freeze', () => {
    const other = { laddersOff: [], dueLater: 0, copyChief: true, isMailed: true };
    const overrides = [
      { ...other, department: 'dep-nowhere' },
      { ...other, department: 'dep-civil', dueLater: 20 },
      { ...other, department: 'dep-civil' },
    ];
    expect(check({ overrides })).toMatchObject([
      { field: 'overrides.0.department', nearest: null },
      { field: 'overrides.1.dueLater', nearest: 1 },
      { field: 'overrides.2.department', nearest: null },
    ]);
  });

  it('a whole year without a mail', () => {
    expect(check({ firstRound: '2040Q1' })).toMatchObject([{ field: 'firstRound' }]);
  });
});

describe('rules that come into force in the middle of a quarter', () => {
  const opens = (n: number) => ({ on: 'nth-business-day', monthsAfterQuarter: 1, n }) as const;
  const at = instantOf('2026-07-02T12:00:00+09:00');
  const later = { ...STANDARD_RULES, regular: { ...STANDARD_RULES.regular, opens: opens(5) } };
  const city = aWorld({ rules: STANDARD_RULES });

  it('do not step over a round that the rules in force would still have opened', () => {
    expect(checkSwitch(city, later, new Set(), at)).toEqual([
      {
        field: 'regular.opens.n',
        message: '令和8年度第1四半期の照会を送る日（7/1（水））が過ぎているため、照会が始まりません。',
        nearest: 3,
      },
    ]);
  });

  it('leave alone a round that has opened, or that neither of them opens any more', () => {
    expect(checkSwitch(city, later, new Set(['2026Q1']), at)).toEqual([]);
    expect(checkSwitch(city, STANDARD_RULES, new Set(), at)).toEqual([]);
  });
});

describe('whatever is asked of one step', () => {
  it('offers only values that stand themselves', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.integer({ min: -20, max: 20 }).filter((days) => days !== 0),
          { minLength: 1, maxLength: 4 },
        ),
        (days) => {
          const fault = check(withLadder(...days)).find(({ field }) => field.startsWith('regular.ladder'));
          if (!fault) return;
          expect(fault.nearest).not.toBeNull();
          const place = Number(fault.field.split('.')[2]);
          const mended = days.map((each, index) => (index === place ? Number(fault.nearest) : each));
          expect(check(withLadder(...mended)).map(({ field }) => field)).not.toContain(fault.field);
        },
      ),
      { numRuns: 25 },
    );
  });
});
