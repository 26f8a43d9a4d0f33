import { describe, expect, it } from 'vitest';
import { addQuarters } from '../../../shared/calendar/fiscal.ts';
import { Triggers } from '../../../shared/plan/plan.ts';
import { judgeInitiative } from '../../../shared/progress/judge-initiative.ts';
import { TRIGGER_TAGS } from '../../../shared/progress/trigger-tags.ts';
import { aMilestone, anInitiative, anInput, whole } from './builders.ts';

/** Tablets, from 20 to 60 in three years, with these values up to 2026Q4. */
const upTo2026Q4 = (...values: number[]) => ({
  'kpi-tablets': Object.fromEntries(
    values.map((value, i) => [addQuarters('2026Q4', i + 1 - values.length), whole(value)]),
  ),
});
const tagsOf = (parts: Parameters<typeof anInput>[0]) =>
  judgeInitiative(anInput({ quarter: '2026Q4', ...parts })).tags;

describe('the marks a quarter leaves for the triggers of those to come', () => {
  const trial = anInitiative({ milestones: [aMilestone({ item: '端末', text: '試行、検証' })] });
  const done = { 'ms-select': { done: '2026Q2', state: null } } as const;

  it('E3: the trial is done and the outcome still late', () => {
    const late = { initiative: trial, actuals: upTo2026Q4(20, 20) };
    expect(tagsOf({ ...late, milestones: done })).toContain(TRIGGER_TAGS.unproven);
    expect(tagsOf({ ...late, milestones: {} })).not.toContain(TRIGGER_TAGS.unproven);
    expect(tagsOf({ initiative: trial, actuals: upTo2026Q4(32), milestones: done })).not.toContain(
      TRIGGER_TAGS.unproven,
    );
    const triggers = Triggers.parse({ trialWord: '実証' });
    expect(tagsOf({ ...late, milestones: done, triggers })).not.toContain(TRIGGER_TAGS.unproven);
  });

  it('R2: 計画比 at least as far above the plan as the city says', () => {
    expect(tagsOf({ actuals: upTo2026Q4(35) })).toContain(TRIGGER_TAGS.ahead);
    expect(tagsOf({ actuals: upTo2026Q4(34) })).not.toContain(TRIGGER_TAGS.ahead);
    expect(tagsOf({ actuals: upTo2026Q4(34), triggers: Triggers.parse({ aheadRatio: 1.1 }) })).toContain(
      TRIGGER_TAGS.ahead,
    );
  });

  it('R4: forecast to miss, and what is needed is over twice what the last quarter brought', () => {
    const crawling = upTo2026Q4(20, 20.5, 21, 21.5, 22, 22.5, 23);
    expect(tagsOf({ actuals: crawling })).toContain(TRIGGER_TAGS.outOfReach);
    expect(tagsOf({ actuals: crawling, triggers: Triggers.parse({ paceTimes: 20 }) })).not.toContain(
      TRIGGER_TAGS.outOfReach,
    );
    expect(tagsOf({ actuals: upTo2026Q4(22.5, 23) })).not.toContain(TRIGGER_TAGS.outOfReach);
  });
});
