import { describe, expect, it } from 'vitest';
import { judge, OVERTIME } from './builders.ts';

describe('rule 0', () => {
  it('does not carry a value forward, and names the last one', () => {
    expect(judge({ kpi: OVERTIME, actuals: { '2026Q1': 72000 }, asOf: '2026Q2' })).toMatchObject({
      status: 'not-reported',
      rule: '0',
      reason: '令和8年度第2四半期の実績値が未報告（前回の値は令和8年度第1四半期の72,000時間、判定基準0）',
      ratio: null,
      requiredPace: null,
      tags: [],
    });
  });

  it('marks a value older than one report as 更新なし', () => {
    expect(judge({ kpi: OVERTIME, actuals: { '2026Q1': 72000 }, asOf: '2026Q3' }).tags).toEqual(['更新なし']);
  });

  it('takes null for a blank and zero for a value', () => {
    expect(judge({ kpi: OVERTIME, actuals: { '2026Q1': null }, asOf: '2026Q1' }).status).toBe('not-reported');
    expect(judge({ kpi: OVERTIME, actuals: { '2026Q1': 0 }, asOf: '2026Q1' }).status).toBe('achieved');
  });
});

describe('inputs at the edge, each with its outcome', () => {
  const up = { kind: 'level', polarity: 'up', baseline: { value: 10, at: '2025Q4' }, targets: { 2028: 60 } };
  const total = { kind: 'cumulative', polarity: 'up', targets: { 2026: 100 } };
  const spent = { ...total, polarity: 'down' };
  it.each([
    ['no target', { ...up, targets: {} }, 20, 'not-evaluable', '目標値が未設定'],
    ['a target marked 〇', { ...up, targets: { 2028: null } }, 20, 'not-evaluable', '目標値が未設定'],
    [
      'a year after the last target',
      { ...up, targets: { 2025: 60 } },
      20,
      'not-evaluable',
      '令和8年度の目標値がない',
    ],
    [
      'a total without this year’s target',
      { ...total, targets: { 2027: 9 } },
      5,
      'not-evaluable',
      '令和8年度の目標値がない',
    ],
    ['a level without baseline', { ...up, baseline: undefined }, 20, 'not-evaluable', '基準値が未設定'],
    ['a total without baseline', total, 48, 'on-track', '令和8年度の累計'],
    ['a falling total without baseline', spent, 50, 'not-evaluable', '前年度の合計も基準値も未設定'],
    [
      'the baseline’s own quarter',
      { ...up, baseline: { value: 10, at: '2026Q2' } },
      10,
      'not-evaluable',
      '基準値の時点',
    ],
    [
      'a quarter before the baseline',
      { ...up, baseline: { value: 10, at: '2026Q4' } },
      10,
      'not-evaluable',
      '基準値の時点',
    ],
    ['a target on the wrong side', { ...up, targets: { 2028: 5 } }, 8, 'not-evaluable', '逆の側'],
    [
      'a growing total with a negative target',
      { ...total, targets: { 2026: -5 } },
      8,
      'not-evaluable',
      '逆の側',
    ],
    [
      'a growing total with target zero',
      { ...total, targets: { 2026: 0 } },
      0,
      'on-track',
      '維持する水準0以上',
    ],
    [
      'keep without range',
      { kind: 'level', polarity: 'keep', targets: { 2028: 5 } },
      5,
      'not-evaluable',
      '維持する範囲が未設定',
    ],
    [
      'keep with a range upside down',
      { kind: 'level', polarity: 'keep', range: [5, 1] },
      3,
      'not-evaluable',
      '下限が上限を上回る',
    ],
    ['a negative share', { ...total, shares: [-1, 1, 0.5, 0.5] }, 3, 'not-evaluable', '配分が正しくない'],
    ['shares all zero', { ...total, shares: [0, 0, 0, 0] }, 3, 'not-evaluable', '配分が正しくない'],
    ['a total before its season', { ...total, shares: [0, 0, 0.5, 0.5] }, 0, 'on-track', '計画どおり'],
    [
      'a falling total before its season',
      { ...spent, baseline: { value: 200, at: '2025Q4' }, shares: [0, 0, 0.5, 0.5] },
      0,
      'not-evaluable',
      '配分が0',
    ],
    [
      'negative values',
      { ...up, baseline: { value: -60, at: '2025Q4' }, targets: { 2028: -10 } },
      -50,
      'on-track',
      '基準-60からの増加',
    ],
    ['a negative actual', up, -5, 'off-track', '基準値より悪化'],
    [
      'a rate over 100',
      { ...up, kind: 'rate', unit: '%', targets: { 2028: 110 } },
      105,
      'on-track',
      '95ポイント',
    ],
    ['a number beyond counting', up, 1e300, 'not-evaluable', '桁が大きすぎる'],
    [
      'a distance next to nothing',
      { ...up, baseline: { value: 0, at: '2025Q4' }, targets: { 2028: 1e-300 }, polarity: 'down' },
      1,
      'not-evaluable',
      '逆の側',
    ],
    [
      'a distance too small to divide by',
      { ...up, baseline: { value: 1e-300, at: '2025Q4' }, targets: { 2028: 0 }, polarity: 'down' },
      1e15,
      'not-evaluable',
      '差が小さすぎる',
    ],
    ['a plan of one year', { ...up, targets: { 2026: 60 } }, 34, 'on-track', '計画の目安25に対し24'],
    ['no unit', up, 20, 'on-track', '基準10からの増加'],
    ['no polarity', { ...up, polarity: undefined, targets: { 2028: 5 } }, 4, 'achieved', '達成'],
  ] as const)('%s', (_name, kpi, actual, status, words) => {
    const judgement = judge({ kpi, actuals: { '2026Q2': actual }, asOf: '2026Q2' });
    expect(judgement.status).toBe(status);
    expect(judgement.reason).toContain(words);
    expect(judgement.reason).toContain(`判定基準${judgement.rule}`);
  });

  it('looks at no value later than the quarter judged', () => {
    const now = { kpi: up, asOf: '2026Q2' } as const;
    const early = judge({ ...now, actuals: { '2026Q2': 15 } });
    expect(judge({ ...now, actuals: { '2026Q2': 15, '2026Q3': 60, '2026Q4': 1 } })).toEqual(early);
  });

  it('adds up shares that are a little short of one', () => {
    const thirds = { ...total, shares: [0.33, 0.33, 0.33, 0] };
    expect(judge({ kpi: thirds, actuals: { '2026Q4': 96 }, asOf: '2026Q4' }).planned).toBe(100);
  });
});
