/** Encodings in which the simulated departments write. */
export type MailCharset = 'utf-8' | 'iso-2022-jp' | 'shift_jis' | 'euc-jp';

/** Characters that clients replace by their neighbour in JIS X 0208 before they encode. */
const NEIGHBOURS: Readonly<Record<string, string>> = {
  ...{ '〜': '～', '−': '－', '—': '―', '–': '―', '‖': '∥', '…': '…', '\u00a0': ' ', '•': '・' },
};

type Table = ReadonlyMap<string, readonly number[]>;
const tables = new Map<string, Table>();

/** Pairs of bytes by the character the platform decodes them to; the first of several pairs wins. */
function pairTable(charset: 'euc-jp' | 'shift_jis'): Table {
  const known = tables.get(charset);
  if (known) return known;
  const decoder = new TextDecoder(charset);
  const table = new Map<string, readonly number[]>();
  const [from, to] = charset === 'euc-jp' ? [0xa1, 0xfe] : [0x81, 0xfc];
  for (let lead = from; lead <= to; lead += 1) {
    for (let trail = charset === 'euc-jp' ? 0xa1 : 0x40; trail <= 0xfe; trail += 1) {
      const char = decoder.decode(Uint8Array.of(lead, trail));
      if (char.length === 1 && char !== '\ufffd' && !table.has(char)) table.set(char, [lead, trail]);
    }
  }
  tables.set(charset, table);
  return table;
}

const isHalfWidthKana = (code: number) => code >= 0xff61 && code <= 0xff9f;

/** The bytes of one character, or null where the encoding has none. */
function bytesOf(char: string, charset: 'euc-jp' | 'shift_jis'): readonly number[] | null {
  const code = char.charCodeAt(0);
  if (code < 0x80) return [code];
  if (isHalfWidthKana(code)) {
    const kana = code - 0xff61 + 0xa1;
    return charset === 'euc-jp' ? [0x8e, kana] : [kana];
  }
  return pairTable(charset).get(NEIGHBOURS[char] ?? char) ?? null;
}

function encodeEightBit(text: string, charset: 'euc-jp' | 'shift_jis'): Uint8Array {
  return Uint8Array.from([...text].flatMap((char) => bytesOf(char, charset) ?? [0x3f]));
}

const ESCAPES = { ascii: '\u001b(B', pair: '\u001b$B', kana: '\u001b(I' } as const;

function encodeJis(text: string): Uint8Array {
  const out: number[] = [];
  let shifted: string = ESCAPES.ascii;
  const shift = (to: string) => {
    if (shifted !== to) out.push(...[...to].map((char) => char.charCodeAt(0)));
    shifted = to;
  };
  for (const char of text) {
    const bytes = bytesOf(char, 'euc-jp') ?? [0x3f];
    const isKana = bytes[0] === 0x8e;
    shift(bytes.length === 1 ? ESCAPES.ascii : isKana ? ESCAPES.kana : ESCAPES.pair);
    const seven = bytes.map((byte) => byte & 0x7f);
    out.push(...(isKana ? seven.slice(1) : seven));
  }
  shift(ESCAPES.ascii);
  return Uint8Array.from(out);
}

/**
 * Encodes as a Japanese client does; a character the encoding lacks becomes `?`. The tables are the platform's own
 * decoders turned round, so that nothing has to be kept by hand.
 */
export function encodeJapanese(text: string, charset: MailCharset): Uint8Array {
  switch (charset) {
    case 'utf-8':
      return new TextEncoder().encode(text);
    case 'iso-2022-jp':
      return encodeJis(text);
    case 'shift_jis':
    case 'euc-jp':
      return encodeEightBit(text, charset);
  }
}

/** Whether the encoding has every character of the text as it is. */
export function canEncode(text: string, charset: MailCharset): boolean {
  if (charset === 'utf-8') return true;
  const family = charset === 'shift_jis' ? 'shift_jis' : 'euc-jp';
  return [...text].every((char) => NEIGHBOURS[char] === undefined && bytesOf(char, family) !== null);
}
