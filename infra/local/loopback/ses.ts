import { randomBytes, randomUUID } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import type { Clock, Instant } from '../../../shared/calendar/time.ts';
import type { Queues } from '../queues.ts';
import { REGION } from './account.ts';
import { openOutbox, type SentMail } from './outbox.ts';
import { addressesIn, headerOf, joinMessage, nameOf, splitMessage } from './raw-message.ts';
import {
  escapeXml,
  type LoopbackRequest,
  type LoopbackResponse,
  type LoopbackServer,
  startLoopbackServer,
} from './server.ts';
import { eventsOf } from './ses-events.ts';

/** The largest message that SendRawEmail of SES v1 takes, after its base64 is undone. */
const MAX_MESSAGE_BYTES = 10 * 1024 * 1024;
const MAX_RECIPIENTS = 50;
const MAX_TAGS = 50;
const TAG_TEXT = /^[A-Za-z0-9_\-.@]{1,256}$/;

/** What a test may make of one call. `lost-response` accepts the mail and hangs up. */
type SesFault = 'ok' | 'throttle' | 'reject' | 'mail-from-not-verified' | 'unavailable' | 'lost-response';

/** One call, as a fault function sees it. */
type SesCall = {
  /** 1 for the first call since the start. */
  readonly number: number;
  readonly source: string;
  readonly destinations: readonly string[];
  readonly tags: Readonly<Record<string, string>>;
};

export type LoopbackSesOptions = {
  readonly db: DatabaseSync;
  readonly clock: Clock;
  /** Every accepted mail is written here as `NNNNNN.eml`. */
  readonly outboxFolder: string;
  /** Takes the events about a mail, in the same transaction that logs it. `queue` is what the rule targets. */
  readonly events?: { readonly queues: Queues; readonly queue: string };
  /** Domains that may send; without it, any. */
  readonly identities?: readonly string[];
  /** Configuration sets that exist; without it, any. */
  readonly configurationSets?: readonly string[];
  /** Whether mail to an address bounces for good. Asked at each call, so that it may change while running. */
  readonly isDead?: (address: string) => boolean;
  readonly faults?: (call: SesCall) => SesFault;
  readonly port?: number;
};

export type LoopbackSes = LoopbackServer & {
  /** Every mail that has left from this data folder, in sending order. */
  sent(): readonly SentMail[];
};

/** Starts a server that speaks SES v1's SendRawEmail, the one call the product makes. */
export async function startLoopbackSes(options: LoopbackSesOptions): Promise<LoopbackSes> {
  const outbox = openOutbox(options.db, options.outboxFolder);
  let calls = 0;
  const server = await startLoopbackServer({
    name: 'the loopback SES',
    // The message in base64, each character of which may be percent-encoded; so the limit is met by its own error.
    maxBodyBytes: 4 * MAX_MESSAGE_BYTES,
    port: options.port,
    handle: (request) => {
      try {
        const call = readCall(request);
        calls += 1;
        return sendRawEmail(options, outbox.add, call, calls);
      } catch (error) {
        if (error instanceof SesError) return error.answer();
        throw error;
      }
    },
  });
  return { ...server, sent: () => outbox.list() };
}

class SesError extends Error {
  override readonly name = 'SesError';
  readonly #code: string;
  readonly #status: number;

  constructor(code: string, message: string, status = 400) {
    super(message);
    this.#code = code;
    this.#status = status;
  }

  answer(): LoopbackResponse {
    const type = this.#status < 500 ? 'Sender' : 'Receiver';
    return xml(
      this.#status,
      `<ErrorResponse xmlns="http://ses.amazonaws.com/doc/2010-12-01/"><Error><Type>${type}</Type>` +
        `<Code>${this.#code}</Code><Message>${escapeXml(this.message)}</Message></Error>` +
        `<RequestId>${randomUUID()}</RequestId></ErrorResponse>`,
    );
  }
}

function xml(status: number, body: string): LoopbackResponse {
  return { status, headers: { 'content-type': 'text/xml' }, body };
}

type RawEmailCall = {
  readonly raw: Uint8Array;
  readonly source: string | undefined;
  readonly destinations: readonly string[];
  readonly tags: Readonly<Record<string, string>>;
  readonly configurationSet: string | undefined;
};

function readCall(request: LoopbackRequest): RawEmailCall {
  const form = new URLSearchParams(Buffer.from(request.body).toString('latin1'));
  const action = form.get('Action');
  if (action !== 'SendRawEmail') {
    throw new SesError('InvalidAction', `the loopback SES knows SendRawEmail, not ${action}`);
  }
  const data = form.get('RawMessage.Data');
  if (data === null) throw new SesError('ValidationError', "Value null at 'rawMessage.data' failed");
  const tags: Record<string, string> = {};
  for (let index = 1; form.has(`Tags.member.${index}.Name`); index++) {
    const name = form.get(`Tags.member.${index}.Name`) ?? '';
    const value = form.get(`Tags.member.${index}.Value`) ?? '';
    if (!TAG_TEXT.test(name) || !TAG_TEXT.test(value) || index > MAX_TAGS) {
      throw new SesError('InvalidParameterValue', `Invalid tag name or value: <${name}>, <${value}>.`);
    }
    tags[name] = value;
  }
  const destinations: string[] = [];
  for (let index = 1; form.has(`Destinations.member.${index}`); index++) {
    destinations.push(form.get(`Destinations.member.${index}`) ?? '');
  }
  return {
    raw: Buffer.from(data, 'base64'),
    source: form.get('Source') ?? undefined,
    destinations,
    tags,
    configurationSet: form.get('ConfigurationSetName') ?? undefined,
  };
}

function sendRawEmail(
  options: LoopbackSesOptions,
  log: ReturnType<typeof openOutbox>['add'],
  call: RawEmailCall,
  number: number,
): LoopbackResponse {
  const { fields, body } = splitMessage(call.raw);
  const recipientFields = ['to', 'cc', 'bcc'].map((name) => headerOf(fields, name) ?? '');
  const named = call.destinations.length > 0 ? call.destinations : recipientFields;
  const destinations = named.flatMap(addressesIn);
  const source = addressesIn(call.source ?? headerOf(fields, 'from') ?? '')[0] ?? '';
  refuseUnsound(options, { ...call, source, destinations });

  const { tags, configurationSet } = call;
  const fault = options.faults?.({ number, source, destinations, tags }) ?? 'ok';
  refuseByFault(fault, source);

  const acceptedAt = options.clock();
  const messageId = newMessageId(acceptedAt);
  const sentFields = headersOnTheWay(fields, messageId, acceptedAt);
  const raw = joinMessage({ fields: sentFields, body });
  const accepted = {
    messageId,
    source,
    destinations,
    tags,
    configurationSet,
    acceptedAt,
    fields: sentFields,
  };
  const isDead = options.isDead ?? (() => false);
  const returnedBy = destinations.filter(isDead);
  log({ messageId, source, destinations, returnedBy, tags, sentAt: acceptedAt, raw }, () => {
    const { events } = options;
    // SES publishes through a configuration set only; a mail sent without one leaves in silence.
    if (events === undefined || configurationSet === undefined) return;
    for (const event of eventsOf(accepted, isDead)) events.queues.send(events.queue, event);
  });
  if (fault === 'lost-response') return 'hang-up';
  return xml(
    200,
    '<SendRawEmailResponse xmlns="http://ses.amazonaws.com/doc/2010-12-01/"><SendRawEmailResult>' +
      `<MessageId>${messageId}</MessageId></SendRawEmailResult><ResponseMetadata>` +
      `<RequestId>${randomUUID()}</RequestId></ResponseMetadata></SendRawEmailResponse>`,
  );
}

type Envelope = RawEmailCall & { readonly source: string; readonly destinations: readonly string[] };

function refuseUnsound(
  options: LoopbackSesOptions,
  { raw, source, destinations, configurationSet }: Envelope,
) {
  if (raw.length > MAX_MESSAGE_BYTES) {
    const message = `Message length is more than ${MAX_MESSAGE_BYTES} bytes long: '${raw.length}'.`;
    throw new SesError('InvalidParameterValue', message);
  }
  if (source === '') throw new SesError('InvalidParameterValue', "Missing required header 'From'.");
  if (destinations.length === 0) throw new SesError('InvalidParameterValue', "Missing final '@domain'");
  if (destinations.length > MAX_RECIPIENTS) {
    throw new SesError('InvalidParameterValue', `Recipient count exceeds ${MAX_RECIPIENTS}.`);
  }
  const { configurationSets, identities } = options;
  if (configurationSet !== undefined && configurationSets?.includes(configurationSet) === false) {
    const message = `Configuration set <${configurationSet}> does not exist.`;
    throw new SesError('ConfigurationSetDoesNotExist', message);
  }
  const domain = source.slice(source.lastIndexOf('@') + 1).toLowerCase();
  if (identities !== undefined && !identities.includes(domain)) {
    throw new SesError('MessageRejected', notVerified(source));
  }
}

function refuseByFault(fault: SesFault, source: string): void {
  switch (fault) {
    case 'throttle':
      throw new SesError('Throttling', 'Maximum sending rate exceeded.');
    case 'reject':
      throw new SesError('MessageRejected', notVerified(source));
    case 'mail-from-not-verified':
      throw new SesError('MailFromDomainNotVerifiedException', 'The MAIL FROM domain is not verified.');
    case 'unavailable':
      throw new SesError('ServiceUnavailable', 'Service is temporarily unavailable.', 503);
    case 'ok':
    case 'lost-response':
  }
}

const notVerified = (source: string) =>
  'Email address is not verified. The following identities failed the check in region ' +
  `${REGION.toUpperCase()}: ${source}`;

/** Ids of the real SES begin with the time in hexadecimal; only the region and the look matter to receivers. */
function newMessageId(at: Instant): string {
  return `0106${at.epochMilliseconds.toString(16).padStart(12, '0')}-${randomBytes(4).toString('hex')}-${randomUUID().slice(9)}-000000`;
}

/** The header section as it leaves: SES puts its own Message-ID and Date, and Bcc and its own settings go. */
function headersOnTheWay(fields: readonly string[], messageId: string, at: Instant): readonly string[] {
  const kept = fields.filter((field) => {
    const name = nameOf(field);
    return !['message-id', 'date', 'bcc', 'return-path'].includes(name) && !name.startsWith('x-ses-');
  });
  const date = new Date(at.epochMilliseconds).toUTCString().replace('GMT', '+0000');
  return [...kept, `Message-ID: <${messageId}@${REGION}.amazonses.com>`, `Date: ${date}`];
}
