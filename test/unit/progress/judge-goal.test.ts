import { describe, expect, it } from 'vitest';
import type { QuarterId } from '../../../shared/calendar/fiscal.ts';
import { VisionGoal } from '../../../shared/plan/plan.ts';
import { judgeGoal } from '../../../shared/progress/judge-goal.ts';
import { sampleCity } from '../plan/builders.ts';

/** Overtime of a year, from 73,000 hours in 2024 to 65,000 in 2028. */
function aGoal(parts: Record<string, unknown> = {}): VisionGoal {
  return VisionGoal.parse({
    id: 'goal-overtime',
    pillar: 'people',
    name: '時間外労働時間合計',
    unit: '時間',
    kind: 'cumulative',
    polarity: 'down',
    baseline: { value: 73_000, at: '2024Q4' },
    targetYear: 2028,
    target: 65_000,
    ...parts,
  });
}

describe('a five-year goal', () => {
  it('that is a yearly total is compared with the straight line to its last year', () => {
    expect(judgeGoal(aGoal(), { '2026Q4': 69_000 }, '2026Q4')).toMatchObject({
      actual: 69_000,
      judgement: { planned: 69_000 },
    });
    expect(judgeGoal(aGoal(), { '2028Q4': 70_000 }, '2028Q4').judgement?.planned).toBe(65_000);
  });

  it('that is a yearly total is 達成 in its last year alone, however far a year before has come', () => {
    const status = (quarter: QuarterId, value: number) =>
      judgeGoal(aGoal(), { [quarter]: value }, quarter).judgement;
    expect(status('2026Q4', 69_000)).toMatchObject({
      status: 'on-track',
      rule: '5a',
      tags: [],
      reason:
        '令和8年度の累計69,000時間は、令和10年度の目標65,000時間への目安69,000時間に達している（目標の年度の前のため順調、判定基準5a）',
    });
    expect(status('2026Q4', 64_000)).toMatchObject({ status: 'on-track', tags: ['目標水準'] });
    expect(status('2028Q4', 65_000)).toMatchObject({ status: 'achieved', tags: [] });
    expect(status('2029Q4', 65_000)).toMatchObject({ status: 'achieved' });
  });

  it('keeps its target once its last year is over', () => {
    expect(judgeGoal(aGoal(), { '2029Q4': 64_000 }, '2029Q4').judgement?.planned).toBe(65_000);
  });

  it('that is a level lies on the way from its baseline to its target', () => {
    const goal = aGoal({ kind: 'level', baseline: { value: 28, at: '2024Q4' }, target: 12, unit: '分' });
    const { judgement } = judgeGoal(goal, { '2026Q4': 20 }, '2026Q4');
    expect(judgement).toMatchObject({ planned: 20, status: 'on-track' });
  });

  it.each([
    ['target', { target: { unset: true, by: '2026-09-30' } }],
    ['baseline', { baseline: { unset: true, by: '2026-09-30' } }],
  ])('without a %s is shown but not judged', (_, parts) => {
    expect(judgeGoal(aGoal(parts), { '2026Q4': 69_000 }, '2026Q4')).toEqual({
      judgement: null,
      actual: 69_000,
    });
  });

  it('without a value has none, not zero', () => {
    expect(judgeGoal(aGoal(), {}, '2026Q4').actual).toBeNull();
  });
});

/** Each goal on its line to R10, judged at the end of the plan's last year (R8). */
describe('the six goals of the vision', () => {
  const { plan } = sampleCity();
  const goalOf = (id: string) => {
    const goal = plan.vision.goals.find((candidate) => candidate.id === id);
    if (goal === undefined) throw new Error(`the sample plan has no goal "${id}"`);
    return goal;
  };
  const halfway = (id: string, actual: number) => judgeGoal(goalOf(id), { '2026Q4': actual }, '2026Q4');

  it('are six, due in the vision’s last year (R10), after the plan’s own (R8)', () => {
    expect(plan.vision.goals.map(({ targetYear }) => targetYear)).toEqual(Array(6).fill(2028));
    expect(plan.period.to).toBe(2026);
  });

  it.each([
    ['時間外労働時間合計', 'goal-overtime', 61_000, 'on-track'],
    ['有給休暇取得率平均', 'goal-leave', 48.67, 'on-track'],
    ['申請者の手続き時間の半減（1件当たり）', 'goal-procedure-time', 19.6, 'on-track'],
    ['行政経営戦略推進ビジョン・プランによる効果額', 'goal-effect', 300, 'on-track'],
    ['公共施設等のあり方に関する実施計画における目標の達成', 'goal-facilities', 60, 'on-track'],
  ])('%s is planned for R8 on the way to R10, not at its end', (name, id, planned, status) => {
    expect(goalOf(id).name).toBe(name);
    const { judgement } = halfway(id, planned);
    expect(judgement?.planned).toBeCloseTo(planned, 1);
    // Whatever a year has reached, nothing is 達成 before R10.
    expect(judgement?.status).toBe(status);
  });

  it('DX・情報化に関する資格取得者数 has no target yet (〇人) and is not judged', () => {
    expect(goalOf('goal-qualified-staff').name).toBe('DX・情報化に関する資格取得者数');
    expect(halfway('goal-qualified-staff', 30)).toEqual({ judgement: null, actual: 30 });
  });

  it('read the plan’s KPIs without taking their target for R8 for their own', () => {
    const kpi = plan.initiatives.flatMap(({ kpis }) => kpis).find(({ id }) => id === 'overtime-hours');
    expect(goalOf('goal-overtime').readFrom).toEqual(['overtime-hours']);
    expect(halfway('goal-overtime', 61_000).judgement?.planned).not.toBe(kpi?.targets[2026]);
  });
});
