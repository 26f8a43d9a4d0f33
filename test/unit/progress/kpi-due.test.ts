import { describe, expect, it } from 'vitest';
import { cycleOf, isKpiDue, nextDue } from '../../../shared/progress/kpi-due.ts';
import { aKpi } from './builders.ts';

const QUARTERS = ['2026Q1', '2026Q2', '2026Q3', '2026Q4'] as const;

describe('when a KPI is due', () => {
  it.each([
    [{ every: 'quarter' }, QUARTERS, 1],
    [{ every: 'half-year' }, ['2026Q2', '2026Q4'], 2],
    [{ every: 'year', month: 4 }, ['2026Q1'], 4],
    [{ every: 'year', month: 12 }, ['2026Q3'], 4],
    [{ every: 'year', month: 3 }, ['2026Q4'], 4],
  ])('%o is due in %o', (frequency, due, cycle) => {
    const kpi = aKpi({ frequency });
    expect(QUARTERS.filter((quarter) => isKpiDue(kpi, quarter))).toEqual([...due]);
    expect(cycleOf(kpi)).toBe(cycle);
  });

  it('finds the next due quarter across the year’s end', () => {
    const kpi = aKpi({ frequency: { every: 'year', month: 6 } });
    expect(nextDue(kpi, '2026Q1')).toBe('2026Q1');
    expect(nextDue(kpi, '2026Q2')).toBe('2027Q1');
  });
});
