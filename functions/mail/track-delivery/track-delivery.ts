import type { DeliveryReportedV1 } from '../../../events/delivery-reported.v1.ts';
import { type Clock, type Instant, instantOf, isoUtc } from '../../../shared/calendar/time.ts';
import { addressKey, recordRefusal } from '../../../shared/plan/undeliverable.ts';
import type { Commit, Store, Write } from '../../../shared/ports.ts';
import type { AuditEntry, MailRecord, MailState } from '../../../shared/records.ts';

/** How often a concurrent write is met before the queue is left to try again. */
const TRIES_MAX = 4;

export type TrackOutcome =
  | {
      readonly outcome: 'recorded';
      /** How many addresses are out of use from now on. */
      readonly disabled: number;
    }
  | { readonly outcome: 'nothing-new' | 'unknown-mail' };

/** A mail that came back, or was complained of, and the addresses that are not to be written to again. */
interface Returned {
  readonly state: 'bounced';
  readonly reason: string;
  readonly by: readonly string[];
}

type Told = Returned | { readonly state: 'sent' | 'delivered' | 'failed'; readonly reason: string | null };

/** What an event tells of the mail and its receivers; null for events that tell nothing of them. */
function readReport({ detail }: DeliveryReportedV1): Told | null {
  const { bounce, complaint } = detail;
  switch (detail.eventType) {
    case 'Send':
      return { state: 'sent', reason: null };
    case 'Delivery':
      return { state: 'delivered', reason: null };
    case 'Bounce': {
      // A transient bounce is the receiving side's own retry; only a permanent one says it never arrives.
      if (bounce?.bounceType !== 'Permanent') return null;
      const kind = bounce.bounceSubType?.toLowerCase() ?? 'general';
      return { state: 'bounced', reason: `bounce-${kind}`, by: addressesOf(bounce.bouncedRecipients) };
    }
    case 'Complaint':
      // The one kind of feedback that says the opposite: somebody took the mail out of the junk folder.
      if (complaint?.complaintFeedbackType === 'not-spam') return null;
      return { state: 'bounced', reason: 'complaint', by: addressesOf(complaint?.complainedRecipients) };
    case 'Reject':
    case 'Rendering Failure':
      return { state: 'failed', reason: detail.eventType.toLowerCase().replace(' ', '-') };
    default:
      return null;
  }
}

/** The addresses alone: some receivers' reports put them in angle brackets, behind a name or without one. */
function addressesOf(recipients: readonly { emailAddress: string }[] = []): string[] {
  return recipients.map(({ emailAddress }) => /<([^<>]+)>\s*$/.exec(emailAddress)?.[1] ?? emailAddress);
}

/**
 * Later knowledge never falls back: a Send event that comes after a Delivery changes nothing. What was dropped or
 * refused may still have left in an earlier try of unknown outcome, and then its Delivery is the truth.
 */
const RANK: Record<MailState, number> = {
  pending: 0,
  paused: 0,
  claimed: 1,
  unknown: 1,
  sent: 2,
  dropped: 3,
  failed: 3,
  delivered: 4,
  bounced: 5,
};

export interface TrackDeliveryDependencies {
  readonly store: Store;
  readonly clock: Clock;
  readonly readMailId: (tag: string) => string | undefined;
}

/**
 * Turns what SES reports into delivery states; its Send event is also what resolves an UNKNOWN send. The first time
 * a mail comes back for good, or is complained of, its address is out of use until the secretariat clears it.
 */
export function createTrackDelivery({ store, clock, readMailId }: TrackDeliveryDependencies) {
  return async function trackDelivery(event: DeliveryReportedV1): Promise<TrackOutcome> {
    const told = readReport(event);
    const id = readMailId(event.detail.mail.tags['mail-id']?.[0] ?? '');
    if (!told) return { outcome: 'nothing-new' };
    if (id === undefined) return { outcome: 'unknown-mail' };
    const { messageId, timestamp } = event.detail.mail;
    const sentAt = instantOf(timestamp);
    for (let tried = 0; tried < TRIES_MAX; tried += 1) {
      const mail = await store.get('mail', { id });
      if (!mail) return { outcome: 'unknown-mail' };
      const disabling =
        told.state === 'bounced'
          ? await disableAddresses(store, mail.value, told, sentAt, clock())
          : { writes: [], audit: [] };
      const isNews = RANK[mail.value.state] < RANK[told.state];
      // A mail to several may come back from each of them in a report of its own.
      if (!isNews && disabling.writes.length === 0) return { outcome: 'nothing-new' };
      const value: MailRecord = {
        ...mail.value,
        state: told.state,
        reason: told.reason,
        sesMessageId: messageId,
        sentAt: mail.value.sentAt ?? isoUtc(sentAt),
        leaseUntil: null,
        unknownSince: null,
      };
      const ofMail: Write[] = [
        { kind: 'mail', value, expected: mail.revision },
        { kind: 'sesMessage', value: { sesMessageId: messageId, mail: value.id }, expected: 'any' },
      ];
      const outcome = await store.commit({
        writes: [...(isNews ? ofMail : []), ...disabling.writes],
        audit: disabling.audit,
        events: [],
      });
      if (outcome === 'committed') return { outcome: 'recorded', disabled: disabling.writes.length };
    }
    throw new Error('the mail is being written by others: try again later');
  };
}

/** What takes the refusing receivers of this very mail out of use. A report cannot touch any other address. */
async function disableAddresses(
  store: Store,
  { id, to, cc }: MailRecord,
  { by, reason }: Returned,
  sentAt: Instant,
  learnedAt: Instant,
): Promise<Pick<Commit, 'writes' | 'audit'>> {
  const receivers = new Set([...to, ...cc].map(addressKey));
  const refusing = new Set(by.map(addressKey).filter((address) => receivers.has(address)));
  const writes: Write[] = [];
  const audit: AuditEntry[] = [];
  for (const address of refusing) {
    const known = await store.get('address', { address });
    const refusal = { address, reason, mail: id, sentAt, learnedAt };
    const value = recordRefusal(known?.value ?? null, refusal);
    if (!value) continue;
    writes.push({ kind: 'address', value, expected: known?.revision ?? null });
    audit.push({
      at: isoUtc(learnedAt),
      cause: `delivery-reported/${id}`,
      actor: 'mail-service',
      what: 'address.disabled',
      subject: address,
      before: known ? 'cleared' : null,
      after: reason,
    });
  }
  return { writes, audit };
}
