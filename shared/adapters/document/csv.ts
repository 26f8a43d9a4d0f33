import { CsvError, parse } from 'csv-parse/sync';
import type { Sheet } from '../../plan/workbook.ts';

export type ParsedCsv =
  | { readonly ok: true; readonly sheet: Sheet }
  | { readonly ok: false; readonly message: string };

/** Parses CSV as Excel writes it, or the tab-separated text it copies. Never throws; a broken quote is named. */
export function parseCsv(text: string): ParsedCsv {
  const [first = ''] = text.split(/\r?\n/u, 1);
  const delimiter = first.includes('\t') && !first.includes(',') ? '\t' : ',';
  try {
    const rows: string[][] = parse(text, { delimiter, relax_column_count: true, skip_empty_lines: false });
    return {
      ok: true,
      sheet: {
        name: 'CSV',
        cells: rows.map((row) => row.map((value) => ({ value: value === '' ? null : value }))),
      },
    };
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line = typeof error.lines === 'number' ? `${error.lines}行目の近くで、` : '';
    return {
      ok: false,
      message: `${line}引用符（"）の対応が取れていません。Excelで開き、CSVで保存し直してください。`,
    };
  }
}
