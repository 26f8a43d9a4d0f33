import type { OutboxEvent } from '../../../events/catalogue.ts';
import { type Instant, isoUtc } from '../../calendar/time.ts';
import { type DueDateEntry, dueDateFile } from '../../mail/due-date-file.ts';
import type { MailText } from '../../mail/wording.ts';
import type { CommitOutcome, MailWorkshop, Store, Write } from '../../ports.ts';
import type { AuditEntry, MailRecord, ReceivedMail } from '../../records.ts';
import type { FormManifest } from '../../round/form.ts';
import { wordingOf } from '../city-wording.ts';
import type { City } from '../load-city.ts';
import { answerMailId, readingIds } from '../mail-ids.ts';
import { prepareMail } from '../prepare-mail.ts';
import { type AnswerCause, type LimitedAnswers, limitAnswers } from './limit-answers.ts';
import type { FieldChange } from './list-changes.ts';

/** One answer to a received mail. */
export interface Answer {
  readonly to: readonly string[];
  readonly cc?: readonly string[];
  readonly content: MailText;
  /** The form a reply to this answer is read against; null where it asks nothing. */
  readonly manifest: FormManifest | null;
  /** The due date as it is from now on, for the receiver's calendar. */
  readonly dueDate?: DueDateEntry | null;
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
  /** The stored answers that differ from what counted before. */
  readonly changes: readonly FieldChange[];
}

/** A mail as it would leave. */
export interface PreviewedMail {
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
}

/** The mails a settlement sends: an answer without anybody to go to is none. */
export function mailsOf({ answers }: Settlement): PreviewedMail[] {
  return answers
    .filter(({ to }) => to.length > 0)
    .map(({ to, cc = [], content: { subject, text } }) => ({ to: [...to, ...cc], subject, text }));
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
    changes: [],
    ...more,
  };
}

/** What made an answer end as it does: the answer itself, or a person's decision about it. */
export interface Cause {
  /** Makes the identity of the trace and of the mails that follow: the same decision taken twice is one. */
  readonly id: string;
  /** Who: `reply`, or the name of a person. */
  readonly actor: string;
  /** What the trace calls it, as in `reply` or `held`. */
  readonly door: 'reply' | 'held' | 'entry' | 'web';
  /**
   * Of a mail that is answered by itself: hash of its text and our mail that it answers, since the same text again
   * and again is not answered for ever. Null where a person decided: what a person sends is not limited.
   */
  readonly limits: { readonly textHash: string; readonly mail: string | null } | null;
}

export interface ToSettle {
  /** The row as it was read; without a revision where it is new. */
  readonly entry: { readonly value: ReceivedMail; readonly revision: number | null };
  readonly cause: Cause;
  /** What is known of the mail by now. */
  readonly known: Partial<ReceivedMail>;
  /** The mail of ours it answers, or the request where there is none. */
  readonly about: Pick<MailRecord, 'round' | 'department' | 'receiptCode'> | null;
  /** The Message-ID our answer refers to. */
  readonly messageId: string | null;
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
  { entry, cause, known, about, messageId, city, plan, at }: ToSettle,
  settlement: Settlement,
): Promise<Settled> {
  const { state, reason, toConfirm } = settlement;
  // A department without an address is told nothing; a mail needs somebody to go to.
  const due = settlement.answers.filter(({ to }) => to.length > 0);
  const value: ReceivedMail = { ...entry.value, ...known, state, reason, toConfirm: [...toConfirm] };
  const limited = cause.limits
    ? await answersOfItself(store, value, { ...settlement, answers: due }, { reason, at, ...cause.limits })
    : { answers: due, writes: [], unsaid: [] };
  const answers = await Promise.all(
    limited.answers.map(({ to, cc = [], content, manifest, dueDate = null, approvalOf = null }, index) =>
      prepareMail(workshop, {
        id: answerMailId(cause.id, index),
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
        attachments: dueDate === null ? [] : [dueDateFile(dueDate)],
        receiptCode: about?.receiptCode ?? null,
        version: approvalOf,
        rulesVersion: null,
        scheduledAt: null,
        expiresAt: null,
        at,
        inReplyTo: approvalOf === null ? messageId : null,
        wording: wordingOf(city),
      }),
    ),
  );
  const trace: AuditEntry = {
    at: isoUtc(at),
    cause: cause.id,
    actor: cause.actor,
    what: `${cause.door}.${state}`,
    subject: value.round ? `${value.round}/${value.department ?? 'secretariat'}` : value.id,
    before: traceWords([
      entry.value.state === 'received' ? null : `${entry.value.state}: ${entry.value.reason ?? ''}`,
      ...settlement.changes.map(({ anchor, before }) => `${anchor} ${before}`),
    ]),
    after: traceWords([
      [reason, settlement.summary, ...limited.unsaid.map((why) => `unsaid: ${why}`)]
        .filter(Boolean)
        .join(': '),
      value.decision?.note ?? null,
      ...settlement.changes.map(({ anchor, after }) => `${anchor} ${after}`),
    ]),
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

function traceWords(parts: readonly (string | null)[]): string | null {
  return parts.filter(Boolean).join('; ') || null;
}

/** The answers a mail gets by itself: none twice, and no more than the limits of the day allow. */
async function answersOfItself(
  store: Store,
  received: ReceivedMail,
  { answers }: Settlement,
  cause: AnswerCause,
): Promise<LimitedAnswers<Answer>> {
  const said = await answersBefore(store, received);
  const news = answers.filter((answer) => !said.has(wordsOf(answer.to, answer.content.text)));
  // Whoever approves is asked all the same: the limits are for answers that two machines could give for ever.
  const asking = news.filter(({ approvalOf }) => approvalOf !== undefined);
  const others = news.filter((answer) => !asking.includes(answer));
  const limited = await limitAnswers(store, others, cause);
  return { ...limited, answers: [...limited.answers, ...asking] };
}

const wordsOf = (to: readonly string[], text: string) => `${to.join(',')}\n${text}`;

/** What was answered when the mail was read before: nobody is told the same twice. */
async function answersBefore(store: Store, received: ReceivedMail): Promise<ReadonlySet<string>> {
  const said = new Set<string>();
  for (const name of readingIds(received).slice(1)) {
    for (let index = 0; ; index += 1) {
      const answer = await store.get('mail', { id: answerMailId(name, index) });
      if (!answer) break;
      said.add(wordsOf(answer.value.to, answer.value.text));
    }
  }
  return said;
}
