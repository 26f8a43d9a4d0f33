import { addQuarters, parseQuarter } from '../../calendar/fiscal.ts';
import { quarterName } from '../../calendar/japanese-date.ts';
import { STATUS_WORDS, type Status } from '../judgement.ts';
import { measureWords, percentWords } from '../number-words.ts';
import { findConfidenceGap } from '../rating-gap.ts';
import type { CheckedInitiative, CheckedKpi, CheckRule, EntryCheck } from './entry-check.ts';
import { similarityOf } from './similarity.ts';

/** C1: so many quarters running the actual was the planned value itself. */
const SAME_AS_PLAN_RUN = 3;
/** C4: a step beyond this many mean moving ranges is one in a hundred (XmR), once so many ranges are known. */
const RANGE_LIMIT = 3.27;
const RANGES_MIN = 5;
/** C6: the last quarter brings more than this many times its share of the year. */
const YEAR_END_TIMES = 2;
const EVEN_SHARE = 0.25;
/** C7: from this on a text is the one of last quarter. */
const SAME_TEXT = 0.9;
/** C8: so many steps between the own confidence and the judgement. */
const GAP_TOLD = 2;

/** Best first; what is not judged has no rank. */
const ORDER: readonly Status[] = ['achieved', 'on-track', 'at-risk', 'off-track'];

/** All checks of one initiative for one quarter, in the order of their numbers. */
export function checkInitiative(initiative: CheckedInitiative): EntryCheck[] {
  const kpiChecks = initiative.kpis.flatMap((kpi) => [
    ...checkSameAsPlan(initiative, kpi),
    ...checkStep(initiative, kpi),
    ...checkYearEnd(initiative, kpi),
  ]);
  return [
    ...kpiChecks,
    ...checkRedefined(initiative),
    ...checkNarrative(initiative),
    ...checkConfidence(initiative),
    ...checkRevised(initiative),
    ...checkOutcome(initiative),
    ...checkKept(initiative),
  ].sort((a, b) => Number(a.rule.slice(1)) - Number(b.rule.slice(1)));
}

function told(
  rule: CheckRule,
  initiative: CheckedInitiative,
  kpi: CheckedKpi | null,
  text: string,
): EntryCheck {
  return { rule, initiative: initiative.id, kpi: kpi?.kpi.id ?? null, text };
}

/** The points up to the quarter looked at, or none where the quarter itself has no value. */
function pointsNow({ quarter }: CheckedInitiative, { points }: CheckedKpi): CheckedKpi['points'] {
  return points.at(-1)?.quarter === quarter ? points : [];
}

/** C1: real work is never exactly as planned three times running. */
function checkSameAsPlan(initiative: CheckedInitiative, checked: CheckedKpi): EntryCheck[] {
  const last = pointsNow(initiative, checked).slice(-SAME_AS_PLAN_RUN);
  const isSame = last.length === SAME_AS_PLAN_RUN && last.every(({ value, planned }) => value === planned);
  if (!isSame) return [];
  const text = `${checked.kpi.name}：実績が${SAME_AS_PLAN_RUN}四半期続けて計画値と同じです。`;
  return [told('C1', initiative, checked, text)];
}

/** C4: a step such a series does not make by itself. A running total starts anew each year and is not looked at. */
function checkStep(initiative: CheckedInitiative, checked: CheckedKpi): EntryCheck[] {
  const { kpi } = checked;
  const values = pointsNow(initiative, checked).map(({ value }) => value);
  if (kpi.kind === 'cumulative') return [];
  const steps = values.slice(1).map((value, index) => Math.abs(value - (values[index] ?? value)));
  const earlier = steps.slice(0, -1);
  const last = steps.at(-1) ?? 0;
  if (earlier.length < RANGES_MIN) return [];
  const mean = earlier.reduce((sum, step) => sum + step, 0) / earlier.length;
  if (!(last > RANGE_LIMIT * mean)) return [];
  const [before = 0, now = 0] = values.slice(-2);
  const text = `${kpi.name}：${measureWords(before, kpi.unit)}から${measureWords(now, kpi.unit)}へ、これまでの変動（平均${measureWords(mean, kpi.unit)}）より大きく変わっています。`;
  return [told('C4', initiative, checked, text)];
}

/** C6: the year's work done in its last quarter, or counted there. */
function checkYearEnd(initiative: CheckedInitiative, checked: CheckedKpi): EntryCheck[] {
  const { kpi, points } = checked;
  if (kpi.kind !== 'cumulative' || parseQuarter(initiative.quarter).quarter !== 4) return [];
  const amountOf = (quarter: string) => points.find((point) => point.quarter === quarter)?.value;
  const [third, fourth] = [amountOf(addQuarters(initiative.quarter, -1)), amountOf(initiative.quarter)];
  if (third === undefined || fourth === undefined || fourth <= 0) return [];
  const share = (fourth - third) / fourth;
  const usual = kpi.shares?.[3] ?? EVEN_SHARE;
  if (!(share > YEAR_END_TIMES * usual)) return [];
  const text = `${kpi.name}：年度の${percentWords(share)}が第4四半期です（予定は${percentWords(usual)}）。`;
  return [told('C6', initiative, checked, text)];
}

const isBetter = (now: Status | null, before: Status | null): boolean =>
  now !== null &&
  before !== null &&
  ORDER.includes(now) &&
  ORDER.includes(before) &&
  ORDER.indexOf(now) < ORDER.indexOf(before);

/** C5: a better status together with another yardstick. */
function checkRedefined(initiative: CheckedInitiative): EntryCheck[] {
  const { status, statusBefore, redefined, kpis } = initiative;
  if (!isBetter(status, statusBefore) || status === null || statusBefore === null) return [];
  return kpis
    .filter(({ kpi }) => redefined.includes(kpi.id))
    .map((checked) =>
      told(
        'C5',
        initiative,
        checked,
        `${checked.kpi.name}：定義、単位、基準値、目標値のどれかを変えた回に、${STATUS_WORDS[statusBefore]}から${STATUS_WORDS[status]}になりました。`,
      ),
    );
}

/** C7: the text of last quarter once more. */
function checkNarrative(initiative: CheckedInitiative): EntryCheck[] {
  const { narrative, narrativeBefore } = initiative;
  if (narrative === null || narrativeBefore === null) return [];
  const alike = similarityOf(narrative, narrativeBefore);
  if (alike < SAME_TEXT) return [];
  return [told('C7', initiative, null, `取組内容・課題が、前回の記述と${percentWords(alike)}同じです。`)];
}

/** C8: what the department trusts in and what the figures say are two steps apart. */
function checkConfidence(initiative: CheckedInitiative): EntryCheck[] {
  const { confidence, status } = initiative;
  const gap = status === null ? null : findConfidenceGap(confidence, status);
  if (status === null || gap === null || Math.abs(gap) < GAP_TOLD) return [];
  const text = `達成の見込みは${confidence}、判定は${STATUS_WORDS[status]}です。`;
  return [told('C8', initiative, null, text)];
}

/** C9: always told, whichever way the value moved. */
function checkRevised(initiative: CheckedInitiative): EntryCheck[] {
  return initiative.revised.flatMap(({ kpi: id, quarter, before, after }) => {
    const checked = initiative.kpis.find(({ kpi }) => kpi.id === id);
    if (!checked) return [];
    const { name, unit } = checked.kpi;
    const text = `${name}：${quarterName(quarter)}の値が${measureWords(before, unit)}から${measureWords(after, unit)}に変わりました。`;
    return [told('C9', initiative, checked, text)];
  });
}

/** Whether the last step of a KPI goes the wrong way. */
function worsens(initiative: CheckedInitiative, checked: CheckedKpi): boolean {
  const [before, now] = pointsNow(initiative, checked).slice(-2);
  if (!before || !now || checked.kpi.kind === 'cumulative') return false;
  if (checked.kpi.polarity === 'keep') return distance(checked, now.value) > distance(checked, before.value);
  return checked.kpi.polarity === 'up' ? now.value < before.value : now.value > before.value;
}

/** How far a value lies outside the range it is to stay in. */
function distance({ kpi: { range } }: CheckedKpi, value: number): number {
  const [low, high] = range ?? [value, value];
  return Math.max(0, low - value, value - high);
}

const isReached = ({ status, ratio }: CheckedKpi) => status === 'achieved' || (ratio !== null && ratio >= 1);

/** C10: the output is there, its outcome gets worse. */
function checkOutcome(initiative: CheckedInitiative): EntryCheck[] {
  const output = initiative.kpis.find((checked) => checked.kpi.layer === 'output' && isReached(checked));
  if (!output) return [];
  return initiative.kpis
    .filter((checked) => checked.kpi.layer === 'outcome' && worsens(initiative, checked))
    .map((checked) =>
      told(
        'C10',
        initiative,
        checked,
        `${output.kpi.name}は計画に届いていますが、${checked.kpi.name}は前回より悪くなっています（数は達成、成果は未確認）。`,
      ),
    );
}

/** C11: a value that was to be kept gets worse while another reaches its plan. */
function checkKept(initiative: CheckedInitiative): EntryCheck[] {
  const reached = initiative.kpis.find((checked) => checked.kpi.polarity !== 'keep' && isReached(checked));
  if (!reached) return [];
  return initiative.kpis
    .filter((checked) => checked.kpi.polarity === 'keep' && worsens(initiative, checked))
    .map((checked) =>
      told(
        'C11',
        initiative,
        checked,
        `${reached.kpi.name}は計画に届いていますが、保つべき${checked.kpi.name}が範囲から離れました。`,
      ),
    );
}
