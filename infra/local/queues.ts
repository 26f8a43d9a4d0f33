import { randomUUID } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { type Clock, type Instant, Temporal } from '../../shared/calendar/time.ts';
import { inTransaction, integerOf, optionalIntegerOf, type Row, textOf } from './sqlite.ts';

/** How one queue treats what it holds; the same numbers the deployed queue has. */
export type QueueSettings = {
  /** How long a received message stays hidden, in seconds of the virtual clock. */
  readonly visibilitySeconds: number;
  /** Deliveries after which a message that still fails goes to the dead-letter queue. */
  readonly maxReceiveCount: number;
  /** The queue that takes such messages; without one they are tried again for ever. */
  readonly deadLetter?: string;
};

/** One delivery of a message. The same message delivered again has the same id and a higher count. */
export type QueueMessage = {
  readonly queue: string;
  readonly id: string;
  readonly body: string;
  readonly sentAt: Instant;
  /** How many times it has been delivered, this time included. */
  readonly receiveCount: number;
};

type QueueDepth = {
  /** Ready to be received now. */
  readonly ready: number;
  /** Sent with a delay, or waiting for another try. */
  readonly waiting: number;
  /** Received and neither deleted nor failed yet. */
  readonly inFlight: number;
};

type SendOptions = {
  readonly delaySeconds?: number;
  /** Names the message after its cause: while one with this id is held, a second is not queued. */
  readonly id?: string;
};

/** Durable queues that behave as SQS standard queues do, on a virtual clock. */
export type Queues = {
  /** Queues a message and returns its id. Throws for a queue that is not configured. */
  send(queue: string, body: string, options?: SendOptions): string;
  /** At most `max` messages that are ready now, oldest first; they are hidden until the visibility ends. */
  receive(queue: string, max: number): readonly QueueMessage[];
  /** Settles a message. One that is no longer held is settled already. */
  delete(message: QueueMessage): void;
  /** Gives a message back: another try after the visibility, or the dead-letter queue when tries are used up. */
  fail(message: QueueMessage): 'retried' | 'dead-lettered';
  /**
   * Makes what was in flight when the process died ready at once. Only for the start of the one process that
   * reads these queues: nobody else can hold a message then.
   */
  recover(): number;
  /**
   * When the next message becomes ready; at or before now if one is. Undefined when nothing is held.
   * Dead letters count only when their queue is named: nothing reads them by itself.
   */
  nextAvailableAt(queue?: string): Instant | undefined;
  depths(): Readonly<Record<string, QueueDepth>>;
};

const TABLES = `
  CREATE TABLE IF NOT EXISTS messages (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    queue TEXT NOT NULL,
    id TEXT NOT NULL,
    body TEXT NOT NULL,
    sent_at INTEGER NOT NULL,
    available_at INTEGER NOT NULL,
    receive_count INTEGER NOT NULL DEFAULT 0,
    in_flight INTEGER NOT NULL DEFAULT 0,
    UNIQUE (queue, id)
  ) STRICT;
  CREATE INDEX IF NOT EXISTS messages_by_time ON messages (queue, available_at, seq);`;

export type QueuesOptions = {
  readonly db: DatabaseSync;
  readonly clock: Clock;
  /** Every queue by name, dead-letter queues included. */
  readonly queues: Readonly<Record<string, QueueSettings>>;
};

/**
 * Opens the queues kept in `db`, with what an earlier process left in them.
 *
 * Throws when a dead-letter queue is named that is not itself configured.
 */
export function createQueues({ db, clock, queues }: QueuesOptions): Queues {
  const settings = new Map(Object.entries(queues));
  for (const [name, { deadLetter }] of settings) {
    if (deadLetter !== undefined && !settings.has(deadLetter)) {
      throw new Error(`queue ${name} names a dead-letter queue that is not configured: ${deadLetter}`);
    }
  }
  const settingsOf = (queue: string) => {
    const found = settings.get(queue);
    if (found === undefined) throw new Error(`no queue is configured under this name: ${queue}`);
    return found;
  };
  db.exec(TABLES);
  const sql = statements(db);
  const now = () => clock().epochMilliseconds;
  const deadLetters = new Set([...settings.values()].map(({ deadLetter }) => deadLetter));
  const read = JSON.stringify([...settings.keys()].filter((name) => !deadLetters.has(name)));

  const toDeadLetter = (queue: string, id: string, deadLetter: string) => {
    // A dead letter with this id may lie there from an earlier failure; the newer one replaces it.
    sql.remove.run(deadLetter, id);
    sql.bury.run(deadLetter, now(), queue, id);
  };

  return {
    send(queue, body, { delaySeconds = 0, id = randomUUID() } = {}) {
      settingsOf(queue);
      sql.insert.run(queue, id, body, now(), now() + delaySeconds * 1000);
      return id;
    },
    receive(queue, max) {
      const { visibilitySeconds, maxReceiveCount, deadLetter } = settingsOf(queue);
      const ready = sql.ready.all(queue, now(), max);
      // Asked of an empty queue most of the time, where a transaction would be most of the cost.
      if (ready.length === 0) return [];
      return inTransaction(db, () => {
        const messages: QueueMessage[] = [];
        for (const row of ready) {
          const id = textOf(row, 'id');
          const receiveCount = integerOf(row, 'receive_count') + 1;
          if (deadLetter !== undefined && receiveCount > maxReceiveCount) {
            // Whoever received it last never said how it went, perhaps because the message kills its reader.
            toDeadLetter(queue, id, deadLetter);
            continue;
          }
          sql.hide.run(now() + visibilitySeconds * 1000, queue, id);
          messages.push(messageOf(row, receiveCount));
        }
        return messages;
      });
    },
    delete({ queue, id }) {
      sql.remove.run(queue, id);
    },
    fail({ queue, id, receiveCount }) {
      const { visibilitySeconds, maxReceiveCount, deadLetter } = settingsOf(queue);
      return inTransaction(db, () => {
        if (deadLetter !== undefined && receiveCount >= maxReceiveCount) {
          toDeadLetter(queue, id, deadLetter);
          return 'dead-lettered';
        }
        sql.release.run(now() + visibilitySeconds * 1000, queue, id);
        return 'retried';
      });
    },
    recover() {
      return Number(sql.recover.run(now()).changes);
    },
    nextAvailableAt(queue) {
      const row = sql.next.get(queue === undefined ? read : JSON.stringify([queue]));
      const at = row === undefined ? undefined : optionalIntegerOf(row, 'at');
      return at === undefined ? undefined : Temporal.Instant.fromEpochMilliseconds(at);
    },
    depths() {
      const depths: Record<string, QueueDepth> = {};
      for (const name of settings.keys()) depths[name] = { ready: 0, waiting: 0, inFlight: 0 };
      for (const row of sql.depths.all(now())) {
        depths[textOf(row, 'queue')] = {
          ready: integerOf(row, 'ready'),
          waiting: integerOf(row, 'waiting'),
          inFlight: integerOf(row, 'in_flight'),
        };
      }
      return depths;
    },
  };
}

function messageOf(row: Row, receiveCount: number): QueueMessage {
  return {
    queue: textOf(row, 'queue'),
    id: textOf(row, 'id'),
    body: textOf(row, 'body'),
    sentAt: Temporal.Instant.fromEpochMilliseconds(integerOf(row, 'sent_at')),
    receiveCount,
  };
}

function statements(db: DatabaseSync) {
  return {
    insert: db.prepare(
      `INSERT INTO messages (queue, id, body, sent_at, available_at) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (queue, id) DO NOTHING`,
    ),
    ready: db.prepare(
      'SELECT * FROM messages WHERE queue = ? AND available_at <= ? ORDER BY available_at, seq LIMIT ?',
    ),
    hide: db.prepare(
      `UPDATE messages SET available_at = ?, in_flight = 1, receive_count = receive_count + 1
       WHERE queue = ? AND id = ?`,
    ),
    release: db.prepare('UPDATE messages SET available_at = ?, in_flight = 0 WHERE queue = ? AND id = ?'),
    remove: db.prepare('DELETE FROM messages WHERE queue = ? AND id = ?'),
    bury: db.prepare(
      `UPDATE messages SET queue = ?, available_at = ?, in_flight = 0, receive_count = 0
       WHERE queue = ? AND id = ?`,
    ),
    recover: db.prepare('UPDATE messages SET available_at = ?, in_flight = 0 WHERE in_flight = 1'),
    next: db.prepare(
      'SELECT min(available_at) AS at FROM messages WHERE queue IN (SELECT value FROM json_each(?))',
    ),
    depths: db.prepare(
      `SELECT queue,
         sum(available_at <= ?1) AS ready,
         sum(available_at > ?1 AND in_flight = 0) AS waiting,
         sum(available_at > ?1 AND in_flight = 1) AS in_flight
       FROM messages GROUP BY queue`,
    ),
  };
}
