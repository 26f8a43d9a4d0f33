import { dateOf, type PlainDate } from '../calendar/time.ts';
import type { Plan } from '../plan/plan.ts';
import { type Decision, type DecisionCase, Option } from './case.ts';

/** What a person enters; blank is left out. */
export interface DecisionEntry {
  readonly option: string;
  readonly text: string;
  readonly decidedOn: string;
  readonly decider: string;
  readonly minutes: string;
  readonly nextOn: string;
  readonly until: string;
  /** The code of the initiative it is merged into. */
  readonly into: string;
}

export interface DecisionFault {
  readonly field: keyof DecisionEntry;
  /** What is wrong, and an example of right. */
  readonly message: string;
}

/** Quoted in a mail of thirty characters a line, so that no more than four lines are taken. */
const TEXT_MAX = 100;
const NAME_MAX = 80;

export type CheckedDecision =
  | { readonly faults: readonly [DecisionFault, ...DecisionFault[]] }
  | { readonly faults: readonly []; readonly decision: Omit<Decision, 'recordedBy' | 'recordedAt'> };

/** The day a text names, or null. */
function dayOf(text: string): PlainDate | null {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return null;
  try {
    return dateOf(text);
  } catch {
    return null;
  }
}

/** Whether the case asks about an end date, so that going on needs a new one. */
export function asksForEndDate({ causes }: Pick<DecisionCase, 'causes'>): boolean {
  return causes.some(({ kind }) => kind === 'sunset' || kind === 'lapsed');
}

/**
 * Reads a decision and names every fault at once: what is missing, a day that cannot be, 継続 without the day on which
 * it is judged again, going on past an end date without a new one, a merger into nothing.
 */
export function checkDecision(
  entry: DecisionEntry,
  about: Pick<DecisionCase, 'initiative' | 'causes'>,
  plan: Pick<Plan, 'initiatives'>,
  today: PlainDate,
): CheckedDecision {
  const faults: DecisionFault[] = [];
  const refuse = (field: keyof DecisionEntry, message: string) => void faults.push({ field, message });
  const option = Option.safeParse(entry.option).data;
  if (option === undefined) refuse('option', '判断を 継続・改善・縮小・廃止・統合 から1つ選んでください。');
  const text = entry.text.replace(/\s+/g, ' ').trim();
  if (text === '') refuse('text', '決定の内容を書いてください（継続のときは理由も）。例：対象を10施設に絞る');
  if ([...text].length > TEXT_MAX) refuse('text', `決定の内容は${TEXT_MAX}字以内にしてください。`);
  for (const [field, name, example] of [
    ['decider', '決定者', '行政経営戦略推進本部'],
    ['minutes', '会議録', '令和8年度第2回本部会議 会議録3'],
  ] as const) {
    if (entry[field].trim() === '') refuse(field, `${name}を書いてください。例：${example}`);
    else if ([...entry[field]].length > NAME_MAX) refuse(field, `${name}は${NAME_MAX}字以内にしてください。`);
  }
  const decidedOn = dayOf(entry.decidedOn);
  if (decidedOn === null) refuse('decidedOn', '決定日を書いてください。例：2026-08-20');
  else if (entry.decidedOn > today.toString())
    refuse('decidedOn', `決定日が先の日です。今日（${today}）までの日にしてください。`);
  const goesOn = option === 'continue' || option === 'improve' || option === 'reduce';
  const later = (field: 'nextOn' | 'until', name: string, isNeeded: boolean, why: string): string | null => {
    if (!goesOn || (entry[field] === '' && !isNeeded)) return null;
    const day = dayOf(entry[field]);
    if (day === null) refuse(field, `${name}を書いてください（${why}）。例：2027-03-31`);
    else if (decidedOn !== null && entry[field] <= entry.decidedOn)
      refuse(field, `${name}は決定日より後の日にしてください。`);
    return day?.toString() ?? null;
  };
  const nextOn = later('nextOn', '次回判定日', option === 'continue', '継続には必ず決めます');
  const until = later('until', '新しい終期', asksForEndDate(about), '終期を迎える取組を続けるときに決めます');
  const target = plan.initiatives.find(({ code }) => code === entry.into.trim());
  if (option === 'merge' && (target === undefined || target.id === about.initiative))
    refuse('into', '統合先の取組の番号を書いてください。例：2-1-2');
  const [first, ...others] = faults;
  if (first !== undefined) return { faults: [first, ...others] };
  if (option === undefined) throw new Error('a decision without faults has an option');
  return {
    faults: [],
    decision: {
      option,
      text,
      decidedOn: entry.decidedOn,
      decider: entry.decider.trim(),
      minutes: entry.minutes.trim(),
      nextOn,
      until,
      into: option === 'merge' ? (target?.id ?? null) : null,
    },
  };
}
