import { describe, expect, it } from 'vitest';
import { type JudgedKpi, JudgementInput } from '../../../shared/progress/judgement.ts';
import { plannedValue, shareSoFar } from '../../../shared/progress/planned-path.ts';

function kpi(parts: Record<string, unknown>): JudgedKpi {
  const baseline = { value: 0, at: '2025Q4' };
  return JudgementInput.parse({ kpi: { kind: 'level', baseline, ...parts }, asOf: '2026Q1' }).kpi;
}

describe('the planned path', () => {
  const level = kpi({ targets: { 2026: 40, 2027: 60, 2028: 160 } });

  it.each([
    ['2026Q1', 10],
    ['2026Q4', 40],
    ['2027Q2', 50],
    ['2027Q4', 60],
    ['2028Q1', 85],
    ['2028Q4', 160],
  ] as const)('runs straight to each year’s target: %s is %d', (quarter, planned) => {
    expect(plannedValue(level, quarter)).toBe(planned);
  });

  it('runs across years whose target is not set', () => {
    expect(plannedValue(kpi({ targets: { 2026: null, 2028: 120 } }), '2026Q2')).toBe(20);
  });

  it('starts at the baseline’s quarter, also inside the plan', () => {
    const late = kpi({ baseline: { value: 10, at: '2026Q2' }, targets: { 2026: 30 } });
    expect(plannedValue(late, '2026Q3')).toBe(20);
    expect(plannedValue(late, '2026Q2')).toBeNull();
  });

  it('skips a target of a year that ended before the baseline was measured', () => {
    const late = kpi({ baseline: { value: 10, at: '2026Q4' }, targets: { 2025: 99, 2027: 50 } });
    expect(plannedValue(late, '2027Q1')).toBe(20);
  });

  it('prefers the explicit path, quarter by quarter', () => {
    const partly = kpi({ targets: { 2026: 40 }, path: { '2026Q1': 3 } });
    expect(plannedValue(partly, '2026Q1')).toBe(3);
    expect(plannedValue(partly, '2026Q2')).toBe(20);
  });

  it('gives a total the share of its year', () => {
    const total = kpi({
      kind: 'cumulative',
      targets: { 2026: 100, 2027: 200 },
      shares: [0.1, 0.2, 0.3, 0.4],
    });
    expect(plannedValue(total, '2026Q3')).toBeCloseTo(60);
    expect(plannedValue(total, '2027Q1')).toBeCloseTo(20);
    expect(plannedValue(total, '2028Q1')).toBeNull();
    expect(shareSoFar(total, '2026Q4')).toBe(1);
  });
});
