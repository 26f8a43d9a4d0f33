import { createHash } from 'node:crypto';
import type { OutboxEvent } from '../../events/catalogue.ts';
import type { BusinessCalendar } from '../calendar/business-days.ts';
import { type Instant, isoUtc } from '../calendar/time.ts';
import { type DueDateEntry, dueDateFile } from '../mail/due-date-file.ts';
import type { MailText, Wording } from '../mail/wording.ts';
import type { FormWriter, MailWorkshop, MessageAttachment, Write } from '../ports.ts';
import type { AuditEntry, MailRecord } from '../records.ts';
import { answerLink, LINK_LINES, withLink } from '../round/answer-link.ts';
import { REPLY_KEY_BYTES, replyAddress, replyKeyOf } from '../round/codes.ts';
import type { FormManifest } from '../round/form.ts';
import type { FormSheet } from '../round/form-sheet.ts';
import type { Round } from '../round/round.ts';
import { expiryOf } from '../schedule/lateness.ts';
import type { PlannedMail } from '../schedule/planner.ts';
import { FORM_KEY_BYTES, sealForm } from './form-seal.ts';

/** The form as an Excel workbook that goes along with a mail. */
export interface AttachedForm {
  /** The key it is sealed under, in hexadecimal. */
  readonly key: string;
  readonly attachment: MessageAttachment;
}

/** A mail that has been decided, before it is rendered and stored. */
export interface DecidedMail {
  readonly id: string;
  readonly plan: string;
  readonly round: MailRecord['round'];
  readonly department: string | null;
  /** For an escalation, the departments that have not answered. */
  readonly waiting?: readonly string[];
  readonly kind: MailRecord['kind'];
  readonly step: string;
  readonly to: readonly string[];
  readonly cc: readonly string[];
  readonly content: MailText;
  readonly manifest: FormManifest | null;
  readonly form: AttachedForm | null;
  /** What else goes along. */
  readonly attachments?: readonly MessageAttachment[];
  readonly receiptCode: string | null;
  /** The version of the answer it asks to approve. */
  readonly version: number | null;
  readonly rulesVersion: number | null;
  readonly scheduledAt: Instant | null;
  /** From this instant on it no longer goes; null for a mail that goes however late. */
  readonly expiresAt: Instant | null;
  /** The date the message bears. */
  readonly at: Instant;
  readonly inReplyTo: string | null;
  readonly wording: Wording;
}

/** What a transaction has to write so that the mail goes out. */
export interface PreparedMail {
  readonly writes: Write[];
  readonly event: OutboxEvent;
  readonly subject: string;
}

export function hashKey(key: string): string {
  return createHash('sha256').update(key).digest('hex');
}

/** The link to the mail's own page, minted as the reply key is; null where the mail names none. */
function mintLink({ settings, random }: MailWorkshop, { content, manifest }: DecidedMail) {
  const names = manifest !== null && content.text.includes(LINK_LINES.join('\n'));
  if (!names || settings.webOrigin === null) return null;
  const secret = replyKeyOf(random(REPLY_KEY_BYTES));
  return { link: answerLink(settings.webOrigin, secret), keyHash: hashKey(secret) };
}

/**
 * Mints the reply key, renders the message and lays it in the object store, then says what the deciding transaction
 * has to write. Rendered before, so that a decision is never stored without its mail (decision 13); a message
 * whose transaction failed is an orphan nobody refers to.
 */
export async function prepareMail(workshop: MailWorkshop, mail: DecidedMail): Promise<PreparedMail> {
  const { settings, compose, objects, random, city } = workshop;
  const key = replyKeyOf(random(REPLY_KEY_BYTES));
  const page = mintLink(workshop, mail);
  // A mail to try out keeps the mask: it shows where the link will stand, and leads nowhere.
  const sent = mail.manifest === null ? mail.content.text : withLink(mail.content.text, page?.link ?? null);
  const bytes = await compose({
    from: { name: mail.wording.senderName, address: settings.fromAddress },
    to: mail.to,
    cc: mail.cc,
    replyTo: replyAddress(key, settings.replyDomain),
    subject: mail.content.subject,
    text: sent,
    html: mail.content.html,
    attachments: [...(mail.form ? [mail.form.attachment] : []), ...(mail.attachments ?? [])],
    date: mail.at,
    mailId: mail.id,
    inReplyTo: mail.inReplyTo,
    autoSubmitted: mail.inReplyTo === null ? 'auto-generated' : 'auto-replied',
  });
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const objectKey = `mails/${mail.id}/${sha256.slice(0, 16)}.eml`;
  await objects.put(objectKey, bytes);
  const keyHash = hashKey(key);
  const record: MailRecord = {
    id: mail.id,
    plan: mail.plan,
    round: mail.round,
    department: mail.department,
    waiting: [...(mail.waiting ?? [])],
    kind: mail.kind,
    step: mail.step,
    from: settings.fromAddress,
    to: [...mail.to],
    cc: [...mail.cc],
    subject: mail.content.subject,
    // With the mask: whoever reads the table cannot open the page.
    text: page || mail.manifest === null ? mail.content.text : sent,
    manifest: mail.manifest,
    keyHash,
    receiptCode: mail.receiptCode,
    version: mail.version,
    formKey: mail.form?.key ?? null,
    objectKey,
    sha256,
    state: 'pending',
    reason: null,
    rulesVersion: mail.rulesVersion,
    scheduledAt: mail.scheduledAt ? isoUtc(mail.scheduledAt) : null,
    expiresAt: mail.expiresAt ? isoUtc(mail.expiresAt) : null,
    createdAt: isoUtc(mail.at),
    attempts: 0,
    leaseUntil: null,
    unknownSince: null,
    sentAt: null,
    sesMessageId: null,
  };
  return {
    writes: [
      { kind: 'mail', value: record, expected: null },
      { kind: 'replyKey', value: { keyHash, mail: mail.id }, expected: null },
      ...(page
        ? [{ kind: 'answerKey', value: { keyHash: page.keyHash, mail: mail.id }, expected: null } as const]
        : []),
    ],
    event: {
      id: `mail-queued/${mail.id}`,
      type: 'mail-queued.v1',
      city,
      at: isoUtc(mail.at),
      data: { mail: mail.id },
    },
    subject: mail.content.subject,
  };
}

const WORKBOOK_TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/** Mints the form's own key and writes the workbook sealed under it. */
async function attachForm(
  { workshop, writeForm }: LadderWorkshop,
  { id, sheet, manifest }: RenderedPlan,
): Promise<AttachedForm | null> {
  if (sheet === null || manifest === null) return null;
  const key = Buffer.from(workshop.random(FORM_KEY_BYTES)).toString('hex');
  const bytes = await writeForm(sheet, sealForm(key, id, manifest));
  return { key, attachment: { name: sheet.fileName, mediaType: WORKBOOK_TYPE, bytes } };
}

/** A planned mail as rendered, in the round it belongs to. */
export interface RenderedPlan {
  readonly id: string;
  readonly mail: PlannedMail;
  readonly round: Round;
  readonly content: MailText;
  readonly manifest: FormManifest | null;
  /** The form to attach as an Excel workbook; null for a mail that goes without. */
  readonly sheet: FormSheet | null;
  /** The due date for the receiver's calendar; null for a mail that goes without. */
  readonly dueDate: DueDateEntry | null;
  readonly receiptCode: string | null;
  readonly at: Instant;
  readonly calendar: BusinessCalendar;
  readonly wording: Wording;
}

export interface LadderWorkshop {
  readonly workshop: MailWorkshop;
  readonly writeForm: FormWriter;
}

/** What a transaction writes for a mail of the ladder: the mail itself, and the trace that says why it went. */
export async function preparePlanned(
  ladder: LadderWorkshop,
  rendered: RenderedPlan,
): Promise<PreparedMail & { readonly audit: AuditEntry }> {
  const { id, mail, round, content, manifest, receiptCode, at, calendar, wording } = rendered;
  const { kind, step, to, cc, department, approvalOf } = mail;
  const prepared = await prepareMail(ladder.workshop, {
    id,
    plan: round.plan,
    round: round.id,
    department,
    waiting: mail.waiting,
    kind,
    step,
    to,
    cc,
    content,
    manifest,
    form: await attachForm(ladder, rendered),
    attachments: rendered.dueDate === null ? [] : [dueDateFile(rendered.dueDate)],
    receiptCode,
    version: approvalOf,
    rulesVersion: round.rulesVersion,
    scheduledAt: mail.at,
    expiresAt: expiryOf(mail, calendar),
    at,
    inReplyTo: null,
    wording,
  });
  const audit: AuditEntry = {
    at: isoUtc(at),
    cause: id,
    actor: 'schedule',
    what: `${kind}.sent`,
    subject: `${round.id}/${department ?? step}`,
    before: null,
    after: mail.why,
  };
  return { ...prepared, audit };
}
