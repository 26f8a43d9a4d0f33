import type { Instant } from '../calendar/time.ts';
import { maskAnswerLinks } from '../round/answer-link.ts';
import type { FormField, FormManifest } from '../round/form.ts';
import { assembleReading } from './assemble-reading.ts';
import type { DecodedMail } from './decode-mail.ts';
import { type DateContext, dateContextOf } from './normalise-date.ts';
import type { AmbiguousField, ReadField, Reading } from './reading.ts';
import { receiptCodesIn } from './receipt-code.ts';
import { prepareForm, type SentForm } from './sent-form.ts';
import { walkReply } from './walk-reply.ts';

export interface ReplyToRead {
  /** A mail as decoded, or a text somebody typed in. */
  readonly mail: Pick<DecodedMail, 'subject' | 'text' | 'htmlText' | 'attachedTexts' | 'oversize'>;
  /** What the anchors of the mail that was sent mean. */
  readonly manifest: FormManifest;
  /** The text of that mail, exactly as it left: the reply is aligned against it. */
  readonly sentText: string;
  readonly receivedAt: Instant;
}

interface Question extends DateContext {
  readonly form: SentForm;
  readonly receivedAt: Instant;
}

function readText(text: string, question: Question): Reading | null {
  if (text.trim() === '') return null;
  // The form it is read against has the mask too, so that the quoted line is known for one of ours.
  return assembleReading(
    walkReply(maskAnswerLinks(text), question.form),
    question.form,
    question,
    question.receivedAt,
  );
}

function filled(reading: Reading): number {
  return reading.fields.length + reading.ambiguous.length;
}

function fieldIn(reading: Reading, field: FormField): ReadField | undefined {
  return reading.fields.find((read) => read.field.anchor === field.anchor);
}

/**
 * The plain text and the HTML of one mail say different things: the one with more answers is taken, and a field
 * both answer differently is asked about.
 */
function reconcile(plainText: Reading, html: Reading): Reading {
  const [main, other] = filled(html) > filled(plainText) ? [html, plainText] : [plainText, html];
  const disputed = main.fields.filter((read) => {
    const twin = fieldIn(other, read.field);
    const bare = (value: unknown) => String(value).replace(/\s+/g, '');
    return twin !== undefined && bare(twin.value) !== bare(read.value);
  });
  const asked = disputed.map(({ field, raw }): AmbiguousField => ({ field, raw, reason: 'two-values' }));
  return {
    ...main,
    fields: main.fields.filter((read) => !disputed.includes(read)),
    ambiguous: [...main.ambiguous, ...asked],
    comment: main.comment ?? other.comment,
    command: main.command ?? other.command,
  };
}

/** The mail's own code where the subject or any text names it, else the first one named. */
function receiptCodeOf(mail: ReplyToRead['mail'], reading: Reading | null, own: string): string | null {
  const named = [...receiptCodesIn(mail.subject), ...(reading?.receiptCode ? [reading.receiptCode] : [])];
  return named.includes(own) ? own : (named[0] ?? null);
}

/**
 * Reads a reply against the form it answers. Pure and deterministic; costs time linear in the reply.
 *
 * Nothing is trimmed before reading: people type inside the quotation, above it, below it and into copies of it.
 * The template's own text, however quoted, wrapped or run together, never counts as an answer.
 */
export function readReply({ mail, manifest, sentText, receivedAt }: ReplyToRead): Reading {
  const form = prepareForm(manifest, sentText);
  const question: Question = { form, receivedAt, ...dateContextOf(manifest, receivedAt) };
  const nothing: Reading = {
    receiptCode: null,
    fields: [],
    ambiguous: [],
    notUnderstood: [],
    blank: manifest.fields,
    comment: null,
    command: null,
  };
  if (mail.oversize) return { ...nothing, receiptCode: receiptCodeOf(mail, null, manifest.receiptCode) };

  const fromText = readText(mail.text, question);
  const fromHtml = mail.htmlText === null ? null : readText(mail.htmlText, question);
  const own = fromText && fromHtml ? reconcile(fromText, fromHtml) : (fromText ?? fromHtml);
  const reading = own && (filled(own) > 0 || own.command) ? own : (readAttached(mail, question) ?? own);
  return {
    ...(reading ?? nothing),
    receiptCode: receiptCodeOf(mail, reading, manifest.receiptCode),
    comment: own?.comment ?? reading?.comment ?? null,
  };
}

/** Answers in a text attachment or a forwarded mail, where the mail's own text holds none. */
function readAttached(mail: ReplyToRead['mail'], question: Question): Reading | null {
  for (const { text } of mail.attachedTexts) {
    const reading = readText(text, question);
    if (reading && filled(reading) > 0) return reading;
  }
  return null;
}
