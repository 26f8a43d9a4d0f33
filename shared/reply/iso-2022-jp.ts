import { binaryOf, bytesOf } from './binary.ts';

/**
 * ISO-2022-JP as mail really carries it, turned into EUC-JP bytes that the platform's decoder then reads.
 *
 * The platform's own ISO-2022-JP decoder refuses two escapes in a row, half-width kana by SO/SI, raw 8-bit kana
 * and lines that end without a return to ASCII; all four are sent by clients in use.
 */
const ESC = 0x1b;
const SO = 0x0e;
const SI = 0x0f;
const LF = 0x0a;
const CR = 0x0d;

/** What the following bytes mean. `pair` is JIS X 0208, `supplement` JIS X 0212, `kana` half-width katakana. */
type Mode = 'ascii' | 'pair' | 'supplement' | 'kana';

interface Escape {
  readonly mode: Mode;
  readonly length: number;
}

/** The escapes by the bytes after ESC, longest first. */
const ESCAPES: readonly (readonly [string, Mode])[] = [
  ['$(D', 'supplement'],
  ['$(B', 'pair'],
  ['$(@', 'pair'],
  ['$(O', 'pair'],
  ['$(Q', 'pair'],
  ['$B', 'pair'],
  ['$@', 'pair'],
  ['(B', 'ascii'],
  ['(J', 'ascii'],
  ['(H', 'ascii'],
  ['(I', 'kana'],
];

/** Announces JIS X 0208-1990 before `ESC $ B`; carries no meaning of its own. */
const REVISION = '&@';

function escapeAt(bytes: Uint8Array, at: number): Escape | 'revision' | null {
  const after = String.fromCharCode(bytes[at + 1] ?? 0, bytes[at + 2] ?? 0, bytes[at + 3] ?? 0);
  if (after.startsWith(REVISION)) return 'revision';
  const found = ESCAPES.find(([text]) => after.startsWith(text));
  return found ? { mode: found[1], length: found[0].length + 1 } : null;
}

/** Whether the bytes hold an escape that only ISO-2022-JP uses. */
export function hasJisEscape(bytes: Uint8Array): boolean {
  for (let at = bytes.indexOf(ESC); at !== -1; at = bytes.indexOf(ESC, at + 1)) {
    if (escapeAt(bytes, at) !== null) return true;
  }
  return false;
}

/** Whether the bytes shift to half-width kana and back, as JIS7 does without any escape. */
export function hasShiftedKana(bytes: Uint8Array): boolean {
  const out = bytes.indexOf(SO);
  return out !== -1 && bytes.indexOf(SI, out) !== -1;
}

const isGraphic = (byte: number) => byte >= 0x21 && byte <= 0x7e;

/**
 * Whether the line that starts at `from` still holds byte pairs although the one before ended without a return to
 * ASCII. It does when every byte is graphic, they are even in number, and either an escape back to ASCII closes
 * them or a kana row appears, which plain words do not begin pairs with.
 */
function continuesInPairs(bytes: Uint8Array, from: number): boolean {
  let at = from;
  let kanaPairs = 0;
  while (at < bytes.length && bytes[at] !== LF && bytes[at] !== CR && bytes[at] !== ESC) {
    const byte = bytes[at] ?? 0;
    if (!isGraphic(byte)) return false;
    if ((at - from) % 2 === 0 && (byte === 0x24 || byte === 0x25)) kanaPairs += 1;
    at += 1;
  }
  const length = at - from;
  if (length === 0 || length % 2 === 1) return false;
  const closing = bytes[at] === ESC ? escapeAt(bytes, at) : null;
  const closed = closing !== null && closing !== 'revision' && closing.mode === 'ascii';
  return closed || kanaPairs * 4 >= length / 2;
}

/** Rewrites ISO-2022-JP as EUC-JP. A byte that means nothing becomes 0xFF, which decodes to U+FFFD. */
export function eucFromJis(bytes: Uint8Array): Uint8Array {
  const out = new Uint8Array(bytes.length * 2);
  let length = 0;
  let mode: Mode = 'ascii';
  let shifted = false;
  let at = 0;
  const put = (...values: number[]) => {
    for (const value of values) {
      out[length] = value;
      length += 1;
    }
  };

  while (at < bytes.length) {
    const byte = bytes[at] ?? 0;
    const shift = byte === ESC ? escapeAt(bytes, at) : null;
    if (shift !== null) {
      if (shift !== 'revision') mode = shift.mode;
      shifted = false;
      at += shift === 'revision' ? 3 : shift.length;
    } else if (byte === SO || byte === SI) {
      shifted = byte === SO;
      at += 1;
    } else if (byte === LF || byte === CR) {
      put(byte);
      at += 1;
      shifted = false;
      const ended = byte === LF || bytes[at] !== LF;
      if (ended && mode !== 'ascii' && !(mode === 'pair' && continuesInPairs(bytes, at))) mode = 'ascii';
    } else if ((shifted || mode === 'kana') && byte >= 0x21 && byte <= 0x5f) {
      put(0x8e, byte | 0x80);
      at += 1;
    } else if ((mode === 'pair' || mode === 'supplement') && isGraphic(byte)) {
      const second = bytes[at + 1] ?? 0;
      if (isGraphic(second)) {
        if (mode === 'supplement') put(0x8f);
        put(byte | 0x80, second | 0x80);
        at += 2;
      } else {
        put(0xff);
        at += 1;
      }
    } else {
      // Raw 8-bit half-width kana between the escapes, else the byte itself.
      if (byte >= 0xa1 && byte <= 0xdf) put(0x8e, byte);
      else put(byte >= 0x80 ? 0xff : byte);
      at += 1;
    }
  }
  return out.subarray(0, length);
}

/** A mail damaged this way and longer stays as it is. */
const RESTORE_MAX_BYTES = 200_000;

/**
 * Puts back the ESC bytes a gateway stripped: `$B…(B` becomes `ESC $ B … ESC ( B`. Gives null where the text does
 * not have that shape throughout, so that an ordinary `$B` in ASCII text stays as it is.
 */
export function restoreEscapes(bytes: Uint8Array): Uint8Array | null {
  if (bytes.length > RESTORE_MAX_BYTES) return null;
  const [before = '', ...parts] = binaryOf(bytes).split('$B');
  if (parts.length === 0) return null;
  let restored = before;
  for (const part of parts) {
    const end = part.search(/\([BJ]/);
    const pairs = part.slice(0, Math.max(end, 0));
    if (pairs.length === 0 || pairs.length % 2 === 1 || !/^[!-~]+$/.test(pairs)) return null;
    restored += `\x1b$B${pairs}\x1b${part.slice(end)}`;
  }
  return bytesOf(restored);
}
