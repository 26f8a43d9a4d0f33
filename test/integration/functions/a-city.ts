import { randomBytes } from 'node:crypto';
import { createOpenRound } from '../../../functions/collect/open-round/open-round.ts';
import {
  createReceiveReply,
  type ReceiveOutcome,
} from '../../../functions/collect/receive-reply/receive-reply.ts';
import { createRemind } from '../../../functions/collect/remind/remind.ts';
import { createDeliverMail } from '../../../functions/mail/deliver-mail/deliver-mail.ts';
import { createTrackDelivery } from '../../../functions/mail/track-delivery/track-delivery.ts';
import { createEvaluateProgress } from '../../../functions/report/evaluate-progress/evaluate-progress.ts';
import { composeMessage } from '../../../shared/adapters/mime/compose-message.ts';
import { decodeTag, encodeTag } from '../../../shared/adapters/ses/tag.ts';
import { openForm } from '../../../shared/adapters/spreadsheet/form-reader.ts';
import { writeForm } from '../../../shared/adapters/spreadsheet/form-writer.ts';
import { type Instant, instantOf, isoUtc } from '../../../shared/calendar/time.ts';
import type { Id } from '../../../shared/plan/ids.ts';
import type {
  DocumentKind,
  Documents,
  Mailer,
  MailWorkshop,
  ObjectStore,
  OutgoingMail,
  SendOutcome,
  Store,
} from '../../../shared/ports.ts';
import type { MailRecord, RequestRecord } from '../../../shared/records.ts';
import { decodeMail } from '../../../shared/reply/decode-mail.ts';
import type { FieldKind } from '../../../shared/round/form.ts';
import { fieldKey } from '../../../shared/round/form.ts';
import type { RoundId } from '../../../shared/round/round.ts';
import { type FieldValue, NO_APPROVAL_NEEDED } from '../../../shared/round/submission.ts';
import { STANDARD_RULES } from '../../../shared/schedule/rules.ts';
import { aDirectory, aPlan } from '../../support/builders.ts';
import { aVirtualClock } from '../../support/virtual-clock.ts';
import { aTable } from './a-store.ts';

export const PLAN = 'plan-small';

/** An instant as a Date header has it. */
const mailDate = (iso: string) => new Date(iso).toUTCString().replace('GMT', '+0000');

/** An object store that forgets at the end of the test. */
function objectsInMemory(now: () => Instant): ObjectStore & { readonly kept: Map<string, Uint8Array> } {
  const kept = new Map<string, Uint8Array>();
  const storedAt = new Map<string, Instant>();
  return {
    kept,
    async put(key, bytes, { ifAbsent = false } = {}) {
      if (ifAbsent && kept.has(key)) return 'already-there';
      kept.set(key, bytes);
      storedAt.set(key, now());
      return 'stored';
    },
    get: async (key) => kept.get(key),
    list: async (prefix, { after, max }) =>
      [...kept.keys()]
        .filter((key) => key.startsWith(prefix) && (after === null || after < key))
        .toSorted()
        .slice(0, max)
        .map((key) => ({ key, storedAt: storedAt.get(key) ?? now() })),
  };
}

/** The door out, driven by hand: what it answers next is put down beforehand; without that it sends. */
function aMailer() {
  const handed: OutgoingMail[] = [];
  const answers: (SendOutcome | Error | (() => Promise<SendOutcome>))[] = [];
  const mailer: Mailer = {
    async send(mail) {
      handed.push(mail);
      const answer = answers.shift();
      if (answer instanceof Error) throw answer;
      if (typeof answer === 'function') return answer();
      return answer ?? { outcome: 'sent', sesMessageId: `ses-${handed.length}` };
    },
  };
  return { mailer, handed, answers };
}

export interface ReportParts {
  readonly bounceType?: 'Permanent' | 'Transient';
  /** What a complaint says it is, where it says so. */
  readonly feedback?: 'abuse' | 'not-spam';
  /** The addresses a bounce or a complaint names. */
  readonly by?: readonly string[];
  readonly sentAt?: string;
}

export const QUIET = { info() {}, warn() {}, error() {} };

/** A reply as a department writes it, but for what the test is about. */
export interface Written {
  /** The mail of ours that is answered; its reply key is taken from it. */
  readonly to: string;
  readonly text: string;
  readonly from?: string;
  readonly subject?: string;
  /** The mail's own date; the present where left out. */
  readonly sentAt?: string;
  readonly messageId?: string;
  readonly headers?: readonly string[];
  readonly dmarc?: 'PASS' | 'FAIL' | 'GRAY';
  /** Files attached, each with its name. */
  readonly files?: readonly (readonly [name: string, bytes: Uint8Array])[];
}

export interface CityParts {
  readonly plan?: Documents['plan'];
  readonly directory?: Documents['directory'];
  readonly rules?: Documents['rules'];
  /** The present when the test begins. */
  readonly at?: string;
  readonly random?: MailWorkshop['random'];
  /** Lays something between the functions and the store, such as a fault. */
  readonly throughStore?: (store: Store) => Store;
}

/** The text of a mail with the files attached to it, each as its name and its bytes. */
function bodyOf(text: string, files: Required<Written>['files']): string {
  const plain = `Content-Type: text/plain; charset=utf-8\r\n\r\n${text}`;
  if (files.length === 0) return plain;
  const parts = files.map(
    ([name, bytes]) =>
      `Content-Type: application/octet-stream; name="${name}"\r\nContent-Transfer-Encoding: base64\r\n\r\n${Buffer.from(bytes).toString('base64')}`,
  );
  return `Content-Type: multipart/mixed; boundary=between\r\n\r\n${[plain, ...parts]
    .map((part) => `--between\r\n${part}\r\n`)
    .join('')}--between--\r\n`;
}

/** The small city on a table of its own, with the functions that work on it and a clock that stands still. */
export async function aCity({
  plan = aPlan(),
  directory = aDirectory(),
  rules = STANDARD_RULES,
  at = '2026-07-01T09:00:00+09:00',
  random = (count) => randomBytes(count),
  throughStore = (store) => store,
}: CityParts = {}) {
  const table = await aTable();
  const store = table.store();
  const clock = aVirtualClock(at);
  const publish = <K extends DocumentKind>(kind: K, id: string, document: Documents[K], basedOn = 0) => {
    const cause = `${kind}/${basedOn + 1}`;
    const entry = { at: isoUtc(clock.now()), cause, actor: 'test', what: 'document.published' };
    return store.publishDocument(
      kind,
      id,
      document,
      basedOn,
      { ...entry, subject: id, before: null, after: null },
      [],
    );
  };
  await publish('plan', PLAN, plan);
  await publish('rules', PLAN, rules);
  await publish('directory', 'city', directory);

  const objects = objectsInMemory(clock.now);
  const { mailer, handed, answers } = aMailer();
  const workshop: MailWorkshop = {
    city: 'small',
    objects,
    compose: composeMessage,
    random,
    settings: {
      replyDomain: 'in.small.example',
      fromAddress: 'shinchoku@in.small.example',
      webOrigin: 'https://pages.small.example',
    },
  };
  const seen = throughStore(store);
  let received = 0;
  const receiveReply = createReceiveReply({
    store: seen,
    objects,
    workshop,
    openForm,
    clock: clock.now,
    log: QUIET,
    plan: PLAN,
  });
  const trackDelivery = createTrackDelivery({ store: seen, clock: clock.now, readMailId: decodeTag });

  return {
    table,
    store,
    clock,
    objects,
    workshop,
    publish,
    /** What was handed to the mail service, in order. */
    handed,
    /** What the mail service answers next, in order. */
    answers,
    openRound: createOpenRound({ store: seen, workshop, writeForm, clock: clock.now }),
    remind: createRemind({ store: seen, workshop, writeForm, clock: clock.now }),
    receive: receiveReply,
    deliver: createDeliverMail({ store: seen, objects, mailer, clock: clock.now }),
    evaluate: createEvaluateProgress({ store: seen, clock: clock.now }),

    /** Has a reply arrive at the present, and be received. */
    async reply({
      to,
      text,
      from,
      subject = 'Re: 照会',
      sentAt,
      messageId,
      headers = [],
      files = [],
      dmarc = 'PASS',
    }: Written): Promise<ReceiveOutcome & { id: string }> {
      const asked = (await store.get('mail', { id: to }))?.value;
      const sent = asked && (await objects.get(asked.objectKey));
      if (!asked || !sent) throw new Error(`there is no mail ${to} to reply to`);
      const [key] = decodeMail(sent).replyTo;
      received += 1;
      const id = `in-${received}`;
      const objectKey = `inbound/${id}`;
      const now = isoUtc(clock.now());
      const head = [
        `From: ${from ?? asked.to[0]}`,
        `To: ${key?.address}`,
        `Subject: ${subject}`,
        `Date: ${mailDate(sentAt ?? now)}`,
        `Message-ID: <${messageId ?? id}@small.example>`,
        ...headers,
      ];
      await objects.put(
        objectKey,
        new TextEncoder().encode(`${head.join('\r\n')}\r\n${bodyOf(text, files)}`),
      );
      const pass = { status: 'PASS' } as const;
      const outcome = await receiveReply.onArrived({
        notificationType: 'Received',
        mail: { messageId: id, timestamp: now, source: from ?? asked.to[0] ?? '' },
        receipt: {
          timestamp: now,
          recipients: [key?.address ?? ''],
          spfVerdict: pass,
          dkimVerdict: dmarc === 'PASS' ? pass : { status: 'FAIL' },
          dmarcVerdict: { status: dmarc },
          spamVerdict: pass,
          virusVerdict: pass,
          action: { type: 'S3', bucketName: 'small', objectKey },
        },
      });
      return { ...outcome, id };
    },

    /** The answers given to a received mail, in order. */
    async answersTo(id: string): Promise<MailRecord[]> {
      const pending = await store.list('mail', { state: 'pending' });
      return pending
        .map(({ value }) => value)
        .filter((mail) => mail.id === `answer/${id}` || mail.id.startsWith(`answer/${id}/`));
    },

    /** Tells what the mail service reports of a mail, as its event. */
    report(
      mail: string,
      eventType: Parameters<typeof trackDelivery>[0]['detail']['eventType'],
      { bounceType, feedback, by = [], sentAt = isoUtc(clock.now()) }: ReportParts = {},
    ) {
      const recipients = by.map((emailAddress) => ({ emailAddress }));
      return trackDelivery({
        'detail-type': 'Email Event',
        source: 'aws.ses',
        detail: {
          eventType,
          mail: {
            timestamp: sentAt,
            messageId: 'ses-reported',
            destination: [],
            tags: { 'mail-id': [encodeTag(mail)] },
          },
          ...(bounceType
            ? { bounce: { bounceType, bounceSubType: 'General', bouncedRecipients: recipients } }
            : { complaint: { complaintFeedbackType: feedback, complainedRecipients: recipients } }),
        },
      });
    },

    async mail(id: string): Promise<MailRecord> {
      const found = await store.get('mail', { id });
      if (!found) throw new Error(`there is no mail ${id}`);
      return found.value;
    },

    async request(department: Id, round: RoundId = '2026Q1') {
      const found = await store.get('request', { plan: PLAN, round, department });
      if (!found) throw new Error(`${department} was not asked in ${round}`);
      return found;
    },

    /** Changes a department's request, as a reply would. */
    async settle(department: Id, change: Partial<RequestRecord>, round: RoundId = '2026Q1') {
      const request = await this.request(department, round);
      const value = { ...request.value, ...change };
      await store.commit({
        writes: [{ kind: 'request', value, expected: request.revision }],
        audit: [],
        events: [],
      });
    },

    /** Stores a department's whole answer as its next version, as receive-reply does. */
    async answer(
      department: Id,
      answers: readonly { initiative: Id; kind: FieldKind; subject?: Id; value: FieldValue }[],
      round: RoundId = '2026Q1',
    ) {
      const request = await this.request(department, round);
      const version = request.value.version + 1;
      const receivedAt = isoUtc(clock.now());
      const fields = Object.fromEntries(
        answers.map(({ initiative, kind, subject = null, value }) => [
          fieldKey({ initiative, kind, subject }),
          {
            initiative,
            kind,
            subject,
            value,
            unit: null,
            raw: String(value),
            confidence: 'high' as const,
            sentAt: null,
            receivedAt,
            source: 'test',
          },
        ]),
      );
      await store.commit({
        writes: [
          {
            kind: 'request',
            value: { ...request.value, version, state: 'submitted' },
            expected: request.revision,
          },
          {
            kind: 'submission',
            value: {
              plan: PLAN,
              round,
              department,
              version,
              via: 'mail',
              enteredBy: null,
              receivedAt,
              fields,
              comment: null,
              afterFreeze: false,
              correction: null,
              approval: NO_APPROVAL_NEEDED,
              nothingToReport: false,
            },
            expected: null,
          },
        ],
        audit: [],
        events: [],
      });
      return { plan: PLAN, round, department, version, initiatives: request.value.initiatives };
    },
  };
}

/** The event of a schedule that fell due. */
export function aStep(step: string, at: string, parts: { round?: RoundId; rulesVersion?: number } = {}) {
  const { round = '2026Q1', rulesVersion = 1 } = parts;
  return { plan: PLAN, round, step, scheduledAt: isoUtc(instantOf(at)), rulesVersion };
}

export const OPENING = aStep('request', '2026-07-01T09:00:00+09:00');
