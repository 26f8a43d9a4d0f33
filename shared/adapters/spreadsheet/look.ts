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
export function heightOf(texts: readonly { readonly text: string; readonly room: number }[]): number {
  const lines = texts.map(({ text, room }) =>
    text
      .split('\n')
      .reduce((sum, line) => sum + Math.max(1, Math.ceil(displayWidth(line) / Math.max(1, room - 1))), 0),
  );
  return Math.min(ROW_POINTS_MAX, Math.max(1, ...lines) * LINE_POINTS);
}

/** In half-width characters; everything outside Latin and half-width kana takes two. */
function displayWidth(text: string): number {
  let width = 0;
  for (const letter of text) width += /[\u0020-\u007e\uff61-\uff9f]/u.test(letter) ? 1 : 2;
  return width;
}
