import { type Instant, tokyoTime } from '../../../shared/calendar/time.ts';
import { encodeJapanese, type MailCharset } from './encode-japanese.ts';
import { type ClientName, type HtmlStyle, MAIL_CLIENTS, type MailClient } from './mail-clients.ts';

export type TransferEncoding = '7bit' | '8bit' | 'base64' | 'quoted-printable';

/**
 * Where a department writes its answers: behind the colons of the quoted form, on lines of their own below or above
 * each anchor, in a copy of the form over the quotation, or as bare anchor lines over it.
 */
export type Placement = 'inline' | 'below' | 'above' | 'copied-above' | 'anchors-only';

export type BodyKind = 'plain' | 'html' | 'both';

export interface ReplyToCompose {
  /** The mail that is answered, as it was delivered. */
  readonly sent: {
    readonly from: string;
    readonly to: string;
    readonly subject: string;
    readonly text: string;
    readonly messageId: string | null;
    readonly at: Instant;
  };
  readonly from: { readonly address: string; readonly name: string };
  /** Where the reply goes: the Reply-To address with its key. */
  readonly to: string;
  readonly at: Instant;
  readonly messageId: string;
  readonly client: ClientName;
  readonly charset: MailCharset;
  /** What the text's part says its charset is, where that is not the truth; null for a part that does not say. */
  readonly charsetLabel?: string | null;
  readonly transferEncoding: TransferEncoding;
  readonly isFlowed?: boolean;
  /** Whether flowed lines say that their last blank is none of the text's (DelSp); true unless said otherwise. */
  readonly delSp?: boolean;
  readonly body?: BodyKind;
  readonly placement: Placement;
  /** By anchor, as in `1-A`. */
  readonly answers: Readonly<Record<string, string>>;
  /** Lines typed over everything else, such as a greeting or a short command. */
  readonly note?: string;
  readonly signature?: string;
  /** Further header lines, as an automatic answer carries. */
  readonly headers?: Readonly<Record<string, string>>;
}

const ANCHOR_LINE = /^【([1-9]\d{0,2}-[A-Z]{1,2})】.*：$/;

function linesOf(text: string): string[] {
  return text.replace(/\r?\n$/, '').split(/\r?\n/);
}

/** One line of the body; `isQuoted` gets the client's mark. */
interface BodyLine {
  readonly text: string;
  readonly isQuoted: boolean;
}

const typed = (text: string): BodyLine => ({ text, isQuoted: false });
const quoted = (text: string): BodyLine => ({ text, isQuoted: true });

function withAnswer(line: string, { answers, placement }: ReplyToCompose): BodyLine[] {
  const answer = answers[ANCHOR_LINE.exec(line)?.[1] ?? ''];
  if (answer === undefined) return [quoted(line)];
  const [first = '', ...rest] = linesOf(answer);
  switch (placement) {
    case 'inline':
      // Enter inside a quoted line begins a line without a mark.
      return [quoted(line + first), ...rest.map(typed)];
    case 'below':
      return [quoted(line), typed(first), ...rest.map(typed)];
    case 'above':
      return [typed(first), ...rest.map(typed), quoted(line)];
    case 'copied-above':
    case 'anchors-only':
      return [quoted(line)];
  }
}

/** The form alone: from its first ■ line or anchor to the end mark. */
function formOf(text: string): string[] {
  const lines = linesOf(text);
  const start = lines.findIndex((line) => line.startsWith('■') || ANCHOR_LINE.test(line));
  const end = lines.findIndex((line) => line.startsWith('【おわり】'));
  return lines.slice(Math.max(0, start), end === -1 ? lines.length : end + 1);
}

function typedOver({ placement, sent, answers }: ReplyToCompose): string[] {
  if (placement === 'copied-above') {
    return formOf(sent.text).flatMap((line) =>
      linesOf(line + (answers[ANCHOR_LINE.exec(line)?.[1] ?? ''] ?? '')),
    );
  }
  if (placement === 'anchors-only') {
    return Object.entries(answers).flatMap(([anchor, answer]) => linesOf(`【${anchor}】${answer}`));
  }
  return [];
}

function bodyLines(reply: ReplyToCompose, client: MailClient): BodyLine[] {
  const { sent, note, signature } = reply;
  const introduction = client.introduce({
    from: sent.from,
    to: sent.to,
    subject: sent.subject,
    messageId: sent.messageId ?? '<unknown@iizuka.example>',
    sentAt: { ja: japaneseTime(sent.at), en: englishTime(sent.at), slashes: slashTime(sent.at) },
  });
  const over = [...(note === undefined ? [] : [...linesOf(note), '']), ...typedOver(reply)];
  const below = [...(signature === undefined ? [] : ['', ...linesOf(signature)]), ...client.footer];
  const own = [...over, ...below].map(typed);
  const quotation = [
    ...introduction.map(typed),
    ...linesOf(sent.text).flatMap((line) => withAnswer(line, reply)),
  ];
  const { banner = [], appendix = [], isSpaced = false, typesBelow = false } = client;
  const text = typesBelow ? [...quotation, typed(''), ...own] : [...own, typed(''), ...quotation];
  const lines = [...banner.map(typed), ...text, ...appendix.map(typed)];
  return isSpaced ? lines.flatMap((line) => [line, typed('')]) : lines;
}

const pad = (value: number) => String(value).padStart(2, '0');

function japaneseTime(at: Instant): string {
  const { year, month, day, hour, minute, dayOfWeek } = tokyoTime(at);
  return `${year}年${month}月${day}日(${'月火水木金土日'[dayOfWeek - 1]}) ${hour}:${pad(minute)}`;
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const DAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

function englishTime(at: Instant): string {
  const { year, month, day, hour, minute, second, dayOfWeek } = tokyoTime(at);
  return `${DAYS[dayOfWeek - 1]}, ${day} ${MONTHS[month - 1]} ${year} ${pad(hour)}:${pad(minute)}:${pad(second)} +0900`;
}

function slashTime(at: Instant): string {
  const { year, month, day, hour, minute } = tokyoTime(at);
  return `${year}/${pad(month)}/${pad(day)} ${hour}:${pad(minute)}`;
}

const isWide = (char: string) => char.charCodeAt(0) > 0xff && !/[\uff61-\uff9f]/.test(char);

function wrapLine(text: string, columns: number): string[] {
  const lines: string[] = [];
  let line = '';
  let width = 0;
  for (const char of text) {
    const step = isWide(char) ? 2 : 1;
    if (width + step > columns) {
      lines.push(line);
      line = '';
      width = 0;
    }
    line += char;
    width += step;
  }
  return [...lines, line];
}

/** Where clients break flowed lines that do not wrap others. */
const FLOWED_COLUMNS = 72;

/** The plain text as the client sends it: marked, wrapped, flowed. */
function plainText(lines: readonly BodyLine[], client: MailClient, isFlowed: boolean): string {
  const columns = client.wrapColumns ?? (isFlowed ? FLOWED_COLUMNS : null);
  return lines
    .flatMap(({ text, isQuoted }) => {
      const mark = isQuoted ? client.mark : '';
      const width = columns === null ? Number.POSITIVE_INFINITY : columns - mark.length;
      const pieces = wrapLine(text, width);
      return pieces.map((piece, index) => {
        const isSoft = isFlowed && index < pieces.length - 1;
        const stuffed = isFlowed && mark === '' && /^(?: |>|From )/.test(piece) ? ` ${piece}` : piece;
        const ended = isFlowed && !isSoft ? stuffed.replace(/ +$/, '') : stuffed;
        return `${mark}${ended}${isSoft ? ' ' : ''}`.replace(/^> $/, '>');
      });
    })
    .map((line) => `${line}\r\n`)
    .join('');
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function styledText(text: string, style: HtmlStyle): string {
  const bare = escapeHtml(text);
  switch (style) {
    case 'paragraphs':
      return `<p class=MsoNormal><span lang=JA>${bare || '&nbsp;'}</span><o:p></o:p></p>\r\n`;
    case 'breaks':
      return `${bare}<br>\r\n`;
    case 'blocks':
      return `<div>${bare || '<br>'}</div>\r\n`;
    case 'preformatted':
      return `<pre class="moz-quote-pre" wrap="">${bare}</pre>\r\n`;
  }
}

/** The HTML alternative in the client's way; what it marks in plain text stands in a blockquote. */
function htmlText(lines: readonly BodyLine[], client: MailClient, charset: string): string {
  const parts: string[] = [];
  let inQuote = false;
  for (const line of lines) {
    const quotes = client.mark !== '' && line.isQuoted;
    if (quotes !== inQuote) parts.push(quotes ? '<blockquote type="cite">' : '</blockquote>');
    inQuote = quotes;
    parts.push(styledText(line.text, client.html));
  }
  const head = `<head><meta http-equiv="Content-Type" content="text/html; charset=${charset}"><style><!-- p.MsoNormal {margin:0mm;} --></style></head>`;
  return `<html>${head}<body lang=JA><div class=WordSection1>\r\n${parts.join('')}${inQuote ? '</blockquote>' : ''}</div></body></html>\r\n`;
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}

function transfer(bytes: Uint8Array, encoding: TransferEncoding): Uint8Array {
  switch (encoding) {
    case '7bit':
    case '8bit':
      return bytes;
    case 'base64':
      return ascii(`${base64(bytes).replace(/.{76}/g, '$&\r\n')}\r\n`);
    case 'quoted-printable':
      return ascii(quotedPrintable(bytes));
  }
}

function quotedPrintable(bytes: Uint8Array): string {
  let text = '';
  let line = '';
  for (const [index, byte] of bytes.entries()) {
    if (byte === 0x0d && bytes[index + 1] === 0x0a) continue;
    if (byte === 0x0a) {
      text += `${line.replace(/[ \t]$/, (blank) => `=${pad16(blank.charCodeAt(0))}`)}\r\n`;
      line = '';
      continue;
    }
    const isPlain = (byte >= 0x21 && byte <= 0x7e && byte !== 0x3d) || byte === 0x20;
    const piece = isPlain ? String.fromCharCode(byte) : `=${pad16(byte)}`;
    if (line.length + piece.length > 72) {
      text += `${line}=\r\n`;
      line = '';
    }
    line += piece;
  }
  return text + line;
}

const pad16 = (byte: number) => byte.toString(16).toUpperCase().padStart(2, '0');

function ascii(text: string): Uint8Array {
  return Uint8Array.from(text, (char) => char.charCodeAt(0));
}

/** A header's text in encoded words short enough for one line each. */
function encodedWords(text: string, charset: MailCharset): string {
  if (/^[ -~]*$/.test(text)) return text;
  const chunks: string[] = [];
  for (const char of text) {
    const last = chunks.at(-1);
    if (last !== undefined && encodeJapanese(last + char, charset).length <= 42) {
      chunks[chunks.length - 1] = last + char;
    } else chunks.push(char);
  }
  return chunks.map((chunk) => `=?${charset}?B?${base64(encodeJapanese(chunk, charset))}?=`).join('\r\n ');
}

interface Part {
  readonly type: string;
  readonly bytes: Uint8Array;
}

function partLines({ type, bytes }: Part, encoding: TransferEncoding): (string | Uint8Array)[] {
  return [
    `Content-Type: ${type}\r\nContent-Transfer-Encoding: ${encoding}\r\n\r\n`,
    transfer(bytes, encoding),
  ];
}

function contentOf(reply: ReplyToCompose, client: MailClient): (string | Uint8Array)[] {
  const { charset, charsetLabel = charset, transferEncoding, body = 'plain' } = reply;
  const { delSp = true } = reply;
  // Flowed text knows no quote mark but `>` (RFC 3676).
  const isFlowed = reply.isFlowed === true && /^>? ?$/.test(client.mark);
  const lines = bodyLines(reply, client);
  const label = charsetLabel === null ? '' : `; charset=${charsetLabel}`;
  const flowed = isFlowed ? `; format=flowed${delSp ? '; delsp=yes' : ''}` : '';
  const plain: Part = {
    type: `text/plain${label}${flowed}`,
    bytes: encodeJapanese(plainText(lines, client, isFlowed), charset),
  };
  const html: Part = {
    type: `text/html${label}`,
    bytes: encodeJapanese(htmlText(lines, client, charsetLabel ?? charset), charset),
  };
  if (body === 'plain') return partLines(plain, transferEncoding);
  if (body === 'html') return partLines(html, transferEncoding);
  const boundary = '----=_NextPart_000_0001';
  return [
    `Content-Type: multipart/alternative; boundary="${boundary}"\r\n\r\n`,
    ...[plain, html].flatMap((part) => [`--${boundary}\r\n`, ...partLines(part, transferEncoding), '\r\n']),
    `--${boundary}--\r\n`,
  ];
}

/**
 * The reply of a simulated department as the bytes a mail server receives. Deterministic: the same input gives the
 * same bytes, so that a simulated year can be played again.
 */
export function composeReply(reply: ReplyToCompose): Buffer {
  const { sent, from, to, at, messageId, charset, headers = {} } = reply;
  const client = MAIL_CLIENTS[reply.client];
  const head = [
    `From: ${encodedWords(from.name, charset)} <${from.address}>`,
    `To: ${to}`,
    `Subject: ${encodedWords(`${client.subjectPrefix ?? 'Re: '}${sent.subject}`, charset)}`,
    `Date: ${englishTime(at)}`,
    `Message-ID: ${messageId}`,
    ...(sent.messageId === null ? [] : [`In-Reply-To: ${sent.messageId}`, `References: ${sent.messageId}`]),
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    'MIME-Version: 1.0',
  ];
  const pieces = [`${head.join('\r\n')}\r\n`, ...contentOf(reply, client)];
  return Buffer.concat(pieces.map((piece) => (typeof piece === 'string' ? ascii(piece) : piece)));
}
