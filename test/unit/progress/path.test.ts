import { describe, expect, it } from 'vitest';
import type { QuarterId } from '../../../shared/calendar/fiscal.ts';
import { dateOf } from '../../../shared/calendar/time.ts';
import { approvePaths } from '../../../shared/plan/approve-path.ts';
import { keepLedgers } from '../../../shared/plan/ledger.ts';
import { type Kpi, Plan } from '../../../shared/plan/plan.ts';
import { findPathFaults, findShareFaults } from '../../../shared/progress/path/check-path.ts';
import type { PathDesk } from '../../../shared/progress/path/path-desk.ts';
import { layOutProposals, readPathTable } from '../../../shared/progress/path/path-table.ts';
import { proposePath } from '../../../shared/progress/path/propose-path.ts';
import { proposeShares } from '../../../shared/progress/path/propose-shares.ts';
import { judgedKpiOf } from '../../../shared/progress/plan-kpi.ts';
import { isGuide, plannedValue } from '../../../shared/progress/planned-path.ts';
import { aKpi, anInitiative, aPlan } from '../../support/builders.ts';

const UNSET = { unset: true, by: '2026-09-30' };
const frameOf = (kpi: Kpi, from: QuarterId = '2026Q1', goals: object[] = []) => {
  const plan = aPlan({ initiatives: [anInitiative({ kpis: [kpi] })] });
  return { plan: Plan.parse({ ...plan, vision: { ...plan.vision, goals } }), from };
};
const propose = (kpi: Kpi, from?: QuarterId, goals?: object[]) => {
  const proposal = proposePath(kpi, frameOf(kpi, from, goals));
  if (!proposal.ok) throw new Error(proposal.faults.map(({ message }) => message).join());
  return proposal;
};
const messages = (kpi: Kpi) => {
  const proposal = proposePath(kpi, frameOf(kpi));
  return proposal.ok ? [] : proposal.faults.map(({ message }) => message);
};
const aTotal = (parts: object = {}) =>
  aKpi({ kind: 'cumulative', targets: { 2026: 100, 2027: 120, 2028: 200 }, ...parts });

describe('a proposed path', () => {
  it('runs backwards from the targets of the years to the baseline, a piece for each year', () => {
    const { values, basis } = propose(aKpi());
    expect(values).toEqual({
      '2026Q1': 23,
      '2026Q2': 26,
      '2026Q3': 29,
      '2026Q4': 32,
      '2027Q1': 36,
      '2027Q2': 39,
      '2027Q3': 43,
      '2027Q4': 46,
      '2028Q1': 50,
      '2028Q2': 53,
      '2028Q3': 57,
      '2028Q4': 60,
    });
    expect(basis).toBe(
      '基準20台（R7第4四半期）から、目標へ逆算して直線で引きました：R8末32台、R9末46台、R10末60台',
    );
  });

  it('of a yearly total comes in by its shares, each year to its own target', () => {
    const kpi = aTotal({ shares: [0.1, 0.2, 0.3, 0.4] });
    expect(propose(kpi, '2027Q3').values).toEqual({
      '2027Q3': 72,
      '2027Q4': 120,
      '2028Q1': 20,
      '2028Q2': 60,
      '2028Q3': 120,
      '2028Q4': 200,
    });
  });

  it('of a yearly total never goes back behind what was recorded of the year, by rounding either', () => {
    const kpi = aTotal({ targets: { 2028: 1 }, shares: [0.25, 0.051, 0, 0.699] });
    expect(propose(kpi, '2028Q3').values).toEqual({ '2028Q3': 0.301, '2028Q4': 1 });
  });

  it('leads on to the vision’s goal where the plan’s own targets stop short', () => {
    const kpi = aKpi({ targets: { 2026: 32, 2028: UNSET } });
    const goal = {
      id: 'goal',
      pillar: 'pillar',
      name: '端末',
      unit: '台',
      kind: 'level',
      polarity: 'up',
      baseline: { value: 20, at: '2025Q4' },
      targetYear: 2030,
      target: 64,
      readFrom: [kpi.id],
    };
    const { values, basis } = propose(kpi, '2028Q1', [goal]);
    expect(values).toEqual({ '2028Q1': 42, '2028Q2': 44, '2028Q3': 46, '2028Q4': 48 });
    expect(basis).toContain('R12末64台（終わりはビジョンの目標）');
    expect(() => propose(aKpi({ targets: { 2026: UNSET } }), '2026Q1', [{ ...goal, unit: '人' }])).toThrow(
      '目標が、どの年度も未設定です',
    );
  });

  it('has values for the quarters the KPI is due in, and none that a round has asked about', () => {
    expect(Object.keys(propose(aKpi({ frequency: { every: 'half-year' } }), '2027Q2').values)).toEqual([
      '2027Q2',
      '2027Q4',
      '2028Q2',
      '2028Q4',
    ]);
  });

  it.each([
    ['a missing baseline', { baseline: UNSET }, '基準値が未設定です。計画値を出すには、基準値とその時点を'],
    ['a missing target', { targets: { 2026: UNSET } }, '目標が、どの年度も未設定です'],
    ['a baseline equal to the target', { targets: { 2028: 20 } }, '基準値とR10の目標が、どちらも20台です'],
    ['a range to keep', { polarity: 'keep', range: [1, 2] }, '範囲の下限と上限で判定します'],
    ['a total that is to shrink', { kind: 'cumulative', polarity: 'down' }, '四半期配分を定めてください'],
    ['a total aimed at nothing', { kind: 'cumulative', targets: { 2026: 0 } }, '0より大きい目標にするか'],
    ['a KPI repeated from elsewhere', { sharedFrom: 'kpi-other' }, 'もとの指標で定めます'],
  ])('is refused for %s', (_, parts, message) => {
    expect(messages(aKpi(parts))).toEqual([expect.stringContaining(message)]);
  });
});

describe('written values', () => {
  const faultsOf = (kpi: Kpi, written: Record<string, number | null>, from: QuarterId = '2028Q1') =>
    findPathFaults(kpi, written, frameOf(kpi, from)).map(({ where, message }) => `${where} ${message}`);
  const good = { '2028Q1': 48, '2028Q2': 47, '2028Q3': 55, '2028Q4': 60 };

  it('may stray between the targets, for a plan may dip first', () => {
    expect(faultsOf(aKpi(), good)).toEqual([]);
  });

  it('end at the target of their year', () => {
    expect(faultsOf(aKpi(), { ...good, '2028Q4': 59 })).toEqual([
      'path.2028Q4 指標「タブレット端末数」のR10第4四半期の計画値59が、R10の目標60と違います。目標と同じ数にしてください。',
    ]);
  });

  it('leave no quarter out, and touch none that was asked about', () => {
    expect(faultsOf(aKpi(), { ...good, '2028Q2': null, '2027Q4': 46 })).toEqual([
      expect.stringContaining('path.2027Q4 '),
      expect.stringContaining('R10第2四半期の計画値がありません'),
    ]);
  });

  it('of a yearly total never go back within the year, recorded quarters included', () => {
    expect(faultsOf(aTotal(), { '2028Q1': 50, '2028Q2': 40, '2028Q3': 90, '2028Q4': 200 })).toEqual([
      expect.stringContaining('R10第1四半期の50より小さく'),
    ]);
    expect(faultsOf(aTotal(), { '2028Q3': 99, '2028Q4': 200 }, '2028Q3')).toEqual([
      expect.stringContaining('R10第2四半期の100より小さく'),
    ]);
  });
});

describe('seasonal shares', () => {
  it('are proposed from how last year’s total came in, in thousandths that add up', () => {
    expect(
      proposeShares(
        { unit: '件' },
        { '2025Q1': 10, '2025Q2': 30, '2025Q3': 40, '2025Q4': 60, '2026Q1': 99 },
        2025,
      ),
    ).toEqual({
      shares: [0.167, 0.333, 0.167, 0.333],
      source: '令和7年度の実績（累計）から：第1四半期10、第2四半期30、第3四半期40、第4四半期60件',
      isMeasured: true,
    });
  });

  it.each([
    ['nothing is known', {}, 'ない'],
    ['a quarter is missing', { '2025Q1': 1, '2025Q4': 4 }, '四半期ごとにそろわない'],
    ['the total shrinks', { '2025Q1': 9, '2025Q2': 3, '2025Q3': 4, '2025Q4': 5 }, '増える累計になっていない'],
  ])('are even, and say why, where %s', (_, totals, why) => {
    expect(proposeShares({ unit: '件' }, totals, 2025)).toEqual({
      shares: [0.25, 0.25, 0.25, 0.25],
      source: `令和7年度の実績が${why}ため、均等にしました`,
      isMeasured: false,
    });
  });

  it('part each half evenly where only the halves are known', () => {
    expect(proposeShares({ unit: '件' }, { '2025Q2': 40, '2025Q4': 100 }, 2025).shares).toEqual([
      0.2, 0.2, 0.3, 0.3,
    ]);
  });

  it.each([
    [[0.3, 0.3, 0.3, 0.3], '四半期配分の合計が1.2です。合計を1にしてください。'],
    [[-0.1, 0.5, 0.3, 0.3], '第1四半期の配分が-0.1です。0以上にしてください。'],
    [[0.25, null, 0.5, 0.25], '第2四半期の配分がありません'],
  ])('%j are refused', (written, message) => {
    const { faults, shares } = findShareFaults(aTotal(), written);
    expect(faults.map((fault) => fault.message)).toEqual([expect.stringContaining(message)]);
    expect(shares).toBeNull();
  });

  it('belong to yearly totals alone', () => {
    expect(findShareFaults(aKpi(), [0.25, 0.25, 0.25, 0.25]).faults[0]?.where).toBe('kind');
  });
});

describe('an approval', () => {
  const planOf = (kpi: Kpi) => aPlan({ initiatives: [anInitiative({ kpis: [kpi] })] });
  const kpiOf = (plan: Plan): Kpi => {
    const kpi = plan.initiatives[0]?.kpis[0];
    if (!kpi) throw new Error('the plan has lost its KPI');
    return kpi;
  };
  const judged = (plan: Plan) => judgedKpiOf(kpiOf(plan), plan.period);
  const GIVEN = { by: '副市長', from: '2026Q3' as const };
  const approveShares = (before: Plan) => {
    const kpi = kpiOf(before).id;
    const after = approvePaths(before, [{ what: 'shares', kpi, shares: [0.1, 0.2, 0.3, 0.4] }], '2026Q3');
    return keepLedgers(before, after, dateOf('2026-10-20'), [{ kpi, what: 'shares', ...GIVEN }]);
  };

  it('of a path puts its name, its day and its first quarter on record and keeps the path it replaces', () => {
    const before = planOf(aKpi({ path: { '2026Q2': 25, '2026Q4': 32 } }));
    const kpi = kpiOf(before).id;
    const after = approvePaths(
      before,
      [{ what: 'path', kpi, values: { '2026Q3': 30, '2026Q4': 32 } }],
      '2026Q3',
    );
    const kept = keepLedgers(before, after, dateOf('2026-10-20'), [{ kpi, what: 'path', ...GIVEN }]);
    expect(kpiOf(kept).path).toEqual({ '2026Q2': 25, '2026Q3': 30, '2026Q4': 32 });
    expect(kpiOf(kept).ledger).toMatchObject({
      paths: [{ path: { '2026Q2': 25, '2026Q4': 32 }, on: '2026-10-20' }],
      approved: { path: { by: '副市長', on: '2026-10-20', from: '2026Q3' } },
    });
    expect(Plan.parse(kept)).toEqual(kept);
  });

  it('ends with the path it approved, and the ledger says who had approved that', () => {
    const before = planOf(aKpi({ path: { '2026Q4': 32 } }));
    const kpi = kpiOf(before).id;
    const approved = keepLedgers(before, before, dateOf('2026-10-20'), [{ kpi, what: 'path', ...GIVEN }]);
    const carried = keepLedgers(approved, planOf(aKpi({ path: { '2026Q4': 32 } })), dateOf('2026-11-01'));
    expect(kpiOf(carried).ledger?.approved.path?.by).toBe('副市長');
    const edited = keepLedgers(approved, planOf(aKpi({ path: { '2026Q4': 31 } })), dateOf('2026-11-01'));
    expect(kpiOf(edited).ledger?.approved).toEqual({});
    expect(kpiOf(edited).ledger?.paths).toEqual([{ path: { '2026Q4': 32 }, on: '2026-11-01', by: '副市長' }]);
  });

  it('never comes in a file', () => {
    const forged = planOf(aKpi({ ledger: { approved: { path: { ...GIVEN, on: '2026-10-20' } } } }));
    expect(kpiOf(keepLedgers(planOf(aKpi()), forged, dateOf('2026-10-20'))).ledger).toBeUndefined();
  });

  it('of shares makes the values from then on a plan; what was recorded before stays 目安 by the shares of then', () => {
    const approved = approveShares(planOf(aTotal()));
    const kpi = judged(approved);
    expect(plannedValue(kpi, '2026Q2')).toBe(50);
    expect(isGuide(kpi, '2026Q2')).toBe(true);
    expect(plannedValue(kpi, '2026Q3')).toBeCloseTo(60);
    expect(isGuide(kpi, '2026Q3')).toBe(false);
  });

  it('of shares takes the place of values written for the quarters to come', () => {
    const approved = approveShares(planOf(aTotal({ path: { '2026Q2': 45, '2026Q3': 70, '2026Q4': 100 } })));
    expect(kpiOf(approved).path).toEqual({ '2026Q2': 45 });
    expect(kpiOf(approved).ledger?.paths).toHaveLength(1);
  });

  it('of shares ends with them, and a file that leaves them out returns to even ones for the quarters to come', () => {
    const approved = approveShares(planOf(aTotal()));
    const edited = keepLedgers(approved, planOf(aTotal()), dateOf('2027-01-20'));
    expect(kpiOf(edited).ledger?.approved).toEqual({});
    expect(plannedValue(judged(edited), '2026Q3')).toBeCloseTo(60);
    expect(plannedValue(judged(edited), '2026Q4')).toBe(100);
    expect(plannedValue(judged(edited), '2027Q1')).toBe(30);
  });
});

describe('proposals as a table', () => {
  const desk = (kpi: Kpi): PathDesk => {
    const frame = frameOf(kpi, '2028Q1');
    const shares = kpi.kind === 'cumulative' ? proposeShares(kpi, {}, 2025) : null;
    return {
      initiative: anInitiative({ kpis: [kpi] }),
      kpi,
      frame,
      totals: {},
      shares,
      proposal: proposePath(kpi, frame),
    };
  };
  const desks = [desk(aKpi()), desk(aTotal({ id: 'kpi-total', name: '申請件数' }))];
  const sheet = (rows: readonly (readonly string[])[]) => ({
    name: 'CSV',
    cells: rows.map((row) => row.map((value) => ({ value }))),
  });
  const faultsOf = (row: string[]) => {
    const reading = readPathTable(sheet([['番号', '指標名', '四半期配分', '計画値'], row]), desks);
    return reading.ok ? [] : reading.faults.map(({ where, message }) => `${where} ${message}`);
  };

  it('are read back as what was proposed', () => {
    expect(readPathTable(sheet(layOutProposals(desks)), desks)).toEqual({
      ok: true,
      decisions: [
        {
          what: 'path',
          kpi: 'kpi-tablets',
          values: { '2028Q1': 50, '2028Q2': 53, '2028Q3': 57, '2028Q4': 60 },
        },
        { what: 'shares', kpi: 'kpi-total', shares: [0.25, 0.25, 0.25, 0.25] },
      ],
    });
  });

  it('decide nothing in a row left blank', () => {
    expect(faultsOf(['2-1-1', 'タブレット端末数', '', ''])).toEqual([]);
  });

  it.each([
    [['9-9-9', 'なぞ', '1・0・0・0', ''], '2行目「指標名」 「9-9-9 なぞ」という指標は計画にありません'],
    [['2-1-1', '申請件数', '0.5・0.5', ''], '2行目「四半期配分」 「0.5・0.5」を、0.25・0.25・0.25・0.25'],
    [
      ['2-1-1', '申請件数', '0.5・0.4・0・0', ''],
      '2行目「四半期配分」 指標「申請件数」の四半期配分の合計が0.9',
    ],
    [['2-1-1', 'タブレット端末数', '', '2028Q1: 多め'], '2行目「計画値」 「2028Q1: 多め」を、2026Q1: 35'],
    [
      ['2-1-1', 'タブレット端末数', '', '2028Q1: 50'],
      '2行目「計画値」 指標「タブレット端末数」のR10第2四半期の計画値がありません',
    ],
  ])('name what is wrong in %j', (row, fault) => {
    expect(faultsOf(row)[0]).toContain(fault);
  });

  it('say which heading is missing', () => {
    expect(readPathTable(sheet([['番号', '計画値']]), desks)).toEqual({
      ok: false,
      faults: [{ where: '1行目', message: '見出し「指標名」がありません。' }],
    });
  });
});
