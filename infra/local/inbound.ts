import { randomBytes, randomUUID } from 'node:crypto';
import { RAW_MAIL_PREFIX } from '../../functions/schedule/sweep-missed/config.ts';
import { type Clock, isoUtc } from '../../shared/calendar/time.ts';
import { ACCOUNT, REGION } from './loopback/account.ts';
import { addressesIn, headerOf, listHeaders, splitMessage } from './loopback/raw-message.ts';
import type { Queues } from './queues.ts';
import type { IncomingMail } from './smtp-door.ts';

/** SES leaves out what is beyond this many bytes of headers. */
const HEADERS_MAX_BYTES = 10 * 1024;
const CHECKS = ['spf', 'dkim', 'dmarc', 'spam', 'virus'] as const;
const STATUSES = ['PASS', 'FAIL', 'GRAY', 'PROCESSING_FAILED'] as const;
const DMARC_POLICIES = ['none', 'quarantine', 'reject'] as const;

type Status = (typeof STATUSES)[number];
type Verdicts = { readonly [K in (typeof CHECKS)[number]]: Status } & {
  /** What the sender's domain asks to be done with a mail that fails DMARC; told only then. */
  readonly dmarcPolicy: (typeof DMARC_POLICIES)[number];
};

export type InboundOptions = {
  /** Stores the raw mail. */
  readonly put: (bucket: string, key: string, bytes: Uint8Array) => void | Promise<void>;
  readonly queues: Queues;
  readonly clock: Clock;
  readonly bucket: string;
  /** Takes the notification. */
  readonly queue: string;
  /** The domain that receives; mail for others is not taken, as no receipt rule would match it. */
  readonly domain: string;
  /** Told of a part of X-Local-Verdicts that could not be read and counts as PASS. */
  readonly onBadVerdict?: (part: string) => void;
};

type ReceivedMail = { readonly messageId: string; readonly objectKey: string };

export type Inbound = {
  /**
   * Takes a mail as SES's receipt rule does: the raw mail into the bucket first, then the notification into the
   * queue. Undefined when no recipient is at our domain.
   */
  accept(mail: IncomingMail): Promise<ReceivedMail | undefined>;
};

/** Stands where SES inbound, S3 and SNS stand on AWS. Every time in it is the virtual clock's. */
export function createInbound(options: InboundOptions): Inbound {
  const { put, queues, clock, bucket, queue, domain, onBadVerdict = () => {} } = options;
  return {
    async accept(mail) {
      const recipients = mail.recipients.filter((address) => address.toLowerCase().endsWith(`@${domain}`));
      if (recipients.length === 0) return undefined;
      const messageId = randomBytes(20).toString('hex');
      const objectKey = `${RAW_MAIL_PREFIX}${messageId}`;
      await put(bucket, objectKey, mail.raw);
      const { fields } = splitMessage(mail.raw);
      const verdicts = readVerdicts(headerOf(fields, 'x-local-verdicts') ?? '', onBadVerdict);
      const timestamp = isoUtc(clock());
      const notification = {
        notificationType: 'Received',
        mail: mailOf({ ...mail, recipients }, fields, messageId, timestamp),
        receipt: receiptOf(recipients, verdicts, timestamp, { bucketName: bucket, objectKey }),
      };
      queues.send(queue, JSON.stringify(snsEnvelope(JSON.stringify(notification), timestamp)), {
        id: messageId,
      });
      return { messageId, objectKey };
    },
  };
}

function mailOf(
  { envelopeFrom, recipients }: IncomingMail,
  fields: readonly string[],
  messageId: string,
  timestamp: string,
) {
  const headers = listHeaders(fields);
  let size = 0;
  const kept = headers.filter(({ name, value }) => {
    size += name.length + value.length;
    return size <= HEADERS_MAX_BYTES;
  });
  const subject = headerOf(fields, 'subject');
  const date = headerOf(fields, 'date');
  const original = headerOf(fields, 'message-id');
  return {
    timestamp,
    source: envelopeFrom,
    messageId,
    destination: recipients,
    headersTruncated: kept.length < headers.length,
    headers: kept,
    commonHeaders: {
      returnPath: envelopeFrom,
      from: addressesIn(headerOf(fields, 'from') ?? ''),
      to: addressesIn(headerOf(fields, 'to') ?? ''),
      ...(date === undefined ? {} : { date }),
      ...(original === undefined ? {} : { messageId: original }),
      ...(subject === undefined ? {} : { subject }),
    },
  };
}

type Location = { readonly bucketName: string; readonly objectKey: string };

function receiptOf(recipients: readonly string[], verdicts: Verdicts, timestamp: string, location: Location) {
  return {
    timestamp,
    processingTimeMillis: 500,
    recipients,
    spamVerdict: { status: verdicts.spam },
    virusVerdict: { status: verdicts.virus },
    spfVerdict: { status: verdicts.spf },
    dkimVerdict: { status: verdicts.dkim },
    dmarcVerdict: { status: verdicts.dmarc },
    ...(verdicts.dmarc === 'FAIL' ? { dmarcPolicy: verdicts.dmarcPolicy } : {}),
    action: { type: 'S3', topicArn: TOPIC_ARN, ...location },
  };
}

const TOPIC_ARN = `arn:aws:sns:${REGION}:${ACCOUNT}:inbound`;

/** What a queue subscribed to a topic receives, without raw delivery. The signature is not a real one. */
function snsEnvelope(message: string, timestamp: string) {
  return {
    Type: 'Notification',
    MessageId: randomUUID(),
    TopicArn: TOPIC_ARN,
    Subject: 'Amazon SES Email Receipt Notification',
    Message: message,
    Timestamp: timestamp,
    SignatureVersion: '1',
    Signature: 'local',
    SigningCertURL: '',
    UnsubscribeURL: '',
  };
}

/** Reads `spf=PASS; dmarc=FAIL; policy=reject`. What is not said, or not understood, is PASS. */
function readVerdicts(header: string, onBadVerdict: (part: string) => void): Verdicts {
  const verdicts: { -readonly [K in keyof Verdicts]: Verdicts[K] } = {
    spf: 'PASS',
    dkim: 'PASS',
    dmarc: 'PASS',
    spam: 'PASS',
    virus: 'PASS',
    dmarcPolicy: 'none',
  };
  for (const part of header.split(';').map((text) => text.trim())) {
    if (part === '') continue;
    const [name = '', value = ''] = part.split('=').map((text) => text.trim());
    const check = CHECKS.find((candidate) => candidate === name.toLowerCase());
    const status = STATUSES.find((candidate) => candidate === value.toUpperCase());
    const policy = DMARC_POLICIES.find((candidate) => candidate === value.toLowerCase());
    if (check !== undefined && status !== undefined) verdicts[check] = status;
    else if (name.toLowerCase() === 'policy' && policy !== undefined) verdicts.dmarcPolicy = policy;
    else onBadVerdict(part);
  }
  return verdicts;
}
