import type { DraftBook } from './draft-book.ts';
import type { Unset } from './plan.ts';
import { oneLine, readDate, readNumber, readUnsetDeadline, saysUnset } from './read-values.ts';
import type { Vocabulary } from './words.ts';

/** A cell's text with its place in the file. */
export interface Located {
  readonly text: string;
  readonly place: string;
}

/** One row of a table, or the labelled values of a sheet, by the columns' standard names; blank cells are absent. */
export interface Row {
  readonly place: string;
  readonly cells: ReadonlyMap<string, Located>;
}

/** Reads the cells of one row into the fields of one object of the draft, writing faults down as it goes. */
export interface RowReader {
  readonly row: Row;
  /** The object's path in the draft. */
  readonly path: string;
  /** The cell of a column; its place is noted for `field`. */
  cell(column: string, field: string): Located | undefined;
  text(column: string, field: string): string | undefined;
  /** A text on one line that has to be there; `-` stands in for a missing one. */
  needed(column: string, field: string): string;
  neededParagraph(column: string, field: string): string;
  word<T extends string>(column: string, field: string, words: Vocabulary<T>, fallback?: T): T | undefined;
  number(column: string, field: string, unit?: string): number | undefined;
  /** Blank or 未設定 becomes unset, by the day the cell gives or the default one. */
  settable<T>(column: string, field: string, read: (cell: Located) => T): T | Unset;
  refuse(field: string, cell: Located, expected: string): void;
}

export function createRowReader(row: Row, path: string, book: DraftBook, unsetBy: string): RowReader {
  book.locate(path, row.place);
  const at = (field: string) => `${path}.${field}`;

  function cell(column: string, field: string): Located | undefined {
    const found = row.cells.get(column);
    if (found) book.locate(at(field), found.place);
    return found;
  }

  function refuse(field: string, found: Located, expected: string): void {
    book.fault(found.place, `「${excerpt(found.text)}」とありますが、${expected}にしてください。`);
    book.doubt(at(field));
  }

  function missing(column: string, field: string): void {
    book.fault(row.place, `「${column}」が空です。値を書いてください。`);
    book.doubt(at(field));
  }

  function neededParagraph(column: string, field: string): string {
    const found = cell(column, field);
    if (found) return found.text;
    missing(column, field);
    return '-';
  }

  return {
    row,
    path,
    cell,
    refuse,
    neededParagraph,
    text: (column, field) => cell(column, field)?.text,
    needed: (column, field) => oneLine(neededParagraph(column, field)),
    word(column, field, words, fallback) {
      const found = cell(column, field);
      if (!found) {
        if (fallback === undefined) missing(column, field);
        return fallback;
      }
      const value = words.read(found.text);
      if (value === null) refuse(field, found, `${words.choices} のどれか`);
      return value ?? fallback;
    },
    number(column, field, unit) {
      const found = cell(column, field);
      if (!found) return undefined;
      const value = readNumber(found.text, unit);
      if (value === null) refuse(field, found, '数');
      return value ?? undefined;
    },
    settable(column, field, read) {
      const found = cell(column, field);
      if (!found || saysUnset(found.text)) return unsetFrom(found?.text ?? '', unsetBy);
      return read(found);
    },
  };
}

/** 未設定, by the day the text gives or the default one. */
export function unsetFrom(text: string, unsetBy: string): Unset {
  return { unset: true, by: readUnsetDeadline(text) ?? unsetBy };
}

/** A date cell; refused where it is none, with the text itself standing in. */
export function dateCell(reader: RowReader, field: string, found: Located): string {
  const date = readDate(found.text);
  if (date === null) reader.refuse(field, found, '2027-03-31のような日付');
  return date ?? '2100-03-31';
}

/** A text as a fault quotes it. */
export function excerpt(text: string): string {
  const line = text.replaceAll(/\s+/gu, ' ');
  return line.length > 30 ? `${line.slice(0, 30)}…` : line;
}
