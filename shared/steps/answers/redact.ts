import { createHash } from 'node:crypto';
import { type Instant, isoUtc } from '../../calendar/time.ts';
import type { ObjectStore, Store } from '../../ports.ts';
import type { ReceivedMail } from '../../records.ts';

export interface RedactionOrder {
  readonly id: string;
  /** Who has it blanked. */
  readonly by: string;
  /** Why: whose request it was, or what did not belong there. */
  readonly reason: string;
  readonly at: Instant;
}

export type RedactionOutcome =
  | { readonly outcome: 'redacted'; readonly received: ReceivedMail }
  | {
      readonly outcome: 'refused';
      readonly why: 'no-such-mail' | 'not-settled-yet' | 'redacted-before' | 'mail-gone' | 'busy';
    };

const bytesOf = (text: string) => new TextEncoder().encode(text);
const hashOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

/**
 * Blanks the raw text of a settled reply for good, and keeps its hash and its trace (decision 8). What was stored of
 * its answers stays. The row is written first, after which no page shows the text any more; a redaction that was cut
 * off before the text itself was written over is finished by ordering it again.
 */
export async function redactReceived(
  { store, objects }: { readonly store: Store; readonly objects: Pick<ObjectStore, 'get' | 'put'> },
  { id, by, reason, at }: RedactionOrder,
): Promise<RedactionOutcome> {
  const found = await store.get('received', { id });
  if (!found) return { outcome: 'refused', why: 'no-such-mail' };
  const { value, revision } = found;
  if (value.state === 'received' || value.state === 'held' || value.state === 'quarantined')
    return { outcome: 'refused', why: 'not-settled-yet' };
  const raw = await objects.get(value.objectKey);
  if (value.redacted !== null) {
    if (!raw || hashOf(raw) !== value.redacted.sha256) return { outcome: 'refused', why: 'redacted-before' };
    await objects.put(value.objectKey, noticeOf(value.redacted));
    return { outcome: 'redacted', received: value };
  }
  if (!raw) return { outcome: 'refused', why: 'mail-gone' };
  const redacted = { at: isoUtc(at), by, reason, sha256: hashOf(raw) };
  const blanked: ReceivedMail = { ...value, subject: null, toConfirm: [], redacted };
  const outcome = await store.commit({
    writes: [{ kind: 'received', value: blanked, expected: revision }],
    audit: [
      {
        at: redacted.at,
        cause: `redaction/${id}`,
        actor: by,
        what: 'reply.redacted',
        subject: value.round ? `${value.round}/${value.department ?? 'secretariat'}` : id,
        before: `sha256 ${redacted.sha256}`,
        after: reason,
      },
    ],
    events: [],
  });
  if (outcome === 'conflict') return { outcome: 'refused', why: 'busy' };
  await objects.put(value.objectKey, noticeOf(redacted));
  return { outcome: 'redacted', received: blanked };
}

/** What stands in the place of the text. */
function noticeOf({ at, sha256 }: { readonly at: string; readonly sha256: string }): Uint8Array {
  return bytesOf(`Subject: redacted\r\n\r\nRedacted at ${at}. SHA-256 of the mail as it came: ${sha256}\r\n`);
}
