import type { Store } from '../ports.ts';
import { type MailRecord, MailState } from '../records/mail.ts';
import type { RoundId } from '../round/round.ts';

/** Stands for the round of a mail that belongs to none, as in the worklist's keys. */
export const NO_ROUND = '-';

/** Every mail of a plan's round, of none of its rounds ({@link NO_ROUND}), of the plan, or of all plans, oldest first. */
export async function listMails(
  store: Store,
  filter: {
    state?: MailState;
    of?: { readonly plan: string; readonly round?: RoundId | typeof NO_ROUND };
  } = {},
): Promise<MailRecord[]> {
  const states = filter.state ? [filter.state] : MailState.options;
  const { of } = filter;
  const found = await Promise.all(
    states.map((state) => store.list('mail', of === undefined ? { state } : { state, of })),
  );
  return found
    .flat()
    .map(({ value }) => value)
    .sort((a, b) => a.createdAt.localeCompare(b.createdAt) || a.id.localeCompare(b.id));
}
