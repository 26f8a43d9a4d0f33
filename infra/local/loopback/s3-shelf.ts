import { createHash } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { crc32 } from 'node:zlib';
import * as z from 'zod';
import type { Clock } from '../../../shared/calendar/time.ts';
import { bytesOf, integerOf, textOf } from '../sqlite.ts';

const TABLES = `
  CREATE TABLE IF NOT EXISTS s3_buckets (name TEXT PRIMARY KEY, created_at INTEGER NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS s3_objects (
    bucket TEXT NOT NULL REFERENCES s3_buckets (name),
    key TEXT NOT NULL,
    body BLOB NOT NULL,
    etag TEXT NOT NULL,
    crc32 TEXT NOT NULL,
    headers TEXT NOT NULL,
    modified_at INTEGER NOT NULL,
    PRIMARY KEY (bucket, key)
  ) STRICT;`;

const Headers = z.record(z.string(), z.string());

type StoredObject = {
  readonly bytes: Uint8Array;
  readonly etag: string;
  readonly crc32: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Milliseconds since 1970. */
  readonly modifiedAt: number;
};

type ListedObject = {
  readonly key: string;
  readonly etag: string;
  /** Bytes. */
  readonly size: number;
  readonly modifiedAt: number;
};

type NewObject = {
  readonly bucket: string;
  readonly key: string;
  readonly bytes: Uint8Array;
  readonly headers: Readonly<Record<string, string>>;
  /** Leaves an object that is there as it is. */
  readonly ifAbsent: boolean;
};

/** Where the loopback S3 keeps its objects. */
export type Shelf = {
  addBucket(name: string): void;
  hasBucket(name: string): boolean;
  /** Undefined when the object was to be new and is not. */
  put(object: NewObject): { readonly etag: string; readonly crc32: string } | undefined;
  get(bucket: string, key: string): StoredObject | undefined;
  remove(bucket: string, key: string): void;
  /** At most `limit` objects whose keys begin with `prefix` and come after `after`, in the order of their bytes. */
  list(bucket: string, prefix: string, after: string, limit: number): readonly ListedObject[];
};

/** Opens the objects kept in `db`. Bodies lie in the same file, so that storing one is a single transaction. */
export function createShelf(db: DatabaseSync, clock: Clock): Shelf {
  db.exec(TABLES);
  const sql = {
    addBucket: db.prepare('INSERT INTO s3_buckets (name, created_at) VALUES (?, ?) ON CONFLICT DO NOTHING'),
    hasBucket: db.prepare('SELECT 1 FROM s3_buckets WHERE name = ?'),
    putNew: db.prepare('INSERT INTO s3_objects VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING'),
    put: db.prepare('INSERT OR REPLACE INTO s3_objects VALUES (?, ?, ?, ?, ?, ?, ?)'),
    get: db.prepare('SELECT * FROM s3_objects WHERE bucket = ? AND key = ?'),
    remove: db.prepare('DELETE FROM s3_objects WHERE bucket = ? AND key = ?'),
    list: db.prepare(
      `SELECT key, etag, length(body) AS size, modified_at FROM s3_objects
       WHERE bucket = ?1 AND key > ?3 AND key >= ?2 AND substr(key, 1, length(?2)) = ?2
       ORDER BY key LIMIT ?4`,
    ),
  };
  const now = () => clock().epochMilliseconds;
  return {
    addBucket: (name) => void sql.addBucket.run(name, now()),
    hasBucket: (name) => sql.hasBucket.get(name) !== undefined,
    put({ bucket, key, bytes, headers, ifAbsent }) {
      const etag = `"${createHash('md5').update(bytes).digest('hex')}"`;
      const checksum = crc32Base64(bytes);
      const statement = ifAbsent ? sql.putNew : sql.put;
      const row = [bucket, key, bytes, etag, checksum, JSON.stringify(headers), now()];
      return statement.run(...row).changes === 0 ? undefined : { etag, crc32: checksum };
    },
    get(bucket, key) {
      const row = sql.get.get(bucket, key);
      if (row === undefined) return undefined;
      return {
        bytes: bytesOf(row, 'body'),
        etag: textOf(row, 'etag'),
        crc32: textOf(row, 'crc32'),
        headers: Headers.parse(JSON.parse(textOf(row, 'headers'))),
        modifiedAt: integerOf(row, 'modified_at'),
      };
    },
    remove: (bucket, key) => void sql.remove.run(bucket, key),
    list: (bucket, prefix, after, limit) =>
      sql.list.all(bucket, prefix, after, limit).map((row) => ({
        key: textOf(row, 'key'),
        etag: textOf(row, 'etag'),
        size: integerOf(row, 'size'),
        modifiedAt: integerOf(row, 'modified_at'),
      })),
  };
}

/** The CRC-32 as S3 writes it: big-endian, in base64. */
export function crc32Base64(bytes: Uint8Array): string {
  const value = Buffer.alloc(4);
  value.writeUInt32BE(crc32(bytes));
  return value.toString('base64');
}
