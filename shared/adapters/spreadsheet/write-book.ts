import type { CellStyle } from 'hucre';
import { writeXlsx } from 'hucre/xlsx';
import { instantOf, isoTokyo } from '../../calendar/time.ts';
import type { Book, BookColumn, BookFormat, BookSheet, BookValue } from '../../report/book.ts';
import { heightOfLines, linesIn } from './look.ts';

const FONT = { name: 'BIZ UDPゴシック', size: 10 };
/** Points a line of it takes. */
const LINE_POINTS = 15;
/** Its kana are narrower than two of its figures, by which a column's width is counted. */
const WIDE = 1.75;
const LINE = { style: 'thin', color: { rgb: 'B3B3B3' } } as const;
const BORDER = { top: LINE, right: LINE, bottom: LINE, left: LINE };
const GREY = { type: 'pattern', pattern: 'solid', fgColor: { rgb: 'E6E6E6' } } as const;
/** Written into the file in place of the present, so that the same book is the same bytes. */
const FILE_DATE = new Date('2000-01-01T00:00:00Z');
/** Title, note and the columns' names stand above the rows, and on every printed page. */
const HEAD_ROWS = 3;

const NUMBER_FORMATS: Record<BookFormat, string | null> = {
  text: '@',
  prose: null,
  count: '#,##0',
  number: '#,##0.##########',
  // A loss is marked as the city's accounts mark it.
  money: '#,##0;△#,##0',
  rate: '0.0%',
  day: 'yyyy/m/d',
  moment: 'yyyy/m/d h:mm',
};

const STYLES: Record<'title' | 'note' | 'head', CellStyle> = {
  title: { font: { ...FONT, size: 13, bold: true } },
  note: { font: { ...FONT, color: { rgb: '595959' } } },
  head: {
    font: { ...FONT, bold: true },
    fill: GREY,
    border: BORDER,
    alignment: { vertical: 'center', horizontal: 'center', wrapText: true },
  },
};

function styleOf({ format }: BookColumn, bold = false): CellStyle {
  const numFmt = NUMBER_FORMATS[format];
  return {
    font: bold ? { ...FONT, bold } : FONT,
    border: BORDER,
    alignment: { vertical: 'top', ...(format === 'prose' ? { wrapText: true } : {}) },
    ...(bold ? { fill: GREY } : {}),
    ...(numFmt === null ? {} : { numFmt }),
  };
}

/** Days and moments become dates; a moment is shown as in Tokyo, since a workbook knows no zones. */
function cellValueOf(value: BookValue, format: BookFormat): BookValue | Date {
  if (typeof value !== 'string') return value;
  if (format === 'day') return new Date(`${value}T00:00:00Z`);
  if (format === 'moment') return new Date(`${isoTokyo(instantOf(value)).slice(0, 19)}Z`);
  return value;
}

/** `A`, `Z`, `AA`, counted from 0. */
function columnLetters(index: number): string {
  const own = String.fromCharCode(65 + (index % 26));
  return index < 26 ? own : columnLetters(Math.floor(index / 26) - 1) + own;
}

function layOutSheet({ name, title, note, columns, rows, hasTotals }: BookSheet) {
  const last = columnLetters(columns.length - 1);
  const blank = (first: string) => columns.map((_, column) => (column === 0 ? first : null));
  const lastRow = HEAD_ROWS + rows.length;
  const totals = hasTotals ? totalRow(columns, rows) : null;
  const cells = new Map<string, { style: CellStyle; formula?: string; formulaResult?: number }>([
    // The column's own style would draw its lines around the title as well.
    ...columns.map((_, column) => [`0,${column}`, { style: STYLES.title }] as const),
    ...columns.map((_, column) => [`1,${column}`, { style: STYLES.note }] as const),
    ...columns.map((_, column) => [`2,${column}`, { style: STYLES.head }] as const),
    ...(totals ?? []),
  ]);
  return {
    name,
    columns: columns.map((column) => ({ width: column.width, style: styleOf(column) })),
    rows: [
      blank(title),
      blank(note),
      columns.map((column) => column.title),
      ...rows.map((row) => columns.map(({ format }, index) => cellValueOf(row[index] ?? null, format))),
      ...(totals === null ? [] : [blank('計')]),
    ],
    cells,
    rowDefs: heightsOf(columns, rows),
    freezePane: { rows: HEAD_ROWS, columns: columns.length > 6 ? 2 : 1 },
    autoFilter: { range: `A${HEAD_ROWS}:${last}${Math.max(lastRow, HEAD_ROWS + 1)}` },
    pageSetup: {
      paperSize: 'a4' as const,
      orientation: 'landscape' as const,
      fitToPage: true,
      fitToWidth: 1,
      fitToHeight: 0,
      margins: { left: 0.4, right: 0.4, top: 0.5, bottom: 0.6, header: 0.3, footer: 0.3 },
      printTitlesRow: `$1:$${HEAD_ROWS}`,
    },
    headerFooter: { oddFooter: '&L&A&C&P / &N' },
  };
}

/**
 * The heights of the rows whose wrapped text takes more than a line, the head among them. Not every program works them
 * out for itself: where it does not, one row's text lies upon the next.
 */
function heightsOf(columns: readonly BookColumn[], rows: BookSheet['rows']): Map<number, { height: number }> {
  const heights = new Map<number, { height: number }>();
  // Rows of as many lines share what says so.
  const byLines: { height: number }[] = [];
  const note = (row: number, lines: number) => {
    if (lines === 1) return;
    byLines[lines] ??= { height: heightOfLines(lines, LINE_POINTS) };
    heights.set(row, byLines[lines]);
  };
  note(HEAD_ROWS - 1, Math.max(1, ...columns.map(({ title, width }) => linesIn(title, width, WIDE))));
  rows.forEach((row, at) => {
    let most = 1;
    columns.forEach(({ format, width }, index) => {
      const text = row[index];
      if (format === 'prose' && typeof text === 'string') most = Math.max(most, linesIn(text, width, WIDE));
    });
    note(HEAD_ROWS + at, most);
  });
  return heights;
}

/** Sums by formula, with their values beside them for readers that do not calculate. */
function totalRow(columns: readonly BookColumn[], rows: readonly (readonly BookValue[])[]) {
  const at = HEAD_ROWS + rows.length;
  return columns.map((column, index) => {
    const key = `${at},${index}`;
    const style = styleOf(column, true);
    if (column.format !== 'count') return [key, { style }] as const;
    const letters = columnLetters(index);
    const formula = `SUM(${letters}${HEAD_ROWS + 1}:${letters}${at})`;
    const formulaResult = rows.reduce((sum, row) => sum + Number(row[index] ?? 0), 0);
    return [key, { style, formula, formulaResult }] as const;
  });
}

/** Writes a book of tables as .xlsx. The same book gives the same bytes. */
export function writeBook({ title, sheets }: Book): Promise<Uint8Array> {
  return writeXlsx({
    defaultFont: FONT,
    properties: { title, created: FILE_DATE, modified: FILE_DATE },
    sheets: sheets.map(layOutSheet),
  });
}
