import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import {
  DeleteCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  type QueryCommandInput,
  TransactWriteCommand,
  type TransactWriteCommandInput,
} from '@aws-sdk/lib-dynamodb';
import { TABLE_KEYS } from './keys.ts';
import type { Row, RowPut, RowQuery, Rows } from './rows.ts';

type TransactItem = NonNullable<TransactWriteCommandInput['TransactItems']>[number];

/** A transaction that meets another one is tried again so often before the queue is left to do it. */
const CONFLICT_TRIES_MAX = 5;
/** Pages of a list are read to the end, but not for ever: 200 pages of 1 MB are beyond any city. */
const LIST_PAGES_MAX = 200;

/** The one table, on DynamoDB. */
export function createDynamoRows(client: DynamoDBDocumentClient, tableName: string): Rows {
  const toItem = ({ row, over }: RowPut): TransactItem => ({
    Put: { TableName: tableName, Item: row, ...conditionOf(over) },
  });

  return {
    async get(key) {
      const answer = await client.send(
        new GetCommand({ TableName: tableName, Key: key, ConsistentRead: true }),
      );
      return answer.Item ? rowOf(answer.Item) : null;
    },

    async query(query) {
      const input = { TableName: tableName, ...conditionsOf(query) };
      const rows: Row[] = [];
      let start: Record<string, unknown> | undefined;
      for (let page = 0; page < LIST_PAGES_MAX; page += 1) {
        const answer = await client.send(new QueryCommand({ ...input, ExclusiveStartKey: start }));
        for (const item of answer.Items ?? []) rows.push(rowOf(item));
        start = answer.LastEvaluatedKey;
        if (start === undefined) return rows;
      }
      throw new RangeError(`more than ${LIST_PAGES_MAX} pages in ${query.partition} ${query.prefix}`);
    },

    async put(row) {
      await client.send(new PutCommand({ TableName: tableName, Item: row }));
    },

    async remove({ pk, sk }) {
      await client.send(new DeleteCommand({ TableName: tableName, Key: { pk, sk } }));
    },

    async transact(puts) {
      for (let tried = 1; ; tried += 1) {
        try {
          await client.send(new TransactWriteCommand({ TransactItems: puts.map(toItem) }));
          return 'committed';
        } catch (error) {
          if (!(error instanceof TransactionCanceledException)) throw error;
          const codes = (error.CancellationReasons ?? []).map(({ Code }) => Code);
          if (codes.includes('ConditionalCheckFailed')) return 'conflict';
          // Another transaction holds one of the items; that is a matter of milliseconds, not of meaning.
          if (!codes.includes('TransactionConflict') || tried >= CONFLICT_TRIES_MAX) throw error;
        }
      }
    },
  };
}

function conditionOf(over: RowPut['over']) {
  if (over === 'anything') return {};
  if (over === 'nothing') return { ConditionExpression: 'attribute_not_exists(pk)' };
  return {
    ConditionExpression: '#attribute = :is',
    ExpressionAttributeNames: { '#attribute': over.attribute },
    ExpressionAttributeValues: { ':is': over.is },
  };
}

function conditionsOf({ by, partition, prefix }: RowQuery): Omit<QueryCommandInput, 'TableName'> {
  const { index } = TABLE_KEYS;
  const names = by === 'key' ? TABLE_KEYS : index;
  return {
    // An index has no consistent reads.
    ...(by === 'key' ? { ConsistentRead: true } : { IndexName: index.name }),
    KeyConditionExpression: prefix === '' ? '#p = :p' : '#p = :p and begins_with(#s, :s)',
    ExpressionAttributeNames: { '#p': names.partition, ...(prefix === '' ? {} : { '#s': names.sort }) },
    ExpressionAttributeValues: { ':p': partition, ...(prefix === '' ? {} : { ':s': prefix }) },
  };
}

/** An item with its key as what it is: text, by the table's own schema. */
function rowOf(item: Record<string, unknown>): Row {
  return { ...item, pk: String(item.pk), sk: String(item.sk) };
}
