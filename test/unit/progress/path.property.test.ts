import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addQuarters, parseQuarter, type QuarterId, quarterIndex } from '../../../shared/calendar/fiscal.ts';
import { dateOf } from '../../../shared/calendar/time.ts';
import { approvePaths, type PathDecision } from '../../../shared/plan/approve-path.ts';
import { keepLedgers } from '../../../shared/plan/ledger.ts';
import type { Kpi, Plan } from '../../../shared/plan/plan.ts';
import { judgeKpi } from '../../../shared/progress/judge-kpi.ts';
import { findPathFaults, findShareFaults } from '../../../shared/progress/path/check-path.ts';
import { proposePath } from '../../../shared/progress/path/propose-path.ts';
import { proposeShares } from '../../../shared/progress/path/propose-shares.ts';
import { judgedKpiOf } from '../../../shared/progress/plan-kpi.ts';
import { aKpi, anInitiative, aPlan } from '../../support/builders.ts';

const figure = fc.oneof(
  fc.integer({ min: -100_000, max: 100_000 }),
  fc.double({ min: -1000, max: 1000, noNaN: true }),
);
const quarter = fc.integer({ min: 0, max: 11 }).map((n) => addQuarters('2026Q1', n));
const frequency = fc.constantFrom(
  { every: 'quarter' },
  { every: 'half-year' },
  { every: 'year', month: 3 },
  { every: 'year', month: 9 },
);
const parts = fc
  .constantFrom(100, 250, 0, 400, 125)
  .chain((first) =>
    fc
      .tuple(fc.constant(first), fc.integer({ min: 0, max: 300 }), fc.integer({ min: 0, max: 300 }))
      .map(([a, b, c]): [number, number, number, number] => [
        a / 1000,
        b / 1000,
        c / 1000,
        (1000 - a - b - c) / 1000,
      ]),
  );

const aLevel = fc
  .record({ start: figure, targets: fc.tuple(figure, figure, figure), frequency })
  .map(({ start, targets: [a, b, c], frequency: every }) =>
    aKpi({
      polarity: c >= start ? 'up' : 'down',
      baseline: { value: start, at: '2025Q4' },
      targets: { 2026: a, 2027: b, 2028: c },
      frequency: every,
    }),
  );
const aTotal = fc
  .record({
    targets: fc.array(fc.integer({ min: 1, max: 100_000 }), { minLength: 3, maxLength: 3 }),
    shares: parts,
    frequency,
  })
  .map(({ targets: [a, b, c], shares, frequency: every }) =>
    aKpi({ kind: 'cumulative', targets: { 2026: a, 2027: b, 2028: c }, shares, frequency: every }),
  );

const planOf = (kpi: Kpi): Plan => aPlan({ initiatives: [anInitiative({ kpis: [kpi] })] });
const valuesOf = (kpi: Kpi, from: QuarterId = '2026Q1') => {
  const proposal = proposePath(kpi, { plan: planOf(kpi), from });
  return proposal.ok ? Object.entries(proposal.values) : [];
};

describe('a proposed path, whatever the plan', () => {
  it('is exactly at the target in the fourth quarter of every year that has one', () => {
    fc.assert(
      fc.property(fc.oneof(aLevel, aTotal), quarter, (kpi, from) => {
        for (const [at, value] of valuesOf(kpi, from)) {
          const { fiscalYear, quarter: number } = parseQuarter(at);
          if (number === 4) expect(value).toBe(kpi.targets[fiscalYear]);
        }
      }),
    );
  });

  it('moves only the way the targets do', () => {
    fc.assert(
      fc.property(aLevel, (kpi) => {
        const values = valuesOf(kpi).map(([, value]) => value ?? Number.NaN);
        const start = 'value' in kpi.baseline ? kpi.baseline.value : Number.NaN;
        const line = [start, ...Object.values(kpi.targets).map(Number)];
        const grows = line.every((value, at) => at === 0 || value >= (line[at - 1] ?? value));
        const falls = line.every((value, at) => at === 0 || value <= (line[at - 1] ?? value));
        const path = [start, ...values];
        if (grows) expect(path).toEqual(path.toSorted((a, b) => a - b));
        if (falls) expect(path).toEqual(path.toSorted((a, b) => b - a));
      }),
    );
  });

  it('is one that may be approved as it is', () => {
    fc.assert(
      fc.property(fc.oneof(aLevel, aTotal), quarter, (kpi, from) => {
        const frame = { plan: planOf(kpi), from };
        const proposal = proposePath(kpi, frame);
        fc.pre(proposal.ok);
        if (proposal.ok)
          expect(findPathFaults(kpi, proposal.values as Record<string, number>, frame)).toEqual([]);
      }),
    );
  });
});

it('proposed shares are shares, whatever last year brought', () => {
  const total = fc.option(
    fc.oneof(fc.integer({ min: -5, max: 1_000_000 }), fc.double({ min: 0, max: 1e12, noNaN: true })),
  );
  fc.assert(
    fc.property(total, total, total, total, (a, b, c, d) => {
      const { shares } = proposeShares(
        { unit: '件' },
        { '2025Q1': a, '2025Q2': b, '2025Q3': c, '2025Q4': d },
        2025,
      );
      expect(findShareFaults(aKpi({ kind: 'cumulative' }), shares).faults).toEqual([]);
      expect(Math.round(shares.reduce((sum, share) => sum + share * 1000, 0))).toBe(1000);
    }),
  );
});

it('an approval never changes how a period before it is judged', () => {
  const decision = fc.oneof(
    fc.record({ what: fc.constant('path' as const), values: fc.dictionary(quarter, figure) }),
    fc.record({ what: fc.constant('shares' as const), shares: parts }),
  );
  const written = fc.option(fc.dictionary(quarter, figure, { minKeys: 1 }), { nil: undefined });
  fc.assert(
    fc.property(
      fc.oneof(aLevel, aTotal),
      written,
      fc.array(decision, { minLength: 1, maxLength: 4 }),
      quarter,
      fc.dictionary(quarter, figure),
      (kpi, path, decisions, first, actuals) => {
        let plan = planOf(path === undefined ? kpi : { ...kpi, path: path as Kpi['path'] & object });
        const seen = (asOf: QuarterId) => {
          const [one] = plan.initiatives.flatMap(({ kpis }) => kpis);
          if (!one) throw new Error('the plan has lost its KPI');
          return judgeKpi({ kpi: judgedKpiOf(one, plan.period), actuals, asOf });
        };
        // Approvals follow one another, each from a later quarter; none may touch what lies before it.
        for (const [at, given] of decisions.entries()) {
          const from = addQuarters(first, at);
          const frozen = Array.from({ length: quarterIndex(from) - quarterIndex('2026Q1') }, (_, n) =>
            addQuarters('2026Q1', n),
          );
          const before = frozen.map(seen);
          const full: PathDecision =
            given.what === 'path'
              ? {
                  what: 'path',
                  kpi: kpi.id,
                  values: Object.fromEntries(
                    Object.entries(given.values).filter(([when]) => when >= from),
                  ) as Record<string, number>,
                }
              : { what: 'shares', kpi: kpi.id, shares: given.shares };
          plan = keepLedgers(plan, approvePaths(plan, [full], from), dateOf('2026-10-20'), [
            { kpi: kpi.id, what: given.what, by: '副市長', from },
          ]);
          expect(frozen.map(seen)).toEqual(before);
        }
      },
    ),
  );
});
