import { describe, expect, it } from 'vitest';
import { findMoneyFaults } from '../../../shared/plan/money-faults.ts';
import { STANDARD_TRIGGERS, type Triggers } from '../../../shared/plan/plan.ts';
import { evaluateExitRules } from '../../../shared/progress/evaluate-exit-rules.ts';
import { aKpi, anInitiative } from './builders.ts';

const kpi = aKpi({
  id: 'done',
  name: '点検した施設',
  unit: '箇所',
  kind: 'cumulative',
  baseline: { value: 0, at: '2023Q4' },
  targets: { 2025: 10, 2026: 10 },
  unitCostMax: 100,
});
const money = (...spent: [year: number, spent: number][]) => ({
  years: spent.map(([year, amount]) => ({ year, spent: amount })),
});
const DONE = { '2024Q4': 10, '2025Q1': 9, '2025Q4': 10, '2026Q1': 3 };
const fired = (
  own: ReturnType<typeof money>,
  {
    quarter = '2026Q1' as const,
    actuals = DONE,
    E4 = 1,
  }: {
    quarter?: '2025Q4' | '2026Q1' | '2027Q1';
    actuals?: Record<string, number | null>;
    E4?: number | null;
  } = {},
) => {
  const triggers: Triggers = { ...STANDARD_TRIGGERS, running: { ...STANDARD_TRIGGERS.running, E4 } };
  const initiative = { exitRules: [], kpis: [kpi], money: own };
  return evaluateExitRules({ initiative, quarter, history: [], actuals: { done: actuals }, triggers }).fired;
};

describe('the limit of a unit’s cost', () => {
  it('belongs to what is counted up over the year, where it stands first', () => {
    const faultsOf = (parts: Parameters<typeof aKpi>[0]) => {
      const initiative = anInitiative({ kpis: [aKpi({ ...kpi, ...parts })] });
      return findMoneyFaults(initiative, 'i', { from: 2024, to: 2026 }, new Set()).map(({ where }) => where);
    };
    expect(faultsOf({})).toEqual([]);
    const at = ['i.kpis[0].unitCostMax'];
    for (const parts of [{ kind: 'level' }, { polarity: 'down' }, { sharedFrom: 'other' }])
      expect(faultsOf(parts), JSON.stringify(parts)).toEqual(at);
  });
});

describe('E4, a unit that costs more than its limit', () => {
  it('fires for the last year known, and names spending, count and limit', () => {
    expect(fired(money([2025, 1001]))).toEqual([
      {
        kind: 'exit',
        rule: 'E4',
        action: null,
        since: '2025Q4',
        text: '点検した施設の単位コストが上限を超過（令和7年度：執行額1,001千円で10箇所、上限は1箇所当たり100千円）',
      },
    ]);
    expect(fired(money([2025, 1000]))).toEqual([]);
  });

  it('takes spending that brought nothing for too much', () => {
    expect(fired(money([2025, 1]), { actuals: { '2025Q4': 0 } })).toHaveLength(1);
    expect(fired(money([2025, 0]), { actuals: { '2025Q4': 0 } })).toEqual([]);
  });

  it('says nothing before the year is over, without spending, or of a year long past', () => {
    expect(fired(money([2026, 9999]))).toEqual([]);
    expect(fired(money())).toEqual([]);
    expect(fired(money([2025, 9999]), { quarter: '2027Q1' })).toEqual([]);
  });

  it('counts fiscal years running where the plan says more than one, from the first that met it', () => {
    expect(fired(money([2025, 9999]), { E4: 2 })).toEqual([]);
    expect(fired(money([2024, 10], [2025, 9999]), { E4: 2 })).toEqual([]);
    expect(fired(money([2024, 9999], [2025, 9999]), { E4: 2 })[0]).toMatchObject({ since: '2025Q4' });
    expect(fired(money([2024, 9999], [2025, 9999]))[0]).toMatchObject({ since: '2024Q4' });
    expect(fired(money([2024, 9999], [2025, 9999]), { E4: null })).toEqual([]);
  });
});
