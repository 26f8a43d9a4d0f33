import { type Instant, isoUtc } from '../../calendar/time.ts';
import type { Commit, Store } from '../../ports.ts';
import type { ReceivedMail } from '../../records.ts';
import { readingId } from '../mail-ids.ts';

/** A mail that is sent back so often will not be understood by reading it once more. */
const READINGS_MAX = 20;

export interface Reprocess {
  readonly city: string;
  /** SES's message id. */
  readonly id: string;
  /** Who wants it read again: the name on the command line, or whoever is signed in to the console. */
  readonly by: string;
  readonly at: Instant;
}

/** What sending a mail back has to write, or why it is not sent back. */
export type ReprocessDecision =
  | ({ readonly outcome: 'sent-back' } & Commit)
  | { readonly outcome: 'no-such-mail' | 'not-settled-yet' | 'read-too-often' | 'redacted' };

/**
 * Decides to have a settled mail read again, from the raw text and with what the mail service said of it then. The
 * caller commits it. What it says is merged by its receipt time, so nothing newer is overwritten; what was answered
 * before is not answered again.
 */
export async function decideReprocess(
  store: Store,
  { city, id, by, at }: Reprocess,
): Promise<ReprocessDecision> {
  const found = await store.get('received', { id });
  if (!found) return { outcome: 'no-such-mail' };
  const { state, reason, again } = found.value;
  // It lies in the queue, or the sweep will put it there.
  if (state === 'received') return { outcome: 'not-settled-yet' };
  if (found.value.redacted !== null) return { outcome: 'redacted' };
  const reading = (again?.reading ?? 1) + 1;
  if (reading > READINGS_MAX) return { outcome: 'read-too-often' };
  const now = isoUtc(at);
  const value: ReceivedMail = {
    ...found.value,
    state: 'received',
    reason: null,
    again: { reading, at: now, state, reason },
  };
  const name = readingId(value);
  return {
    outcome: 'sent-back',
    writes: [{ kind: 'received', value, expected: found.revision }],
    audit: [
      {
        at: now,
        cause: name,
        actor: by,
        what: 'reply.reprocessed',
        subject: value.round ? `${value.round}/${value.department ?? 'secretariat'}` : id,
        before: [state, reason].filter(Boolean).join(': '),
        after: 'received',
      },
    ],
    events: [
      {
        id: `mail-found/${name}`,
        type: 'mail-found.v1',
        city,
        at: now,
        data: { received: id, object: null, cause: 'reprocess' },
      },
    ],
  };
}
