/** Rows of JIS X 0208 that hold letters and kanji; the rows between and after are vendors' extensions. */
const JIS_ROWS = [
  [1, 8],
  [16, 84],
] as const;

/** In JIS X 0208, but mapped to different code points by different systems, so they arrive as something else. */
const UNSTABLE = new Set('〜～−－―—‖∥＼￠￡￢');

/** The characters of JIS X 0208, read out of the platform's own EUC-JP table. */
function readJisTable(): ReadonlySet<string> {
  const bytes: number[] = [];
  for (const [first, last] of JIS_ROWS) {
    for (let row = first; row <= last; row += 1) {
      for (let cell = 1; cell <= 94; cell += 1) bytes.push(0xa0 + row, 0xa0 + cell);
    }
  }
  const characters = new TextDecoder('euc-jp').decode(new Uint8Array(bytes));
  return new Set([...characters].filter((character) => character !== '\uFFFD' && !UNSTABLE.has(character)));
}

let jisTable: ReadonlySet<string> | undefined;

/** Whether a character survives ISO-2022-JP on every system: ASCII, or JIS X 0208 without its unstable ones. */
export function isMailable(character: string): boolean {
  if (/^[\n\x20-\x7e]$/.test(character)) return true;
  jisTable ??= readJisTable();
  return jisTable.has(character);
}

const REPLACEMENTS: Record<string, string> = {
  髙: '高',
  﨑: '崎',
  '⋯': '…',
  '\u00b7': '・',
  '〝': '「',
  '〟': '」',
  '∥': '||',
  '‖': '||',
  '＼': '\\',
};

/** Stands in print for a character that the type case lacks. */
const GETA = '〓';

function replaceCharacter(character: string): string {
  if (isMailable(character)) return character;
  const replacement = REPLACEMENTS[character];
  if (replacement !== undefined) return replacement;
  if (/[〜～−－―—–‐‑‒]/.test(character)) return '-';
  const code = character.codePointAt(0) ?? 0;
  if (code >= 0x2460 && code <= 0x2473) return `(${code - 0x245f})`;
  if (/[\p{Cc}\p{Cf}\p{Mn}\p{Extended_Pictographic}\p{Emoji_Modifier}]/u.test(character)) return '';
  const plainer = [character.normalize('NFKC'), character.normalize('NFD').replace(/\p{M}/gu, '')];
  return plainer.find((text) => text !== '' && [...text].every(isMailable)) ?? GETA;
}

/**
 * The same words in characters every mail system carries: `4～6月` becomes `4から6月`, `①` `(1)`, half-width kana
 * full-width; an emoji goes, and a kanji outside JIS X 0208 leaves the printer's 〓.
 */
export function toMailable(text: string): string {
  const prepared = text
    .replace(/\r\n?/g, '\n')
    .replace(/[\t\u00a0]/g, ' ')
    .replace(/[｡-ﾟ]+/g, (kana) => kana.normalize('NFKC'))
    .replace(/(?<=[\d０-９%％年月日時分件円人台課回])[〜～](?=[\d０-９])/g, 'から');
  return [...prepared].map(replaceCharacter).join('');
}
