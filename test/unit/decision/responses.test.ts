import { describe, expect, it } from 'vitest';
import { instantOf } from '../../../shared/calendar/time.ts';
import type { ReleasedDecision } from '../../../shared/decision/case.ts';
import { countEndings, endingsReleasedBy, listEndings } from '../../../shared/decision/endings.ts';
import { decisionsAsked, type ResponseGiven } from '../../../shared/decision/responses.ts';
import { aCase, aCause, aDecidedCase } from './builders.ts';

const decision: ReleasedDecision = {
  initiative: 'init-tablets',
  id: 'case-1',
  option: 'improve',
  text: '対象を10施設に絞る',
  decidedOn: '2026-08-20',
  releasedAt: '2026-08-21T01:00:00.000Z',
  until: null,
};
const said = (quarter: string, response: ResponseGiven['response']): ResponseGiven => ({
  case: 'case-1',
  quarter,
  response,
});
const asked = (responses: readonly ResponseGiven[], quarter = '2026Q3', opensAt = '2027-01-04T00:00:00Z') =>
  decisionsAsked([decision], responses, { quarter, opensAt: instantOf(opensAt) });

describe('a released decision', () => {
  it('is asked about from the first round that opens after its release', () => {
    expect(asked([], '2026Q1', '2026-08-21T01:00:00Z')).toEqual([]);
    expect(asked([])).toEqual([{ decision, response: null }]);
  });

  it('comes back until it is 対応済, and stays in the round in which that is said', () => {
    expect(asked([said('2026Q2', '対応中')])).toEqual([{ decision, response: null }]);
    expect(asked([said('2026Q3', '対応済')])).toEqual([{ decision, response: '対応済' }]);
    expect(asked([said('2026Q2', '対応済')])).toEqual([]);
    expect(asked([said('2026Q4', '対応済')])).toEqual([{ decision, response: null }]);
  });
});

describe('endings', () => {
  const lapsed = aCase({ causes: [aCause({ kind: 'lapsed', trigger: 'lapsed', occasion: '2027-03-31' })] });

  it('tell what was stopped from what merely ran out', () => {
    const of = (initiative: string, one = lapsed) => ({ ...one, initiative });
    expect(
      countEndings([
        of('init-a', aDecidedCase({ option: 'abolish' })),
        of('init-b', aDecidedCase({ option: 'merge', into: 'init-a' })),
        of('init-c'),
        of('init-d', aDecidedCase({ option: 'improve' })),
      ]),
    ).toEqual({ abolished: 1, merged: 1, lapsed: 1 });
  });

  it('do not count what was prolonged or stopped after its end date', () => {
    expect(countEndings([lapsed, aDecidedCase({ option: 'continue', until: '2030-03-31' })]).lapsed).toBe(0);
    expect(countEndings([lapsed, aDecidedCase({ option: 'abolish' })])).toEqual({
      abolished: 1,
      merged: 0,
      lapsed: 0,
    });
  });

  it('are told with their reason, oldest first, each initiative once', () => {
    const abolished = aDecidedCase({ option: 'abolish', text: '役割を終えた' });
    expect(
      listEndings([{ ...lapsed, initiative: 'init-b' }, lapsed, abolished]).map(
        ({ initiative, kind, on, reason }) => [initiative, kind, on, reason],
      ),
    ).toEqual([
      [
        'init-tablets',
        'abolished',
        '2026-08-20',
        '役割を終えた（行政経営戦略推進本部、令和8年度第2回本部会議 会議録3）',
      ],
      ['init-b', 'lapsed', '2027-03-31', '続けるという決定がないまま終期を過ぎました。'],
    ]);
  });

  it('are told outside once they are released, and not a moment before', () => {
    const decided = aDecidedCase({ option: 'abolish' });
    const released = { ...decided, state: 'released' as const, releasedAt: '2026-09-01T00:00:00.000Z' };
    const by = (cases: Parameters<typeof listEndings>[0], at: string) =>
      endingsReleasedBy(cases, instantOf(at)).map(({ kind }) => kind);
    expect(by([decided], '2026-12-01T00:00:00Z')).toEqual([]);
    expect(by([released], '2026-08-31T23:59:59Z')).toEqual([]);
    expect(by([released], '2026-09-01T00:00:00Z')).toEqual(['abolished']);
    // That something is decided must not show by an initiative being called run out either.
    expect(by([lapsed, decided], '2027-04-02T00:00:00Z')).toEqual([]);
    expect(by([lapsed], '2027-04-02T00:00:00Z')).toEqual(['lapsed']);
  });
});
