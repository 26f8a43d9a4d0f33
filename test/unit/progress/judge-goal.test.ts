import { describe, expect, it } from 'vitest';
import { VisionGoal } from '../../../shared/plan/plan.ts';
import { judgeGoal } from '../../../shared/progress/judge-goal.ts';

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
