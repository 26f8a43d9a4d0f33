import type { DatabaseSync } from 'node:sqlite';
import { OUTBOX_ENTITY } from '../../shared/adapters/dynamodb/keys.ts';
import { createStore } from '../../shared/adapters/dynamodb/store.ts';
import { createTable } from '../../shared/adapters/dynamodb/table.ts';
import type { Store } from '../../shared/ports.ts';
import type { Log } from '../../shared/runtime/log.ts';
import { connectTable } from './clients.ts';
import { startDynamoDb } from './dynamodb.ts';
import { createMemoryTable } from './memory-rows.ts';
import type { OutboxFeed } from './pump.ts';
import { LOCAL } from './settings.ts';
import { createStreamReader, type StreamRecord } from './stream.ts';

/** The one table as the local host has it. */
export interface LocalTable {
  /** Where others may reach it; null for a table in memory, which nobody else can. */
  readonly endpoint: string | null;
  readonly store: Store;
  readonly outbox: OutboxFeed;
  stop(): Promise<void>;
}

/** A table that ends with the process. */
export function openTableInMemory(): LocalTable {
  const { rows, outbox } = createMemoryTable();
  return { endpoint: null, store: createStore(rows, LOCAL.city), outbox, stop: async () => {} };
}

/** The table on the real DynamoDB Local, in the data folder or at `endpoint`, read through its stream. */
export async function openTable({
  dataFolder,
  endpoint,
  db,
  log,
}: {
  readonly dataFolder: string;
  readonly endpoint: string | undefined;
  /** Keeps the position in the stream. */
  readonly db: DatabaseSync;
  readonly log: Log;
}): Promise<LocalTable> {
  const database = await startDynamoDb({ dataFolder, endpoint });
  const { dynamo, streams, store, destroy } = connectTable(database.endpoint);
  await createTable(dynamo, LOCAL.table);
  const stream = createStreamReader({
    client: streams,
    tableName: LOCAL.table,
    db,
    insertsWith: { attribute: 'entity', prefix: OUTBOX_ENTITY },
    onGap: (shard) => log.error('stream.gap', { shard }),
  });
  return {
    endpoint: database.endpoint,
    store,
    outbox: { poll: async () => (await stream.poll()).map(outboxTextOf), commit: stream.commit },
    async stop() {
      destroy();
      await database.stop();
    },
  };
}

/** Takes the event's text out of its row, as the pipe's input template does. */
function outboxTextOf({ image }: StreamRecord): string {
  const text = image.event?.S;
  if (text === undefined) throw new TypeError(`the outbox row ${image.pk?.S} holds no event`);
  return text;
}
