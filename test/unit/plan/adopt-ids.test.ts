import { describe, expect, it } from 'vitest';
import { adoptIds } from '../../../shared/plan/adopt-ids.ts';
import { aKpi, anInitiative, aPlan } from './builders.ts';

const unset = { unset: true, by: '2026-09-30' };
const imported = (overrides: Record<string, unknown>) =>
  anInitiative({
    id: 'i-2-1-1',
    kpis: [aKpi({ id: 'i-2-1-1-k' })],
    milestones: [
      { id: 'i-2-1-1-m', item: '試行⇒検証', fiscalYear: 2024, text: '試行及び検証', due: '2024Q4' },
    ],
    exitRules: [
      {
        id: 'i-2-1-1-x',
        text: '10台を下回るときは縮小する。',
        measure: { on: 'kpi', kpi: 'i-2-1-1-k', comparator: 'below', threshold: 10, at: '2026Q4' },
        action: 'reduce',
      },
    ],
    ...overrides,
  });
const adopt = (initiatives: unknown[], stored = aPlan()) =>
  adoptIds(aPlan({ id: 'new', initiatives }), stored);
const idsOf = (initiatives: unknown[], stored = aPlan()) =>
  adopt(initiatives, stored).initiatives.map(({ id, code }) => `${code} ${id}`);

describe('adopting the ids of the stored plan', () => {
  it('gives the same plan the same ids, down to the KPI an exit rule names', () => {
    expect(adopt([imported({})])).toEqual(aPlan());
  });

  it('leaves a first import as it is', () => {
    const first = aPlan({ initiatives: [imported({})] });
    expect(adoptIds(first, null)).toBe(first);
  });

  it('knows an initiative that was renamed by its code, and one that was renumbered by its title', () => {
    expect(idsOf([imported({ title: '端末の配備' })])).toEqual(['2-1-1 tablets']);
    expect(idsOf([imported({ code: '2-1-7' })])).toEqual(['2-1-7 tablets']);
  });

  it('trusts the title before the code when two initiatives change places', () => {
    const other = { kpis: [], exitRules: unset };
    const stored = aPlan({
      initiatives: [
        anInitiative({ id: 'first', code: '1', title: '甲', ...other, milestones: [] }),
        anInitiative({ id: 'second', code: '2', title: '乙', ...other, milestones: [] }),
      ],
    });
    const swapped = [
      imported({ id: 'i-1', code: '1', title: '乙', ...other, milestones: [] }),
      imported({ id: 'i-2', code: '2', title: '甲', ...other, milestones: [] }),
    ];
    expect(idsOf(swapped, stored)).toEqual(['1 second', '2 first']);
  });

  it('does not tell names apart by width or spaces', () => {
    const stored = aPlan({ initiatives: [anInitiative({ kpis: [aKpi({ name: 'ＤＸ 端末数' })] })] });
    const again = adopt([imported({ kpis: [aKpi({ id: 'i-2-1-1-k', name: 'DX端末数' })] })], stored);
    expect(again.initiatives[0]?.kpis[0]?.id).toBe('count');
  });

  it('leaves a new KPI its derived id', () => {
    const kpis = [aKpi({ id: 'i-2-1-1-k' }), aKpi({ id: 'i-2-1-1-k-new', name: '新しい指標' })];
    expect(adopt([imported({ kpis })]).initiatives[0]?.kpis.map(({ id }) => id)).toEqual([
      'count',
      'i-2-1-1-k-new',
    ]);
  });

  it('never gives a new initiative an id that was another’s', () => {
    const stored = aPlan({ initiatives: [anInitiative({ id: 'i-2-1-2', code: '2-1-1' })] });
    const newOne = imported({
      id: 'i-2-1-2',
      code: '2-1-2',
      title: '別の取り組み',
      kpis: [],
      milestones: [],
      exitRules: unset,
    });
    expect(idsOf([imported({}), newOne], stored)).toEqual(['2-1-1 i-2-1-2', '2-1-2 i-2-1-2-2']);
  });
});
