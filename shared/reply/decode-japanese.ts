import { charsetOfLabel, type LabelledCharset } from './charset-labels.ts';
import { eucFromJis, hasJisEscape, hasShiftedKana, restoreEscapes } from './iso-2022-jp.ts';

export interface DecodedText {
  readonly text: string;
  /** The charset the bytes turned out to be in, which need not be the labelled one. */
  readonly charset: string;
}

const DAMAGED = '\ufffd';

/** Decoders are costly to make and hold no state between calls that do not stream. */
type Decoder = InstanceType<typeof TextDecoder>;
const decoders = new Map<string, Decoder | null>();

function decoderOf(charset: string, fatal: boolean): Decoder | null {
  const key = `${charset}/${fatal}`;
  const known = decoders.get(key);
  if (known !== undefined) return known;
  let decoder: Decoder | null = null;
  try {
    decoder = new TextDecoder(charset, { fatal });
  } catch {
    // A label nobody knows (RangeError): the bytes themselves must tell.
  }
  // Labels come from strangers, so only a handful are remembered.
  if (decoders.size < 64) decoders.set(key, decoder);
  return decoder;
}

function decodeStrictly(bytes: Uint8Array, charset: string): string | null {
  try {
    return decoderOf(charset, true)?.decode(bytes) ?? null;
  } catch {
    return null;
  }
}

function decodeAnyway(bytes: Uint8Array, charset: string): string {
  return decoderOf(charset, false)?.decode(bytes) ?? '';
}

/** How much one character speaks for the text being Japanese. */
function weightOf(code: number): number {
  if (code === 0xfffd) return -12;
  if (code >= 0x3000 && code <= 0x30ff) return 3;
  if (code >= 0xff01 && code <= 0xff5e) return 3;
  if (code >= 0x4e00 && code <= 0x9fff) return 1;
  if (code >= 0xff61 && code <= 0xff9f) return 0.2;
  if (code >= 0x80 && code <= 0x9f) return -4;
  if (code < 0x0600) return -1;
  if (code >= 0x2010 && code <= 0x33ff) return 1;
  if (code >= 0xe000 && code <= 0xf8ff) return -2;
  if (code >= 0xac00 && code <= 0xd7af) return 1;
  return 0.5;
}

/** The average weight of the characters beyond ASCII; 0 for text that has none. */
function japaneseness(text: string): number {
  let sum = 0;
  let count = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code >= 0x80) {
      sum += weightOf(code);
      count += 1;
    }
  }
  return count === 0 ? 0 : sum / count;
}

function decodeJis(bytes: Uint8Array): DecodedText {
  return { text: decodeAnyway(eucFromJis(bytes), 'euc-jp'), charset: 'iso-2022-jp' };
}

/** UTF-16 by its mark, or by every other byte being NUL; null where neither is so. */
function decodeUtf16(bytes: Uint8Array, labelled: LabelledCharset): DecodedText | null {
  if (bytes[0] === 0xff && bytes[1] === 0xfe)
    return { text: decodeAnyway(bytes, 'utf-16le'), charset: 'utf-16le' };
  if (bytes[0] === 0xfe && bytes[1] === 0xff)
    return { text: decodeAnyway(bytes, 'utf-16be'), charset: 'utf-16be' };
  const sample = bytes.subarray(0, 400);
  let even = 0;
  let odd = 0;
  sample.forEach((byte, index) => {
    if (byte === 0) {
      if (index % 2 === 0) even += 1;
      else odd += 1;
    }
  });
  const halves = sample.length / 2;
  const needed = labelled === 'utf-16' ? 0.02 : 0.3;
  if (halves < 2 || Math.max(even, odd) / halves < needed || Math.min(even, odd) / halves > 0.1) return null;
  const charset = even > odd ? 'utf-16be' : 'utf-16le';
  return { text: decodeAnyway(bytes, charset), charset };
}

interface Candidate extends DecodedText {
  readonly score: number;
}

/** A label known to be right in most mail tips the balance; bytes that are plainly something else outweigh it. */
const LABEL_BONUS = 1;
function weigh(text: string, charset: string, labelled: boolean): Candidate {
  return { text, charset, score: japaneseness(text) + (labelled ? LABEL_BONUS : 0) };
}

function best(candidates: readonly Candidate[]): Candidate | null {
  return candidates.reduce<Candidate | null>(
    (top, candidate) => (top === null || candidate.score > top.score ? candidate : top),
    null,
  );
}

/** Eight-bit bytes: the reading that decodes without fault and looks most like Japanese wins. */
function decodeEightBit(bytes: Uint8Array, label: string | null, labelled: LabelledCharset): DecodedText {
  const utf8 = decodeStrictly(bytes, 'utf-8');
  // Valid three-byte sequences throughout do not happen by chance in any other encoding, nor do two-byte ones
  // that spell accented letters inside Latin words.
  if (
    utf8 !== null &&
    (labelled === 'utf-8' || /[\u0800-\uffff]|[a-z][\u00c0-\u024f]|[\u00c0-\u024f][a-z]/i.test(utf8))
  ) {
    return { text: utf8, charset: 'utf-8' };
  }

  const foreign = labelled === 'other' && label !== null ? [label.trim().toLowerCase()] : [];
  const charsets = ['utf-8', 'shift_jis', 'euc-jp', ...foreign];
  const isLabelled = (charset: string) => charset === labelled || foreign.includes(charset);
  const clean = charsets.flatMap((charset) => {
    const text = decodeStrictly(bytes, charset);
    return text === null ? [] : [weigh(text, charset, isLabelled(charset))];
  });
  const top = best(clean);
  // What reads as accented letters whichever way is Western text, not Japanese.
  if (top && (top.score > 0 || isLabelled(top.charset) || top.charset === 'utf-8')) return top;
  if (labelled === 'none' && (top !== null || japaneseness(decodeAnyway(bytes, 'shift_jis')) < 0)) {
    const western = decodeAnyway(bytes, 'windows-1252');
    if (/[a-z]{2}/i.test(western)) return { text: western, charset: 'windows-1252' };
  }
  const damaged = best(
    charsets.map((charset) => weigh(decodeAnyway(bytes, charset), charset, isLabelled(charset))),
  );
  return damaged ?? { text: '', charset: 'utf-8' };
}

/** A mail in ISO-2022-JP to which a gateway appended lines in another encoding: each run on its own. */
function decodeMixed(bytes: Uint8Array, label: string | null, labelled: LabelledCharset): DecodedText {
  const texts: string[] = [];
  let from = 0;
  while (from < bytes.length) {
    const newline = bytes.indexOf(0x0a, from);
    const to = newline === -1 ? bytes.length : newline + 1;
    const line = bytes.subarray(from, to);
    const jis = hasJisEscape(line) || !line.some((byte) => byte >= 0x80);
    texts.push((jis ? decodeJis(line) : decodeEightBit(line, label, labelled)).text);
    from = to;
  }
  return { text: texts.join(''), charset: 'iso-2022-jp' };
}

function decodeSevenBit(bytes: Uint8Array, labelled: LabelledCharset): DecodedText {
  if (hasShiftedKana(bytes)) return decodeJis(bytes);
  const restored = restoreEscapes(bytes);
  if (restored) {
    const decoded = decodeJis(restored);
    if (
      !decoded.text.includes(DAMAGED) &&
      japaneseness(decoded.text) > (labelled === 'iso-2022-jp' ? 0.5 : 1.2)
    )
      return decoded;
  }
  const charset = labelled === 'none' || labelled === 'other' ? 'us-ascii' : labelled;
  return { text: decodeAnyway(bytes, 'utf-8'), charset };
}

/**
 * Decodes the bytes of a Japanese mail's text by what they are, using the label only to tip the balance: on real
 * mail the label is missing or wrong too often to be obeyed. Never throws; a byte without a meaning becomes U+FFFD.
 * NUL characters and a byte order mark are dropped, everything else stays as written.
 */
export function decodeJapanese(bytes: Uint8Array, label: string | null): DecodedText {
  const labelled = charsetOfLabel(label);
  const utf16 = decodeUtf16(bytes, labelled);
  if (utf16) return withoutNul(utf16);

  const eightBit = bytes.some((byte) => byte >= 0x80);
  if (hasJisEscape(bytes)) {
    const foreign = eightBit && bytes.some((byte) => byte >= 0x80 && (byte < 0xa1 || byte > 0xdf));
    return withoutNul(foreign ? decodeMixed(bytes, label, labelled) : decodeJis(bytes));
  }
  return withoutNul(eightBit ? decodeEightBit(bytes, label, labelled) : decodeSevenBit(bytes, labelled));
}

function withoutNul({ text, charset }: DecodedText): DecodedText {
  return { text: text.includes('\0') ? text.replaceAll('\0', '') : text, charset };
}
