import { describe, expect, it } from 'vitest';
import { judgeInitiative } from '../../../shared/progress/judge-initiative.ts';
import { rankYear } from '../../../shared/progress/year-end-rank.ts';
import { aKpi, anInitiative, anInput, judge, whole } from './builders.ts';

const KPI = {
  kind: 'level',
  polarity: 'up',
  baseline: { value: 0, at: '2025Q4' },
  targets: { 2026: 100, 2027: 200, 2028: 300 },
};
const rank = (value: number) =>
  rankYear(judge({ kpi: KPI, actuals: { '2026Q4': value }, asOf: '2026Q4' }), '2026Q4');

describe('the year-end rank', () => {
  it.each([
    [110, 'S', '年度末評価S（目標超過達成）：計画比110％、達成率36.7％'],
    [109.99, 'A', '年度末評価A（目標達成）：計画比109.99％、達成率36.7％'],
    [100, 'A', '年度末評価A（目標達成）：計画比100％、達成率33.3％'],
    [99, 'B', '年度末評価B（相当程度進展あり）：計画比99％、達成率33％'],
    [80, 'B', '年度末評価B（相当程度進展あり）：計画比80％、達成率26.7％'],
    [79, 'C', '年度末評価C（進展が大きくない）：計画比79％、達成率26.3％'],
    [50, 'C', '年度末評価C（進展が大きくない）：計画比50％、達成率16.7％'],
    [49, 'D', '年度末評価D（目標に向かっていない）：計画比49％、達成率16.3％'],
    [-1, 'D', '年度末評価D（目標に向かっていない）：計画比-1％、達成率-0.3％'],
  ])('of %d against a year’s 100 is %s, with both numbers', (value, letter, text) => {
    expect(rank(value)).toEqual({ rank: letter, text });
  });

  it('is given for the fourth quarter only', () => {
    const judgement = judge({ kpi: KPI, actuals: { '2026Q3': 90 }, asOf: '2026Q3' });
    expect(rankYear(judgement, '2026Q3')).toBeNull();
  });

  it('follows the status where there is no ratio, and says no number it does not have', () => {
    const kpi = { kind: 'level', polarity: 'keep', range: [95, 105] };
    const keep = (value: number) =>
      rankYear(judge({ kpi, actuals: { '2026Q4': value }, asOf: '2026Q4' }), '2026Q4');
    expect(keep(100)).toEqual({ rank: 'A', text: '年度末評価A（目標達成）' });
    expect(keep(107)?.rank).toBe('B');
    expect(keep(200)?.rank).toBe('C');
  });

  it('is not given to what is not reported or cannot be judged', () => {
    expect(rankYear(judge({ kpi: KPI, asOf: '2026Q4' }), '2026Q4')).toBeNull();
  });
});

describe('an initiative’s KPIs at the end of the year', () => {
  const money = aKpi({ money: true, unit: '百万円', account: 'general' });
  const input = {
    initiative: anInitiative({ kpis: [money] }),
    quarter: '2026Q4' as const,
    actuals: { 'kpi-tablets': { '2026Q4': whole(40) } },
  };

  it('are ranked once, with the final value, where the account is still open at the provisional one', () => {
    expect(judgeInitiative(anInput(input)).kpis[0]?.yearRank).toBeUndefined();
    expect(judgeInitiative(anInput({ ...input, final: true })).kpis[0]?.yearRank?.rank).toBe('S');
  });

  it('are not ranked while the round is open', () => {
    const open = anInput({ ...input, final: true, round: 'open' });
    expect(judgeInitiative(open).kpis[0]?.yearRank).toBeUndefined();
  });
});
