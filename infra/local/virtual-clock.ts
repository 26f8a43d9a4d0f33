import type { DatabaseSync } from 'node:sqlite';
import { type Clock, type Instant, Temporal } from '../../shared/calendar/time.ts';
import { integerOf } from './sqlite.ts';

/** The local present: it stands still until somebody moves it, and survives the process. */
export interface VirtualClock {
  readonly now: Clock;
  /** Null before the first start on this data folder. */
  readonly resumed: Instant | null;
  /** Moves forward. Refuses to go back: what has happened stays happened. */
  moveTo(instant: Instant): void;
}

export function createVirtualClock(db: DatabaseSync, start: Instant): VirtualClock {
  db.exec(
    'CREATE TABLE IF NOT EXISTS clock (one INTEGER PRIMARY KEY CHECK (one = 1), now_ms INTEGER NOT NULL) STRICT;',
  );
  const row = db.prepare('SELECT now_ms FROM clock').get();
  const resumed = row ? Temporal.Instant.fromEpochMilliseconds(integerOf(row, 'now_ms')) : null;
  const save = db.prepare(
    'INSERT INTO clock (one, now_ms) VALUES (1, ?) ON CONFLICT (one) DO UPDATE SET now_ms = excluded.now_ms',
  );
  let present = resumed ?? start;
  save.run(present.epochMilliseconds);
  return {
    now: () => present,
    resumed,
    moveTo(instant) {
      if (Temporal.Instant.compare(instant, present) < 0) {
        throw new RangeError(`the clock stands at ${present} and cannot go back to ${instant}`);
      }
      present = instant;
      save.run(present.epochMilliseconds);
    },
  };
}
