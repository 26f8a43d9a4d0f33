import { binaryOf } from './binary.ts';
import { type Header, headerOf, readHeaders, readStructured, type Structured } from './mail-headers.ts';
import { decodeTransfer } from './transfer-encoding.ts';

/** One part of a mail. A multipart and an enclosed message have children, every other part a body. */
export interface MimePart {
  readonly headers: readonly Header[];
  readonly type: string;
  readonly params: ReadonlyMap<string, string>;
  readonly encoding: string;
  readonly disposition: Structured;
  /** The body as transferred. */
  readonly body: Uint8Array;
  readonly children: readonly MimePart[];
}

export interface MimeTree {
  readonly root: MimePart;
  /** A limit was met: something inside was not looked at, so the whole mail has to be held. */
  readonly overLimit: boolean;
}

/** Limits of one mail. What goes beyond them is not cut: the mail is held whole (decision 12). */
const MAIL_LIMITS = { bytes: 40 * 1024 * 1024, parts: 500, depth: 40 } as const;

const LF = 0x0a;
const CR = 0x0d;
const DASH = 0x2d;

interface OpenPart {
  readonly part: { -readonly [key in keyof MimePart]: MimePart[key] } & { children: MimePart[] };
  readonly bodyStart: number;
  /** The delimiter of a multipart without its leading `--`, else null. */
  readonly boundary: string | null;
}

/** A multipart that does not say its boundary: the first line of its body that looks like one. */
function guessBoundary(bytes: Uint8Array, from: number): string | null {
  return /(?:^|\n)--([^\s]{1,200})[ \t]*\r?\n/.exec(binaryOf(bytes.subarray(from, from + 2000)))?.[1] ?? null;
}

/** Content types as senders misspell them, brought to one that is known. */
function typeOf(value: string, inDigest: boolean): string {
  if (value === '') return inDigest ? 'message/rfc822' : 'text/plain';
  if (/^[^/]+\/[^/]+$/.test(value)) return value;
  return value.includes('html') ? 'text/html' : 'text/plain';
}

class TreeReader {
  readonly #bytes: Uint8Array;
  readonly #open: OpenPart[] = [];
  #parts = 0;
  overLimit = false;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** Reads the tree in one pass over the lines, so that its cost is linear in the mail whatever the nesting. */
  read(start: number): MimePart {
    const root = this.#begin(start, null);
    let at = this.#open.at(-1)?.bodyStart ?? start;
    while (at < this.#bytes.length) {
      const newline = this.#bytes.indexOf(LF, at);
      const next = newline === -1 ? this.#bytes.length : newline + 1;
      at = this.#bytes[at] === DASH && this.#bytes[at + 1] === DASH ? this.#delimiter(at, next) : next;
    }
    this.#closeDownTo(0, this.#bytes.length);
    return root.part;
  }

  /** Handles a line that begins with `--`; gives the place to read on from. */
  #delimiter(at: number, next: number): number {
    // A boundary has at most 70 characters; the slack is for senders that do not know it.
    if (next - at > 300) return next;
    const line = binaryOf(this.#bytes.subarray(at + 2, next)).trimEnd();
    const index = this.#open.findLastIndex(
      ({ boundary }) => boundary !== null && (line === boundary || line === `${boundary}--`),
    );
    const multipart = this.#open[index];
    if (!multipart) return next;
    if (this.#parts >= MAIL_LIMITS.parts) {
      this.overLimit = true;
      return next;
    }
    this.#closeDownTo(index + 1, at);
    if (line !== multipart.boundary) {
      // What follows the end of a multipart up to the next delimiter is nobody's.
      this.#closeDownTo(index, at);
      return next;
    }
    this.#begin(next, multipart);
    return this.#open.at(-1)?.bodyStart ?? next;
  }

  #begin(start: number, parent: OpenPart | null): OpenPart {
    this.#parts += 1;
    const { headers, bodyStart, overlong } = readHeaders(this.#bytes, start, this.#bytes.length);
    if (overlong) this.overLimit = true;
    const content = readStructured(headerOf(headers, 'content-type'));
    const part = {
      headers,
      type: typeOf(content.value, parent?.part.type === 'multipart/digest'),
      params: content.params,
      encoding: headerOf(headers, 'content-transfer-encoding') ?? '',
      disposition: readStructured(headerOf(headers, 'content-disposition')),
      body: new Uint8Array(),
      children: [],
    };
    parent?.part.children.push(part);

    const tooDeep = this.#open.length >= MAIL_LIMITS.depth || this.#parts >= MAIL_LIMITS.parts;
    const isMultipart = part.type.startsWith('multipart/');
    const encloses = part.type === 'message/rfc822' && !/base64|quoted/i.test(part.encoding);
    if (tooDeep && (isMultipart || encloses)) this.overLimit = true;
    const boundary =
      isMultipart && !tooDeep
        ? ((part.params.get('boundary')?.trim() || null) ?? guessBoundary(this.#bytes, bodyStart))
        : null;
    const opened = { part, bodyStart, boundary };
    this.#open.push(opened);
    if (encloses && !tooDeep) this.#begin(bodyStart, opened);
    return opened;
  }

  #closeDownTo(count: number, end: number): void {
    while (this.#open.length > count) {
      const closed = this.#open.pop();
      if (!closed) return;
      let bodyEnd = end;
      // The line end before a delimiter belongs to the delimiter.
      if (end < this.#bytes.length && this.#bytes[bodyEnd - 1] === LF) {
        bodyEnd -= this.#bytes[bodyEnd - 2] === CR ? 2 : 1;
      }
      closed.part.body = this.#bytes.subarray(closed.bodyStart, Math.max(closed.bodyStart, bodyEnd));
    }
  }
}

/** Where the header begins: after a byte order mark, blank lines and an mbox line, which some gateways add. */
function headerStart(bytes: Uint8Array): number {
  let at = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  while (bytes[at] === CR || bytes[at] === LF) at += 1;
  if (binaryOf(bytes.subarray(at, at + 6)).match(/^>?From /)) {
    const newline = bytes.indexOf(LF, at);
    at = newline === -1 ? at : newline + 1;
  }
  return at < bytes.length ? at : 0;
}

/** A mail whose lines end in CR alone, as a few devices write them, with LF instead. */
function withLineFeeds(bytes: Uint8Array): Uint8Array {
  if (bytes.includes(LF) || !bytes.includes(CR)) return bytes;
  return bytes.map((byte) => (byte === CR ? LF : byte));
}

/** Takes a mail apart into its parts. Never throws. */
export function readMimeTree(bytes: Uint8Array): MimeTree {
  if (bytes.length > MAIL_LIMITS.bytes) {
    const { headers, bodyStart } = readHeaders(bytes, 0, bytes.length);
    const disposition = readStructured(null);
    const type = 'application/octet-stream';
    const body = bytes.subarray(bodyStart);
    const root = { headers, type, params: new Map(), encoding: '', disposition, body, children: [] };
    return { root, overLimit: true };
  }
  const lines = withLineFeeds(bytes);
  const reader = new TreeReader(lines);
  const root = reader.read(headerStart(lines));
  return { root, overLimit: reader.overLimit };
}

/** The body of a part with its transfer encoding undone. */
export function contentOf(part: MimePart): Uint8Array {
  return decodeTransfer(part.body, part.encoding);
}
