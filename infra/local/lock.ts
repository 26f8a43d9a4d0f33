import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';

const POLL_MS = 50;
/** SQLite's own word for "somebody else holds it". */
const SQLITE_BUSY = 5;

/**
 * Takes the lock of a file, which one process on this machine has at a time, or null where another has it. Hands
 * back what lets go of it.
 *
 * The operating system keeps the lock, by way of SQLite, and frees it when its holder ends in whatever way. So a
 * lock cannot be left behind, no process id has to be believed, and of two that take over at once one gets it. The
 * file itself stays: without it, two could hold what each believes to be the same file.
 */
export function tryLock(file: string): (() => void) | null {
  const db = new DatabaseSync(file, { timeout: 0 });
  try {
    db.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    db.close();
    if (error instanceof Error && 'errcode' in error && error.errcode === SQLITE_BUSY) return null;
    throw error;
  }
  return () => {
    if (db.isOpen) db.close();
  };
}

/** The same, waiting up to `limitMs` for whoever has it. */
export async function waitForLock(file: string, limitMs: number): Promise<(() => void) | null> {
  const end = performance.now() + limitMs;
  for (;;) {
    const release = tryLock(file);
    if (release || performance.now() >= end) return release;
    await sleep(POLL_MS);
  }
}
