import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Store } from '../../ports.ts';
import { createDynamoStore } from './store.ts';

/** The store of a deployed stage, from its configuration. */
export function connectStore({ TABLE_NAME, CITY }: { TABLE_NAME: string; CITY: string }): Store {
  const client = DynamoDBDocumentClient.from(new DynamoDBClient(), {
    marshallOptions: { removeUndefinedValues: true },
  });
  return createDynamoStore({ client, tableName: TABLE_NAME, city: CITY });
}
