const TAG_CHARS_MAX = 256;

/**
 * Writes any text with the characters that SES allows in a message tag (`A-Za-z0-9_-`), so that it can be read
 * back: every other byte of its UTF-8, and `_` itself, becomes `_` and two hexadecimal digits.
 *
 * Throws when the result is longer than the 256 characters SES takes, or the text is empty.
 */
export function encodeTag(text: string): string {
  let tag = '';
  for (const byte of new TextEncoder().encode(text)) {
    const character = String.fromCharCode(byte);
    tag += /[A-Za-z0-9-]/.test(character) ? character : `_${byte.toString(16).padStart(2, '0')}`;
  }
  if (tag === '' || tag.length > TAG_CHARS_MAX) {
    throw new RangeError(
      `a message tag holds 1 to ${TAG_CHARS_MAX} characters, this one would take ${tag.length}`,
    );
  }
  return tag;
}

/** Reads what `encodeTag` wrote; undefined for anything else. */
export function decodeTag(tag: string): string | undefined {
  if (!/^(?:[A-Za-z0-9-]|_[0-9a-f]{2})+$/.test(tag)) return undefined;
  const bytes: number[] = [];
  for (const [part] of tag.matchAll(/_([0-9a-f]{2})|./g)) {
    bytes.push(part.length === 1 ? part.charCodeAt(0) : Number.parseInt(part.slice(1), 16));
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Uint8Array.from(bytes));
  } catch {
    return undefined;
  }
}
