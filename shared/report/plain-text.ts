import { toMailable } from '../mail/mailable.ts';

/**
 * Setting Japanese plain text: how wide it stands and where a line may break.
 *
 * Widths are counted in cells: a half-width character takes one, a full-width one two, as every monospace mail
 * client in Japan shows them.
 */

/** Thirty full-width characters: what a mail client shows without wrapping (the wording patterns). */
export const LINE_CELLS = 60;

/** Thirty-six: what a table may take, because a wrapped row is harder to read than a wrapped sentence. */
export const TABLE_CELLS = 72;

/** Free text as one line: its line breaks become one space, so that it fits a list. */
export function oneLine(text: string): string {
  return text.trim().replace(/\s*[\r\n]+\s*/g, '　');
}

/** How many cells a text takes. */
export function cellsOf(text: string): number {
  return [...text].reduce((sum, character) => sum + (/[\x20-\x7e｡-ﾟ]/.test(character) ? 1 : 2), 0);
}

/** Cuts a text to at most `cells`, ending it with `…` where something was cut. */
export function clip(text: string, cells: number): string {
  if (cellsOf(text) <= cells) return text;
  let clipped = '';
  for (const character of text) {
    if (cellsOf(clipped + character) > cells - 2) break;
    clipped += character;
  }
  return `${clipped}…`;
}

/** Fills a text up to `cells` with full-width spaces, and one half-width one where the number is odd. */
function padEnd(text: string, cells: number): string {
  const missing = Math.max(0, cells - cellsOf(text));
  return text + '　'.repeat(Math.floor(missing / 2)) + ' '.repeat(missing % 2);
}

const OPENING = '（「『【〔［｛';
const CLOSING = '、。，．）」』】〕］｝・：；！？％ーぁぃぅぇぉっゃゅょァィゥェォッャュョ々';

/**
 * What stays on one line: a number with its unit, a status, the name of a rule or a quarter, a short bracket such as
 * （火）, a Latin word.
 */
const PIECE = new RegExp(
  [
    '判定基準\\d+[a-z]?',
    '第\\d四半期',
    '(?:やや)?遅れ|順調|達成|回答待ち|時期前|評価不能|対象外|対応済|対応中|未着手',
    '[\\x21-\\x7e]+(?:百万円|千円|万円|億円|円|時間|四半期|年度|[台件人分年月日課回期名通])?(?:（[月火水木金土日]）)?',
    '（[^（）]{1,6}）',
    ' ',
    '[^\\x20-\\x7e]',
  ].join('|'),
  'g',
);

/** The pieces between which a line may break, each with the brackets and stops that belong to it. */
function piecesOf(text: string): string[] {
  const pieces: string[] = [];
  for (const unit of text.match(PIECE) ?? []) {
    const last = pieces.at(-1);
    const joins =
      last !== undefined &&
      (CLOSING.includes(unit[0] ?? '') || [...last].every((character) => OPENING.includes(character)));
    if (joins) pieces.splice(-1, 1, last + unit);
    else pieces.push(unit);
  }
  return pieces;
}

export interface WrapOptions {
  /** What the first line begins with; a number or a bullet. */
  readonly first?: string;
  /** What every further line begins with. */
  readonly rest?: string;
  readonly cells?: number;
}

/** Breaks a text into lines by the Japanese rules: none begins with 。 or ）, none ends with （. */
export function wrap(
  text: string,
  { first = '', rest = '', cells = LINE_CELLS }: WrapOptions = {},
): string[] {
  const lines: string[] = [];
  let line = first;
  let empty = true;
  for (const piece of piecesOf(oneLine(toMailable(text)))) {
    if (!empty && cellsOf(line) + cellsOf(piece) > cells) {
      lines.push(line.trimEnd());
      line = rest;
      empty = true;
    }
    if (empty && piece.trim() === '') continue;
    line += piece;
    empty = false;
    while (cellsOf(line) > cells) {
      // A single piece wider than the line, such as a long Latin word, is cut where the line ends.
      const head = clipExactly(line, cells);
      lines.push(head);
      line = rest + line.slice(head.length);
    }
  }
  if (!empty) lines.push(line.trimEnd());
  return lines;
}

function clipExactly(text: string, cells: number): string {
  let head = '';
  for (const character of text) {
    if (cellsOf(head + character) > cells) break;
    head += character;
  }
  return head;
}

/**
 * A table whose columns line up in full-width cells. The first column holds labels; a table too wide for a line
 * continues below itself with the labels repeated.
 */
export function alignTable(rows: readonly (readonly string[])[], cells = TABLE_CELLS): string[] {
  const widths = rows.reduce<number[]>((known, row) => {
    row.forEach((cell, column) => {
      known[column] = Math.max(known[column] ?? 0, cellsOf(cell));
    });
    return known;
  }, []);
  const indent = '　';
  const labelCells = cellsOf(indent) + (widths[0] ?? 0) + 2;
  const blocks: number[][] = [[]];
  let used = labelCells;
  for (let column = 1; column < widths.length; column += 1) {
    const width = (widths[column] ?? 0) + 2;
    if (used + width - 2 > cells) {
      blocks.push([]);
      used = labelCells;
    }
    blocks.at(-1)?.push(column);
    used += width;
  }
  return blocks.flatMap((columns) =>
    rows.map((row) =>
      [indent + padEnd(row[0] ?? '', labelCells - 2)]
        .concat(columns.map((column) => padEnd(row[column] ?? '', (widths[column] ?? 0) + 2)))
        .join('')
        .trimEnd(),
    ),
  );
}
