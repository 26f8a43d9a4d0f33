import type { Store } from '../ports.ts';
import { type MailRecord, MailState } from '../records/mail.ts';
import type { RoundId } from '../round/round.ts';

/** Every mail of a round, or of all rounds, oldest first. */
export async function listMails(
  store: Store,
  filter: { state?: MailState; round?: RoundId } = {},
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
