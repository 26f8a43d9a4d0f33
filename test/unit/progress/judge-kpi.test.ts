import { describe, expect, it } from 'vitest';
import { JudgementInput } from '../../../shared/progress/judgement.ts';
import { judge, OVERTIME } from './builders.ts';

const LEAVE = {
  kind: 'rate',
  polarity: 'up',
  unit: '%',
  baseline: { value: 26, at: '2025Q4' },
  targets: { 2028: 50 },
} as const;

describe('the test vectors of the progress rules', () => {
  const overtime = (actual: number) =>
    judge({ kpi: { ...OVERTIME, path: { '2026Q4': 68000 } }, actuals: { '2026Q4': actual }, asOf: '2026Q4' });

  it('時間外 73000→60000, P68000, A69000 is at 80% of the plan: やや遅れ', () => {
    expect(overtime(69000)).toEqual({
      status: 'at-risk',
      rule: '5',
      reason: '基準73,000時間からの削減：計画5,000時間に対し4,000時間（80％、判定基準5）',
      ratio: 0.8,
      planned: 68000,
      attainment: 0.3077,
      requiredPace: -1125,
      outlook: null,
      tags: [],
    });
  });

  it('時間外 A68200 is at 96%: 順調', () => {
    expect(overtime(68200)).toMatchObject({ status: 'on-track', rule: '5', ratio: 0.96 });
  });

  it('時間外 A74000 is worse than the baseline: 遅れ（悪化）', () => {
    expect(overtime(74000)).toMatchObject({
      status: 'off-track',
      rule: '3',
      reason: '基準73,000時間より1,000時間増加し、基準値より悪化（計画は5,000時間の削減、判定基準3）',
      tags: ['基準値より悪化'],
    });
  });

  it('40→0, P20, A18 is at 110%: 順調, a zero target notwithstanding', () => {
    const kpi = { kind: 'level', polarity: 'down', unit: '分', baseline: { value: 40, at: '2025Q4' } };
    const path = { '2026Q4': 20 };
    expect(
      judge({ kpi: { ...kpi, targets: { 2028: 0 }, path }, actuals: { '2026Q4': 18 }, asOf: '2026Q4' }),
    ).toMatchObject({
      status: 'on-track',
      rule: '5',
      ratio: 1.1,
      reason: '基準40分からの削減：計画20分に対し22分（110％、判定基準5）',
    });
  });

  it('休暇率 26→50, P34, A32 is at 75%: 遅れ, where a simple ratio of 94% would hide it', () => {
    const kpi = { ...LEAVE, path: { '2026Q4': 34 } };
    expect(judge({ kpi, actuals: { '2026Q4': 32 }, asOf: '2026Q4' })).toMatchObject({
      status: 'off-track',
      rule: '5',
      ratio: 0.75,
      reason: '基準26％からの増加：計画8ポイントに対し6ポイント（75％、判定基準5）',
    });
  });

  it('休暇率 with τ=1, A33.2 is within the tolerance: 順調', () => {
    const kpi = { ...LEAVE, tolerance: 1, path: { '2026Q4': 34 } };
    expect(judge({ kpi, actuals: { '2026Q4': 33.2 }, asOf: '2026Q4' })).toMatchObject({
      status: 'on-track',
      rule: '2',
      reason: '計画34％に対し33.2％（差0.8ポイントは誤差1ポイント以内、判定基準2）',
    });
  });

  it('Q1 B100 T200 P105 A102 is early: やや遅れ by rule 4', () => {
    const kpi = { kind: 'level', polarity: 'up', baseline: { value: 100, at: '2025Q4' } };
    const path = { '2026Q1': 105 };
    expect(
      judge({ kpi: { ...kpi, targets: { 2028: 200 }, path }, actuals: { '2026Q1': 102 }, asOf: '2026Q1' }),
    ).toMatchObject({ status: 'at-risk', rule: '4', ratio: 0.4, attainment: 0.02 });
  });

  it('累計 P225 A190 is at 84.4%: やや遅れ', () => {
    const kpi = { kind: 'cumulative', polarity: 'up', unit: '件', targets: { 2026: 300 } };
    expect(judge({ kpi, actuals: { '2026Q3': 190 }, asOf: '2026Q3' })).toMatchObject({
      status: 'at-risk',
      rule: '5',
      ratio: 0.8444,
      planned: 225,
      reason: '令和8年度の累計：計画の目安225件に対し190件（84.4％、判定基準5）',
    });
  });

  it('keep 95–105, A107: やや遅れ', () => {
    const kpi = { kind: 'level', polarity: 'keep', range: [95, 105] };
    expect(judge({ kpi, actuals: { '2026Q1': 107 }, asOf: '2026Q1' })).toMatchObject({
      status: 'at-risk',
      rule: '6',
      reason: '維持する範囲95から105に対し107（2外れ、許容は2.5、判定基準6）',
    });
  });
});

describe('the example of the command line', () => {
  it('is judged with its own path', () => {
    expect(
      judge({
        kpi: {
          kind: 'level',
          polarity: 'down',
          baseline: { value: 73000, at: '2025Q4' },
          targets: { 2026: 68000, 2027: 64000, 2028: 60000 },
          path: { '2026Q1': 71750 },
          shares: [0.25, 0.25, 0.25, 0.25],
          range: [95, 105],
          tolerance: 0,
          milestones: [{ item: '…', due: '2026Q2', done: '2026Q3', key: false }],
        },
        actuals: { '2026Q1': 72000 },
        asOf: '2026Q1',
        cutoffs: { onTrack: 0.95, atRisk: 0.8 },
      }),
    ).toMatchObject({
      status: 'on-track',
      rule: '4',
      ratio: 0.8,
      planned: 71750,
      attainment: 0.0769,
      requiredPace: -1090.9091,
    });
  });

  it('names the place of every fault of its input', () => {
    const parsed = JudgementInput.safeParse({ kpi: { kind: 'level', targets: { '8': 3 } }, asOf: '2026Q5' });
    expect(parsed.error?.issues.map(({ path }) => path.join('.'))).toEqual(['kpi.targets.8', 'asOf']);
  });
});

describe('rule 1', () => {
  it('calls a level achieved in any quarter', () => {
    expect(judge({ kpi: OVERTIME, actuals: { '2026Q2': 60000 }, asOf: '2026Q2' })).toMatchObject({
      status: 'achieved',
      rule: '1',
      requiredPace: null,
    });
  });

  it.each(['2026Q1', '2026Q2', '2026Q3'] as const)('keeps a rate at its target 順調 in %s', (asOf) => {
    expect(judge({ kpi: LEAVE, actuals: { [asOf]: 52 }, asOf })).toMatchObject({
      status: 'on-track',
      rule: '1',
      tags: ['目標水準'],
    });
  });

  it.each(['2026Q4', '2027Q4', '2028Q4'] as const)('calls a rate achieved in %s', (asOf) => {
    expect(judge({ kpi: LEAVE, actuals: { [asOf]: 50 }, asOf })).toMatchObject({
      status: 'achieved',
      rule: '1',
    });
  });

  it('calls a total achieved as soon as it reaches the year’s own target', () => {
    const kpi = { kind: 'cumulative', polarity: 'up', targets: { 2026: 100, 2027: 200 } };
    expect(judge({ kpi, actuals: { '2026Q3': 100 }, asOf: '2026Q3' }).status).toBe('achieved');
    expect(judge({ kpi, actuals: { '2027Q3': 100 }, asOf: '2027Q3' }).status).toBe('off-track');
  });
});

describe('rule 3', () => {
  it('leaves a loss within the tolerance to the rules after it', () => {
    const kpi = { ...OVERTIME, tolerance: 500, path: { '2026Q4': 68000 } };
    const at = (actual: number) => judge({ kpi, actuals: { '2026Q4': actual }, asOf: '2026Q4' });
    expect(at(73500)).toMatchObject({ status: 'off-track', rule: '5', tags: [] });
    expect(at(73501)).toMatchObject({ status: 'off-track', rule: '3', tags: ['基準値より悪化'] });
  });

  it('does not hold a plan that dips below the baseline against a value that keeps up with it', () => {
    const kpi = { ...OVERTIME, path: { '2026Q1': 74000 } };
    expect(judge({ kpi, actuals: { '2026Q1': 73500 }, asOf: '2026Q1' })).toMatchObject({
      status: 'on-track',
      rule: '4',
      ratio: null,
    });
    expect(judge({ kpi, actuals: { '2026Q1': 74100 }, asOf: '2026Q1' })).toMatchObject({
      status: 'off-track',
      rule: '3',
      reason: '基準73,000時間より1,100時間増加し、基準値より悪化（計画は1,000時間の増加、判定基準3）',
    });
  });
});

describe('rule 4', () => {
  const kpi = {
    kind: 'level',
    polarity: 'up',
    baseline: { value: 0, at: '2025Q4' },
    targets: { 2028: 1000 },
  };
  it.each([
    [60, 'on-track'],
    [40, 'on-track'],
    [39, 'at-risk'],
    [10, 'at-risk'],
    [9, 'off-track'],
  ])('judges %d of 1000 against a plan of 60 as %s', (actual, status) => {
    const early = { ...kpi, path: { '2026Q1': 60 } };
    expect(judge({ kpi: early, actuals: { '2026Q1': actual }, asOf: '2026Q1' }).status).toBe(status);
  });

  it('gives way to rule 5 at a planned progress of exactly 10%', () => {
    const later = { ...kpi, path: { '2026Q1': 100 } };
    expect(judge({ kpi: later, actuals: { '2026Q1': 90 }, asOf: '2026Q1' }).rule).toBe('5');
  });
});

describe('rule 5', () => {
  it.each([
    [67500, 'on-track'],
    [67501, 'at-risk'],
    [69000, 'at-risk'],
    [69001, 'off-track'],
  ])('puts %d hours on the right side of 95%% and 80%% of 10,000 fewer', (actual, status) => {
    const kpi = { ...OVERTIME, baseline: { value: 77000, at: '2025Q4' }, path: { '2026Q4': 67000 } };
    expect(judge({ kpi, actuals: { '2026Q4': actual }, asOf: '2026Q4' }).status).toBe(status);
  });

  it('uses the plan’s cut-offs', () => {
    const input = {
      kpi: { ...OVERTIME, path: { '2026Q4': 68000 } },
      actuals: { '2026Q4': 69000 },
      asOf: '2026Q4',
    } as const;
    expect(judge({ ...input, cutoffs: { onTrack: 0.8, atRisk: 0.6 } }).status).toBe('on-track');
    expect(judge({ ...input, cutoffs: { onTrack: 1, atRisk: 0.9 } }).status).toBe('off-track');
  });

  it('asks for more than the plan where the city’s cut-off does', () => {
    const input = { kpi: { ...OVERTIME, path: { '2026Q4': 68000 } }, asOf: '2026Q4' } as const;
    const cutoffs = { onTrack: 1.1, atRisk: 0.95 };
    expect(judge({ ...input, cutoffs, actuals: { '2026Q4': 68000 } }).status).toBe('at-risk');
    expect(judge({ ...input, cutoffs, actuals: { '2026Q4': 67500 } }).status).toBe('on-track');
  });

  it('shows a second decimal where the first would seem to reach a cut-off', () => {
    const kpi = { ...OVERTIME, baseline: { value: 78000, at: '2025Q4' }, path: { '2026Q4': 68000 } };
    expect(judge({ kpi, actuals: { '2026Q4': 68504 }, asOf: '2026Q4' }).reason).toContain('94.96％');
  });
});
