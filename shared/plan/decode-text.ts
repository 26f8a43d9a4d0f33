export type DecodedText =
  | { readonly ok: true; readonly text: string; readonly charset: 'UTF-8' | 'UTF-16' | 'CP932' }
  | { readonly ok: false };

/**
 * Text from the bytes of a file a city saved: UTF-8 with or without a byte order mark, UTF-16 with one (Excel's
 * 「Unicode テキスト」), else CP932, which Japanese Excel writes for CSV. Bytes that are none of these are refused, not
 * read with holes.
 */
export function decodeText(bytes: Uint8Array): DecodedText {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return decode(bytes, 'utf-16le', 'UTF-16');
  if (first === 0xfe && second === 0xff) return decode(bytes, 'utf-16be', 'UTF-16');
  const utf8 = decode(bytes, 'utf-8', 'UTF-8');
  // The web's shift_jis is Windows' code page 932, with its NEC and IBM characters.
  return utf8.ok ? utf8 : decode(bytes, 'shift_jis', 'CP932');
}

function decode(bytes: Uint8Array, label: string, charset: 'UTF-8' | 'UTF-16' | 'CP932'): DecodedText {
  try {
    return { ok: true, text: new TextDecoder(label, { fatal: true }).decode(bytes), charset };
  } catch {
    return { ok: false };
  }
}
