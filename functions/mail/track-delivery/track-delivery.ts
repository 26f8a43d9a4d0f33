import type { DeliveryReportedV1 } from '../../../events/delivery-reported.v1.ts';
import { instantOf, isoUtc } from '../../../shared/calendar/time.ts';
import type { Store } from '../../../shared/ports.ts';
import type { MailRecord, MailState } from '../../../shared/records.ts';

/** How often a concurrent write is met before the queue is left to try again. */
const TRIES_MAX = 4;

export type TrackOutcome = { readonly outcome: 'recorded' | 'nothing-new' | 'unknown-mail' };

/** What an event tells of the mail's state; null for events that tell nothing of it. */
function stateTold({ detail }: DeliveryReportedV1): { state: MailState; reason: string | null } | null {
  switch (detail.eventType) {
    case 'Send':
      return { state: 'sent', reason: null };
    case 'Delivery':
      return { state: 'delivered', reason: null };
    case 'Bounce':
      // A transient bounce is the receiving side's own retry; only a permanent one says it never arrives.
      return detail.bounce?.bounceType === 'Permanent'
        ? { state: 'bounced', reason: `bounce-${detail.bounce.bounceSubType?.toLowerCase() ?? 'general'}` }
        : null;
    case 'Complaint':
      return { state: 'bounced', reason: 'complaint' };
    case 'Reject':
    case 'Rendering Failure':
      return { state: 'failed', reason: detail.eventType.toLowerCase().replace(' ', '-') };
    default:
      return null;
  }
}

/**
 * Later knowledge never falls back: a Send event that comes after a Delivery changes nothing. What was dropped or
 * refused may still have left in an earlier try of unknown outcome, and then its Delivery is the truth.
 */
const RANK: Record<MailState, number> = {
  pending: 0,
  claimed: 1,
  unknown: 1,
  sent: 2,
  dropped: 3,
  failed: 3,
  delivered: 4,
  bounced: 5,
};

/** Turns what SES reports into delivery states; its Send event is also what resolves an UNKNOWN send. */
export function createTrackDelivery({
  store,
  readMailId,
}: {
  store: Store;
  readMailId: (tag: string) => string | undefined;
}) {
  return async function trackDelivery(event: DeliveryReportedV1): Promise<TrackOutcome> {
    const told = stateTold(event);
    const id = readMailId(event.detail.mail.tags['mail-id']?.[0] ?? '');
    if (!told) return { outcome: 'nothing-new' };
    if (id === undefined) return { outcome: 'unknown-mail' };
    for (let tried = 0; tried < TRIES_MAX; tried += 1) {
      const mail = await store.get('mail', { id });
      if (!mail) return { outcome: 'unknown-mail' };
      if (RANK[mail.value.state] >= RANK[told.state]) return { outcome: 'nothing-new' };
      const { messageId, timestamp } = event.detail.mail;
      const value: MailRecord = {
        ...mail.value,
        ...told,
        sesMessageId: messageId,
        sentAt: mail.value.sentAt ?? isoUtc(instantOf(timestamp)),
        leaseUntil: null,
        unknownSince: null,
      };
      const outcome = await store.commit({
        writes: [
          { kind: 'mail', value, expected: mail.revision },
          { kind: 'sesMessage', value: { sesMessageId: messageId, mail: value.id }, expected: 'any' },
        ],
        audit: [],
        events: [],
      });
      if (outcome === 'committed') return { outcome: 'recorded' };
    }
    throw new Error('the mail is being written by others: try again later');
  };
}
