import { createHash } from 'node:crypto';
import type { SesReceipt } from '../../../events/mail-arrived.v1.ts';
import type { MailFoundV1 } from '../../../events/mail-found.v1.ts';
import { type Clock, type Instant, instantOf, tokyoDate } from '../../../shared/calendar/time.ts';
import type { FormReader, MailWorkshop, ObjectStore, Store, Stored, Write } from '../../../shared/ports.ts';
import type { Arrival, MailRecord, ReceivedMail } from '../../../shared/records.ts';
import { type DecodedMail, decodeMail } from '../../../shared/reply/decode-mail.ts';
import { decideSender } from '../../../shared/reply/sender-checks.ts';
import type { Log } from '../../../shared/runtime/log.ts';
import { registeredAddresses } from '../../../shared/steps/answers/registered-addresses.ts';
import {
  type Cause,
  commitSettlement,
  type Settlement,
  settleAs,
} from '../../../shared/steps/answers/settlement.ts';
import { type City, loadCity } from '../../../shared/steps/load-city.ts';
import { readingId } from '../../../shared/steps/mail-ids.ts';
import { type Arrived, arrivedBy, assumeArrival } from './arrival.ts';
import { holdForSender, holdUnread } from './hold-reply.ts';
import { type Identified, identifyMail } from './identify-mail.ts';
import { settleContactCheck } from './settle-contact-check.ts';
import { settleDepartmentReply } from './settle-department-reply.ts';
import { settleSecretariatReply } from './settle-secretariat-reply.ts';

/** How often a concurrent write to the same request is met before the queue is left to try again. */
const TRIES_MAX = 5;

export interface ReceiveReplyDependencies {
  readonly store: Store;
  readonly objects: ObjectStore;
  readonly workshop: MailWorkshop;
  readonly openForm: FormReader;
  readonly clock: Clock;
  readonly log: Log;
  /** The plan a mail belongs to that names none of ours. */
  readonly plan: string;
}

export type ReceiveOutcome = {
  readonly outcome: ReceivedMail['state'] | 'already-settled';
  readonly reason: string | null;
  /** Answers that were not given because of the day's limits. */
  readonly unsaid: number;
};

/**
 * Receives one mail: notes it, finds what it answers, checks who sent it, applies or holds it, and answers. Every
 * mail ends in exactly one state; what fails in reading is held for a person, never dropped (replies.md).
 */
export function createReceiveReply(dependencies: ReceiveReplyDependencies) {
  const { store, objects, workshop, openForm, clock, log } = dependencies;

  /** A mail has arrived: what the mail service says of it goes before what was assumed earlier. */
  const onArrived = (receipt: SesReceipt): Promise<ReceiveOutcome> => {
    const arrived = arrivedBy(receipt);
    return receive(arrived, instantOf(arrived.receivedAt));
  };

  /** A mail that lay unread was found, or one is to be read again. */
  async function onFound({ received: id, object }: MailFoundV1['data']): Promise<ReceiveOutcome> {
    const noted = await store.get('received', { id });
    if (noted) return receive(noted.value, clock());
    if (!object) return { outcome: 'already-settled', reason: 'no-such-mail', unsaid: 0 };
    return receive({ id, objectKey: object.key, receivedAt: object.storedAt, arrival: null }, clock());
  }

  async function receive(arrived: Arrived, settledAt: Instant): Promise<ReceiveOutcome> {
    const { objectKey } = arrived;
    const raw = await objects.get(objectKey);
    if (!raw) throw new Error(`the raw mail ${objectKey} is not in the object store`);
    const arrival = arrived.arrival ?? assumeArrival(raw);
    for (let tried = 0; tried < TRIES_MAX; tried += 1) {
      const entry = await noteReceived(store, { ...arrived, arrival });
      if (entry.value.state !== 'received')
        return { outcome: 'already-settled', reason: entry.value.reason, unsaid: 0 };
      const decoded = decodeMail(raw, {
        envelopeSender: arrival.envelopeSender,
        ownDomain: workshop.settings.replyDomain,
      });
      const found = await identifyMail(store, arrival.keyHashes, decoded);
      const plan = found?.mail.plan ?? dependencies.plan;
      const city = await loadCity(store, plan);
      const settlement = await decide({ arrival, settledAt, decoded, raw, found, city, entry });
      const known = { ...knownOf(decoded, found?.mail ?? null), arrival };
      const { outcome, unsaid } = await commitSettlement(
        { store, workshop },
        {
          entry,
          cause: causeOf(entry.value, decoded, found?.mail ?? null),
          known,
          about: found?.mail ?? null,
          messageId: decoded.messageId,
          city,
          plan,
          at: clock(),
        },
        settlement,
      );
      if (outcome === 'committed') return { outcome: settlement.state, reason: settlement.reason, unsaid };
    }
    throw new Error('the request is being written by others: try again later');
  }

  interface Received {
    readonly arrival: Arrival;
    readonly settledAt: Instant;
    readonly decoded: DecodedMail;
    readonly raw: Uint8Array;
    readonly found: Identified | null;
    readonly city: City;
    readonly entry: Stored<'received'>;
  }

  async function decide(received: Received): Promise<Settlement> {
    const { decoded, raw, found, city, entry } = received;
    const fingerprint = fingerprintOf(decoded, raw);
    const first = await store.get('fingerprint', { fingerprint });
    if (first && first.value.received !== entry.value.id)
      return settleAs('duplicate', `of ${first.value.received}`);
    const mark: Write[] = first
      ? []
      : [{ kind: 'fingerprint', value: { fingerprint, received: entry.value.id }, expected: null }];
    const settlement = await decideFirst(received).catch((error: unknown) => {
      if (!(error instanceof RangeError || error instanceof TypeError || error instanceof SyntaxError))
        throw error;
      // A fault of the reader itself, not of transport: trying again would end the same, so a person looks.
      log.error('reply.reader-failed', { received: entry.value.id, error });
      return holdUnread({
        reason: 'reader-failed',
        found,
        decoded,
        city,
        registered: registeredFor(city, found, entry.value),
      });
    });
    return { ...settlement, writes: [...settlement.writes, ...mark] };
  }

  async function decideFirst(received: Received): Promise<Settlement> {
    const { arrival, settledAt, decoded, found, city, entry } = received;
    if (decoded.auto)
      return settleAs(decoded.autoReason === 'report' ? 'bounce' : 'automatic', decoded.autoReason);
    const registered = registeredFor(city, found, entry.value);
    const sender = decideSender({
      keyFoundIn: found?.keyFoundIn ?? null,
      from: decoded.from,
      fromCount: decoded.fromCount,
      registeredAddresses: registered,
      cityDomain: city.directory.mailDomain,
      verdicts: arrival.verdicts,
    });
    if (sender.action !== 'apply' || !found)
      return holdForSender({ sender, found, decoded, city, registered });
    if (decoded.oversize) return holdUnread({ reason: 'too-large', found, decoded, city, registered });
    const answerTo = addressesOf(sender.answerTo, decoded, registered);
    const context = {
      found,
      decoded,
      city,
      cityId: workshop.city,
      answerTo,
      receivedId: entry.value.id,
      cause: readingId(entry.value),
      receivedAt: instantOf(entry.value.receivedAt),
      settledAt,
      again: entry.value.again,
    };
    if (found.mail.kind === 'contact-check') return settleContactCheck(store, context);
    const isProved = sender.reason === 'registered-verified';
    return found.mail.department === null || found.mail.round === null
      ? settleSecretariatReply(store, { ...context, isProved })
      : settleDepartmentReply(
          { store, openForm },
          { ...context, isProved, askWhetherYours: sender.trust === 'unverified' },
        );
  }

  return { onArrived, onFound };
}

/** The row is written before anything else, so that a mail which breaks all that follows is still on the books. */
async function noteReceived(store: Store, arrived: Arrived): Promise<Stored<'received'>> {
  const { id, objectKey, receivedAt, arrival } = arrived;
  const known = await store.get('received', { id });
  if (known) return known;
  const value: ReceivedMail = {
    id,
    objectKey,
    via: 'mail',
    enteredBy: null,
    receivedAt,
    arrival,
    state: 'received',
    reason: null,
    from: null,
    subject: null,
    messageId: null,
    mail: null,
    round: null,
    department: null,
    toConfirm: [],
    decision: null,
    again: null,
    redacted: null,
  };
  await store.commit({ writes: [{ kind: 'received', value, expected: null }], audit: [], events: [] });
  return (await store.get('received', { id })) ?? { value, revision: 1 };
}

function knownOf(decoded: DecodedMail, about: MailRecord | null): Partial<ReceivedMail> {
  return {
    from: decoded.from?.address ?? null,
    subject: decoded.subject.slice(0, 200),
    messageId: decoded.messageId,
    mail: about?.id ?? null,
    round: about?.round ?? null,
    department: about?.department ?? null,
  };
}

/** What tells one text from another; a form that came along belongs to it. */
function textHashOf({ text, attachments }: DecodedMail): string {
  const hash = createHash('sha256').update(text);
  for (const { office } of attachments) if (office) hash.update(office);
  return hash.digest('hex').slice(0, 32);
}

/** A mail settles itself, and is answered within the limits of the day. */
function causeOf(received: ReceivedMail, decoded: DecodedMail, about: MailRecord | null): Cause {
  const limits = { textHash: textHashOf(decoded), mail: about?.id ?? null };
  return { id: readingId(received), actor: 'reply', door: 'reply', limits };
}

/** The same Message-ID with the same text is one mail delivered twice; the same id with another text is a new one. */
function fingerprintOf({ messageId, text }: DecodedMail, raw: Uint8Array): string {
  const hash = createHash('sha256');
  return (messageId === null ? hash.update(raw) : hash.update(`${messageId}\n${text}`)).digest('hex');
}

/** Who may send what came in: those who may answer the mail it answers, or anybody we know. */
function registeredFor(
  { directory }: City,
  found: Identified | null,
  { receivedAt }: ReceivedMail,
): string[] {
  if (!found) return directory.contacts.map(({ address }) => address.toLowerCase());
  return registeredAddresses(directory, found.mail, tokyoDate(instantOf(receivedAt)));
}

function addressesOf(
  answerTo: readonly ('sender' | 'registered')[],
  { from }: DecodedMail,
  registered: readonly string[],
): string[] {
  const addresses = answerTo.flatMap((who) =>
    who === 'sender' ? (from ? [from.address] : []) : registered.slice(0, 1),
  );
  return [...new Set(addresses)];
}
