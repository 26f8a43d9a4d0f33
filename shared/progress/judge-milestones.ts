import { type QuarterId, quarterIndex } from '../calendar/fiscal.ts';
import { quarterName } from '../calendar/japanese-date.ts';
import type { Verdict } from './judgement.ts';
import { round4 } from './number-words.ts';

export interface MilestoneItem {
  readonly item: string;
  readonly due: QuarterId;
  /** The quarter in which it was done; later than the one judged counts as not done yet. */
  readonly done?: QuarterId | undefined;
  readonly key: boolean;
  /** The date it was first due, and how often it was put off since. */
  readonly slipped?: { readonly from: QuarterId; readonly times: number } | undefined;
}

/** Rule 7: done or not done, nothing between. Lateness is counted in quarters past the one it was due in. */
export function judgeMilestones(items: readonly MilestoneItem[], asOf: QuarterId): Verdict {
  if (items.length === 0) {
    return {
      status: 'not-evaluable',
      rule: '0',
      reason: '予定が設定されていないため評価できません（判定基準0）',
    };
  }
  const now = quarterIndex(asOf);
  const isDone = ({ done }: MilestoneItem) => done !== undefined && quarterIndex(done) <= now;
  const due = items.filter((item) => quarterIndex(item.due) <= now);
  const doneDue = due.filter(isDone).length;
  const facts = {
    rule: '7',
    ratio: due.length === 0 ? null : round4(doneDue / due.length),
    attainment: round4(items.filter(isDone).length / items.length),
  } as const;

  const late = due
    .filter((item) => !isDone(item))
    .map((item) => ({ ...item, quarters: now - quarterIndex(item.due) }))
    .sort((a, b) => Number(b.key) - Number(a.key) || b.quarters - a.quarters);
  const worst = late[0];
  if (worst === undefined) {
    const counts =
      due.length === 0
        ? `${quarterName(asOf)}末までに期限の来る予定はなく、${items.length}件が期限前`
        : `期限の来た${due.length}件の予定がすべて済み`;
    const slips = slipWords(items.filter((item) => !isDone(item)));
    return { ...facts, status: 'on-track', reason: `${counts}（${slips}判定基準7）` };
  }
  const isOff = late.some(({ key, quarters }) => key || quarters > 1);
  const counts = `期限の来た${due.length}件の予定のうち${doneDue}件が済み`;
  const lateness = worst.quarters === 0 ? '期限の四半期に終わらず' : `${worst.quarters}四半期遅れ`;
  const others = late.length > 1 ? `、ほか${late.length - 1}件も未了` : '';
  const name = `${worst.key ? '重要な予定' : ''}「${worst.item}」`;
  const reason = `${counts}、${name}が${lateness}${others}（${slipWords(late)}判定基準7）`;
  return { ...facts, status: isOff ? 'off-track' : 'at-risk', reason };
}

/** The ledger in a clause: whose date was put off most, from when, how often. Empty where none was. */
function slipWords(open: readonly MilestoneItem[]): string {
  const slipped = open
    .flatMap(({ item, slipped }) => (slipped === undefined ? [] : [{ item, ...slipped }]))
    .sort((a, b) => b.times - a.times);
  const [worst] = slipped;
  if (worst === undefined) return '';
  const others = slipped.length > 1 ? `、ほか${slipped.length - 1}件も延期` : '';
  return `「${worst.item}」の当初の期限は${quarterName(worst.from)}、延期${worst.times}回${others}、`;
}
