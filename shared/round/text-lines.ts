/** A mail line holds at most so many full-width characters, so that quoting it does not wrap it (replies.md). */
const LINE_WIDTH_MAX = 30;

/** Half-width katakana, ASCII and the like take half a column; everything else a whole one. */
const HALF_WIDTH = /[\u0020-\u007e\uff61-\uff9f]/;

/** The width of a text in full-width characters: `R8年` is 2. */
export function widthOf(text: string): number {
  let width = 0;
  for (const character of text) width += HALF_WIDTH.test(character) ? 0.5 : 1;
  return width;
}

/**
 * Characters that may not begin a line: closing brackets, full stops, small kana, the long vowel mark (行頭禁則),
 * and what a mail client takes at the start of a line for a list, a quotation or a rule.
 */
const NEVER_FIRST =
  /^[、。，．）」』】］〕・：；？！ー％ゃゅょっぁぃぅぇぉャュョッァィゥェォ々)\]},.:;?!%*#>-]/;
/** Opening brackets do not end a line. */
const NEVER_LAST = /[（「『【［〔([{]$/;
/** Runs of half-width letters and digits with what binds them stay together, as in `1,200` or `DX`. */
const WORD = /[0-9A-Za-z][0-9A-Za-z.,'_-]*|./gu;
const SPACE = /^[ \u3000]$/;

/**
 * Breaks a text into lines of at most `width` full-width characters, indenting every line but the first. A line
 * feed in the text is a break too.
 *
 * Never ends a line in a space: format=flowed would join it to the next one. A character that may not begin a line
 * takes the one before it along, so that no line grows past `width`.
 */
export function wrapText(text: string, { width = LINE_WIDTH_MAX, indent = '' } = {}): string[] {
  const room = width - widthOf(indent);
  const lines: string[] = [];
  let line: string[] = [];
  const isFirst = () => lines.length === 0;
  const emit = (words: readonly string[]) => {
    const written = words.join('').trimEnd();
    if (written.trim() !== '') lines.push(isFirst() ? written : indent + written);
  };
  for (const paragraph of text.split(/\r\n|\r|\n/)) {
    for (const word of (paragraph.match(WORD) ?? []).flatMap((whole) => piecesOf(whole, room))) {
      while (line.length > 0 && widthOf(line.join('') + word) > (isFirst() ? width : room)) {
        const cut = SPACE.test(word) ? line.length : breakBefore(line, word);
        emit(line.slice(0, cut));
        line = withoutLeadingSpace(line.slice(cut));
      }
      if (line.length > 0 || isFirst() || !SPACE.test(word)) line.push(word);
    }
    emit(line);
    line = [];
  }
  return lines;
}

/** Where a line that is full breaks: as late as the rules of Japanese typesetting allow, or at its end. */
function breakBefore(line: readonly string[], next: string): number {
  for (let cut = line.length; cut > 0; cut -= 1) {
    const isAllowed = !NEVER_FIRST.test(line[cut] ?? next) && !NEVER_LAST.test(line[cut - 1] ?? '');
    if (isAllowed) return cut;
  }
  return line.length;
}

function withoutLeadingSpace(words: readonly string[]): string[] {
  const start = words.findIndex((word) => !SPACE.test(word));
  return start === -1 ? [] : words.slice(start);
}

/** A word longer than a whole line is cut where it must be. */
function piecesOf(word: string, room: number): string[] {
  const pieces: string[] = [];
  let rest = word;
  while (widthOf(rest) > room) {
    const length = Math.max(1, Math.floor(room * 2));
    pieces.push(rest.slice(0, length));
    rest = rest.slice(length);
  }
  return [...pieces, rest];
}

/** Puts short parts side by side, a full-width space between them, and breaks only between parts where it can. */
export function fillLines(parts: readonly string[]): string[] {
  const lines: string[] = [];
  for (const part of parts) {
    const last = lines.at(-1);
    const joined = last === undefined ? part : `${last}　${part}`;
    if (last === undefined || widthOf(joined) > LINE_WIDTH_MAX) lines.push(part);
    else lines[lines.length - 1] = joined;
  }
  return lines.flatMap((line) => wrapText(line, { indent: '　' }));
}

/** `1,200` or `0.8`: digits as the receipt and the hints show them. */
export function numberWords(value: number): string {
  return new Intl.NumberFormat('ja-JP', { maximumFractionDigits: 4 }).format(value);
}
