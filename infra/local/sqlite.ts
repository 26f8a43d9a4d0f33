import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** How long a writer waits for another process (the command line) to let go of the file, in milliseconds. */
const BUSY_WAIT_MS = 5_000;

/**
 * Opens the file that holds the state of every loopback service: `<dataFolder>/local.sqlite`.
 *
 * One file, so that "the mail is logged and its event is queued" is one transaction. With a write-ahead log a
 * process killed at any instant leaves either the whole transaction or nothing of it.
 */
export function openLocalState(dataFolder: string): DatabaseSync {
  mkdirSync(dataFolder, { recursive: true });
  const db = new DatabaseSync(join(dataFolder, 'local.sqlite'), { timeout: BUSY_WAIT_MS });
  // NORMAL may lose the last commits when the machine loses power, never when the process is killed. The year
  // of the demo commits some ten thousand times, and waiting for the disk each time would be most of its run.
  db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL');
  return db;
}

/**
 * Runs `work` in one transaction; a transaction already open is joined, so that steps can be put together.
 *
 * `work` must not await: what other code did meanwhile would become part of the transaction.
 */
export function inTransaction<T>(db: DatabaseSync, work: () => T): T {
  if (db.isTransaction) return work();
  db.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    db.exec('COMMIT');
    return result;
  } catch (error) {
    db.exec('ROLLBACK');
    throw error;
  }
}

/** A row as node:sqlite gives it. */
export type Row = Readonly<Record<string, unknown>>;

/** A text column. Throws for null and every other type: the table's own definition rules them out. */
export function textOf(row: Row, column: string): string {
  const value = row[column];
  if (typeof value !== 'string') throw new TypeError(`column ${column} holds ${typeof value}, not text`);
  return value;
}

/** An integer column within the safe range. Throws for null and every other type. */
export function integerOf(row: Row, column: string): number {
  const value = row[column];
  if (typeof value !== 'number')
    throw new TypeError(`column ${column} holds ${typeof value}, not an integer`);
  return value;
}

/** A column of bytes. Throws for null and every other type. */
export function bytesOf(row: Row, column: string): Uint8Array {
  const value = row[column];
  if (!(value instanceof Uint8Array))
    throw new TypeError(`column ${column} holds ${typeof value}, not bytes`);
  return value;
}

/** An integer column that may be null, which becomes undefined. */
export function optionalIntegerOf(row: Row, column: string): number | undefined {
  return row[column] === null ? undefined : integerOf(row, column);
}

/** A text column that may be null, which becomes undefined. */
export function optionalTextOf(row: Row, column: string): string | undefined {
  return row[column] === null ? undefined : textOf(row, column);
}
