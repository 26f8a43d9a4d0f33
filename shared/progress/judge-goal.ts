import { parseQuarter, type QuarterId } from '../calendar/fiscal.ts';
import { fiscalYearName } from '../calendar/japanese-date.ts';
import { isUnset, type VisionGoal } from '../plan/plan.ts';
import { judgeKpi } from './judge-kpi.ts';
import { type Judgement, TAGS } from './judgement.ts';
import { measureWords } from './number-words.ts';

/** How a five-year goal stands, read from the values of the plan. */
export interface GoalJudgement {
  /** Null while the goal's own target or baseline is not set. */
  readonly judgement: Judgement | null;
  readonly actual: number | null;
}

/**
 * Judges a vision's goal like a KPI whose target year is the vision's last. A yearly total has no target of its own
 * for the years between, so they lie on the straight line from the baseline's year to the target year; past it the
 * target stands. Such a total is 達成 in the target year alone: a year that reaches its point on the line before is 順調.
 */
export function judgeGoal(
  goal: VisionGoal,
  values: Readonly<Record<string, number | null>>,
  asOf: QuarterId,
): GoalJudgement {
  const actual = values[asOf] ?? null;
  if (isUnset(goal.target) || isUnset(goal.baseline)) return { judgement: null, actual };
  const { kind, polarity, baseline, target, targetYear, unit } = goal;
  const { fiscalYear } = parseQuarter(asOf);
  const from = parseQuarter(baseline.at).fiscalYear;
  const span = targetYear - from;
  const ofYear =
    span > 0 ? baseline.value + (target - baseline.value) * Math.min(1, (fiscalYear - from) / span) : target;
  const targets = kind === 'cumulative' ? { [fiscalYear]: ofYear } : { [targetYear]: target };
  const judgement = judgeKpi({
    kpi: { kind, polarity, baseline, targets, tolerance: 0, unit },
    actuals: { ...values },
    asOf,
  });
  const isEarly = kind === 'cumulative' && fiscalYear < targetYear && judgement.status === 'achieved';
  if (!isEarly || actual === null) return { judgement, actual };
  const isAtTarget = polarity === 'down' ? actual <= target : actual >= target;
  const [total, point, end] = [actual, ofYear, target].map((value) => measureWords(value, unit));
  return {
    judgement: {
      ...judgement,
      status: 'on-track',
      reason: `${fiscalYearName(fiscalYear)}の累計${total}は、${fiscalYearName(targetYear)}の目標${end}への目安${point}に達している（目標の年度の前のため順調、判定基準${judgement.rule}）`,
      tags: [...judgement.tags, ...(isAtTarget ? [TAGS.atTargetLevel] : [])],
    },
    actual,
  };
}
