import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { quarterAt, quarterIndex } from '../../../../shared/calendar/fiscal.ts';
import { checkDepartments } from '../../../../shared/progress/entry-checks/check-departments.ts';
import { checkInitiative } from '../../../../shared/progress/entry-checks/check-initiative.ts';
import { DRAWN, drawByLot, seedOf } from '../../../../shared/progress/entry-checks/draw.ts';
import type { CheckedInitiative, CheckedKpi } from '../../../../shared/progress/entry-checks/entry-check.ts';
import { similarityOf } from '../../../../shared/progress/entry-checks/similarity.ts';
import { aKpi } from '../../../support/builders.ts';

const NOW = '2026Q1';

/** A KPI with values up to the quarter looked at, the last one there. */
function checked(
  values: readonly number[],
  {
    kpi = {},
    planned = () => null,
    quarter = NOW,
    ...parts
  }: Partial<Omit<CheckedKpi, 'kpi' | 'points'>> & {
    kpi?: Parameters<typeof aKpi>[0];
    planned?: (value: number) => number | null;
    quarter?: CheckedInitiative['quarter'];
  } = {},
): CheckedKpi {
  const first = quarterIndex(quarter) - values.length + 1;
  return {
    kpi: aKpi({ kind: 'level', polarity: 'up', name: '指標', unit: '件', ...kpi }),
    points: values.map((value, index) => ({
      quarter: quarterAt(first + index),
      value,
      planned: planned(value),
    })),
    status: null,
    ratio: null,
    ...parts,
  };
}

function anEntry(parts: Partial<CheckedInitiative> = {}): CheckedInitiative {
  return {
    id: 'counter',
    lead: '市民課',
    quarter: NOW,
    kpis: [],
    status: 'on-track',
    statusBefore: 'on-track',
    confidence: null,
    narrative: null,
    narrativeBefore: null,
    redefined: [],
    revised: [],
    ...parts,
  };
}

const rulesOf = (entry: CheckedInitiative) => checkInitiative(entry).map(({ rule }) => rule);
const SELF = (value: number) => value;

describe('the checks of one initiative', () => {
  it('C1: the actual was the planned value three quarters running', () => {
    expect(rulesOf(anEntry({ kpis: [checked([10, 20, 30], { planned: SELF })] }))).toEqual(['C1']);
    expect(rulesOf(anEntry({ kpis: [checked([20, 30], { planned: SELF })] }))).toEqual([]);
    expect(
      rulesOf(anEntry({ kpis: [checked([10, 20, 30], { planned: (v) => (v === 20 ? 21 : v) })] })),
    ).toEqual([]);
  });

  it('C4: a step beyond 3.27 mean moving ranges, with five ranges known', () => {
    const calm = [10, 11, 10, 11, 10, 11];
    expect(rulesOf(anEntry({ kpis: [checked([...calm, 14.27])] }))).toEqual([]);
    expect(rulesOf(anEntry({ kpis: [checked([...calm, 14.28])] }))).toEqual(['C4']);
    expect(rulesOf(anEntry({ kpis: [checked([...calm.slice(1), 30])] }))).toEqual([]);
    expect(rulesOf(anEntry({ kpis: [checked([...calm, 30], { kpi: { kind: 'cumulative' } })] }))).toEqual([]);
  });

  it('C5: a better status together with another yardstick', () => {
    const better = { statusBefore: 'off-track', status: 'on-track', kpis: [checked([1])] } as const;
    const redefined = [better.kpis[0].kpi.id];
    expect(rulesOf(anEntry({ ...better, redefined }))).toEqual(['C5']);
    expect(rulesOf(anEntry({ ...better }))).toEqual([]);
    expect(rulesOf(anEntry({ ...better, status: 'off-track', redefined }))).toEqual([]);
    expect(rulesOf(anEntry({ ...better, statusBefore: 'not-reported', redefined }))).toEqual([]);
  });

  it('C6: the last quarter brings more than twice its share', () => {
    const year = (values: readonly number[], shares?: [number, number, number, number]) =>
      anEntry({
        quarter: '2026Q4',
        kpis: [
          checked(values, { quarter: '2026Q4', kpi: { kind: 'cumulative', ...(shares ? { shares } : {}) } }),
        ],
      });
    expect(rulesOf(year([10, 20, 50, 100]))).toEqual([]);
    expect(rulesOf(year([10, 20, 49, 100]))).toEqual(['C6']);
    expect(rulesOf(year([10, 20, 49, 100], [0.2, 0.2, 0.2, 0.4]))).toEqual([]);
    expect(rulesOf(anEntry({ kpis: [checked([49, 100], { kpi: { kind: 'cumulative' } })] }))).toEqual([]);
  });

  it('C7: the text of last quarter once more', () => {
    const text = '試行2課で端末の操作研修を実施した。';
    expect(
      rulesOf(anEntry({ narrative: text, narrativeBefore: '試行２課で 端末の操作研修を実施した。' })),
    ).toEqual(['C7']);
    expect(rulesOf(anEntry({ narrative: text, narrativeBefore: '機種を選び、予算に計上した。' }))).toEqual(
      [],
    );
    expect(rulesOf(anEntry({ narrative: text }))).toEqual([]);
  });

  it('C8: trust and figures two steps apart', () => {
    expect(rulesOf(anEntry({ confidence: 'A', status: 'off-track', statusBefore: null }))).toEqual(['C8']);
    expect(rulesOf(anEntry({ confidence: 'B', status: 'off-track', statusBefore: null }))).toEqual([]);
  });

  it('C9: a past value that was changed, whichever way', () => {
    const kpi = checked([5]);
    const revised = [{ kpi: kpi.kpi.id, quarter: '2025Q4', before: 12, after: 15 } as const];
    const [found] = checkInitiative(anEntry({ kpis: [kpi], revised }));
    expect(found).toMatchObject({ rule: 'C9', text: expect.stringContaining('12件から15件に') });
  });

  it('C10: the output reaches its plan, the outcome gets worse', () => {
    const output = checked([5], { status: 'achieved', kpi: { id: 'done', layer: 'output' } });
    const worse = checked([10, 9], { kpi: { layer: 'outcome' } });
    expect(rulesOf(anEntry({ kpis: [output, worse] }))).toEqual(['C10']);
    expect(rulesOf(anEntry({ kpis: [output, checked([9, 10], { kpi: { layer: 'outcome' } })] }))).toEqual([]);
    expect(rulesOf(anEntry({ kpis: [{ ...output, status: 'at-risk' }, worse] }))).toEqual([]);
  });

  it('C11: a value to be kept leaves its range while another reaches its plan', () => {
    const reached = checked([5], { ratio: 1.02, kpi: { id: 'speed' } });
    const kept = (values: readonly number[]) =>
      checked(values, { kpi: { id: 'quality', polarity: 'keep', range: [95, 105], layer: 'output' } });
    expect(rulesOf(anEntry({ kpis: [reached, kept([100, 94])] }))).toEqual(['C11']);
    expect(rulesOf(anEntry({ kpis: [reached, kept([100, 96])] }))).toEqual([]);
    expect(rulesOf(anEntry({ kpis: [reached, kept([90, 94])] }))).toEqual([]);
  });

  it('say nothing of a quarter without a value', () => {
    const old = checked([10, 20, 30], { planned: SELF, quarter: '2025Q4' });
    expect(rulesOf(anEntry({ kpis: [old] }))).toEqual([]);
  });
});

describe('the checks over what one department answers for', () => {
  const many = (all: number, hits: number, hit: Partial<CheckedKpi>, miss: Partial<CheckedKpi>) =>
    Array.from({ length: all }, (_, index) =>
      anEntry({ id: `entry-${index}`, kpis: [{ ...checked([7]), ...(index < hits ? hit : miss) }] }),
    );

  it.each([
    [9, 9, 0],
    [10, 3, 0],
    [10, 4, 4],
    [20, 5, 0],
    [20, 6, 6],
    [40, 8, 0],
    [40, 9, 9],
  ])('C2: of %i values %i just reach the plan: %i items', (all, hits, items) => {
    const found = checkDepartments(many(all, hits, { ratio: 1.005 }, { ratio: 1.2 }));
    expect(found.filter(({ rule }) => rule === 'C2')).toHaveLength(items);
  });

  it.each([
    [19, 19, 0],
    [20, 8, 0],
    [20, 9, 9],
    [40, 14, 0],
    [40, 15, 15],
  ])('C3: of %i values %i end in 0 or 5: %i items', (all, hits, items) => {
    const points = (value: number) => ({ points: [{ quarter: '2026Q1' as const, value, planned: null }] });
    const found = checkDepartments(many(all, hits, points(25), points(7)));
    expect(found.filter(({ rule }) => rule === 'C3')).toHaveLength(items);
  });

  it('put no two departments together', () => {
    const half = many(10, 4, { ratio: 1 }, { ratio: 1.2 }).map((entry, index) => ({
      ...entry,
      lead: index % 2 === 0 ? '市民課' : '人事課',
    }));
    expect(checkDepartments(half)).toEqual([]);
  });
});

describe('the draw', () => {
  const names = fc.uniqueArray(fc.stringMatching(/^[a-z]{1,6}\/[a-z]{1,6}$/), { maxLength: 30 });

  it('is the same for the same seed, whatever the order, and draws no more than there are', () => {
    fc.assert(
      fc.property(names, fc.string(), (list, seed) => {
        const drawn = drawByLot(list, seed);
        expect(drawByLot(list.toReversed(), seed)).toEqual(drawn);
        expect(drawn).toHaveLength(Math.min(DRAWN, list.length));
        expect(new Set(drawn).size).toBe(drawn.length);
        expect(list).toEqual(expect.arrayContaining(drawn));
      }),
    );
  });

  it('draws each KPI about as often as any other', () => {
    const list = Array.from({ length: 12 }, (_, index) => `initiative-${index}/kpi`);
    const times = new Map<string, number>();
    for (let round = 0; round < 400; round += 1)
      for (const drawn of drawByLot(list, seedOf(`round-${round}`, [])))
        times.set(drawn, (times.get(drawn) ?? 0) + 1);
    // Three of twelve, four hundred times: a hundred each, give or take five standard deviations.
    for (const item of list) expect(Math.abs((times.get(item) ?? 0) - 100)).toBeLessThan(45);
  });

  it('has a seed that names its round and depends on every answer, not on their order', () => {
    const seed = seedOf('2026Q1', ['a=1', 'b=2']);
    expect(seed).toMatch(/^2026Q1-[0-9a-f]{8}$/);
    expect(seedOf('2026Q1', ['b=2', 'a=1'])).toBe(seed);
    expect(seedOf('2026Q1', ['a=1', 'b=3'])).not.toBe(seed);
  });
});

describe('likeness of texts', () => {
  it('is one for a text and itself, the same both ways, and between nought and one', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 60 }), fc.string({ maxLength: 60 }), (a, b) => {
        expect(similarityOf(a, a)).toBe(1);
        expect(similarityOf(a, b)).toBe(similarityOf(b, a));
        expect(similarityOf(a, b)).toBeGreaterThanOrEqual(0);
        expect(similarityOf(a, b)).toBeLessThanOrEqual(1);
      }),
    );
  });
});
