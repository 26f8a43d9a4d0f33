import type { OutboxEvent } from '../../../events/catalogue.ts';
import { type Instant, isoUtc } from '../../calendar/time.ts';
import type { MailText } from '../../mail/wording.ts';
import type { CommitOutcome, MailWorkshop, Store, Stored, Write } from '../../ports.ts';
import type { AuditEntry, MailRecord, ReceivedMail } from '../../records.ts';
import type { FormManifest } from '../../round/form.ts';
import { wordingOf } from '../city-wording.ts';
import type { City } from '../load-city.ts';
import { answerMailId, readingId } from '../mail-ids.ts';
import { prepareMail } from '../prepare-mail.ts';
import { limitAnswers } from './limit-answers.ts';

/** One answer to a received mail. */
export interface Answer {
  readonly to: readonly string[];
  readonly cc?: readonly string[];
  readonly content: MailText;
  /** The form a reply to this answer is read against; null where it asks nothing. */
  readonly manifest: FormManifest | null;
  /** The version it asks to approve: then it is a mail of its own, and no answer to the sender. */
  readonly approvalOf?: number;
}

/** How a received mail ends, and all that is stored with it. */
export interface Settlement {
  readonly state: ReceivedMail['state'];
  /** A code; its sentence is looked up where it is shown. */
  readonly reason: string | null;
  readonly writes: readonly Write[];
  readonly events: readonly OutboxEvent[];
  readonly audit: readonly AuditEntry[];
  readonly answers: readonly Answer[];
  readonly toConfirm: readonly string[];
  /** What was read, in counts, for the audit trail. */
  readonly summary: string;
}

/** A settlement that stores nothing but its own state. */
export function settleAs(
  state: ReceivedMail['state'],
  reason: string | null,
  more: Partial<Settlement> = {},
): Settlement {
  return {
    state,
    reason,
    writes: [],
    events: [],
    audit: [],
    answers: [],
    toConfirm: [],
    summary: '',
    ...more,
  };
}

export interface ToSettle {
  readonly entry: Stored<'received'>;
  /** What is known of the mail by now. */
  readonly known: Partial<ReceivedMail>;
  /** The mail of ours it answers. */
  readonly about: MailRecord | null;
  /** The Message-ID our answer refers to. */
  readonly messageId: string | null;
  /** Hash of the text received: the same text again and again is not answered for ever. */
  readonly textHash: string;
  readonly city: City;
  readonly plan: string;
  readonly at: Instant;
}

/** What became of the commit, and how many answers stayed unsaid for the limits. */
export interface Settled {
  readonly outcome: CommitOutcome;
  readonly unsaid: number;
}

/** Stores a settlement with its answers and its trace, all or nothing. */
export async function commitSettlement(
  { store, workshop }: { store: Store; workshop: MailWorkshop },
  { entry, known, about, messageId, textHash, city, plan, at }: ToSettle,
  settlement: Settlement,
): Promise<Settled> {
  const { state, reason, toConfirm } = settlement;
  const value: ReceivedMail = { ...entry.value, ...known, state, reason, toConfirm: [...toConfirm] };
  const reading = readingId(value);
  const said = await answersBefore(store, value);
  const news = settlement.answers.filter((answer) => !said.has(wordsOf(answer.to, answer.content.text)));
  // Whoever approves is asked all the same: the limits are for answers that two machines could give for ever.
  const asking = news.filter(({ approvalOf }) => approvalOf !== undefined);
  const limited = await limitAnswers(
    store,
    news.filter((answer) => !asking.includes(answer)),
    { reason, mail: about?.id ?? null, textHash, at },
  );
  const answers = await Promise.all(
    [...limited.answers, ...asking].map(({ to, cc = [], content, manifest, approvalOf = null }, index) =>
      prepareMail(workshop, {
        id: answerMailId(reading, index),
        plan,
        round: about?.round ?? null,
        department: about?.department ?? null,
        kind: approvalOf === null ? (manifest ? 'receipt' : 'notice') : 'approval',
        step: approvalOf === null ? 'answer' : 'approval',
        to,
        cc,
        content,
        manifest,
        form: null,
        receiptCode: about?.receiptCode ?? null,
        version: approvalOf,
        rulesVersion: null,
        scheduledAt: null,
        expiresAt: null,
        at,
        inReplyTo: approvalOf === null ? messageId : null,
        wording: wordingOf(city.directory),
      }),
    ),
  );
  const trace: AuditEntry = {
    at: isoUtc(at),
    cause: reading,
    actor: 'reply',
    what: `reply.${state}`,
    subject: value.round ? `${value.round}/${value.department ?? 'secretariat'}` : value.id,
    before: null,
    after: [reason, settlement.summary, ...limited.unsaid.map((why) => `unsaid: ${why}`)]
      .filter(Boolean)
      .join(': '),
  };
  const outcome = await store.commit({
    writes: [
      { kind: 'received', value, expected: entry.revision },
      ...settlement.writes,
      ...limited.writes,
      ...answers.flatMap(({ writes }) => writes),
    ],
    audit: [trace, ...settlement.audit],
    events: [...settlement.events, ...answers.map(({ event }) => event)],
  });
  return { outcome, unsaid: limited.unsaid.length };
}

const wordsOf = (to: readonly string[], text: string) => `${to.join(',')}\n${text}`;

/** What was answered when the mail was read before: nobody is told the same twice. */
async function answersBefore(store: Store, { id, again }: ReceivedMail): Promise<ReadonlySet<string>> {
  const said = new Set<string>();
  for (let reading = (again?.reading ?? 1) - 1; again !== null && reading >= 1; reading -= 1) {
    const name = readingId({ id, again: reading === 1 ? null : { ...again, reading } });
    for (let index = 0; ; index += 1) {
      const answer = await store.get('mail', { id: answerMailId(name, index) });
      if (!answer) break;
      said.add(wordsOf(answer.value.to, answer.value.text));
    }
  }
  return said;
}
