import { type QuarterId, quarterId, quarterIndex } from '../calendar/fiscal.ts';
import { quarterName } from '../calendar/japanese-date.ts';
import {
  type ExitRule,
  type Initiative,
  isUnset,
  STANDARD_TRIGGERS,
  type TriggerId,
  type Triggers,
} from '../plan/plan.ts';
import type { PastStatus } from './initiative-status.ts';
import { STATUS_WORDS, type Status, TAGS } from './judgement.ts';
import { listActuals } from './list-actuals.ts';
import { measureWords } from './number-words.ts';
import { TRIGGER_TAGS } from './trigger-tags.ts';
import { findCostRun } from './unit-cost.ts';

/** How long before its quarter a rule on a KPI is called near, once the value already meets it. */
const NEAR_QUARTERS = 4;

/** Quarters looked back on: ten years, more than any plan lasts. */
const HISTORY_MAX = 40;

/** A condition that is met, or nearly. It opens a case to decide; it never stops anything by itself. */
export interface Trigger {
  /** `exit`: whether to go on. `review`: whether something has to change. */
  readonly kind: 'exit' | 'review';
  /** The exit rule's id, or `E1` … `R4` for a default one. With the initiative and `since` it is one occasion. */
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
  readonly initiative: Pick<Initiative, 'exitRules' | 'kpis' | 'money'>;
  readonly quarter: QuarterId;
  /** The initiative's own past, this quarter included, in any order. */
  readonly history: readonly PastStatus[];
  /** By KPI id and quarter. */
  readonly actuals: Readonly<Record<string, Readonly<Record<string, number | null>>>>;
  readonly triggers?: Triggers;
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
    ...evaluateUnitCosts(input),
  ];
  const fired = evaluated.flatMap(({ state, trigger }) => (state === 'fired' ? [trigger] : []));
  const asksToStop = fired.some(({ kind }) => kind === 'exit');
  return {
    // Where it is asked whether to go on at all, the sooner question about the same delay is answered with it.
    fired: fired.filter(({ rule }) => !(asksToStop && rule === 'R1')),
    // A review is told once it is due; that it may come is no news.
    near: evaluated.flatMap(({ state, trigger }) =>
      state === 'near' && trigger.kind === 'exit' ? [trigger] : [],
    ),
  };
}

type Evaluated = { state: 'fired' | 'near'; trigger: Trigger } | { state: 'no'; trigger: null };
const NO: Evaluated = { state: 'no', trigger: null };

function evaluateRule(rule: ExitRule, input: ExitInput, history: readonly PastStatus[]): Evaluated {
  const { measure } = rule;
  if (measure.on === 'kpi') return evaluateKpiRule(rule, measure, input);
  const { status, consecutive } = measure;
  const run = countRun(history, input.quarter, (past) => past.status === status);
  return evaluateRun(run, consecutive, STATUS_WORDS[status], {
    kind: 'exit',
    rule: rule.id,
    action: rule.action,
  });
}

/** What each default trigger looks for, and how it is told. */
const DEFAULTS: readonly {
  readonly rule: Exclude<TriggerId, 'E4'>;
  readonly kind: Trigger['kind'];
  readonly word: string;
  /** The status an initiative's own exit rule may be on; such a rule takes the place of the default one. */
  readonly status: Status | null;
  readonly tag: string | null;
}[] = [
  { rule: 'E1', kind: 'exit', word: STATUS_WORDS['off-track'], status: 'off-track', tag: null },
  {
    rule: 'E2',
    kind: 'exit',
    word: TAGS.worseThanBaseline,
    status: null,
    tag: TAGS.worseThanBaseline,
  },
  { rule: 'E3', kind: 'exit', word: TRIGGER_TAGS.unproven, status: null, tag: TRIGGER_TAGS.unproven },
  { rule: 'E5', kind: 'exit', word: STATUS_WORDS['not-reported'], status: 'not-reported', tag: null },
  { rule: 'R1', kind: 'review', word: STATUS_WORDS['off-track'], status: 'off-track', tag: null },
  { rule: 'R2', kind: 'review', word: TRIGGER_TAGS.ahead, status: null, tag: TRIGGER_TAGS.ahead },
  { rule: 'R4', kind: 'review', word: TRIGGER_TAGS.outOfReach, status: null, tag: TRIGGER_TAGS.outOfReach },
];

function evaluateDefaults(
  rules: readonly ExitRule[],
  { quarter, triggers = STANDARD_TRIGGERS }: ExitInput,
  history: readonly PastStatus[],
): Evaluated[] {
  const isOwn = (status: Status | null) =>
    rules.some(({ measure }) => measure.on === 'status' && measure.status === status);
  return DEFAULTS.map(({ rule, kind, word, status, tag }) => {
    const limit = kind === 'exit' && isOwn(status) ? null : triggers.running[rule];
    if (limit === null) return NO;
    const holds = (past: PastStatus) => (tag === null ? past.status === status : past.tags.includes(tag));
    return evaluateRun(countRun(history, quarter, holds), limit, word, { kind, rule, action: null });
  });
}

/** E4: a KPI with a limit of its own whose units have cost more, so many fiscal years running. */
function evaluateUnitCosts({
  initiative,
  quarter,
  actuals,
  triggers = STANDARD_TRIGGERS,
}: ExitInput): Evaluated[] {
  const limit = triggers.running.E4;
  if (limit === null) return [];
  return initiative.kpis.flatMap((kpi): Evaluated[] => {
    const run = findCostRun(kpi, initiative.money, actuals[kpi.id] ?? {}, quarter);
    const first = run?.years[run.years.length - limit];
    if (run === null || first === undefined) return [];
    const times = run.years.length === 1 ? '' : `${run.years.length}年度続けて`;
    const text = `${kpi.name}の単位コストが${times}上限を超過（${run.text}）`;
    const since = quarterId({ fiscalYear: first, quarter: 4 });
    return [{ state: 'fired', trigger: { kind: 'exit', rule: 'E4', action: null, text, since } }];
  });
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
  return ['under-review', 'awaiting', 'excluded', 'not-evaluable', 'not-reported'].includes(status);
}

function evaluateRun(
  run: readonly PastStatus[],
  limit: number,
  word: string,
  names: Pick<Trigger, 'kind' | 'rule' | 'action'>,
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
  const names = { kind: 'exit', rule: rule.id, action: rule.action } as const;
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
