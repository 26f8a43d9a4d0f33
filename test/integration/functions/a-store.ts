import { randomUUID } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { inject, onTestFinished } from 'vitest';
import { createDynamoStore } from '../../../shared/adapters/dynamodb/store.ts';
import { createTable } from '../../../shared/adapters/dynamodb/table.ts';
import { loopbackConfig } from '../../support/aws.ts';

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
    store: (city = 'small') => createDynamoStore({ client: documents, tableName, city }),
  };
}
