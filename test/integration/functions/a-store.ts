import { randomUUID } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { inject, onTestFinished } from 'vitest';
import { createMemoryTable } from '../../../infra/local/memory-rows.ts';
import { createDynamoRows } from '../../../shared/adapters/dynamodb/dynamo-rows.ts';
import { OUTBOX_ENTITY } from '../../../shared/adapters/dynamodb/keys.ts';
import type { Rows } from '../../../shared/adapters/dynamodb/rows.ts';
import { createDynamoStore, createStore } from '../../../shared/adapters/dynamodb/store.ts';
import { createTable } from '../../../shared/adapters/dynamodb/table.ts';
import type { Store } from '../../../shared/ports.ts';
import { loopbackConfig } from '../../support/aws.ts';

/** What a test of the store needs of a table. */
export interface TestTable {
  readonly rows: Rows;
  /** As many stores on it as asked for. */
  store(city?: string): Store;
  /** The events in its outbox. */
  events(): Promise<unknown[]>;
}

/** A table of its own in memory, as a simulated year has it. */
export async function aMemoryTable(): Promise<TestTable> {
  const { rows, outbox } = createMemoryTable();
  return {
    rows,
    store: (city = 'small') => createStore(rows, city),
    events: async () => (await outbox.poll()).map((text) => JSON.parse(text)),
  };
}

/** A table of its own on the real DynamoDB Local, with as many stores on it as asked for. */
export async function aTable() {
  const client = new DynamoDBClient(loopbackConfig(inject('dynamoDbEndpoint')));
  onTestFinished(() => client.destroy());
  const tableName = `t-${randomUUID()}`;
  await createTable(client, tableName);
  const documents = DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
  return {
    client,
    documents,
    tableName,
    rows: createDynamoRows(documents, tableName),
    store: (city = 'small') => createDynamoStore({ client: documents, tableName, city }),
    async events() {
      const { Items = [] } = await documents.send(new ScanCommand({ TableName: tableName }));
      return Items.filter(({ entity }) => entity === OUTBOX_ENTITY).map(({ event }) => JSON.parse(event));
    },
  };
}
