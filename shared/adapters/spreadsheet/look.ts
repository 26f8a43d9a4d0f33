import type { CellStyle } from 'hucre';
import type { Cell, CellLook } from '../../plan/workbook.ts';

const LINE = { style: 'thin', color: { rgb: 'B3B3B3' } } as const;
const BORDER = { top: LINE, right: LINE, bottom: LINE, left: LINE };
const ALIGNMENT = { vertical: 'top', wrapText: true } as const;
const fill = (rgb: string) => ({ type: 'pattern', pattern: 'solid', fgColor: { rgb } }) as const;

const STYLES: Record<CellLook, CellStyle> = {
  title: { font: { bold: true, size: 14 }, border: BORDER, alignment: ALIGNMENT },
  heading: { font: { bold: true, size: 12 }, alignment: { vertical: 'top' } },
  label: { font: { bold: true }, fill: fill('F2F2F2'), border: BORDER, alignment: ALIGNMENT },
  column: { font: { bold: true }, fill: fill('E6E6E6'), border: BORDER, alignment: ALIGNMENT },
  body: { border: BORDER, alignment: ALIGNMENT },
  note: { font: { color: { rgb: '595959' } }, alignment: ALIGNMENT },
};

export function styleOf({ look = 'body' }: Cell): CellStyle {
  return STYLES[look];
}

/** Points a line of 11-point Japanese text takes. */
const LINE_POINTS = 18;
/** Excel's own limit for a row. */
const ROW_POINTS_MAX = 409;
const WIDTH_DEFAULT = 9;

/** The height a row needs for its wrapped texts, in points: Excel does not work it out for merged cells itself. */
export function rowHeight(row: readonly Cell[], widths: readonly number[]): number {
  return heightOf(
    row.map(({ value, merged }, column) => {
      const span = merged === undefined || merged === 'covered' ? 1 : merged.columns;
      let room = 0;
      for (let c = column; c < column + span; c += 1) room += widths[c] ?? WIDTH_DEFAULT;
      return { text: String(value ?? ''), room };
    }),
  );
}

/** The height in points that the longest of some texts needs, each wrapped in its room of half-width characters. */
export function heightOf(texts: Iterable<{ readonly text: string; readonly room: number }>): number {
  let most = 1;
  for (const { text, room } of texts) most = Math.max(most, linesIn(text, room));
  return heightOfLines(most);
}

/** The height in points of so many lines of 11-point text, or of another, up to what a row may be. */
export function heightOfLines(lines: number, points = LINE_POINTS): number {
  return Math.min(ROW_POINTS_MAX, lines * points);
}

/**
 * How many lines a text takes in a room of half-width characters; everything outside Latin and half-width kana takes
 * `wide` of them. Goes over the codes themselves: a large book has a hundred thousand texts, and cutting each up fills the memory.
 */
export function linesIn(text: string, room: number, wide = 2): number {
  const usable = Math.max(1, room - 1);
  let lines = 0;
  let width = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === NEW_LINE) {
      lines += Math.max(1, Math.ceil(width / usable));
      width = 0;
    } else if (!isLowSurrogate(code)) width += isHalfWidth(code) ? 1 : wide;
  }
  return lines + Math.max(1, Math.ceil(width / usable));
}

const NEW_LINE = 0x0a;
const isHalfWidth = (code: number) => (code >= 0x20 && code <= 0x7e) || (code >= 0xff61 && code <= 0xff9f);
const isLowSurrogate = (code: number) => code >= 0xdc00 && code <= 0xdfff;
