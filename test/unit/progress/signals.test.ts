import { describe, expect, it } from 'vitest';
import { describeSignals, describeStep } from '../../../shared/progress/signals.ts';
import { judge } from './builders.ts';

const points = (...values: number[]) =>
  values.map((value, index) => ({ quarter: '2026Q1' as const, index, value }));
const months = (...values: number[]) =>
  values.map((value, at) => ({ month: `2026-${String(at + 1).padStart(2, '0')}`, value }));
const step = (values: number[], tolerance = 0) =>
  describeStep(points(...values), { tolerance, distance: 100, unit: '件' });

describe('rule 10: the value beside the one before it', () => {
  it('is silent on a first value', () => {
    expect(step([10])).toBeNull();
  });

  it('tells a difference above 2% of the way while there are few values', () => {
    expect(step([10, 13])).toBe('↑ 前回から3件増');
    expect(step([13, 10])).toBe('↓ 前回から3件減');
  });

  it.each([
    ['at 2% of the way', [10, 12], 0],
    ['within the tolerance', [10, 13], 3],
    ['unchanged', [10, 10], 0],
  ])('is ばらつきの範囲 %s', (_, values, tolerance) => {
    expect(step(values, tolerance)).toBe('→ ばらつきの範囲');
  });

  it('never tells a difference that no number can hold (once 「∞減」)', () => {
    const kpi = {
      kind: 'level',
      polarity: 'up',
      unit: '件',
      baseline: { value: 0, at: '2025Q4' },
      targets: { 2028: 100 },
    };
    const judged = judge({ kpi, actuals: { '2026Q1': 1.7e308, '2026Q2': -1.7e308 }, asOf: '2026Q2' });
    expect(judged).toMatchObject({ status: 'not-evaluable' });
    expect(judged.step).toBeUndefined();
    expect(JSON.stringify(judged)).not.toMatch(/∞|Infinity|NaN/);
  });

  it('measures by the series’ own moving ranges once there are five', () => {
    // Five ranges of 10 each: 32.7 is what such a series does by itself.
    expect(step([50, 60, 50, 60, 50, 60, 92])).toBe('→ ばらつきの範囲');
    expect(step([50, 60, 50, 60, 50, 60, 93])).toBe('↑ 前回から33件増');
  });

  it('stands in a judgement of a level, and not of a running total', () => {
    const level = { kind: 'level', baseline: { value: 10, at: '2025Q4' }, targets: { 2028: 60 } };
    const actuals = { '2026Q1': 11, '2026Q2': 18 };
    expect(judge({ kpi: level, actuals, asOf: '2026Q2' }).step).toBe('↑ 前回から7増');
    const total = { kind: 'cumulative', targets: { 2026: 60 } };
    expect(judge({ kpi: total, actuals, asOf: '2026Q2' }).step).toBeUndefined();
  });
});

describe('signals of a monthly series', () => {
  const calm = [50, 52, 50, 52, 50, 52, 50];

  it('are none with fewer than eight months', () => {
    expect(describeSignals(months(...calm.slice(1), 90))).toEqual([]);
  });

  it('ask to look at a value outside the limits, which are 試行 below twelve months', () => {
    const [text, ...more] = describeSignals(months(...calm, 90), '時間');
    expect(text).toMatch(
      /^2026年8月の90時間は通常のばらつきを外れています。確認してください（試行の幅、8か月分 /,
    );
    expect(more).toEqual([]);
    expect(text).not.toContain('異常');
  });

  it('hold later months against the limits of the first twelve', () => {
    const year = [...calm, 52, 50, 52, 50, 52];
    const series = [...months(...year), { month: '2027-01', value: 70 }, { month: '2027-02', value: 50 }];
    expect(describeSignals(series)).toEqual([]);
    expect(describeSignals(series.slice(0, -1))[0]).toContain('（通常の幅 ');
  });

  it('tell seven on one side and seven in one direction', () => {
    expect(describeSignals(months(10, 30, 10, 50, 51, 50, 52, 51, 50, 51)).join()).toContain('平均の片側');
    expect(describeSignals(months(30, 28, 20, 21, 22, 23, 24, 25, 26)).join()).toContain('同じ方向');
  });

  it('tell two of three near a limit', () => {
    const series = months(50, 54, 50, 54, 50, 54, 50, 54, 50, 54, 50, 54);
    const near = [...series, { month: '2027-01', value: 60.5 }, { month: '2027-02', value: 60.5 }];
    expect(describeSignals(near)).toEqual([expect.stringContaining('2か月が限界の近く')]);
  });

  it('stand in a judgement beside the status, up to the month the quarter ends with', () => {
    const monthly = Object.fromEntries(months(...calm, 90).map(({ month, value }) => [month, value]));
    const kpi = { kind: 'level', baseline: { value: 10, at: '2025Q4' }, targets: { 2028: 60 } };
    const judged = (asOf: '2026Q1' | '2026Q2') => judge({ kpi, actuals: { [asOf]: 30 }, asOf, monthly });
    expect(judged('2026Q1').signals).toEqual([]);
    expect(judged('2026Q2').signals).toHaveLength(1);
    expect(judged('2026Q2').status).toBe('on-track');
  });
});
