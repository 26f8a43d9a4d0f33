import { describe, expect, it } from 'vitest';
import { addQuarters } from '../../../shared/calendar/fiscal.ts';
import { forecastSeries } from '../../../shared/progress/forecast.ts';
import { judgeWithPace } from '../../../shared/progress/judge-kpi.ts';
import { JudgementInput } from '../../../shared/progress/judgement.ts';
import { listActuals } from '../../../shared/progress/list-actuals.ts';
import { judge, OVERTIME } from './builders.ts';

const series = (...values: number[]) =>
  Object.fromEntries(values.map((value, i) => [addQuarters('2026Q1', i), value]));

describe('the forecast (rule 8)', () => {
  const points = (...values: number[]) => listActuals(series(...values), '2035Q4');

  it('is not made from fewer than six points', () => {
    expect(forecastSeries(points(1, 2, 3, 4, 5), 4)).toBeNull();
    expect(forecastSeries(points(1, 2, 3, 4, 5, 6), 4)).not.toBeNull();
  });

  it('damps the median slope', () => {
    const forecast = forecastSeries(points(1, 2, 3, 4, 5, 6), 2);
    expect(forecast?.value).toBeCloseTo(6 + 0.85 + 0.85 ** 2);
    expect(forecast?.straight).toBeCloseTo(8);
    expect(forecast?.high).toBeCloseTo(forecast?.low ?? 0);
  });

  it('is not thrown off by one outlier', () => {
    expect(forecastSeries(points(1, 2, 90, 4, 5, 6), 1)?.value).toBeCloseTo(6.85, 1);
  });

  it('widens with the scatter of the series', () => {
    const calm = forecastSeries(points(1, 2.1, 2.9, 4, 5.1, 5.9), 4);
    const wild = forecastSeries(points(1, 4, 1, 6, 3, 7), 4);
    const width = (f: typeof calm) => (f ? f.high - f.low : 0);
    expect(width(wild)).toBeGreaterThan(width(calm) * 3);
  });

  it('counts the quarters between points where some are missing', () => {
    const gaps = listActuals(
      { '2026Q2': 2, '2026Q4': 4, '2027Q2': 6, '2027Q4': 8, '2028Q2': 10, '2028Q4': 12 },
      '2028Q4',
    );
    expect(forecastSeries(gaps, 1)?.straight).toBeCloseTo(13);
  });
});

describe('先行き注意', () => {
  it('warns, beside the status, of a series that has come to rest', () => {
    const actuals = series(71900, 70800, 70500, 70400, 70400, 70300);
    const judgement = judge({ kpi: { ...OVERTIME, path: { '2027Q2': 70000 } }, actuals, asOf: '2027Q2' });
    expect(judgement).toMatchObject({ status: 'at-risk', tags: ['先行き注意'] });
    expect(judgement.outlook).toMatch(
      /^このままだと令和10年度末 約6\d,\d{3}時間（幅.+から.+）。目標60,000時間に届かない見込み（目安）$/,
    );
  });

  it('does not warn while the target lies inside the band', () => {
    const kpi = { ...OVERTIME, targets: { 2028: 67000 }, path: { '2027Q2': 71500 } };
    const judgement = judge({
      kpi,
      actuals: series(72000, 73500, 69500, 72500, 70000, 71500),
      asOf: '2027Q2',
    });
    expect(judgement.outlook).toBe(
      'このままだと令和10年度末 約69,735時間（幅66,297時間から73,174時間）の見込み（目標67,000時間、目安）',
    );
    expect(judgement.tags).toEqual([]);
  });

  it('does not accuse a series that keeps its planned pace to the hour', () => {
    const actuals = series(...[1, 2, 3, 4, 5, 6].map((n) => 73000 - (13000 * n) / 12));
    const judgement = judge({ kpi: OVERTIME, actuals, asOf: '2027Q2' });
    expect(judgement).toMatchObject({ status: 'on-track', rule: '2', tags: [] });
    expect(judgement.outlook).toContain('の見込み（目標60,000時間、目安）');
  });

  it('speaks of neither with five points nor at the end of the plan', () => {
    const five = judge({ kpi: OVERTIME, actuals: series(72900, 72900, 72900, 72900, 72900), asOf: '2027Q1' });
    expect(five).toMatchObject({ outlook: null, tags: [] });
    const end = judge({ kpi: OVERTIME, actuals: series(...Array(12).fill(72900)), asOf: '2028Q4' });
    expect(end.outlook).toBeNull();
  });

  it('projects a total from the second quarter on', () => {
    const kpi = { kind: 'cumulative', polarity: 'up', unit: '件', targets: { 2026: 900 } };
    const at = (asOf: '2026Q1' | '2026Q2' | '2026Q4', value: number) =>
      judge({ kpi, actuals: { [asOf]: value }, asOf });
    expect(at('2026Q1', 190).outlook).toBeNull();
    expect(at('2026Q2', 190)).toMatchObject({
      outlook: 'このままだと令和8年度末 約380件。目標900件に届かない見込み（目安）',
      tags: ['先行き注意'],
    });
    expect(at('2026Q2', 440)).toMatchObject({
      outlook: 'このままだと令和8年度末 約880件の見込み（目標900件、目安）',
      tags: [],
    });
    expect(at('2026Q4', 700).outlook).toBeNull();
  });
});

describe('the required pace (rule 9)', () => {
  const pace = (kpi: object, actuals: Record<string, number>, asOf: string) =>
    judgeWithPace(JudgementInput.parse({ kpi, actuals, asOf })).pace;

  it('is backcasting in one sentence', () => {
    expect(
      pace({ ...OVERTIME, targets: { 2026: 68000 } }, { '2025Q4': 72200, '2026Q1': 71600 }, '2026Q1'),
    ).toBe('令和8年度末の目標68,000時間まで、残り3期で毎期1,200時間の削減が必要（直近600時間）');
  });

  it('takes a longer step by the quarter', () => {
    const kpi = {
      kind: 'level',
      polarity: 'up',
      unit: '台',
      baseline: { value: 20, at: '2025Q4' },
      targets: { 2026: 60 },
    };
    expect(pace(kpi, { '2026Q1': 20, '2026Q3': 40 }, '2026Q3')).toContain(
      '残り1期で毎期20台の増加が必要（直近10台）',
    );
  });

  it('starts a total from nothing every April', () => {
    const kpi = { kind: 'cumulative', polarity: 'up', unit: '件', targets: { 2026: 100, 2027: 100 } };
    expect(pace(kpi, { '2026Q4': 90, '2027Q1': 10 }, '2027Q1')).toContain('毎期30件の増加が必要（直近10件）');
  });

  it('says what a falling total may still use up', () => {
    const kpi = {
      kind: 'cumulative',
      polarity: 'down',
      unit: '時間',
      baseline: { value: 110, at: '2025Q4' },
      targets: { 2026: 100 },
    };
    expect(pace(kpi, { '2026Q1': 25, '2026Q2': 55 }, '2026Q2')).toBe(
      '令和8年度末の目標100時間まで、残り2期は毎期22.5時間以内（直近30時間）',
    );
    expect(pace(kpi, { '2026Q3': 104 }, '2026Q3')).toBe('令和8年度末の目標100時間を4時間超えている');
  });

  it('is absent once the target is reached, at the end, and where there is no way to go', () => {
    expect(pace(OVERTIME, { '2026Q1': 59000 }, '2026Q1')).toBeNull();
    expect(pace(OVERTIME, { '2028Q4': 61000 }, '2028Q4')).toBeNull();
    expect(pace({ kind: 'level', polarity: 'keep', range: [1, 2] }, { '2026Q1': 5 }, '2026Q1')).toBeNull();
    expect(pace(OVERTIME, {}, '2026Q1')).toBeNull();
  });
});
