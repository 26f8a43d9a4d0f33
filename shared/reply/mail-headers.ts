import { binaryOf, bytesOf, concatenate } from './binary.ts';
import { decodeJapanese } from './decode-japanese.ts';
import { decodeBase64, decodeQuotedPrintable } from './transfer-encoding.ts';

/** One header field: `name` in lower case, `value` unfolded, its bytes as characters U+0000 to U+00FF. */
export interface Header {
  readonly name: string;
  readonly value: string;
}

export interface HeaderBlock {
  readonly headers: readonly Header[];
  /** Where the body begins. */
  readonly bodyStart: number;
  /** Whether the block was longer than allowed, so that the rest was taken as body. */
  readonly overlong: boolean;
}

const LF = 0x0a;
/** All header fields of one part together. */
const BLOCK_MAX_BYTES = 256 * 1024;
const FIELD = /^([!-9;-~]{1,100})[ \t]*:(.*)$/s;

/** Reads the header fields of a part. Line ends are LF, with or without CR before it. */
export function readHeaders(bytes: Uint8Array, start: number, end: number): HeaderBlock {
  const headers: { name: string; value: string }[] = [];
  let at = start;
  let strayLines = 0;
  while (at < end) {
    if (at - start > BLOCK_MAX_BYTES) return { headers, bodyStart: at, overlong: true };
    const newline = bytes.indexOf(LF, at);
    const next = newline === -1 || newline >= end ? end : newline + 1;
    const lineEnd = Math.max(at, Math.min(next - (newline === -1 ? 0 : 1), at + BLOCK_MAX_BYTES));
    const line = binaryOf(bytes.subarray(at, lineEnd)).replace(/\r$/, '');
    if (line === '') return { headers, bodyStart: next, overlong: false };
    const last = headers.at(-1);
    const field = FIELD.exec(line);
    if (/^[ \t]/.test(line) && last) {
      last.value += line;
    } else if (field) {
      headers.push({ name: (field[1] ?? '').toLowerCase(), value: (field[2] ?? '').trim() });
      strayLines = 0;
    } else {
      // One stray line is a fault of some gateway; a second means that the blank line before the body is missing.
      strayLines += 1;
      if (strayLines > 1 || headers.length === 0) return { headers, bodyStart: at, overlong: false };
    }
    at = next;
  }
  return { headers, bodyStart: end, overlong: false };
}

/** The value of the first field of that name, or null. */
export function headerOf(headers: readonly Header[], name: string): string | null {
  return headers.find((header) => header.name === name)?.value ?? null;
}

/** Raw bytes beyond ASCII, or the escapes of ISO-2022-JP, that a client put into a header unencoded. */
export function decodeRaw(value: string): string {
  return value.includes('\u001b') || /[\u0080-\u00ff]/.test(value)
    ? decodeJapanese(bytesOf(value), null).text
    : value;
}

const ENCODED_WORD = /=\?([^?\s*]{1,60})(?:\*[^?\s]{0,40})?\?([bBqQ])\?([^?]*)\?=/g;

interface Word {
  readonly label: string;
  readonly bytes: Uint8Array;
}

function decodeRun(words: readonly Word[]): string {
  const [first] = words;
  if (!first) return '';
  // Clients cut encoded words inside a character, so the bytes are joined before they are decoded.
  const joined = decodeJapanese(concatenate(words.map(({ bytes }) => bytes)), first.label).text;
  if (words.length === 1 || !joined.includes('\ufffd')) return joined;
  return words.map(({ bytes, label }) => decodeJapanese(bytes, label).text).join('');
}

/** Decodes the encoded words of an unstructured header (RFC 2047); blanks between two of them are not content. */
export function decodeWords(text: string): string {
  if (!text.includes('=?')) return text;
  let result = '';
  let run: Word[] = [];
  let end = 0;
  for (const match of text.matchAll(ENCODED_WORD)) {
    const [whole, label = '', encoding = '', content = ''] = match;
    const between = text.slice(end, match.index);
    const adjacent = run.length > 0 && /^\s*$/.test(between);
    if (!adjacent || run[0]?.label.toLowerCase() !== label.toLowerCase()) {
      result += decodeRun(run) + (adjacent ? '' : between);
      run = [];
    }
    // A raw character inside an encoded word is a fault; its UTF-8 bytes are as good a guess as any.
    const raw = /^[\0-\xff]*$/.test(content) ? bytesOf(content) : new TextEncoder().encode(content);
    run.push({ label, bytes: /b/i.test(encoding) ? decodeBase64(raw) : decodeQuotedPrintable(raw, true) });
    end = match.index + whole.length;
  }
  return result + decodeRun(run) + text.slice(end);
}

/** A header as people read it: raw bytes and encoded words decoded, control characters gone. */
export function headerText(value: string | null): string {
  if (value === null) return '';
  return decodeWords(decodeRaw(value))
    .replace(/\p{Cc}+/gu, ' ')
    .trim();
}

/** `text/plain; charset=utf-8` taken apart; names in lower case, the first of equal parameters wins. */
export interface Structured {
  readonly value: string;
  readonly params: ReadonlyMap<string, string>;
}

const PARAMETER = /;\s*([^\s=;"]{1,60})\s*=\s*(?:"((?:[^"\\]|\\.)*)"?|([^;\s]*))/gs;

/** Reads a structured header such as Content-Type, with the continuations of RFC 2231. */
export function readStructured(value: string | null): Structured {
  const text = value ?? '';
  const params = new Map<string, string>();
  for (const [, name = '', quoted, token = ''] of text.slice(0, 20_000).matchAll(PARAMETER)) {
    const key = name.toLowerCase();
    if (!params.has(key)) params.set(key, quoted === undefined ? token : quoted.replace(/\\(.)/gs, '$1'));
  }
  return { value: (/^\s*([^;\s]*)/.exec(text)?.[1] ?? '').toLowerCase(), params: joinContinuations(params) };
}

function percentBytes(text: string): string {
  return text.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

function joinContinuations(params: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const joined = new Map<string, string>();
  const sections = new Map<string, { number: number; text: string; encoded: boolean }[]>();
  for (const [key, text] of params) {
    const match = /^(.+?)\*(\d{1,3})?(\*)?$/.exec(key);
    if (!match) joined.set(key, text);
    else {
      const name = match[1] ?? key;
      const encoded = match[2] === undefined || match[3] === '*';
      sections.set(name, [...(sections.get(name) ?? []), { number: Number(match[2] ?? 0), text, encoded }]);
    }
  }
  for (const [name, parts] of sections) {
    const ordered = parts.sort((a, b) => a.number - b.number);
    const label = /^([^']*)'[^']*'/.exec(ordered[0]?.text ?? '');
    const bytes = ordered
      .map(({ text, encoded }) => (encoded ? percentBytes(text) : text))
      .join('')
      .slice(label?.[0].length ?? 0);
    joined.set(name, decodeJapanese(bytesOf(bytes), label?.[1] || null).text);
  }
  return joined;
}
