import { lastDayOf, parseQuarter, type QuarterId, quarterIndex } from '../calendar/fiscal.ts';
import { fiscalYearName, quarterName } from '../calendar/japanese-date.ts';
import { type Cutoffs, STANDARD_CUTOFFS } from '../plan/plan.ts';
import { describeOutlook, describeProjection, type Outlook } from './forecast.ts';
import { findStart, judgeAnnualised } from './judge-annualised.ts';
import { type Blank, judgeBlank, UNANSWERED } from './judge-blank.ts';
import { judgeDistance } from './judge-distance.ts';
import { judgeMilestones } from './judge-milestones.ts';
import { judgeOneSided, judgeRange } from './judge-range.ts';
import { type JudgedKpi, type Judgement, type JudgementInput, TAGS, type Verdict } from './judgement.ts';
import { type ActualPoint, listActuals } from './list-actuals.ts';
import { measureWords, round4 } from './number-words.ts';
import { findTarget, isGuide, listTargets, plannedValue, shareSoFar, type Target } from './planned-path.ts';
import { describePace, findPace, type Pace } from './required-pace.ts';
import { describeSignals, describeStep } from './signals.ts';

/** Beyond this a double no longer holds every whole number, and no city counts so far. */
const SIZE_MAX = 1e15;

/** Baseline and target this close, as a part of the larger, are the same number written twice. */
const SAME = 1e-9;

/** With less than this part of the year behind it, a total says nothing of the year. */
const SHARE_MIN = 1e-6;

/** Where a KPI is to go: what its required pace and its forecast are measured against. */
interface Aim {
  readonly target: Target;
  readonly direction: 1 | -1;
  /** For a cumulative KPI, the part of the year's total due by now. */
  readonly share: number | null;
}

interface Decided {
  readonly verdict: Verdict;
  readonly aim: Aim | null;
}

/** A KPI with a value, ready for the rules. */
interface Case {
  readonly kpi: JudgedKpi;
  readonly actuals: JudgementInput['actuals'];
  readonly asOf: QuarterId;
  readonly cutoffs: Cutoffs;
  readonly actual: number;
}

/**
 * Judges one KPI as of a quarter by the progress rules 0 to 7 and 5a, from the top down, and adds the forecast (8)
 * and the required pace (9).
 *
 * Total: every input its schema admits has a status and a sentence, and no number in it is NaN or infinite. What
 * cannot be judged (no target, no baseline, a target on the wrong side) is 評価不能 with its reason, never a colour.
 * `blank` says what is known of a missing value; by default it is 未報告.
 */
export function judgeKpi(input: JudgementInput, blank: Blank = UNANSWERED): Judgement {
  return judgeWithPace(input, blank).judgement;
}

export interface PacedJudgement {
  readonly judgement: Judgement;
  /** The required pace in words (rule 9), or null where nothing is left to do or to measure it by. */
  readonly pace: string | null;
}

/** The same with the required pace in words. */
export function judgeWithPace(input: JudgementInput, blank: Blank = UNANSWERED): PacedJudgement {
  const { kpi, actuals, asOf } = input;
  const cutoffs = input.cutoffs ?? STANDARD_CUTOFFS;
  if (kpi.kind === 'milestone')
    return { judgement: complete(judgeMilestones(kpi.milestones ?? [], asOf)), pace: null };
  const points = listActuals(actuals, asOf);
  const marked = (judgement: Judgement) => withSigns(judgement, input, points);
  const actual = points.find(({ quarter }) => quarter === asOf)?.value;
  if (actual === undefined) return { judgement: marked(complete(judgeBlank(input, blank))), pace: null };
  const { verdict, aim } = decide({ kpi, actuals, asOf, cutoffs, actual });
  if (aim === null) return { judgement: marked(complete(verdict)), pace: null };
  const pace = findPace(kpi, points, asOf, aim.target, aim.direction);
  return {
    judgement: marked(complete(verdict, pace, findOutlook(input, points, aim, verdict, cutoffs))),
    pace: pace === null ? null : describePace(kpi, pace, aim.target, aim.direction),
  };
}

/** Adds what is told beside the status and never changes it: 目安, the step since the last value, signals. */
function withSigns(
  judgement: Judgement,
  { kpi, asOf, monthly }: JudgementInput,
  points: readonly ActualPoint[],
): Judgement {
  const hasValue = points.at(-1)?.quarter === asOf;
  const target = findTarget(kpi, asOf);
  // A running total only grows, so a step says nothing of it.
  const step =
    hasValue && kpi.kind !== 'cumulative' && judgement.status !== 'not-evaluable'
      ? describeStep(points, {
          tolerance: kpi.tolerance,
          distance: target === null || kpi.baseline === undefined ? 0 : target.value - kpi.baseline.value,
          unit: kpi.unit,
        })
      : null;
  const isDrawn = judgement.planned !== null && isPlannedByPath(kpi, judgement) && isGuide(kpi, asOf);
  return {
    ...judgement,
    ...(isDrawn ? { isGuide: true } : {}),
    ...(step === null ? {} : { step }),
    ...(monthly === undefined || !isWithinSize(Object.values(monthly))
      ? {}
      : { signals: signalsOf(monthly, asOf, kpi.unit) }),
  };
}

function signalsOf(monthly: Readonly<Record<string, number>>, asOf: QuarterId, unit = ''): string[] {
  const end = lastDayOf(asOf).toString();
  const series = Object.entries(monthly)
    .map(([month, value]) => ({ month, value }))
    .filter(({ month }) => month <= end)
    .sort((a, b) => a.month.localeCompare(b.month));
  return describeSignals(series, unit);
}

/** Rules 5a and 6 compare with the target itself; the others with the planned path. */
function isPlannedByPath(kpi: JudgedKpi, { rule }: Judgement): boolean {
  return rule !== '6' && !(kpi.kind === 'cumulative' && kpi.polarity === 'down');
}

function complete(verdict: Verdict, pace: Pace | null = null, outlook: Outlook | null = null): Judgement {
  const written = (value: number | null | undefined) => (value == null ? null : round4(value));
  return {
    status: verdict.status,
    rule: verdict.rule,
    reason: verdict.reason,
    ratio: written(verdict.ratio),
    planned: written(verdict.planned),
    attainment: written(verdict.attainment),
    requiredPace: written(pace?.need),
    outlook: outlook?.text ?? null,
    tags: [...(verdict.tags ?? []), ...(outlook?.isShort ? [TAGS.outlook] : [])],
  };
}

function findOutlook(
  { kpi, asOf }: JudgementInput,
  points: readonly ActualPoint[],
  { target, direction, share }: Aim,
  { ratio, status }: Verdict,
  cutoffs: Cutoffs,
): Outlook | null {
  const actual = points.at(-1)?.value;
  if (kpi.kind !== 'cumulative') return describeOutlook(kpi, points, asOf, target, direction);
  if (actual === undefined || share === null || status === 'achieved') return null;
  return describeProjection(kpi, actual, asOf, { target, share, ratio: ratio ?? null }, cutoffs);
}

const notEvaluable = (why: string): Decided => ({
  verdict: { status: 'not-evaluable', rule: '0', reason: `${why}ため評価できません（判定基準0）` },
  aim: null,
});

function decide(given: Case): Decided {
  if (isTooLarge(given)) return notEvaluable('値の桁が大きすぎる');
  const decided = decideByKind(given);
  const { ratio, planned, attainment } = decided.verdict;
  // A distance next to nothing can make a ratio too large to be written; then it means nothing either.
  const isWritable = [ratio, planned, attainment].every((value) => value == null || Number.isFinite(value));
  return isWritable ? decided : notEvaluable('基準値と目標値の差が小さすぎる');
}

function decideByKind(given: Case): Decided {
  const { kpi, asOf, actual } = given;
  const share = kpi.kind === 'cumulative' ? shareSoFar(kpi, asOf) : 1;
  if (share === null) return notEvaluable('四半期ごとの配分が正しくない');
  if (kpi.polarity === 'keep') return decideKeep(kpi, actual, share);
  const target = findTarget(kpi, asOf);
  if (target === null) return notEvaluable(missingTarget(kpi, asOf));
  if (kpi.kind === 'cumulative' && kpi.polarity === 'down') return decideAnnualised(given, target, share);
  return decideDistance(given, target, kpi.kind === 'cumulative' ? share : null);
}

function isTooLarge({ kpi, actuals, actual }: Case): boolean {
  const numbers = [
    actual,
    kpi.baseline?.value ?? 0,
    kpi.tolerance,
    ...Object.values(actuals).map((value) => value ?? 0),
    ...Object.values(kpi.targets).map((value) => value ?? 0),
    ...Object.values(kpi.path ?? {}),
    ...(kpi.shares ?? []),
    ...(kpi.range ?? []),
  ];
  return !isWithinSize(numbers);
}

function isWithinSize(numbers: readonly number[]): boolean {
  return numbers.every((value) => Math.abs(value) <= SIZE_MAX);
}

function missingTarget(kpi: JudgedKpi, asOf: QuarterId): string {
  if (listTargets(kpi).length === 0) return '目標値が未設定の';
  return `${fiscalYearName(parseQuarter(asOf).fiscalYear)}の目標値がない`;
}

/** Rule 6, and no other (decision 31). A total is projected to the year, for its range is the year's. */
function decideKeep(kpi: JudgedKpi, actual: number, share: number): Decided {
  if (kpi.range === undefined) return notEvaluable('維持する範囲が未設定の');
  const [low, high] = kpi.range;
  if (low > high) return notEvaluable('維持する範囲の下限が上限を上回る');
  if (share < SHARE_MIN) return notEvaluable('この四半期までの配分が0の');
  const value = actual / share;
  const words = measureWords(actual, kpi.unit);
  const subject = share === 1 ? words : `${words}、年間${measureWords(value, kpi.unit)}相当`;
  return { verdict: judgeRange(kpi, kpi.range, value, subject), aim: null };
}

/** Rule 5a, with the cases in which there is no way down to measure. */
function decideAnnualised(given: Case, target: Target, share: number): Decided {
  const { kpi, actuals, asOf, cutoffs, actual } = given;
  const start = findStart(kpi, actuals, target);
  if (start === null) return notEvaluable('前年度の合計も基準値も未設定の');
  if (share < SHARE_MIN) return notEvaluable('この四半期までの配分が0の');
  const base = start.value;
  const aim: Aim = { target, direction: -1, share };
  if (isSame(base, target.value) || (base < target.value && start.from === 'previous-year')) {
    const verdict = judgeOneSided(kpi, target.value, -1, actual / share);
    return { verdict, aim };
  }
  if (base < target.value) return notEvaluable(wrongSide(kpi, base, target.value));
  return { verdict: judgeAnnualised({ kpi, asOf, cutoffs, actual, base, target, share }), aim };
}

/** Rules 1 to 5, and rule 6 where there is no distance to travel. */
function decideDistance(given: Case, target: Target, share: number | null): Decided {
  const { kpi, asOf, cutoffs, actual } = given;
  const base = kpi.kind === 'cumulative' ? 0 : kpi.baseline?.value;
  if (base === undefined) return notEvaluable('基準値が未設定の');
  const wanted = kpi.polarity === 'down' ? -1 : 1;
  if (isSame(base, target.value)) {
    const verdict = judgeOneSided(kpi, target.value, wanted, actual);
    return { verdict, aim: { target, direction: wanted, share } };
  }
  const direction = target.value > base ? 1 : -1;
  const polarity = kpi.polarity ?? (kpi.kind === 'cumulative' ? 'up' : null);
  if (polarity !== null && direction !== wanted) return notEvaluable(wrongSide(kpi, base, target.value));
  const planned = plannedValue(kpi, asOf);
  if (planned === null) return notEvaluable(beforeBaseline(kpi, asOf));
  const verdict = judgeDistance({ kpi, asOf, cutoffs, actual, base, target, planned });
  return { verdict, aim: { target, direction, share } };
}

function beforeBaseline(kpi: JudgedKpi, asOf: QuarterId): string {
  const at = kpi.baseline?.at;
  if (at === undefined || quarterIndex(at) < quarterIndex(asOf)) return '計画値が定まらない';
  return `基準値の時点（${quarterName(at)}）より後の四半期でない`;
}

function wrongSide(kpi: JudgedKpi, base: number, target: number): string {
  const wanted = kpi.polarity === 'down' ? '減らす' : '増やす';
  const [from, to] = [measureWords(base, kpi.unit), measureWords(target, kpi.unit)];
  return `${wanted}指標なのに目標${to}が基準${from}と逆の側にある`;
}

function isSame(a: number, b: number): boolean {
  return Math.abs(a - b) <= SAME * Math.max(Math.abs(a), Math.abs(b));
}
