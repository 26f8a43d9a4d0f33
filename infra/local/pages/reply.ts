import { createTransport } from 'nodemailer';
import * as z from 'zod';
import { weekday } from '../../../shared/calendar/japanese-date.ts';
import { type Instant, instantOf, tokyoDate, tokyoTime } from '../../../shared/calendar/time.ts';
import type { MailAddress } from '../../../shared/reply/mail-addresses.ts';
import type { OpenedMail } from './mailroom.ts';

/** How the mail client of the one who replies quotes what it answers. */
export const QuoteStyle = z.enum(['marks', 'outlook', 'none']);
export type QuoteStyle = z.infer<typeof QuoteStyle>;

/** What the receiving service found out about the sender; locally one chooses it, to see what becomes of such a mail. */
export const SenderVerdict = z.enum(['pass', 'gray', 'fail']);
export type SenderVerdict = z.infer<typeof SenderVerdict>;

const VERDICT_HEADERS: Record<SenderVerdict, string | null> = {
  pass: null,
  gray: 'spf=GRAY; dkim=GRAY; dmarc=GRAY',
  fail: 'spf=FAIL; dkim=FAIL; dmarc=FAIL; policy=reject',
};

/** A reply as typed: longer than any form, short enough for a page. */
export const ReplyForm = z.object({
  from: z.email('差出人のメールアドレスを doboku-kanri@iizuka.example のように書いてください。'),
  text: z
    .string()
    .refine((text) => text.trim() !== '', '本文が空です。「：」の後ろに回答を書いてください。')
    .max(200_000, '本文が長すぎます。20万字までにしてください。'),
  verdict: SenderVerdict.catch('pass'),
});
export type ReplyForm = z.infer<typeof ReplyForm>;

const person = ({ name, address }: MailAddress) => (name ? `${name} <${address}>` : address);
export const people = (list: readonly MailAddress[]): string => list.map(person).join(', ');

/** The instant a mail bears; the moment it left where its own date cannot be read. */
export function dateOfMail({ decoded, at }: OpenedMail): Instant {
  return decoded.date ? instantOf(decoded.date) : at;
}

/** Whom a reply goes to: Reply-To, which carries the key, or else the sender. */
export function replyTarget({ decoded }: OpenedMail): string | null {
  return decoded.replyTo[0]?.address ?? decoded.from?.address ?? null;
}

export function replySubject(subject: string): string {
  return /^re[:：]/i.test(subject) ? subject : `Re: ${subject}`;
}

/** What a mail client puts into the window when one presses 返信. */
export function quoteMail(mail: OpenedMail, style: QuoteStyle): string {
  const text = mail.decoded.text.replace(/\r\n?/g, '\n').trimEnd();
  const date = dateOfMail(mail);
  const { year, month, day: dayOfMonth, hour, minute } = tokyoTime(date);
  const clock = `${hour}:${String(minute).padStart(2, '0')}`;
  const halfWidthWeekday = weekday(tokyoDate(date)).normalize('NFKC');
  const sender = mail.decoded.from ? person(mail.decoded.from) : '';
  switch (style) {
    case 'none':
      return '';
    case 'marks': {
      const quoted = text.split('\n').map((line) => `> ${line}`);
      // As Gmail in Japanese words it.
      const attribution = `${year}年${month}月${dayOfMonth}日${halfWidthWeekday} ${clock} ${sender}:`;
      return `\n\n${attribution}\n${quoted.join('\n')}\n`;
    }
    case 'outlook':
      return [
        '\n\n________________________________',
        `差出人: ${sender}`,
        `送信日時: ${year}年${month}月${dayOfMonth}日 ${clock}`,
        `宛先: ${people(mail.decoded.to)}`,
        `件名: ${mail.decoded.subject}`,
        '',
        `${text}\n`,
      ].join('\n');
  }
}

/** A reply with the file that goes along. */
export interface ReplyToSend extends ReplyForm {
  readonly attachment: { readonly name: string; readonly bytes: Uint8Array } | null;
}

export type ReplySent = { readonly ok: true } | { readonly ok: false; readonly error: string };

/** Hands a reply to the SMTP door as the receiver's mail client would. Returns once it is in safe keeping. */
export async function sendReply(
  mail: OpenedMail,
  { from, text, verdict, attachment }: ReplyToSend,
  smtpPort: number,
  now: Instant,
): Promise<ReplySent> {
  const to = replyTarget(mail);
  if (to === null) return { ok: false, error: 'このメールには返信先がありません。' };
  const { messageId, references, subject } = mail.decoded;
  const verdicts = VERDICT_HEADERS[verdict];
  const transport = createTransport({ host: '127.0.0.1', port: smtpPort, secure: false, ignoreTLS: true });
  try {
    await transport.sendMail({
      from,
      to,
      subject: replySubject(subject),
      text,
      attachments: attachment ? [{ filename: attachment.name, content: Buffer.from(attachment.bytes) }] : [],
      date: new Date(now.epochMilliseconds),
      ...(messageId === null ? {} : { inReplyTo: messageId, references: [...references, messageId] }),
      headers: verdicts === null ? {} : { 'X-Local-Verdicts': verdicts },
    });
    return { ok: true };
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    return { ok: false, error: `返信を受け付けられませんでした（${detail}）。入力した内容は残っています。` };
  } finally {
    transport.close();
  }
}
