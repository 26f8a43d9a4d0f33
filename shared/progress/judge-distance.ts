import { parseQuarter, type QuarterId } from '../calendar/fiscal.ts';
import { fiscalYearName } from '../calendar/japanese-date.ts';
import type { Cutoffs } from '../plan/plan.ts';
import { type JudgedKpi, TAGS, type Verdict } from './judgement.ts';
import { differenceWords, measureWords, percentWords, round4 } from './number-words.ts';
import { plannedWord, type Target } from './planned-path.ts';

/** A KPI that is to travel from a baseline to a target, and where it stands. */
export interface Course {
  readonly kpi: JudgedKpi;
  readonly asOf: QuarterId;
  readonly cutoffs: Cutoffs;
  readonly actual: number;
  readonly base: number;
  readonly target: Target;
  readonly planned: number;
}

/** Below this planned progress the ratio has so small a denominator that the gap is compared instead (rule 4). */
const EARLY_PROGRESS_MAX = 0.1;
const EARLY_GAP = { onTrack: -0.02, atRisk: -0.05 } as const;

/** Two values closer than this part of the largest one differ by floating point alone. */
const NOISE = 1e-9;

interface Measures {
  /** 到達度 g = (A − B) / D, 計画到達度 g_p = (P − B) / D, 計画比 r = g / g_p; all rounded. */
  readonly progress: number;
  readonly plannedProgress: number;
  readonly ratio: number | null;
  readonly facts: Pick<Verdict, 'ratio' | 'planned' | 'attainment'>;
}

function measure({ actual, base, target, planned }: Course): Measures {
  const distance = target.value - base;
  const exact = { progress: (actual - base) / distance, planned: (planned - base) / distance };
  const progress = round4(exact.progress);
  const plannedProgress = round4(exact.planned);
  // A plan that has not yet moved, or first moves back, gives no ratio that could be read.
  const ratio = plannedProgress > 0 ? round4(exact.progress / exact.planned) : null;
  return { progress, plannedProgress, ratio, facts: { ratio, planned, attainment: progress } };
}

/**
 * Rules 1 to 5 for a level, a rate, and a cumulative total that is to grow. The sign of the distance cancels, so one
 * formula serves growth and reduction. The caller makes sure that baseline and target differ and that the target
 * lies on the side the KPI is meant to move to.
 */
export function judgeDistance(course: Course): Verdict {
  const measures = measure(course);
  return (
    judgeTarget(course, measures) ??
    judgeOnPlan(course, measures) ??
    judgeWorse(course, measures) ??
    judgeEarly(course, measures) ??
    judgeRatio(course, measures)
  );
}

/** Rule 1. The period of a rate ends with Q4; before it, standing at the target is 順調 (decision 31). */
function judgeTarget({ kpi, asOf, actual, base, target }: Course, { facts }: Measures): Verdict | null {
  const reached = target.value > base ? actual >= target.value : actual <= target.value;
  if (!reached) return null;
  const goal = `${fiscalYearName(target.year)}の目標${measureWords(target.value, kpi.unit)}`;
  const counts = `${goal}に対し${measureWords(actual, kpi.unit)}`;
  if (kpi.kind === 'rate' && parseQuarter(asOf).quarter !== 4) {
    const reason = `${counts}で目標の水準（年度の途中のため順調、判定基準1）`;
    return { status: 'on-track', rule: '1', reason, ...facts, tags: [TAGS.atTargetLevel] };
  }
  return { status: 'achieved', rule: '1', reason: `${counts}で達成（判定基準1）`, ...facts };
}

/** Rule 2. Where a city asks for more than the plan (a cut-off above 1), being on plan is not enough. */
function judgeOnPlan(course: Course, { facts }: Measures): Verdict | null {
  const { kpi, cutoffs, actual, base, target, planned } = course;
  const largest = Math.max(...[actual, base, target.value, planned].map(Math.abs));
  const difference = Math.abs(actual - planned);
  if (cutoffs.onTrack > 1 || difference > kpi.tolerance + NOISE * largest) return null;
  const plan = `${plannedWord(kpi, course.asOf)}${measureWords(planned, kpi.unit)}`;
  const counts = `${plan}に対し${measureWords(actual, kpi.unit)}`;
  const why =
    difference <= NOISE * largest
      ? '計画どおり'
      : `差${differenceWords(difference, kpi.unit)}は誤差${differenceWords(kpi.tolerance, kpi.unit)}以内`;
  return { status: 'on-track', rule: '2', reason: `${counts}（${why}、判定基準2）`, ...facts };
}

/** Rule 3. A plan that itself dips below the baseline is not held against a value that keeps up with it. */
function judgeWorse(course: Course, { facts }: Measures): Verdict | null {
  const { kpi, actual, base, target, planned } = course;
  const direction = target.value > base ? 1 : -1;
  const lost = direction * (base - actual);
  if (lost <= kpi.tolerance || direction * (actual - planned) >= 0) return null;
  const away = `${differenceWords(lost, kpi.unit)}${direction > 0 ? '減少' : '増加'}`;
  const plan = `${plannedWord(kpi, course.asOf)}は${movement(course, direction * (planned - base))}`;
  const from = `基準${measureWords(base, kpi.unit)}より${away}し、基準値より悪化`;
  return {
    status: 'off-track',
    rule: '3',
    reason: `${from}（${plan}、判定基準3）`,
    ...facts,
    tags: [TAGS.worseThanBaseline],
  };
}

/** Rule 4. Early in the plan: the gap to the plan, as a part of the whole way. */
function judgeEarly(course: Course, { progress, plannedProgress, facts }: Measures): Verdict | null {
  if (plannedProgress >= EARLY_PROGRESS_MAX) return null;
  const gap = round4(progress - plannedProgress);
  const status = gap >= EARLY_GAP.onTrack ? 'on-track' : gap >= EARLY_GAP.atRisk ? 'at-risk' : 'off-track';
  const marks = [-EARLY_GAP.onTrack, -EARLY_GAP.atRisk];
  const why =
    gap >= 0
      ? '計画以上'
      : `目標までの道のりの${percentWords(-gap, marks)}だけ計画に届かず、計画10％未満の初期の判定`;
  return { status, rule: '4', reason: `${counted(course)}（${why}、判定基準4）`, ...facts };
}

/** Rule 5. */
function judgeRatio(course: Course, { ratio, facts }: Measures): Verdict {
  const { status, words } = gradeRatio(ratio ?? 0, course.cutoffs);
  return { status, rule: '5', reason: `${counted(course)}（${words}、判定基準5）`, ...facts };
}

/** The status a ratio of actual to planned progress earns, and the ratio in words. */
export function gradeRatio(
  ratio: number,
  cutoffs: Cutoffs,
): { status: 'on-track' | 'at-risk' | 'off-track'; words: string } {
  const words = percentWords(ratio, [cutoffs.onTrack, cutoffs.atRisk]);
  if (ratio >= cutoffs.onTrack) return { status: 'on-track', words };
  return { status: ratio >= cutoffs.atRisk ? 'at-risk' : 'off-track', words };
}

/** 「基準73,000時間からの削減：計画5,000時間に対し4,000時間」, or for a total 「令和8年度の累計：計画225件に対し190件」. */
function counted(course: Course): string {
  const { kpi, actual, base, target, planned } = course;
  const direction = target.value > base ? 1 : -1;
  const word = plannedWord(kpi, course.asOf);
  if (kpi.kind === 'cumulative') {
    const plan = `${word}${measureWords(planned, kpi.unit)}に対し${measureWords(actual, kpi.unit)}`;
    return `${fiscalYearName(target.year)}の累計：${plan}`;
  }
  const change = direction > 0 ? '増加' : '削減';
  const plan = `${word}${differenceWords(direction * (planned - base), kpi.unit)}`;
  const done = differenceWords(direction * (actual - base), kpi.unit);
  return `基準${measureWords(base, kpi.unit)}からの${change}：${plan}に対し${done}`;
}

function movement({ kpi, base, target }: Course, moved: number): string {
  const grows = target.value > base === moved >= 0;
  return `${differenceWords(Math.abs(moved), kpi.unit)}の${grows ? '増加' : '削減'}`;
}
