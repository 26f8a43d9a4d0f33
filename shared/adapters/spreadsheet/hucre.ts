import { EncryptedFileError } from 'hucre';
import { readXlsx, writeXlsx } from 'hucre/xlsx';
import type { Cell, CellValue, MergedArea, Sheet, Spreadsheet } from '../../plan/workbook.ts';
import { rowHeight, styleOf } from './look.ts';
import { unpackedBytes } from './zip.ts';

/** A plan of 10,000 sheets unpacks to less; a small file that unpacks to more is an attack, not a plan. */
const UNPACKED_BYTES_MAX = 300 * 1024 * 1024;

type RawWorkbook = Awaited<ReturnType<typeof readXlsx>>;
type RawSheet = RawWorkbook['sheets'][number];
type RawValue = RawSheet['rows'][number][number];

/** Reads a workbook. Bytes that are none come back as one sentence, never as an exception. */
export const readWorkbook: Spreadsheet['readWorkbook'] = async (bytes) => {
  const unpacked = unpackedBytes(bytes);
  if (unpacked === null) return { ok: false, message: BROKEN };
  if (unpacked > UNPACKED_BYTES_MAX) {
    return {
      ok: false,
      message: '展開すると大きすぎるファイルです。不要なシートや画像を除いてください。',
    };
  }
  try {
    const { sheets } = await readXlsx(bytes, { readStyles: true });
    return { ok: true, workbook: { sheets: sheets.map(readSheet) } };
  } catch (error) {
    return { ok: false, message: error instanceof EncryptedFileError ? PROTECTED : BROKEN };
  }
};

/** Writes a workbook. */
const writeWorkbook: Spreadsheet['writeWorkbook'] = ({ sheets }) =>
  writeXlsx({ sheets: sheets.map(writeSheet), defaultFont: { name: 'BIZ UDPゴシック', size: 11 } });

/** The spreadsheet port on hucre. Its two halves stand alone too, so that who only reads carries no writer. */
export function createSpreadsheet(): Spreadsheet {
  return { readWorkbook, writeWorkbook };
}

const BROKEN =
  'ファイルが壊れているか、Excelブック（.xlsx）ではありません。Excelで開き、保存し直してください。';
const PROTECTED = 'パスワードで保護されています。保護を外して保存し直してください。';

function readSheet(sheet: RawSheet): Sheet {
  const merged = new Map<string, MergedArea | 'covered'>();
  for (const { startRow, startCol, endRow, endCol } of sheet.merges ?? []) {
    // Whole columns may be merged; only the part the sheet has cells in matters.
    const lastRow = Math.min(endRow, sheet.rows.length - 1);
    for (let row = startRow; row <= lastRow; row += 1) {
      const lastColumn = Math.min(endCol, (sheet.rows[row]?.length ?? 0) - 1);
      for (let column = startCol; column <= lastColumn; column += 1)
        merged.set(`${row},${column}`, 'covered');
    }
    merged.set(`${startRow},${startCol}`, { rows: endRow - startRow + 1, columns: endCol - startCol + 1 });
  }
  const readCell = (value: RawValue, row: number, column: number): Cell => {
    const key = `${row},${column}`;
    const area = merged.get(key);
    const read = readValue(value, sheet.cells?.get(key)?.style?.numFmt);
    return area === undefined ? { value: read } : { value: read, merged: area };
  };
  return {
    name: sheet.name,
    hidden: sheet.hidden === true || sheet.veryHidden === true,
    cells: sheet.rows.map((row, r) => row.map((value, c) => readCell(value, r, c))),
  };
}

/** What the reader of the sheet sees: a date as a date, and 50 where a cell shows 50 %. */
function readValue(value: RawValue, format: string | undefined): CellValue {
  if (value instanceof Date) {
    const text = Number.isNaN(value.getTime()) ? '' : value.toISOString();
    return text.endsWith('T00:00:00.000Z') ? text.slice(0, 10) : text;
  }
  if (typeof value === 'number' && format?.includes('%')) return Number((value * 100).toPrecision(12));
  return value ?? null;
}

function writeSheet({ name, cells, widths = [] }: Sheet) {
  const merges = cells.flatMap((row, r) =>
    row.flatMap(({ merged }, c) =>
      merged === undefined || merged === 'covered'
        ? []
        : [{ startRow: r, startCol: c, endRow: r + merged.rows - 1, endCol: c + merged.columns - 1 }],
    ),
  );
  return {
    name,
    columns: widths.map((width) => ({ width })),
    rows: cells.map((row) => row.map(({ value }) => value)),
    cells: new Map(
      cells.flatMap((row, r) =>
        row.map((cell, c) => [`${r},${c}`, { value: cell.value, style: styleOf(cell) }] as const),
      ),
    ),
    merges,
    rowDefs: new Map(cells.map((row, r) => [r, { height: rowHeight(row, widths) }])),
    pageSetup: {
      paperSize: 'a4' as const,
      orientation: 'landscape' as const,
      fitToPage: true,
      fitToWidth: 1,
      fitToHeight: 0,
    },
  };
}
