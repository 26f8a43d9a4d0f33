import { RHYTHMS, type RhythmName } from '../../../../../shared/schedule/describe-rules.ts';
import {
  type DayRule,
  type LadderStep,
  type Rhythm,
  type ScheduleRules,
  STANDARD_RULES,
} from '../../../../../shared/schedule/rules.ts';
import { type Filled, numberIn, parseRules, type ReadForm, rowsIn } from './form.ts';

/** A round that may be left out altogether; the others are what the system is for. */
export const isOptional = (name: RhythmName) => name === 'final' || name === 'handover';

/** The rhythm as the form shows it. */
export function fillRhythm(rules: ScheduleRules): Filled {
  return {
    sendAt: rules.sendAt,
    dueAt: rules.dueAt,
    releaseSteps: rules.releaseSteps,
    ...fillBudget(rules.budget),
    'sendWindow.earliest': rules.sendWindow.earliest,
    'sendWindow.latest': rules.sendWindow.latest,
    ...Object.assign({}, ...RHYTHMS.map((name) => fillOne(name, rules[name]))),
    ...Object.assign(
      {},
      ...rules.holdOffs.map(({ weekday, from }, place) => ({
        [`holdOffs.${place}.weekday`]: String(weekday),
        [`holdOffs.${place}.from`]: from,
      })),
      ...rules.assemblies.map(({ from, to, name }, place) => ({
        [`assemblies.${place}.from`]: from,
        [`assemblies.${place}.to`]: to,
        [`assemblies.${place}.name`]: name,
      })),
    ),
  };
}

/** The days of the budget in the order in which one follows the other. */
export const BUDGET_STAGES = ['request', 'assessment', 'assembly'] as const;

const fillBudget = (budget: ScheduleRules['budget']): Filled =>
  Object.fromEntries(
    BUDGET_STAGES.map((stage) => [
      `budget.${stage}`,
      `${Number(budget[stage].slice(0, 2))}/${Number(budget[stage].slice(3))}`,
    ]),
  );

/** `10-31` of `10/31`, `１０月３１日` and the like; what is no such day is left as it is, and refused by the schema. */
function monthDayIn(text = ''): string {
  const [, month, day] = /^(\d{1,2})\D(\d{1,2})日?$/.exec(text.normalize('NFKC').trim()) ?? [];
  return month === undefined || day === undefined
    ? text
    : `${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
}

function fillOne(name: RhythmName, rhythm: Rhythm | null): Filled {
  const shown = rhythm ?? STANDARD_RULES[name];
  if (shown === null) return {};
  return {
    ...(rhythm === null ? {} : { [`${name}.runs`]: 'yes' }),
    ...fillDay(`${name}.opens`, shown.opens),
    ...fillDay(`${name}.due`, shown.due),
    [`${name}.freezesAfter`]: String(shown.freezesAfter),
    ...Object.assign(
      {},
      ...shown.ladder.map(({ days, kind }, place) => ({
        [`${name}.ladder.${place}.days`]: String(Math.abs(days)),
        [`${name}.ladder.${place}.side`]: days < 0 ? 'before' : 'after',
        [`${name}.ladder.${place}.to`]: kind === 'escalation' ? 'head' : 'department',
      })),
    ),
  };
}

function fillDay(prefix: string, rule: DayRule): Filled {
  return {
    [`${prefix}.on`]: rule.on,
    ...('monthsAfterQuarter' in rule
      ? { [`${prefix}.monthsAfterQuarter`]: String(rule.monthsAfterQuarter) }
      : {}),
    [`${prefix}.n`]: 'n' in rule ? String(rule.n) : 'day' in rule ? String(rule.day) : '',
  };
}

/** The rules with the rhythm a form says; a blank row of anything that repeats is left out. */
export function readRhythm(filled: Filled, base: ScheduleRules): ReadForm {
  const rhythms = Object.fromEntries(
    RHYTHMS.map((name) => [
      name,
      isOptional(name) && filled[`${name}.runs`] === undefined ? null : readOne(name, filled, base),
    ]),
  );
  return parseRules(
    {
      ...base,
      ...rhythms,
      sendAt: filled.sendAt,
      dueAt: filled.dueAt,
      releaseSteps: filled.releaseSteps,
      budget: Object.fromEntries(
        BUDGET_STAGES.map((stage) => [stage, monthDayIn(filled[`budget.${stage}`])]),
      ),
      sendWindow: { earliest: filled['sendWindow.earliest'], latest: filled['sendWindow.latest'] },
      holdOffs: rowsIn(filled, 'holdOffs').flatMap((place) => {
        const weekday = numberIn(filled, `holdOffs.${place}.weekday`);
        return weekday === null ? [] : [{ weekday, from: filled[`holdOffs.${place}.from`] }];
      }),
      assemblies: rowsIn(filled, 'assemblies').flatMap((place) => {
        const [from, to, name] = ['from', 'to', 'name'].map((part) => filled[`assemblies.${place}.${part}`]);
        return [from, to, name].every((text) => (text ?? '') === '') ? [] : [{ from, to: to || from, name }];
      }),
    },
    base,
  );
}

function readOne(name: RhythmName, filled: Filled, base: ScheduleRules) {
  const before = base[name] ?? STANDARD_RULES[name];
  return {
    ...before,
    opens: readDay(`${name}.opens`, filled),
    due: readDay(`${name}.due`, filled),
    freezesAfter: numberIn(filled, `${name}.freezesAfter`),
    ladder: rowsIn(filled, `${name}.ladder`).flatMap((place) => {
      const prefix = `${name}.ladder.${place}`;
      const days = numberIn(filled, `${prefix}.days`);
      return days === null
        ? []
        : [readStep(days, filled[`${prefix}.side`], filled[`${prefix}.to`], before?.ladder)];
    }),
  };
}

/** Whether its chief gets a copy is said of a step in another place, so a step of the same day keeps it. */
function readStep(
  count: number,
  side: string | undefined,
  to: string | undefined,
  before: readonly LadderStep[] = [],
): LadderStep {
  const days = side === 'after' ? count : -count;
  const kind = to === 'head' ? 'escalation' : days < 0 ? 'reminder' : 'overdue';
  const copyChief = before.some((step) => step.days === days && step.copyChief);
  return { days, kind, copyChief: kind !== 'escalation' && copyChief };
}

function readDay(prefix: string, filled: Filled) {
  const on = filled[`${prefix}.on`];
  const monthsAfterQuarter = numberIn(filled, `${prefix}.monthsAfterQuarter`);
  const n = numberIn(filled, `${prefix}.n`);
  switch (on) {
    case 'nth-business-day':
      return { on, monthsAfterQuarter, n };
    case 'day':
      return { on, monthsAfterQuarter, day: n };
    case 'last-business-day':
      return { on, monthsAfterQuarter };
    default:
      return { on, n };
  }
}
