import { columnName } from './columns.ts';
import type { DraftBook } from './draft-book.ts';
import { excerpt, type Located, type Row } from './row.ts';
import type { Cell, PlaceNamer, Sheet } from './workbook.ts';

/** A sheet as the readers see it: texts by row and column, with the place of each. */
export interface Grid {
  readonly name: string;
  readonly rows: number;
  readonly columns: number;
  /** The trimmed text of a cell; empty for a blank or covered one, or outside the sheet. */
  text(row: number, column: number): string;
  located(row: number, column: number): Located | undefined;
  place(row: number, column: number): string;
  /** Rows and columns the cell spans; 1 × 1 for most. */
  span(row: number, column: number): { rows: number; columns: number };
}

/** Lays a sheet out as a grid, and refuses values hidden under merged cells: nobody sees them, yet they would count. */
export function createGrid(sheet: Sheet, place: PlaceNamer, book: DraftBook): Grid {
  const { cells } = sheet;
  cells.forEach((row, r) => {
    row.forEach((cell, c) => {
      if (cell.merged !== 'covered' || textOf(cell) === '') return;
      book.fault(
        place(r, c),
        `結合されたセルの下に「${excerpt(textOf(cell))}」が隠れています。結合を解き、見えるセルに書いてください。`,
      );
    });
  });
  const at = (row: number, column: number) => cells[row]?.[column];
  const text = (row: number, column: number) => {
    const cell = at(row, column);
    return cell === undefined || cell.merged === 'covered' ? '' : textOf(cell);
  };
  return {
    name: sheet.name,
    rows: cells.length,
    columns: cells.reduce((most, row) => Math.max(most, row.length), 0),
    text,
    place,
    located: (row, column) => {
      const value = text(row, column);
      return value === '' ? undefined : { text: value, place: place(row, column) };
    },
    span: (row, column) => {
      const merged = at(row, column)?.merged;
      return merged === undefined || merged === 'covered' ? { rows: 1, columns: 1 } : merged;
    },
  };
}

function textOf({ value }: Cell): string {
  if (value === null) return '';
  if (typeof value === 'boolean') return value ? 'はい' : 'いいえ';
  return String(value).trim();
}

/** A table inside a sheet: its heading row, and which column stands where. */
export interface TableHead {
  readonly row: number;
  readonly columns: ReadonlyMap<number, string>;
}

export interface TableSearch {
  /** The columns that make it this table. */
  readonly needed: readonly string[];
  /** The columns that may belong to it; others in the same row belong to something beside it. */
  readonly allows: (name: string) => boolean;
  /** Whether headings the sheet does not know are noted, lest a mistyped one drop a column in silence. */
  readonly notesUnknown: boolean;
  /** The standard name of a heading, or null; the plan's own headings unless given. */
  readonly nameOf?: (heading: string) => string | null;
}

/** The first heading row that holds all needed columns. A heading that occurs twice is a fault. */
export function findTable(grid: Grid, search: TableSearch, book: DraftBook): TableHead | null {
  for (let row = 0; row < grid.rows; row += 1) {
    const names = new Map<number, string>();
    for (let column = 0; column < grid.columns; column += 1) {
      const name = (search.nameOf ?? columnName)(grid.text(row, column));
      if (name !== null && search.allows(name)) names.set(column, name);
    }
    const found = new Set(names.values());
    if (!search.needed.every((name) => found.has(name))) continue;
    if (search.notesUnknown) noteUnknown(grid, row, names, book);
    return { row, columns: distinctColumns(grid, row, names, book) };
  }
  return null;
}

function distinctColumns(
  grid: Grid,
  row: number,
  names: ReadonlyMap<number, string>,
  book: DraftBook,
): Map<number, string> {
  const columns = new Map<number, string>();
  const seen = new Set<string>();
  for (const [column, name] of names) {
    if (seen.has(name)) {
      const heading = excerpt(grid.text(row, column));
      book.fault(grid.place(row, column), `見出し「${heading}」が二つあります。一つにしてください。`);
      continue;
    }
    seen.add(name);
    columns.set(column, name);
  }
  return columns;
}

function noteUnknown(grid: Grid, row: number, names: ReadonlyMap<number, string>, book: DraftBook): void {
  for (let column = 0; column < grid.columns; column += 1) {
    const heading = grid.located(row, column);
    if (!heading || names.has(column)) continue;
    book.note(
      heading.place,
      `見出し「${excerpt(heading.text)}」は決まった見出しではないため、読みませんでした。`,
    );
  }
}

/**
 * The rows under a table's heading. A table inside a sheet ends at its first blank row; one that is a whole sheet
 * may have gaps. A merged cell that swallows another cell of the table is refused by name: whether its value holds
 * for both cannot be known.
 */
export function readTable(grid: Grid, head: TableHead, book: DraftBook, inside: boolean): TableRow[] {
  const rows: TableRow[] = [];
  const [first = 0] = head.columns.keys();
  let spannedUntil = 0;
  for (let row = head.row + 1; row < grid.rows; row += 1) {
    const cells = new Map<string, Located>();
    for (const [column, name] of head.columns) {
      const cell = grid.located(row, column);
      if (!cell) continue;
      spannedUntil = Math.max(spannedUntil, row + grid.span(row, column).rows);
      if (swallows(grid, head, row, column)) book.fault(cell.place, MERGED);
      cells.set(name, cell);
    }
    if (cells.size > 0) rows.push({ place: grid.place(row, first), cells, row });
    else if (inside && row >= spannedUntil) break;
  }
  return rows;
}

export interface TableRow extends Row {
  /** The row's number in the grid. */
  readonly row: number;
}

const MERGED =
  '結合されたセルです。値がどの行と列のものか決められないため、結合を解き、一つずつ書いてください。';

function swallows(grid: Grid, head: TableHead, row: number, column: number): boolean {
  const { rows, columns } = grid.span(row, column);
  for (let c = column + 1; c < column + columns; c += 1) if (head.columns.has(c)) return true;
  for (let r = row + 1; r < Math.min(row + rows, grid.rows); r += 1) {
    for (const other of head.columns.keys()) if (other !== column && grid.text(r, other) !== '') return true;
  }
  return false;
}
