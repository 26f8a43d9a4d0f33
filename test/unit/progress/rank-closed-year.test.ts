import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ALL_UNITS, type StoredActual } from '../../../shared/progress/build-input.ts';
import { rankClosedYear } from '../../../shared/progress/rank-closed-year.ts';
import { aDirectory, aKpi, anInitiative, aPlan } from '../plan/builders.ts';

const level = aKpi({
  id: 'level',
  kind: 'level',
  polarity: 'up',
  baseline: { value: 0, at: '2023Q4' },
  targets: { 2024: 100, 2025: 200, 2026: 300 },
});
const money = aKpi({ ...level, id: 'money', name: '効果額', unit: '千円', money: true });
const repeated = aKpi({ ...level, id: 'repeated', name: '再掲', sharedFrom: 'level' });
const initiative = anInitiative({ kpis: [level, money, repeated] });
const plan = aPlan({ initiatives: [initiative], closed: [{ year: 2025, on: '2026-06-15' }] });
const facts = { plan, directory: aDirectory(), initiative };
const told = (kpi: string, value: number, parts: Partial<StoredActual> = {}): StoredActual => ({
  kpi,
  quarter: '2025Q4',
  stage: 'regular',
  department: ALL_UNITS,
  value,
  ...parts,
});

describe('the ranks of a closed year', () => {
  it('come from the fourth quarter’s values, of money from the final one alone', () => {
    const actuals = [told('level', 200), told('money', 100)];
    expect([...rankClosedYear({ ...facts, actuals }, 2025).keys()]).toEqual(['level']);
    const settled = [...actuals, told('money', 220, { stage: 'final' })];
    expect(
      [...rankClosedYear({ ...facts, actuals: settled }, 2025)].map(([kpi, { rank }]) => [kpi, rank]),
    ).toEqual([
      ['level', 'A'],
      ['money', 'S'],
    ]);
  });

  it('are not given to what nobody reported, nor twice to what is repeated', () => {
    expect(rankClosedYear({ ...facts, actuals: [] }, 2025).size).toBe(0);
    expect(rankClosedYear({ ...facts, actuals: [told('repeated', 200)] }, 2025).size).toBe(0);
  });

  it('stay whatever is reported later', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 400, noNaN: true }),
        fc.integer({ min: -1_000_000, max: 1_000_000 }),
        (value, later) => {
          const before = [told('level', value)];
          const after = [...before, told('level', later, { quarter: '2026Q1' })];
          expect(rankClosedYear({ ...facts, actuals: after }, 2025)).toEqual(
            rankClosedYear({ ...facts, actuals: before }, 2025),
          );
        },
      ),
    );
  });
});
