/** A row as the table keeps it: its key, its place in the worklist where it has one, and what it holds. */
export interface Row {
  readonly pk: string;
  readonly sk: string;
  readonly worklist?: string;
  readonly worklistAt?: string;
  readonly [attribute: string]: unknown;
}

export type RowKey = Pick<Row, 'pk' | 'sk'>;

/** One row to write, and what has to stand under its key for that. */
export interface RowPut {
  readonly row: Row;
  /** `anything` overwrites; `nothing` wants the key free; the last wants a row whose attribute has that very number. */
  readonly over: 'anything' | 'nothing' | { readonly attribute: string; readonly is: number };
}

/** Which rows a query gives: one partition, and what the sort key begins with. */
export interface RowQuery {
  readonly by: 'key' | 'worklist';
  readonly partition: string;
  /** Empty for the whole partition. */
  readonly prefix: string;
}

/** `conflict`: a row was not as expected, and nothing was written. */
export type PutOutcome = 'committed' | 'conflict';

/**
 * What the store asks of a table, and nothing more: DynamoDB in earnest, a map in memory where a year is simulated.
 * Both are held to the same tests.
 */
export interface Rows {
  /** The row as it stands now, or null. */
  get(key: RowKey): Promise<Row | null>;
  /** All of them, in the order of the sort key. By key it is up to date; by worklist it may lag behind. */
  query(query: RowQuery): Promise<Row[]>;
  /** Writes one row whatever stands there. */
  put(row: Row): Promise<void>;
  /** Deletes one row for good; nothing happens where there is none. */
  remove(key: RowKey): Promise<void>;
  /** Writes all of them or none. */
  transact(puts: readonly RowPut[]): Promise<PutOutcome>;
}
