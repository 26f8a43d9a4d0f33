/** What a column holds. Days and moments are ISO text here and real dates in the file. */
export type BookFormat = 'text' | 'prose' | 'count' | 'number' | 'money' | 'rate' | 'day' | 'moment';

export interface BookColumn {
  readonly title: string;
  readonly format: BookFormat;
  /** In half-width characters. */
  readonly width: number;
}

/** A column, of text unless said otherwise. */
export function column(title: string, width: number, format: BookFormat = 'text'): BookColumn {
  return { title, width, format };
}

export type BookValue = string | number | null;

/** One table on a sheet of its own: a title, what it is about, a head that stays in sight, rows to filter. */
export interface BookSheet {
  readonly name: string;
  readonly title: string;
  readonly note: string;
  readonly columns: readonly BookColumn[];
  readonly rows: readonly (readonly BookValue[])[];
  /** A row that adds every `count` column up, by formulas. */
  readonly hasTotals: boolean;
}

/** A workbook of tables, before a library writes it. */
export interface Book {
  readonly title: string;
  readonly sheets: readonly BookSheet[];
}
