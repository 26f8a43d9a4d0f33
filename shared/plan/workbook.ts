/** What a cell holds once a reader has decoded it; a date stands as `2027-03-31`. */
export type CellValue = string | number | boolean | null;

/** How many rows and columns a merged cell spans. */
export interface MergedArea {
  readonly rows: number;
  readonly columns: number;
}

/** How a written cell looks; a reader gives none. */
export type CellLook = 'title' | 'heading' | 'label' | 'column' | 'body' | 'note';

export interface Cell {
  readonly value: CellValue;
  /** On the first cell of a merged area its size; on the cells it covers, the word. */
  readonly merged?: MergedArea | 'covered';
  readonly look?: CellLook;
}

export interface Sheet {
  readonly name: string;
  /** Rows of cells; rows may differ in length. */
  readonly cells: readonly (readonly Cell[])[];
  /** Column widths in half-width characters, for writing. */
  readonly widths?: readonly number[];
  /** Nobody sees a hidden sheet, so nothing on it counts. */
  readonly hidden?: boolean;
}

/** A spreadsheet without the library that read it, so that the rules of the sheet stay pure. */
export interface Workbook {
  readonly sheets: readonly Sheet[];
}

/** A workbook, or one sentence saying why the bytes are none. */
type WorkbookReading =
  | { readonly ok: true; readonly workbook: Workbook }
  | { readonly ok: false; readonly message: string };

/** The port to a spreadsheet library: reading never throws for bad bytes, writing never for a valid workbook. */
export interface Spreadsheet {
  readWorkbook(bytes: Uint8Array): Promise<WorkbookReading>;
  writeWorkbook(workbook: Workbook): Promise<Uint8Array>;
}

/** `B3` for row 2, column 1, counted from 0. */
function cellName(row: number, column: number): string {
  let letters = '';
  for (let rest = column + 1; rest > 0; rest = Math.floor((rest - 1) / 26)) {
    letters = String.fromCharCode(65 + ((rest - 1) % 26)) + letters;
  }
  return `${letters}${row + 1}`;
}

/** Names a place in a table: a cell of a sheet, or a row and column of a CSV file. */
export type PlaceNamer = (row: number, column: number) => string;

/** `シート「1-1-1」!B3` */
export function sheetPlaces(sheet: string): PlaceNamer {
  return (row, column) => `シート「${sheet}」!${cellName(row, column)}`;
}

/** Names the places of a CSV file by row and heading: `3行目「単位」`. */
export function namePlacesByHeading({ cells: [headings = []] }: Sheet): PlaceNamer {
  return (row, column) => {
    const heading = row === 0 ? '' : String(headings[column]?.value ?? '').trim();
    return heading === '' ? `${row + 1}行目の${column + 1}列目` : `${row + 1}行目「${heading}」`;
  };
}
