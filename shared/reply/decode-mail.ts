import { type AutoReason, decideAuto } from './auto-mail.ts';
import { decodeJapanese } from './decode-japanese.ts';
import { unflow } from './flowed.ts';
import { htmlToText } from './html-to-text.ts';
import { countAddresses, type MailAddress, readAddresses } from './mail-addresses.ts';
import { readMailDate } from './mail-date.ts';
import { type Header, headerOf, headerText } from './mail-headers.ts';
import { contentOf, type MimePart, readMimeTree } from './mime-tree.ts';
import { isReadable } from './reply-lines.ts';

export interface MailAttachment {
  readonly name: string | null;
  readonly contentType: string;
  readonly size: number;
  /** The bytes of what may be an Office file, told by them and not by its name; null for anything else. */
  readonly office: Uint8Array | null;
}

/** How Office files begin: a zip archive, or the older container, which also wraps what is under a password. */
const OFFICE_SIGNATURES = [
  [0x50, 0x4b, 0x03, 0x04],
  [0xd0, 0xcf, 0x11, 0xe0],
];

/** A text that came as an attachment or inside a forwarded mail: read only where the mail itself says nothing. */
export interface AttachedText {
  readonly name: string | null;
  readonly text: string;
}

/** A mail as the reader needs it: words decoded, nothing trimmed, nothing judged but whether it is automatic. */
export interface DecodedMail {
  /** The first sender; null where the header names none that can be written to. */
  readonly from: MailAddress | null;
  /** Senders named by all From headers together; anything but 1 is suspicious. */
  readonly fromCount: number;
  readonly to: readonly MailAddress[];
  readonly cc: readonly MailAddress[];
  readonly replyTo: readonly MailAddress[];
  readonly subject: string;
  /** Unflowed and otherwise as written; from the HTML where there is no plain text. */
  readonly text: string;
  /** The text of the HTML alternative, where it says something else than `text`. */
  readonly htmlText: string | null;
  readonly attachedTexts: readonly AttachedText[];
  /** What the text really was in, whatever its label says; null for a mail without text. */
  readonly charset: string | null;
  readonly auto: boolean;
  readonly autoReason: AutoReason | null;
  readonly messageId: string | null;
  readonly inReplyTo: string | null;
  readonly references: readonly string[];
  /** The Date header in UTC, or null where it cannot be read. */
  readonly date: string | null;
  readonly attachments: readonly MailAttachment[];
  /** Addresses of To, Cc, X-Original-To, Delivered-To and X-Forwarded-To, in that order. */
  readonly recipientsInHeaders: readonly string[];
  /** Beyond a limit: something was not read, so the mail has to be held whole (decision 12). */
  readonly oversize: boolean;
}

/** What is known of a mail besides its bytes. */
export interface MailContext {
  /** The envelope sender; the empty string is a bounce. */
  readonly envelopeSender?: string | null;
  /** The domain replies come to, so that our own looped mail is told. */
  readonly ownDomain?: string | null;
}

/** HTML beyond this is not read, and the mail is held. */
const HTML_MAX_CHARS = 8_000_000;

/** Mails enclosed in mails; a chain of forwards is shorter. */
const ENCLOSED_MAX = 10;

interface BodySlot {
  plain: string | null;
  html: string | null;
}

/** What the parts of a mail add up to. */
class BodyCollector {
  readonly slots: BodySlot[] = [];
  readonly attachments: MailAttachment[] = [];
  readonly attached: AttachedText[] = [];
  charset: string | null = null;
  overLimit = false;
  readonly #depth: number;

  constructor(depth = 0) {
    this.#depth = depth;
  }

  collect(part: MimePart, slot: BodySlot | null): void {
    if (part.type.startsWith('multipart/')) {
      const shared = part.type === 'multipart/alternative' ? (slot ?? this.#newSlot()) : slot;
      for (const child of part.children) this.collect(child, shared);
    } else if (part.type === 'message/rfc822') {
      this.#enclosed(part);
    } else if (part.type === 'text/plain' || part.type === 'text/html') {
      this.#text(part, slot);
    } else {
      this.#attachment(part);
    }
  }

  #newSlot(): BodySlot {
    const slot = { plain: null, html: null };
    this.slots.push(slot);
    return slot;
  }

  #text(part: MimePart, slot: BodySlot | null): void {
    const decoded = this.#decode(part);
    const isPlain = part.type === 'text/plain';
    if (part.disposition.value === 'attachment') {
      this.attached.push({ name: nameOf(part), text: isPlain ? decoded : this.#fromHtml(decoded) });
      this.#attachment(part);
      return;
    }
    const target = slot ?? this.#newSlot();
    if (isPlain) target.plain = target.plain === null ? decoded : `${target.plain}\n${decoded}`;
    else {
      const text = this.#fromHtml(decoded);
      target.html = target.html === null ? text : `${target.html}\n${text}`;
    }
  }

  #decode(part: MimePart): string {
    const { text, charset } = decodeJapanese(contentOf(part), part.params.get('charset') ?? null);
    this.charset ??= charset;
    const isFlowed = part.params.get('format')?.toLowerCase() === 'flowed';
    return isFlowed ? unflow(text, part.params.get('delsp')?.toLowerCase() === 'yes') : text;
  }

  #fromHtml(html: string): string {
    const { text, overLimit } = htmlToText(html.slice(0, HTML_MAX_CHARS));
    if (overLimit || html.length > HTML_MAX_CHARS) this.overLimit = true;
    return text;
  }

  /** A mail forwarded as an attachment: its text is kept apart from what the sender wrote. */
  #enclosed(part: MimePart): void {
    this.#attachment(part);
    const isEncoded = /base64|quoted/i.test(part.encoding);
    const isTooDeep = this.#depth >= ENCLOSED_MAX;
    if (isTooDeep) this.overLimit = true;
    const tree = isEncoded && !isTooDeep ? readMimeTree(contentOf(part)) : null;
    const root = isTooDeep ? undefined : (part.children[0] ?? tree?.root);
    if (tree?.overLimit) this.overLimit = true;
    if (!root) return;
    const inner = new BodyCollector(this.#depth + 1);
    inner.collect(root, null);
    this.attached.push({ name: headerText(headerOf(root.headers, 'subject')) || null, text: inner.text() });
    this.attached.push(...inner.attached);
    this.attachments.push(...inner.attachments);
    this.charset ??= inner.charset;
    if (inner.overLimit) this.overLimit = true;
  }

  #attachment(part: MimePart): void {
    const content = contentOf(part);
    const isOffice = OFFICE_SIGNATURES.some((signature) =>
      signature.every((byte, at) => content[at] === byte),
    );
    this.attachments.push({
      name: nameOf(part),
      contentType: part.type,
      size: content.length,
      office: isOffice ? content : null,
    });
  }

  text(): string {
    return this.slots.map(({ plain, html }) => (isBlank(plain) ? (html ?? plain ?? '') : plain)).join('\n');
  }

  /** The HTML's text where it differs from the plain one in more than blanks, line ends and quote marks. */
  differingHtml(): string | null {
    if (this.slots.every(({ html }) => html === null)) return null;
    const html = this.slots.map((slot) => slot.html ?? slot.plain ?? '').join('\n');
    const essence = (text: string) => text.replace(/[\s>＞\u00a0\u200b]+/g, '');
    return essence(html) === essence(this.text()) ? null : html;
  }
}

function isBlank(text: string | null): boolean {
  return text === null || text.trim() === '';
}

function nameOf(part: MimePart): string | null {
  const name = part.disposition.params.get('filename') ?? part.params.get('name') ?? null;
  return name === null ? null : headerText(name) || null;
}

/** The ids in a header such as References, which some clients part by commas. */
function idsOf(value: string | null): string[] {
  return (value ?? '').match(/<[^<>\s]{1,300}>/g) ?? [];
}

const RECIPIENT_HEADERS = ['to', 'cc', 'x-original-to', 'delivered-to', 'x-forwarded-to'];

function addressesOf(headers: readonly Header[], name: string): MailAddress[] {
  return headers.filter((header) => header.name === name).flatMap(({ value }) => readAddresses(value));
}

/**
 * Decodes a mail. Never throws, whatever the bytes; costs time linear in them.
 *
 * The parts are walked by our own reader because the charset has to be judged on each part's raw bytes, which a
 * general parser has already decoded by the label; postal-mime is its oracle in the tests.
 */
export function decodeMail(bytes: Uint8Array, context: MailContext = {}): DecodedMail {
  const { root, overLimit } = readMimeTree(bytes);
  const { headers } = root;
  const body = new BodyCollector();
  body.collect(root, null);

  const from = addressesOf(headers, 'from')[0] ?? null;
  const subject = headerText(headerOf(headers, 'subject'));
  const ownText = body.text();
  const text = isBlank(ownText) ? (body.attached[0]?.text ?? ownText) : ownText;
  const autoReason = decideAuto({
    headers,
    type: root.type,
    subject,
    from,
    envelopeSender: context.envelopeSender ?? null,
    ownDomain: context.ownDomain ?? null,
  });
  const htmlText = body.differingHtml();
  const texts = [text, htmlText ?? '', ...body.attached.map((attached) => attached.text)];
  return {
    from,
    fromCount: headers
      .filter(({ name }) => name === 'from')
      .reduce((count, { value }) => count + countAddresses(value), 0),
    to: addressesOf(headers, 'to'),
    cc: addressesOf(headers, 'cc'),
    replyTo: addressesOf(headers, 'reply-to'),
    subject,
    text,
    htmlText,
    attachedTexts: body.attached,
    charset: body.charset,
    auto: autoReason !== null,
    autoReason,
    messageId: idsOf(headerOf(headers, 'message-id'))[0] ?? null,
    inReplyTo: idsOf(headerOf(headers, 'in-reply-to'))[0] ?? null,
    references: idsOf(headerOf(headers, 'references')),
    date: readMailDate(headerOf(headers, 'date')),
    attachments: body.attachments,
    recipientsInHeaders: RECIPIENT_HEADERS.flatMap((name) =>
      addressesOf(headers, name).map(({ address }) => address),
    ),
    oversize: overLimit || body.overLimit || !texts.every(isReadable),
  };
}
