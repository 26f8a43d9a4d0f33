import { shortDate } from '../calendar/japanese-date.ts';
import { dateOf, instantOf, tokyoDate } from '../calendar/time.ts';
import { STATE_WORDS } from '../decision/case.ts';
import { causeTexts } from '../decision/cause-texts.ts';
import { sortByUrgency } from '../decision/open-case.ts';
import type { SecretariatInput, WaitingCase } from './secretariat-facts.ts';

/** A case with all the secretariat has to know to bring it to its end. */
export interface CaseLine {
  readonly code: string;
  readonly title: string;
  readonly state: string;
  readonly reason: string;
  readonly decider: string;
  /** ISO days. */
  readonly openedOn: string;
  readonly dueOn: string;
  /** Whole days since it was opened. */
  readonly days: number;
  readonly isOverdue: boolean;
}

/** The cases not released yet: those still to be decided first, by urgency, then those that wait for their release. */
export function listWaitingCases({
  cases,
  plan,
  date,
}: Pick<SecretariatInput, 'cases' | 'plan' | 'date'>): CaseLine[] {
  const sheets = new Map(plan.initiatives.map((sheet) => [sheet.id, sheet]));
  const inOrder = [
    ...sortByUrgency(cases.filter(({ state }) => state === 'open')),
    ...sortByUrgency(cases.filter(({ state }) => state === 'decided')),
  ];
  return inOrder.map((one: WaitingCase) => {
    const openedOn = tokyoDate(instantOf(one.openedAt));
    const sheet = sheets.get(one.initiative);
    return {
      code: sheet?.code ?? '',
      title: sheet?.title ?? one.initiative,
      state: STATE_WORDS[one.state],
      reason: causeTexts(one.causes).join('、'),
      decider: one.decider,
      openedOn: openedOn.toString(),
      dueOn: one.dueOn,
      days: openedOn.until(date).days,
      isOverdue: one.state === 'open' && one.dueOn < date.toString(),
    };
  });
}

/** `期限8/28（金）を過ぎています　決定者 …　開いてから12日　…` */
export function caseWords({ state, dueOn, isOverdue, decider, days, reason }: CaseLine): string {
  const due = `期限${shortDate(dateOf(dueOn))}${isOverdue ? 'を過ぎています' : ''}`;
  return [state, due, `決定者 ${decider}`, `開いてから${days}日`, reason].join('　');
}
