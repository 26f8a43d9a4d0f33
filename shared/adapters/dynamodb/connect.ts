import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Store } from '../../ports.ts';
import { createDynamoStore } from './store.ts';

/** The store of a deployed stage, from its configuration. A function is told its region by Lambda. */
export function connectStore(
  { TABLE_NAME, CITY }: { TABLE_NAME: string; CITY: string },
  config: Pick<DynamoDBClientConfig, 'region'> = {},
): Store {
  const client = DynamoDBDocumentClient.from(new DynamoDBClient(config), {
    marshallOptions: { removeUndefinedValues: true },
  });
  return createDynamoStore({ client, tableName: TABLE_NAME, city: CITY });
}
