import { randomUUID } from 'node:crypto';
import { type Instant, isoUtc } from '../../../shared/calendar/time.ts';
import { ACCOUNT, REGION } from './account.ts';
import { addressesIn, headerOf, listHeaders } from './raw-message.ts';

/** One message that the loopback SES has accepted. */
export type AcceptedMessage = {
  /** As the call answered it, without angle brackets or domain. */
  readonly messageId: string;
  readonly source: string;
  readonly destinations: readonly string[];
  readonly tags: Readonly<Record<string, string>>;
  readonly configurationSet: string | undefined;
  readonly acceptedAt: Instant;
  /** The header section as the receiver sees it. */
  readonly fields: readonly string[];
};

type Detail = {
  readonly type: string;
  readonly eventType: string;
  readonly key: string;
  readonly body: object;
};

/**
 * What SES would publish about a message through EventBridge: Send, then Bounce for the addresses that are dead
 * and Delivery for the others. Each element is one event as JSON, as a rule's queue receives it.
 */
export function eventsOf(message: AcceptedMessage, isDead: (address: string) => boolean): readonly string[] {
  const dead = message.destinations.filter(isDead);
  const alive = message.destinations.filter((address) => !isDead(address));
  const details = [sendDetail()];
  if (dead.length > 0) details.push(bounceDetail(message, dead));
  if (alive.length > 0) details.push(deliveryDetail(message, alive));
  return details.map((detail) => JSON.stringify(envelope(message, detail)));
}

function sendDetail(): Detail {
  return { type: 'Email Sent', eventType: 'Send', key: 'send', body: {} };
}

function bounceDetail({ acceptedAt }: AcceptedMessage, addresses: readonly string[]): Detail {
  const body = {
    feedbackId: `${randomUUID()}-000000`,
    bounceType: 'Permanent',
    bounceSubType: 'General',
    bouncedRecipients: addresses.map((emailAddress) => ({
      emailAddress,
      action: 'failed',
      status: '5.1.1',
      diagnosticCode: 'smtp; 550 5.1.1 user unknown',
    })),
    timestamp: isoUtc(acceptedAt),
    reportingMTA: `dsn; a.${REGION}.amazonses.com`,
  };
  return { type: 'Email Bounced', eventType: 'Bounce', key: 'bounce', body };
}

function deliveryDetail({ acceptedAt }: AcceptedMessage, addresses: readonly string[]): Detail {
  const body = {
    timestamp: isoUtc(acceptedAt),
    processingTimeMillis: 500,
    recipients: addresses,
    smtpResponse: '250 2.0.0 OK',
    reportingMTA: `a.${REGION}.amazonses.com`,
  };
  return { type: 'Email Delivered', eventType: 'Delivery', key: 'delivery', body };
}

function envelope(message: AcceptedMessage, { type, eventType, key, body }: Detail) {
  const { configurationSet } = message;
  const resources =
    configurationSet === undefined
      ? []
      : [`arn:aws:ses:${REGION}:${ACCOUNT}:configuration-set/${configurationSet}`];
  return {
    version: '0',
    id: randomUUID(),
    'detail-type': type,
    source: 'aws.ses',
    account: ACCOUNT,
    time: message.acceptedAt.toString({ smallestUnit: 'second' }),
    region: REGION,
    resources,
    detail: { eventType, mail: mailOf(message), [key]: body },
  };
}

function mailOf({
  messageId,
  source,
  destinations,
  tags,
  configurationSet,
  acceptedAt,
  fields,
}: AcceptedMessage) {
  const domain = source.slice(source.lastIndexOf('@') + 1);
  const own = Object.fromEntries(Object.entries(tags).map(([name, value]) => [name, [value]]));
  return {
    timestamp: isoUtc(acceptedAt),
    source,
    sourceArn: `arn:aws:ses:${REGION}:${ACCOUNT}:identity/${domain}`,
    sendingAccountId: ACCOUNT,
    messageId,
    destination: destinations,
    headersTruncated: false,
    headers: listHeaders(fields),
    commonHeaders: {
      from: addressesIn(headerOf(fields, 'from') ?? ''),
      to: addressesIn(headerOf(fields, 'to') ?? ''),
      messageId,
      subject: headerOf(fields, 'subject') ?? '',
    },
    tags: {
      'ses:operation': ['SendRawEmail'],
      ...(configurationSet === undefined ? {} : { 'ses:configuration-set': [configurationSet] }),
      'ses:source-ip': ['127.0.0.1'],
      'ses:from-domain': [domain],
      'ses:caller-identity': ['local'],
      ...own,
    },
  };
}
