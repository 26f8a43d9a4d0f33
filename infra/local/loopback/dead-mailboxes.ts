import type { DatabaseSync } from 'node:sqlite';

/** The mailboxes from which every mail comes back, as somebody chose who tries things out. */
export interface DeadMailboxes {
  isDead(address: string): boolean;
  setDead(address: string, isDead: boolean): void;
}

/** Keeps the choice in the data folder, so that it outlives the process. */
export function openDeadMailboxes(db: DatabaseSync): DeadMailboxes {
  db.exec('CREATE TABLE IF NOT EXISTS dead_mailboxes (address TEXT PRIMARY KEY) STRICT;');
  const sql = {
    find: db.prepare('SELECT 1 FROM dead_mailboxes WHERE address = ?'),
    add: db.prepare('INSERT INTO dead_mailboxes VALUES (?) ON CONFLICT DO NOTHING'),
    remove: db.prepare('DELETE FROM dead_mailboxes WHERE address = ?'),
  };
  return {
    isDead: (address) => sql.find.get(address.toLowerCase()) !== undefined,
    setDead(address, isDead) {
      (isDead ? sql.add : sql.remove).run(address.toLowerCase());
    },
  };
}
