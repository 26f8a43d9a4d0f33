import { addQuarters, parseQuarter, type QuarterId } from '../calendar/fiscal.ts';
import { fiscalYearName } from '../calendar/japanese-date.ts';
import type { Cutoffs } from '../plan/plan.ts';
import { gradeRatio } from './judge-distance.ts';
import { type JudgedKpi, TAGS, type Verdict } from './judgement.ts';
import { differenceWords, measureWords, round4 } from './number-words.ts';
import type { Target } from './planned-path.ts';

/** A year's total that is to shrink (hours, cost), part of the way through the year. */
export interface Year {
  readonly kpi: JudgedKpi;
  readonly asOf: QuarterId;
  readonly cutoffs: Cutoffs;
  readonly actual: number;
  /** The previous year's total. */
  readonly base: number;
  readonly target: Target;
  /** The part of the year's total that falls due up to `asOf`, above 0. */
  readonly share: number;
}

/**
 * Rule 5a: the total so far is projected to the whole year and judged by rules 2, 3 and 5 with the year's target as
 * its plan. It is 達成 only once the year is over. The caller makes sure that the target lies below the base.
 */
export function judgeAnnualised({ kpi, asOf, cutoffs, actual, base, target, share }: Year): Verdict {
  const yearly = actual / share;
  const ratio = round4((base - yearly) / (base - target.value));
  const facts = { ratio, planned: target.value, attainment: ratio, rule: '5a' } as const;
  const total = measureWords(yearly, kpi.unit);
  const isOver = parseQuarter(asOf).quarter === 4;
  const name = fiscalYearName(target.year);
  const subject = isOver
    ? `${name}の累計${total}`
    : `${name}の累計${measureWords(actual, kpi.unit)}（年間${total}に当たる）`;
  const goal = `目標${measureWords(target.value, kpi.unit)}`;

  if (isOver && actual <= target.value) {
    return { ...facts, status: 'achieved', reason: `${subject}が${goal}以下で達成（判定基準5a）` };
  }
  const over = yearly - target.value;
  if (cutoffs.onTrack <= 1 && Math.abs(over) <= kpi.tolerance) {
    const margin = `差${differenceWords(Math.abs(over), kpi.unit)}は誤差${differenceWords(kpi.tolerance, kpi.unit)}以内`;
    return { ...facts, status: 'on-track', reason: `${subject}：${goal}（${margin}、判定基準5a）` };
  }
  if (yearly - base > kpi.tolerance) {
    const worse = `基準${measureWords(base, kpi.unit)}より${differenceWords(yearly - base, kpi.unit)}増加`;
    const reason = `${subject}：${worse}し、基準値より悪化（${goal}、判定基準5a）`;
    return { ...facts, status: 'off-track', reason, tags: [TAGS.worseThanBaseline] };
  }
  const { status, words } = gradeRatio(ratio, cutoffs);
  const plan = `計画${differenceWords(base - target.value, kpi.unit)}に対し${differenceWords(base - yearly, kpi.unit)}`;
  const reason = `${subject}：基準${measureWords(base, kpi.unit)}からの削減：${plan}（${words}、判定基準5a）`;
  return { ...facts, status, reason };
}

/** Where a year's reduction starts from. */
export interface Start {
  readonly value: number;
  readonly from: 'previous-year' | 'baseline';
}

/**
 * The total a year's reduction is measured from: the previous year's own, where it is known and still above the
 * target, else the KPI's baseline. Null where neither is known.
 *
 * A previous year that already met this year's target leaves no distance to travel; then the longer way from the
 * baseline keeps the judgement meaningful.
 */
export function findStart(
  kpi: JudgedKpi,
  actuals: Readonly<Record<string, number | null>>,
  target: Target,
): Start | null {
  const before = actuals[addQuarters(target.endsAt, -4)];
  const known: Start[] = [];
  if (typeof before === 'number') known.push({ value: before, from: 'previous-year' });
  if (kpi.baseline !== undefined) known.push({ value: kpi.baseline.value, from: 'baseline' });
  return known.find(({ value }) => value > target.value) ?? known[0] ?? null;
}
