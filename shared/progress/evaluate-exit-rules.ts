import { type QuarterId, quarterIndex } from '../calendar/fiscal.ts';
import { quarterName } from '../calendar/japanese-date.ts';
import { type ExitRule, type Initiative, isUnset } from '../plan/plan.ts';
import type { PastStatus } from './initiative-status.ts';
import { STATUS_WORDS, type Status, TAGS } from './judgement.ts';
import { listActuals } from './list-actuals.ts';
import { measureWords } from './number-words.ts';

/** How many judged quarters running fire the triggers every initiative has; null switches one off. */
export interface DefaultTriggers {
  /** E1 */
  readonly offTrack: number | null;
  /** E2 */
  readonly worseThanBaseline: number | null;
  /** E5 */
  readonly notReported: number | null;
}

const DEFAULT_TRIGGERS: DefaultTriggers = { offTrack: 3, worseThanBaseline: 2, notReported: 2 };

/** How long before its quarter a rule on a KPI is called near, once the value already meets it. */
const NEAR_QUARTERS = 4;

/** Quarters looked back on: ten years, more than any plan lasts. */
const HISTORY_MAX = 40;

/** A stop condition that is met, or nearly. It opens a case to decide; it never stops anything by itself. */
interface Trigger {
  /** The exit rule's id, or `E1`, `E2`, `E5` for a default one. With the initiative and `since` it names the case. */
  readonly rule: string;
  readonly action: ExitRule['action'] | null;
  /** What happened, in one clause: `3四半期続けて遅れ（令和8年度第1四半期から）`. */
  readonly text: string;
  /** The quarter in which it was first met. */
  readonly since: QuarterId;
}

export interface ExitEvaluation {
  readonly fired: readonly Trigger[];
  readonly near: readonly Trigger[];
}

export interface ExitInput {
  readonly initiative: Pick<Initiative, 'exitRules' | 'kpis'>;
  readonly quarter: QuarterId;
  /** The initiative's own past, this quarter included, in any order. */
  readonly history: readonly PastStatus[];
  /** By KPI id and quarter. */
  readonly actuals: Readonly<Record<string, Readonly<Record<string, number | null>>>>;
  readonly defaults?: DefaultTriggers;
}

/**
 * Evaluates the initiative's exit rules and the default triggers as of a quarter. A rule of the initiative's own on
 * the same status takes the place of the default one.
 */
export function evaluateExitRules(input: ExitInput): ExitEvaluation {
  const rules = isUnset(input.initiative.exitRules) ? [] : input.initiative.exitRules;
  const history = input.history
    .filter(({ quarter }) => quarterIndex(quarter) <= quarterIndex(input.quarter))
    .sort((a, b) => quarterIndex(b.quarter) - quarterIndex(a.quarter))
    .slice(0, HISTORY_MAX);
  const evaluated = [
    ...rules.map((rule) => evaluateRule(rule, input, history)),
    ...evaluateDefaults(rules, input, history),
  ];
  return {
    fired: evaluated.flatMap(({ state, trigger }) => (state === 'fired' ? [trigger] : [])),
    near: evaluated.flatMap(({ state, trigger }) => (state === 'near' ? [trigger] : [])),
  };
}

type Evaluated = { state: 'fired' | 'near'; trigger: Trigger } | { state: 'no'; trigger: null };
const NO: Evaluated = { state: 'no', trigger: null };

function evaluateRule(rule: ExitRule, input: ExitInput, history: readonly PastStatus[]): Evaluated {
  const { measure } = rule;
  if (measure.on === 'kpi') return evaluateKpiRule(rule, measure, input);
  const { status, consecutive } = measure;
  const run = countRun(history, input.quarter, (past) => past.status === status);
  return evaluateRun(run, consecutive, STATUS_WORDS[status], { rule: rule.id, action: rule.action });
}

function evaluateDefaults(
  rules: readonly ExitRule[],
  { quarter, defaults = DEFAULT_TRIGGERS }: ExitInput,
  history: readonly PastStatus[],
): Evaluated[] {
  const isOwn = (status: Status) =>
    rules.some(({ measure }) => measure.on === 'status' && measure.status === status);
  const isWorse = (past: PastStatus) => past.tags.includes(TAGS.worseThanBaseline);
  const triggers = [
    {
      rule: 'E1',
      limit: isOwn('off-track') ? null : defaults.offTrack,
      word: STATUS_WORDS['off-track'],
      holds: (past: PastStatus) => past.status === 'off-track',
    },
    { rule: 'E2', limit: defaults.worseThanBaseline, word: TAGS.worseThanBaseline, holds: isWorse },
    {
      rule: 'E5',
      limit: isOwn('not-reported') ? null : defaults.notReported,
      word: STATUS_WORDS['not-reported'],
      holds: (past: PastStatus) => past.status === 'not-reported',
    },
  ];
  return triggers.map(({ rule, limit, word, holds }) =>
    limit === null ? NO : evaluateRun(countRun(history, quarter, holds), limit, word, { rule, action: null }),
  );
}

/**
 * Quarters running, newest first, for which `holds` is true. A quarter that says nothing of the matter is passed
 * over: one not due, 該当なし or 評価不能, and for anything but 未報告 also an unreported one, lest a blank now and
 * then keep a stop condition from ever being met.
 */
export function countRun(
  history: readonly PastStatus[],
  quarter: QuarterId,
  holds: (past: PastStatus) => boolean,
): PastStatus[] {
  const newest = history[0];
  // The run must reach the quarter that is judged; a blank there fires nothing anew.
  if (newest === undefined || newest.quarter !== quarter || !holds(newest)) return [];
  const run: PastStatus[] = [];
  for (const past of history) {
    if (holds(past)) run.push(past);
    else if (!saysNothing(past.status)) break;
  }
  return run;
}

function saysNothing(status: Status): boolean {
  return ['awaiting', 'excluded', 'not-evaluable', 'not-reported'].includes(status);
}

function evaluateRun(
  run: readonly PastStatus[],
  limit: number,
  word: string,
  names: Pick<Trigger, 'rule' | 'action'>,
): Evaluated {
  const oldest = run.at(-1);
  const newest = run[0];
  if (oldest === undefined || newest === undefined) return NO;
  const from = `（${quarterName(oldest.quarter)}から）`;
  const isUnbroken = quarterIndex(newest.quarter) - quarterIndex(oldest.quarter) === run.length - 1;
  const times = isUnbroken ? `${run.length}四半期` : `判定のあった${run.length}回`;
  const since = (run[run.length - limit] ?? newest).quarter;
  if (run.length >= limit) {
    const text = run.length === 1 ? `${quarterName(since)}に${word}` : `${times}続けて${word}${from}`;
    return { state: 'fired', trigger: { ...names, text, since } };
  }
  if (run.length < limit - 1) return NO;
  const text = `${word}が${run.length}回${from}で、次も続くと見直し判断の対象`;
  return { state: 'near', trigger: { ...names, text, since: newest.quarter } };
}

function evaluateKpiRule(
  rule: ExitRule,
  measure: Extract<ExitRule['measure'], { on: 'kpi' }>,
  { initiative, quarter, actuals }: ExitInput,
): Evaluated {
  const kpi = initiative.kpis.find(({ id }) => id === measure.kpi);
  const last = listActuals(actuals[measure.kpi] ?? {}, quarter).at(-1);
  const ahead = quarterIndex(measure.at) - quarterIndex(quarter);
  if (kpi === undefined || ahead > NEAR_QUARTERS) return NO;
  const bound = `${measureWords(measure.threshold, kpi.unit)}を${measure.comparator === 'below' ? '下回る' : '上回る'}`;
  const names = { rule: rule.id, action: rule.action };
  const isMet = (value: number) =>
    measure.comparator === 'below' ? value < measure.threshold : value > measure.threshold;
  const found = (text: string) => `${kpi.name}が${text}（${rule.text}）`;

  if (ahead > 0) {
    if (last === undefined || !isMet(last.value)) return NO;
    const now = `${quarterName(last.quarter)}に${measureWords(last.value, kpi.unit)}`;
    const text = found(`${now}で、${quarterName(measure.at)}も${bound}と見直し判断の対象`);
    return { state: 'near', trigger: { ...names, text, since: last.quarter } };
  }
  const value = actuals[measure.kpi]?.[measure.at];
  if (typeof value !== 'number') {
    const text = found(`${quarterName(measure.at)}の値がなく、判断できない`);
    return { state: 'near', trigger: { ...names, text, since: measure.at } };
  }
  if (!isMet(value)) return NO;
  const text = found(`${quarterName(measure.at)}に${measureWords(value, kpi.unit)}で${bound}`);
  return { state: 'fired', trigger: { ...names, text, since: measure.at } };
}
