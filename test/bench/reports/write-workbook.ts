/** Writes one large workbook, by our writer or by exceljs, and tells the time and the peak of memory it took. */
import Excel from 'exceljs';
import { writeBook } from '../../../shared/adapters/spreadsheet/write-book.ts';
import type { BookFormat, BookSheet } from '../../../shared/report/book.ts';

const ROWS = 10_000;
const FORMATS: readonly BookFormat[] = Array.from(
  { length: 20 },
  (_, index) => (['text', 'prose', 'number', 'rate', 'day'] as const)[index % 5] ?? 'text',
);
/** Points of a row whose wrapped words take two lines, as all of these do. */
const TWO_LINES = 36;
const NUMBER_FORMATS: Partial<Record<BookFormat, string>> = {
  text: '@',
  number: '#,##0.##########',
  rate: '0.0%',
  day: 'yyyy/m/d',
};

function valueAt(format: BookFormat, row: number): string | number {
  switch (format) {
    case 'number':
      return row * 1.5;
    case 'rate':
      return (row % 100) / 100;
    case 'day':
      return `20${10 + (row % 20)}-0${1 + (row % 9)}-15`;
    default:
      return `取組の名前と説明 ${row}`;
  }
}

const sheet: BookSheet = {
  name: '取組一覧',
  title: '進捗管理表',
  note: '庁内限り',
  columns: FORMATS.map((format, index) => ({ title: `列${index}`, format, width: 14 })),
  rows: Array.from({ length: ROWS }, (_, row) => FORMATS.map((format) => valueAt(format, row))),
  hasTotals: false,
};

/** The same cells, formats, lines and filter, row by row as exceljs' guide has it. */
async function writeWithExceljs(): Promise<number> {
  const book = new Excel.Workbook();
  const line = { style: 'thin', color: { argb: 'FFB3B3B3' } } as const;
  const written = book.addWorksheet(sheet.name, { views: [{ state: 'frozen', ySplit: 3 }] });
  written.columns = sheet.columns.map(({ width, format }) => ({
    width,
    style: {
      font: { name: 'BIZ UDPゴシック', size: 10 },
      border: { top: line, right: line, bottom: line, left: line },
      alignment: { vertical: 'top', wrapText: format === 'prose' },
      ...(NUMBER_FORMATS[format] === undefined ? {} : { numFmt: NUMBER_FORMATS[format] }),
    },
  }));
  written.addRow([sheet.title]);
  written.addRow([sheet.note]);
  written.addRow(sheet.columns.map(({ title }) => title));
  for (const row of sheet.rows) {
    const added = written.addRow(
      row.map((value, index) => (FORMATS[index] === 'day' ? new Date(`${value}T00:00:00Z`) : value)),
    );
    added.height = TWO_LINES;
  }
  written.autoFilter = `A3:T${ROWS + 3}`;
  return (await book.xlsx.writeBuffer()).byteLength;
}

const before = process.memoryUsage().rss;
const start = performance.now();
const library = process.argv[2];
const bytes =
  library === 'ours'
    ? (await writeBook({ title: '進捗管理表', sheets: [sheet] })).length
    : await writeWithExceljs();
const milliseconds = performance.now() - start;
// The kernel notes the peak in KB.
const megabytes = (process.resourceUsage().maxRSS * 1024 - before) / 1024 ** 2;
if (bytes === 0) throw new Error('nothing was written');
process.send?.({ milliseconds, megabytes });
