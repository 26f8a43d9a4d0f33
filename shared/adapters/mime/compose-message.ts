import MailComposer from 'nodemailer/lib/mail-composer/index.js';
import type { MessageParts } from '../../ports.ts';

/**
 * Renders a message as RFC 5322: UTF-8 in base64, so that no gateway re-wraps or re-encodes a line of the form.
 *
 * The same parts give the same bytes: the boundary derives from the id, the date is given.
 */
export function composeMessage(parts: MessageParts): Promise<Uint8Array> {
  const { from, to, cc, replyTo, subject, text, html, attachments, date, mailId, inReplyTo, autoSubmitted } =
    parts;
  const composer = new MailComposer({
    from,
    to: [...to],
    cc: [...cc],
    replyTo,
    subject,
    text,
    ...(html === null ? {} : { html }),
    attachments: attachments.map(({ name, mediaType, bytes, contentId }) => ({
      filename: name,
      contentType: mediaType,
      content: Buffer.from(bytes),
      ...(contentId === undefined ? {} : { cid: contentId }),
    })),
    date: new Date(date.epochMilliseconds),
    // SES puts its own in its place; this one only keeps the bytes the same from one rendering to the next.
    messageId: `<${Buffer.from(mailId).toString('base64url')}@shinchoku.invalid>`,
    baseBoundary: Buffer.from(mailId).toString('hex').slice(-32),
    ...(inReplyTo === null ? {} : { inReplyTo, references: inReplyTo }),
    textEncoding: 'base64',
    headers: {
      'Auto-Submitted': autoSubmitted,
      // Not All: bounces must still come back (replies.md).
      'X-Auto-Response-Suppress': 'OOF, AutoReply',
      'Content-Language': 'ja',
    },
  });
  return composer.compile().build();
}
