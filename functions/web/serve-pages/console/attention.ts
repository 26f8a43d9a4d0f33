import { isoUtc } from '../../../../shared/calendar/time.ts';
import { type AddressBook, lastingSpell } from '../../../../shared/plan/undeliverable.ts';
import { isOwed, type Round } from '../../../../shared/round/round.ts';
import type { ConsoleWorld } from './world.ts';

/** One kind of thing that waits for somebody. */
export interface Attention {
  readonly count: number;
  readonly words: string;
  readonly href: string;
}

/**
 * What waits for somebody, the most pressing first; what is in order is not listed. `escalations`: how many of the
 * mails of the next day reach a chief or a head, where that is worth a line.
 */
export async function loadAttention(
  { store, planId, clock }: ConsoleWorld,
  rounds: readonly Round[],
  addresses: AddressBook,
  escalations = 0,
): Promise<Attention[]> {
  const unreleased = rounds.filter(({ state, releasedAt }) => state === 'frozen' && releasedAt === null);
  const now = isoUtc(clock());
  const open = rounds.filter(({ state }) => state === 'open');
  const [held, quarantined, failed, digests, cases, requests] = await Promise.all([
    store.list('received', { state: 'held' }),
    store.list('received', { state: 'quarantined' }),
    store.list('mail', { state: 'failed', of: { plan: planId } }),
    Promise.all(unreleased.map(({ id }) => store.list('digest', { plan: planId, round: id }))),
    store.list('decisionCase', { plan: planId }),
    Promise.all(open.map(({ id }) => store.list('request', { plan: planId, round: id }))),
  ]);
  const undecided = cases.filter(({ value }) => value.state !== 'released');
  const overdue = requests.flat().filter(({ value }) => value.dueAt < now && isOwed(value));
  const drafts = digests.flat().filter(({ value }) => value.state === 'draft');
  const out = [...addresses.values()].filter((history) => lastingSpell(history) !== undefined);
  return [
    { count: drafts.length, words: '発信を待つ本部資料の案', href: '/console/release' },
    { count: held.length, words: '確認を待つ返信', href: '/console/replies' },
    { count: escalations, words: '次の開庁日までに課長、部局長に届く連絡', href: '/console/escalations' },
    { count: quarantined.length, words: '隔離した返信', href: '/console/replies' },
    { count: out.length, words: '届かない宛先', href: '/console/mails' },
    { count: failed.length, words: '送れなかったメール', href: '/console/mails' },
    {
      count: overdue.length,
      words: '期限を過ぎた照会（回答がそろっていない部署）',
      href: '/console/replies',
    },
    { count: undecided.length, words: '決定か公表を待つ見直し判断', href: '/console/decisions' },
  ].filter(({ count }) => count > 0);
}
