import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findPlanFaults } from '../../../shared/plan/faults.ts';
import type { Plan } from '../../../shared/plan/plan.ts';
import { type MoneyFigures, sumMoney } from '../../../shared/progress/sum-money.ts';
import { moneyWords, summariseMoney } from '../../../shared/report/money-table.ts';
import { aDirectory, aKpi, anInitiative, aPlan } from '../plan/builders.ts';

const YEARS = [2024, 2025, 2026] as const;
const NONE = new Map();
const amount = fc.option(fc.integer({ min: -1_000_000, max: 1_000_000 }), { nil: undefined });
const cost = fc.option(fc.nat(1_000_000), { nil: undefined });

const pillars = ['1', '2'].map((code) => ({
  id: `p-${code}`,
  code,
  name: `柱${code}`,
  short: `柱${code}`,
  directions: [{ id: `d-${code}`, code: `${code}-1`, name: `方向性${code}` }],
}));

/** A plan of four initiatives in two pillars, with money of every kind and some effects shared. */
const plans: fc.Arbitrary<Plan> = fc
  .array(
    fc.record({
      years: fc.tuple(
        ...YEARS.map((year) =>
          fc
            .record({ budget: cost, spent: cost, effectPlanned: amount, effectActual: amount })
            .map((figures) => ({
              year,
              ...Object.fromEntries(Object.entries(figures).filter(([, value]) => value !== undefined)),
            })),
        ),
      ),
      weights: fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 4, maxLength: 4 }),
      isShared: fc.boolean(),
    }),
    { minLength: 4, maxLength: 4 },
  )
  .map((parts) =>
    aPlan({
      pillars,
      initiatives: parts.map(({ years, weights, isShared }, at) => {
        const total = weights.reduce((sum, weight) => sum + weight, 0);
        const shares = Object.fromEntries(weights.map((weight, other) => [`i-${other}`, weight / total]));
        return anInitiative({
          id: `i-${at}`,
          code: `${(at % 2) + 1}-1-${at}`,
          title: `取り組み${at}`,
          direction: `d-${(at % 2) + 1}`,
          kpis: [aKpi({ id: `k-${at}` })],
          milestones: [],
          exitRules: { unset: true, by: '2026-09-30' },
          money: { basis: '人件費単価に時間を掛ける。', years, ...(isShared ? { shares } : {}) },
        });
      }),
    }),
  );

const add = (all: readonly MoneyFigures[], name: keyof MoneyFigures) =>
  all.reduce((sum, figures) => sum + (figures[name] ?? 0), 0);

describe('adding up effect, budget and spending', () => {
  it('counts every amount once: initiatives, pillars and plan add up to what the sheets say', () => {
    fc.assert(
      fc.property(plans, (plan) => {
        const sums = sumMoney(plan, NONE);
        YEARS.forEach((year, at) => {
          const singles = (all: Iterable<readonly { single: MoneyFigures }[]>) =>
            [...all].flatMap((years) => years[at]?.single ?? []);
          for (const name of ['budget', 'spent', 'effectPlanned', 'effectActual'] as const) {
            const raw = plan.initiatives
              .flatMap(({ money }) => money?.years.filter((line) => line.year === year) ?? [])
              .reduce((sum, line) => sum + (line[name] ?? 0), 0);
            expect(add(singles(sums.initiatives.values()), name)).toBe(raw);
            expect(add(singles(sums.pillars.values()), name)).toBe(raw);
            expect(add(singles([sums.plan]), name)).toBe(raw);
          }
        });
      }),
    );
  });

  it('has the cumulative figures be the single years added up', () => {
    fc.assert(
      fc.property(plans, (plan) => {
        const { plan: years } = sumMoney(plan, NONE);
        years.forEach(({ cumulative }, at) => {
          const until = years.slice(0, at + 1).map(({ single }) => single);
          expect(cumulative.effectActual ?? 0).toBe(add(until, 'effectActual'));
          expect(cumulative.budget ?? 0).toBe(add(until, 'budget'));
        });
      }),
    );
  });

  it('takes a shared effect apart in whole 千円 and leaves the budget where it is', () => {
    const shares = { one: 0.5, two: 0.5 };
    const plan = aPlan({
      initiatives: [
        anInitiative({
          id: 'one',
          money: { basis: '試算', years: [{ year: 2025, budget: 9, effectPlanned: 101 }], shares },
        }),
        anInitiative({ id: 'two', code: '2-1-2', title: '別の取り組み', kpis: [aKpi({ id: 'other' })] }),
      ],
    });
    const of = (id: string) => sumMoney(plan, NONE).initiatives.get(id)?.[1]?.single;
    expect(of('one')).toMatchObject({ budget: 9, effectPlanned: 51, effectActual: null });
    expect(of('two')).toMatchObject({ budget: null, effectPlanned: 50 });
  });

  it('takes an effect a KPI reports from its targets and the last total reported in the year, in 千円', () => {
    const kpi = aKpi({
      kind: 'cumulative',
      unit: '百万円',
      money: true,
      effect: true,
      targets: { 2025: 12.5, 2026: { unset: true, by: '2026-09-30' } },
    });
    const plan = aPlan({ initiatives: [anInitiative({ kpis: [kpi], money: { basis: '試算' } })] });
    const values = new Map([
      ['count', { '2025Q2': { value: 4 }, '2025Q3': { value: 7.25 }, '2025Q4': { value: null } }],
    ]);
    expect(sumMoney(plan, values).plan.map(({ single }) => single)).toMatchObject([
      { effectPlanned: null, effectActual: null },
      { effectPlanned: 12_500, effectActual: 7_250 },
      { effectPlanned: null, effectActual: null },
    ]);
  });

  it('says nothing of years and initiatives nobody gave a figure for, and writes 千円 with commas', () => {
    const plan = aPlan({
      initiatives: [
        anInitiative({ money: { basis: '試算', years: [{ year: 2025, effectActual: 1200 }] } }),
        anInitiative({ id: 'two', code: '2-1-2', title: '別の取り組み', kpis: [aKpi({ id: 'other' })] }),
      ],
    });
    const table = (year: number) => summariseMoney(plan, sumMoney(plan, NONE), year).lines;
    expect(table(2024)).toEqual([]);
    expect(table(2026).map(({ name }) => name)).toEqual([
      '現場に持ち出せるタブレット端末の配備',
      '情報・デジタル化',
      '合計',
    ]);
    expect(table(2025).map(moneyWords).at(-1)).toEqual([
      ...['－', '－', '－', '1,200'],
      ...['－', '－', '－', '1,200'],
    ]);
  });
});

describe('finding what would count an effect twice, or not say where it comes from', () => {
  const faults = (...overrides: Record<string, unknown>[]) =>
    findPlanFaults(
      aPlan({
        initiatives: [
          ...overrides.map((given) => anInitiative(given)),
          anInitiative({
            id: 'two',
            code: '2-1-2',
            title: '別の取り組み',
            kpis: [aKpi({ id: 'other' })],
            exitRules: { unset: true, by: '2026-09-30' },
            milestones: [],
          }),
        ],
      }),
      aDirectory(),
    );
  const where = (overrides: Record<string, unknown>) => faults(overrides).map((fault) => fault.where);
  const years = [{ year: 2025, effectPlanned: 100 }];
  const effect = { kind: 'cumulative', unit: '千円', money: true, effect: true };

  it('finds none where shares add up to 1 and the basis is told', () => {
    expect(where({ money: { basis: '試算', years, shares: { tablets: 0.6, two: 0.4 } } })).toEqual([]);
    expect(where({ money: { basis: '試算' }, kpis: [aKpi(effect)] })).toEqual([]);
    expect(where({ money: { years: [{ year: 2025, budget: 5, spent: 4 }] } })).toEqual([]);
  });

  it('refuses shares that do not add up to 1, by name', () => {
    expect(faults({ money: { basis: '試算', years, shares: { tablets: 0.6, two: 0.5 } } })).toEqual([
      {
        where: 'initiatives[0].money.shares',
        message:
          '「2-1-1 現場に持ち出せるタブレット端末の配備」の効果の按分の合計が1.1です。合計を1にしてください。',
      },
    ]);
  });

  it.each([
    ['an effect without its basis', { money: { years } }, 'money'],
    ['a reported effect without its basis', { kpis: [aKpi(effect)] }, 'money'],
    ['an effect told twice', { money: { basis: '試算', years }, kpis: [aKpi(effect)] }, 'money.years'],
    ['a year outside the plan', { money: { years: [{ year: 2030, budget: 1 }] } }, 'money.years[0].year'],
    ['a year told twice', { money: { years: [{ year: 2025 }, { year: 2025 }] } }, 'money.years[1].year'],
    [
      'shares with an unknown initiative',
      { money: { shares: { tablets: 0.5, nowhere: 0.5 } } },
      'money.shares.nowhere',
    ],
    ['shares without its own', { money: { shares: { two: 1 } } }, 'money.shares'],
    [
      'an effect in no unit of money',
      { money: { basis: '試算' }, kpis: [aKpi({ ...effect, unit: '台' })] },
      'kpis[0].effect',
    ],
    [
      'an effect that is no total',
      { money: { basis: '試算' }, kpis: [aKpi({ ...effect, kind: 'level' })] },
      'kpis[0].effect',
    ],
    [
      'an effect that repeats another KPI',
      { money: { basis: '試算' }, kpis: [aKpi({ ...effect, sharedFrom: 'other' })] },
      'kpis[0].effect',
    ],
  ])('names %s', (_, overrides, field) => {
    expect(where(overrides)).toEqual([`initiatives[0].${field}`]);
  });
});
