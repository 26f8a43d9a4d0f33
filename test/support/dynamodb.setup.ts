import type { TestProject } from 'vitest/node';
import { startDynamoDb } from '../../infra/local/dynamodb.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the database of this test run answers; tests make tables of their own in it. */
    dynamoDbEndpoint: string;
  }
}

/** Starts one DynamoDB Local in memory for all integration tests. */
export default async function setup(project: TestProject) {
  const database = await startDynamoDb({ endpoint: process.env.DYNAMODB_ENDPOINT });
  project.provide('dynamoDbEndpoint', database.endpoint);
  return () => database.stop();
}
