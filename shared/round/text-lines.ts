/** A mail line holds at most so many full-width characters, so that quoting it does not wrap it (replies.md). */
export const LINE_WIDTH_MAX = 30;

/** Half-width katakana, ASCII and the like take half a column; everything else a whole one. */
const HALF_WIDTH = /[\u0020-\u007e\uff61-\uff9f]/;

/** The width of a text in full-width characters: `R8年` is 2. */
export function widthOf(text: string): number {
  let width = 0;
  for (const character of text) width += HALF_WIDTH.test(character) ? 0.5 : 1;
  return width;
}

/** Characters that may not begin a line (行頭禁則): closing brackets, full stops, small kana, the long vowel mark. */
const NEVER_FIRST = /[、。，．）」』】］〕・：；？！ー％ゃゅょっぁぃぅぇぉャュョッァィゥェォ々)\]},.:;?!%]/;
/** Opening brackets do not end a line. */
const NEVER_LAST = /[（「『【［〔([{]/;
/** Runs of half-width letters and digits with what binds them stay together, as in `1,200` or `DX`. */
const WORD = /[0-9A-Za-z][0-9A-Za-z.,'_-]*|./gu;

/**
 * Breaks a text into lines of at most `width` full-width characters, indenting every line but the first.
 * Never ends a line in a space: format=flowed would join it to the next one.
 */
export function wrapText(text: string, { width = LINE_WIDTH_MAX, indent = '' } = {}): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.match(WORD) ?? []) {
    const isFull = line !== '' && widthOf(line) + widthOf(word) > width;
    if (isFull && !NEVER_FIRST.test(word[0] ?? '')) {
      const held = NEVER_LAST.test(line.at(-1) ?? '') ? (line.at(-1) ?? '') : '';
      lines.push(line.slice(0, line.length - held.length).trimEnd());
      line = indent + held + (word === ' ' || word === '　' ? '' : word);
    } else {
      line += word;
    }
  }
  if (line.trim() !== '') lines.push(line.trimEnd());
  return lines;
}

/** `1,200` or `0.8`: digits as the receipt and the hints show them. */
export function numberWords(value: number): string {
  return new Intl.NumberFormat('ja-JP', { maximumFractionDigits: 4 }).format(value);
}
