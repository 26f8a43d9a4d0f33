import type { SesReceipt } from '../../../events/mail-arrived.v1.ts';
import { instantOf, isoUtc } from '../../../shared/calendar/time.ts';
import type { Arrival, ReceivedMail } from '../../../shared/records.ts';
import { headerOf } from '../../../shared/reply/mail-headers.ts';
import { readMimeTree } from '../../../shared/reply/mime-tree.ts';
import { replyKeysIn } from '../../../shared/reply/reply-key.ts';
import { hashKey } from '../../../shared/steps/prepare-mail.ts';

/** A mail as it came in: where it lies, since when, and what the mail service said of it. */
export type Arrived = Pick<ReceivedMail, 'id' | 'objectKey' | 'receivedAt' | 'arrival'>;

/** A crafted envelope may hold many keys; so many are looked up at most. */
const KEYS_MAX = 20;

const hashesIn = (addresses: readonly string[]) => replyKeysIn(addresses).slice(0, KEYS_MAX).map(hashKey);

/** An arrival from SES's own receipt. */
export function arrivedBy({ mail, receipt }: SesReceipt): Arrived {
  return {
    id: mail.messageId,
    objectKey: receipt.action.objectKey,
    receivedAt: isoUtc(instantOf(receipt.timestamp)),
    arrival: {
      keyHashes: hashesIn(receipt.recipients),
      envelopeSender: mail.source,
      verdicts: {
        spf: receipt.spfVerdict.status,
        dkim: receipt.dkimVerdict.status,
        dmarc: receipt.dmarcVerdict.status,
        spam: receipt.spamVerdict.status,
        virus: receipt.virusVerdict.status,
      },
    },
  };
}

const NOT_KNOWN = 'PROCESSING_FAILED';

/**
 * What can be said of a mail whose receipt was lost. The verdicts are not known, which counts as no policy: a
 * registered sender with a key is taken at their word and the registered address is told, all others are held. The
 * recipient is the one SES wrote into the uppermost Received line; an absent one leaves the mail's own headers.
 */
export function assumeArrival(raw: Uint8Array): Arrival {
  const received = headerOf(readMimeTree(raw).root.headers, 'received') ?? '';
  const recipient = /\sfor\s+<?([^\s<>;]{1,320})/.exec(received)?.[1];
  return {
    keyHashes: recipient === undefined ? [] : hashesIn([recipient]),
    envelopeSender: null,
    verdicts: { spf: NOT_KNOWN, dkim: NOT_KNOWN, dmarc: NOT_KNOWN, spam: NOT_KNOWN, virus: NOT_KNOWN },
  };
}
