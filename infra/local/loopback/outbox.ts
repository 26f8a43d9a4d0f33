import { mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import * as z from 'zod';
import { type Instant, Temporal } from '../../../shared/calendar/time.ts';
import { bytesOf, inTransaction, integerOf, textOf } from '../sqlite.ts';

const NUMBER_DIGITS = 6;

const TABLES = `
  CREATE TABLE IF NOT EXISTS ses_sent (
    number INTEGER PRIMARY KEY,
    message_id TEXT NOT NULL UNIQUE,
    source TEXT NOT NULL,
    destinations TEXT NOT NULL,
    tags TEXT NOT NULL,
    sent_at INTEGER NOT NULL,
    raw BLOB
  ) STRICT;
  CREATE TABLE IF NOT EXISTS ses_returned (number INTEGER NOT NULL, address TEXT NOT NULL) STRICT;`;

const Destinations = z.array(z.string());
const Tags = z.record(z.string(), z.string());

/** One mail that has left, as the log of the loopback SES keeps it. */
export type SentMail = {
  /** 1 for the first mail of this data folder; the file carries it in six digits. */
  readonly number: number;
  readonly messageId: string;
  readonly source: string;
  readonly destinations: readonly string[];
  /** Those of the destinations it came back from: nobody read it there. */
  readonly returnedBy: readonly string[];
  readonly tags: Readonly<Record<string, string>>;
  readonly sentAt: Instant;
  /** The message as RFC 5322. */
  readonly file: string;
};

type NewSentMail = Omit<SentMail, 'number' | 'file'> & { readonly raw: Uint8Array };

/** The mails that left, each a numbered file. */
export type Outbox = {
  /** Logs a mail and does `also` in the same transaction, then writes its file. */
  add(mail: NewSentMail, also: () => void): void;
  /** Every mail, in the order in which it was sent. */
  list(): readonly SentMail[];
};

/**
 * Opens `<folder>`, where mail number 12 lies as `000012.eml`.
 *
 * The log decides the number and holds the message until its file is written. So a process killed between the
 * two leaves no gap: the file is written here, at the next start, under the number it was given.
 */
export function openOutbox(db: DatabaseSync, folder: string): Outbox {
  db.exec(TABLES);
  mkdirSync(folder, { recursive: true });
  for (const name of readdirSync(folder)) if (name.endsWith('.tmp')) rmSync(join(folder, name));
  const sql = {
    next: db.prepare('SELECT coalesce(max(number), 0) + 1 AS number FROM ses_sent'),
    insert: db.prepare('INSERT INTO ses_sent VALUES (?, ?, ?, ?, ?, ?, ?)'),
    unwritten: db.prepare('SELECT number, raw FROM ses_sent WHERE raw IS NOT NULL ORDER BY number'),
    written: db.prepare('UPDATE ses_sent SET raw = NULL WHERE number = ?'),
    all: db.prepare('SELECT * FROM ses_sent ORDER BY number'),
    insertReturned: db.prepare('INSERT INTO ses_returned VALUES (?, ?)'),
    allReturned: db.prepare('SELECT * FROM ses_returned'),
  };
  const fileOf = (number: number) => join(folder, `${String(number).padStart(NUMBER_DIGITS, '0')}.eml`);
  const listReturned = () => Map.groupBy(sql.allReturned.all(), (row) => integerOf(row, 'number'));
  const write = (number: number, raw: Uint8Array) => {
    const file = fileOf(number);
    writeFileSync(`${file}.tmp`, raw);
    renameSync(`${file}.tmp`, file);
    sql.written.run(number);
  };
  for (const row of sql.unwritten.all()) write(integerOf(row, 'number'), bytesOf(row, 'raw'));

  return {
    add({ messageId, source, destinations, returnedBy, tags, sentAt, raw }, also) {
      const number = inTransaction(db, () => {
        const row = sql.next.get();
        if (row === undefined) throw new Error('the log of sent mails gives no number');
        const next = integerOf(row, 'number');
        const recipients = JSON.stringify(destinations);
        const time = sentAt.epochMilliseconds;
        sql.insert.run(next, messageId, source, recipients, JSON.stringify(tags), time, raw);
        for (const address of returnedBy) sql.insertReturned.run(next, address);
        also();
        return next;
      });
      write(number, raw);
    },
    list() {
      const returned = listReturned();
      return sql.all.all().map((row) => {
        const number = integerOf(row, 'number');
        return {
          number,
          messageId: textOf(row, 'message_id'),
          source: textOf(row, 'source'),
          destinations: Destinations.parse(JSON.parse(textOf(row, 'destinations'))),
          returnedBy: returned.get(number)?.map((entry) => textOf(entry, 'address')) ?? [],
          tags: Tags.parse(JSON.parse(textOf(row, 'tags'))),
          sentAt: Temporal.Instant.fromEpochMilliseconds(integerOf(row, 'sent_at')),
          file: fileOf(number),
        };
      });
    },
  };
}
