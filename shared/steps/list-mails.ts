import type { Store } from '../ports.ts';
import { type MailRecord, MailState } from '../records/mail.ts';
import type { RoundId } from '../round/round.ts';

/** Stands for the round of a mail that belongs to none, as in the worklist's keys. */
export const NO_ROUND = '-';

/** Every mail of a round, of none ({@link NO_ROUND}), or of all, oldest first. */
export async function listMails(
  store: Store,
  filter: { state?: MailState; round?: RoundId | typeof NO_ROUND } = {},
): Promise<MailRecord[]> {
  const states = filter.state ? [filter.state] : MailState.options;
  const { round } = filter;
  const found = await Promise.all(
    states.map((state) => store.list('mail', round === undefined ? { state } : { state, round })),
  );
  return found
    .flat()
    .map(({ value }) => value)
    .sort((a, b) => a.createdAt.localeCompare(b.createdAt) || a.id.localeCompare(b.id));
}
