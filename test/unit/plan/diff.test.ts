import { describe, expect, it } from 'vitest';
import { describeChanges, diffPlans } from '../../../shared/plan/diff.ts';
import type { Plan } from '../../../shared/plan/plan.ts';
import { aDirectory, aKpi, anInitiative, aPlan, sampleCity } from './builders.ts';

const lines = (before: Plan | null, after: Plan) =>
  describeChanges(diffPlans(before, after, aDirectory()), after);
const withInitiative = (overrides: Record<string, unknown>) =>
  aPlan({ initiatives: [anInitiative(overrides)] });

describe('telling what an import would change', () => {
  it('finds nothing between a plan and itself', () => {
    const { plan } = sampleCity();
    expect(diffPlans(plan, structuredClone(plan))).toEqual([]);
    expect(describeChanges([], plan)).toEqual(['変更はありません。']);
  });

  it('lists a first import by its initiatives, not by every part of them', () => {
    const { plan } = sampleCity();
    const changes = diffPlans(null, plan);
    expect(changes.every(({ kind }) => kind === 'added')).toBe(true);
    expect(changes.filter(({ part }) => part === 'initiative')).toHaveLength(24);
    expect(changes.filter(({ part }) => part === 'kpi' || part === 'milestone')).toEqual([]);
  });

  it('says where a KPI joins, ends, goes into another, repeats one or is published late', () => {
    const kpis = (overrides: Record<string, unknown>) => [
      aKpi(overrides),
      aKpi({ id: 'other', name: '利用時間' }),
    ];
    const now = { lag: 3, since: '2024Q2', until: '2025Q4', mergedInto: 'other', sharedFrom: 'other' };
    expect(lines(withInitiative({ kpis: kpis({}) }), withInitiative({ kpis: kpis(now) }))).toEqual([
      '変更　2-1-1 現場に持ち出せるタブレット端末の配備',
      '　　指標「タブレット端末数」を変更',
      '　　　　公表遅れ：（なし） → 3か月',
      '　　　　開始四半期：（なし） → R6第2四半期',
      '　　　　終了四半期：（なし） → R7第4四半期',
      '　　　　集約先：（なし） → 2-1-1/利用時間',
      '　　　　再掲元：（なし） → 2-1-1/利用時間',
    ]);
  });

  it('says of each field what it was and what it is now', () => {
    const after = withInitiative({
      title: '端末の配備',
      owners: [{ department: 'kenchiku' }, { department: 'doboku', role: 'unit' }],
      purpose: { unset: true, by: '2026-09-30' },
      kpis: [aKpi({ targets: { 2024: 5, 2025: 20, 2026: 80 }, tolerance: 1 })],
    });
    expect(lines(aPlan(), after)).toEqual([
      '変更　2-1-1 端末の配備',
      '　　取り組み名：現場に持ち出せるタブレット端末の配備 → 端末の配備',
      '　　目的：市民への対応を早める。 → 未設定（2026-09-30まで）',
      '　　所管部署：土木管理課（主） → 建築課（主）、土木管理課',
      '　　指標「タブレット端末数」を変更',
      '　　　　目標（R8）：60 → 80',
      '　　　　許容差：0 → 1',
    ]);
  });

  it('tells parts that came and went, under the initiative they belong to', () => {
    const after = withInitiative({
      kpis: [aKpi({ id: 'other', name: '別の指標' })],
      milestones: [],
      exitRules: { unset: true, by: '2026-09-30' },
    });
    expect(lines(aPlan(), after)).toEqual([
      '変更　2-1-1 現場に持ち出せるタブレット端末の配備',
      '　　撤退基準：設定済み → 未設定（2026-09-30まで）',
      '　　指標「別の指標」を追加',
      '　　指標「タブレット端末数」を削除',
      '　　年度別取り組み「試行⇒検証：試行及び検証」を削除',
      '　　撤退基準「10台を下回るときは縮小する。」を削除',
    ]);
  });

  it('heads parts with their initiative even where it has no change of its own', () => {
    const after = withInitiative({
      milestones: [{ id: 'm1', item: '試行⇒検証', fiscalYear: 2024, text: '試行及び検証', due: '2024Q3' }],
    });
    expect(lines(aPlan(), after)).toEqual([
      '変更　2-1-1 現場に持ち出せるタブレット端末の配備',
      '　　年度別取り組み「試行⇒検証：試行及び検証」を変更',
      '　　　　期限：R6第4四半期 → R6第3四半期',
    ]);
  });

  it('tells initiatives that came and went, and the plan’s own parts', () => {
    const after = aPlan({
      title: '新しいプラン',
      initiatives: [anInitiative({ id: 'second', code: '9', title: '別の取り組み' })],
    });
    expect(lines(aPlan(), after)).toEqual([
      '変更　新しいプラン',
      '　　計画名：推進プラン → 新しいプラン',
      '追加　9 別の取り組み',
      '削除　2-1-1 現場に持ち出せるタブレット端末の配備',
    ]);
  });

  it('matches by id first, then by code, then by title', () => {
    const renumbered = withInitiative({ id: 'another', code: '9' });
    expect(lines(aPlan(), renumbered)).toEqual([
      '変更　9 現場に持ち出せるタブレット端末の配備',
      '　　番号：2-1-1 → 9',
    ]);
  });

  it('cuts long texts in a line, and keeps them whole in the change', () => {
    const policy = '長い方針。'.repeat(50);
    const after = withInitiative({ policy });
    expect(lines(aPlan(), after)[1]).toHaveLength('　　取組方針：端末を配備する。 → '.length + 41);
    expect(diffPlans(aPlan(), after)[0]?.fields).toEqual([
      { field: '取組方針', was: '端末を配備する。', now: policy },
    ]);
  });
});
