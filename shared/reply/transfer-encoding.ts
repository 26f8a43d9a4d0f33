const EQUALS = 0x3d;
const LF = 0x0a;
const CR = 0x0d;

/** The value of each base64 character; -1 for one that is not of the alphabet. */
const BASE64 = new Int8Array(256).fill(-1);
'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'.split('').forEach((char, value) => {
  BASE64[char.charCodeAt(0)] = value;
});
// The URL-safe alphabet, which some gateways write.
BASE64['-'.charCodeAt(0)] = 62;
BASE64['_'.charCodeAt(0)] = 63;

/** Decodes base64, skipping whatever is not of the alphabet; padding in the middle closes one unit, not the text. */
export function decodeBase64(bytes: Uint8Array): Uint8Array {
  const out = new Uint8Array(Math.ceil((bytes.length * 3) / 4) + 3);
  let length = 0;
  let buffer = 0;
  let bits = 0;
  for (const byte of bytes) {
    const value = BASE64[byte] ?? -1;
    if (value >= 0) {
      buffer = ((buffer << 6) | value) & 0xffffff;
      bits += 6;
      if (bits >= 8) {
        bits -= 8;
        out[length] = (buffer >> bits) & 0xff;
        length += 1;
      }
    } else if (byte === EQUALS) {
      buffer = 0;
      bits = 0;
    }
  }
  return out.subarray(0, length);
}

function hexValue(byte: number | undefined): number {
  if (byte === undefined) return -1;
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const letter = byte | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1;
}

/** Skips blanks from `at`; gives the place after the line end that follows them, or -1 if none does. */
function softBreakEnd(bytes: Uint8Array, from: number): number {
  let at = from;
  while (bytes[at] === 0x20 || bytes[at] === 0x09) at += 1;
  if (at >= bytes.length) return at;
  if (bytes[at] === CR && bytes[at + 1] === LF) return at + 2;
  return bytes[at] === LF || bytes[at] === CR ? at + 1 : -1;
}

/**
 * Decodes quoted-printable. An escape that is none stays as written, so that a part labelled quoted-printable by
 * mistake keeps its text. `underscoreIsSpace` is for encoded words.
 */
export function decodeQuotedPrintable(bytes: Uint8Array, underscoreIsSpace = false): Uint8Array {
  const out = new Uint8Array(bytes.length);
  let length = 0;
  let at = 0;
  while (at < bytes.length) {
    let byte = bytes[at] ?? 0;
    if (byte === EQUALS) {
      const high = hexValue(bytes[at + 1]);
      const low = hexValue(bytes[at + 2]);
      if (high >= 0 && low >= 0) {
        out[length] = high * 16 + low;
        length += 1;
        at += 3;
        continue;
      }
      const end = softBreakEnd(bytes, at + 1);
      if (end !== -1) {
        at = end;
        continue;
      }
    }
    if (underscoreIsSpace && byte === 0x5f) byte = 0x20;
    out[length] = byte;
    length += 1;
    at += 1;
  }
  return out.subarray(0, length);
}

/** Undoes a Content-Transfer-Encoding; one nobody knows is taken as none. */
export function decodeTransfer(bytes: Uint8Array, encoding: string): Uint8Array {
  if (/base64/i.test(encoding)) return decodeBase64(bytes);
  if (/quoted-?printable/i.test(encoding)) return decodeQuotedPrintable(bytes);
  return bytes;
}
