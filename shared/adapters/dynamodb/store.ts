import { createHash } from 'node:crypto';
import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import {
  type DynamoDBDocumentClient,
  GetCommand,
  QueryCommand,
  type QueryCommandInput,
  TransactWriteCommand,
  type TransactWriteCommandInput,
} from '@aws-sdk/lib-dynamodb';
import { type OutboxEvent, topicOf } from '../../../events/catalogue.ts';
import { instantOf, tokyoDate } from '../../calendar/time.ts';
import type { Commit, CommitOutcome, Store, Stored, Write } from '../../ports.ts';
import {
  type AuditEntry,
  type ListKind,
  type RecordKeys,
  type RecordKind,
  type RecordLists,
  recordSchema,
} from '../../records.ts';
import { createDocumentVersions } from './documents.ts';
import { historyPartition, listQuery, OUTBOX_ENTITY, primaryKey, worklistKey } from './keys.ts';

type TransactItem = NonNullable<TransactWriteCommandInput['TransactItems']>[number];

/** DynamoDB takes 100 actions in a transaction; the rest is room for what a caller cannot foresee. */
const COMMIT_ACTIONS_MAX = 90;
/** A transaction that meets another one is tried again so often before the queue is left to do it. */
const CONFLICT_TRIES_MAX = 5;
/** Pages of a list are read to the end, but not for ever: 200 pages of 1 MB are beyond any city. */
const LIST_PAGES_MAX = 200;

/** A record in the table does not fit its schema: written by another version, or by hand. */
export class StoredRecordError extends Error {
  constructor(kind: string, key: string, options: ErrorOptions) {
    super(`stored ${kind} "${key}" does not fit its schema`, options);
    this.name = 'StoredRecordError';
  }
}

export interface StoreOptions {
  readonly client: DynamoDBDocumentClient;
  readonly tableName: string;
  readonly city: string;
}

/** The one table behind the Store port. */
export function createDynamoStore({ client, tableName, city }: StoreOptions): Store {
  async function fromItems<K extends RecordKind>(
    kind: K,
    items: readonly Record<string, unknown>[],
  ): Promise<Stored<K>[]> {
    const schema = await recordSchema(kind);
    return items.map((item) => {
      const parsed = schema.safeParse(item.value);
      if (!parsed.success)
        throw new StoredRecordError(kind, `${item.pk}/${item.sk}`, { cause: parsed.error });
      return { value: parsed.data, revision: Number(item.revision) };
    });
  }

  async function queryAll(input: QueryCommandInput): Promise<Record<string, unknown>[]> {
    const items: Record<string, unknown>[] = [];
    let start: Record<string, unknown> | undefined;
    for (let page = 0; page < LIST_PAGES_MAX; page += 1) {
      const answer = await client.send(new QueryCommand({ ...input, ExclusiveStartKey: start }));
      items.push(...(answer.Items ?? []));
      start = answer.LastEvaluatedKey;
      if (start === undefined) return items;
    }
    throw new RangeError(
      `more than ${LIST_PAGES_MAX} pages in ${JSON.stringify(input.ExpressionAttributeValues)}`,
    );
  }

  async function transact(items: readonly TransactItem[]): Promise<CommitOutcome> {
    if (items.length > COMMIT_ACTIONS_MAX) {
      throw new RangeError(
        `a commit of ${items.length} actions is over the limit of ${COMMIT_ACTIONS_MAX}: split it`,
      );
    }
    for (let tried = 1; ; tried += 1) {
      try {
        await client.send(new TransactWriteCommand({ TransactItems: [...items] }));
        return 'committed';
      } catch (error) {
        if (!(error instanceof TransactionCanceledException)) throw error;
        const codes = (error.CancellationReasons ?? []).map(({ Code }) => Code);
        if (codes.includes('ConditionalCheckFailed')) return 'conflict';
        // Another transaction holds one of the items; that is a matter of milliseconds, not of meaning.
        if (!codes.includes('TransactionConflict') || tried >= CONFLICT_TRIES_MAX) throw error;
      }
    }
  }

  function putOf(write: Write): TransactItem {
    const { kind, value, expected } = write;
    const revision = typeof expected === 'number' ? expected + 1 : 1;
    const item = {
      ...primaryKey(city, kind, value as unknown as RecordKeys[typeof kind]),
      ...worklistKey(city, kind, value),
      entity: kind,
      revision,
      value,
    };
    if (expected === 'any') return { Put: { TableName: tableName, Item: item } };
    if (expected === null) {
      return { Put: { TableName: tableName, Item: item, ConditionExpression: 'attribute_not_exists(pk)' } };
    }
    return {
      Put: {
        TableName: tableName,
        Item: item,
        ConditionExpression: '#revision = :expected',
        ExpressionAttributeNames: { '#revision': 'revision' },
        ExpressionAttributeValues: { ':expected': expected },
      },
    };
  }

  /** The identity derives from the cause, so that the same decision taken twice leaves one entry. */
  function auditPut(entry: AuditEntry): TransactItem {
    const day = tokyoDate(instantOf(entry.at)).toString();
    const identity = createHash('sha256')
      .update(`${entry.cause}\n${entry.what}\n${entry.subject}`)
      .digest('hex')
      .slice(0, 16);
    const item = {
      pk: `CITY#${city}#AUDIT#${day}`,
      sk: `${entry.at}#${identity}`,
      entity: 'audit',
      value: entry,
    };
    return { Put: { TableName: tableName, Item: item } };
  }

  /** The event is kept as text, for a pipe passes texts on and cannot take DynamoDB's types off a whole map. */
  function outboxPut(event: OutboxEvent): TransactItem {
    const item = {
      pk: `CITY#${city}#OUTBOX#${event.id}`,
      sk: 'OUTBOX',
      entity: OUTBOX_ENTITY,
      type: topicOf(event),
      event: JSON.stringify(event),
    };
    return { Put: { TableName: tableName, Item: item, ConditionExpression: 'attribute_not_exists(pk)' } };
  }

  const toItems = (commit: Commit) => [
    ...commit.writes.map(putOf),
    ...commit.audit.map(auditPut),
    ...commit.events.map(outboxPut),
  ];

  return {
    async get<K extends RecordKind>(kind: K, key: RecordKeys[K]) {
      const answer = await client.send(
        new GetCommand({ TableName: tableName, Key: primaryKey(city, kind, key), ConsistentRead: true }),
      );
      const [found] = answer.Item ? await fromItems(kind, [answer.Item]) : [];
      return found ?? null;
    },

    async list<K extends ListKind>(kind: K, where: RecordLists[K]) {
      const { index, partition, prefix } = listQuery(city, kind, where);
      const [partitionName, sortName] = index === null ? ['pk', 'sk'] : ['worklist', 'worklistAt'];
      const items = await queryAll({
        TableName: tableName,
        ...(index === null ? { ConsistentRead: true } : { IndexName: index }),
        KeyConditionExpression: prefix === '' ? '#p = :p' : '#p = :p and begins_with(#s, :s)',
        ExpressionAttributeNames: { '#p': partitionName, ...(prefix === '' ? {} : { '#s': sortName }) },
        ExpressionAttributeValues: { ':p': partition, ...(prefix === '' ? {} : { ':s': prefix }) },
      });
      return fromItems(kind, items);
    },

    async loadHistory(plan, initiative) {
      const items = await queryAll({
        TableName: tableName,
        ConsistentRead: true,
        KeyConditionExpression: 'pk = :p',
        ExpressionAttributeValues: { ':p': historyPartition(city, plan, initiative) },
      });
      const of = async <K extends RecordKind>(kind: K) => {
        const stored = await fromItems(
          kind,
          items.filter(({ entity }) => entity === kind),
        );
        return stored.map(({ value }) => value);
      };
      return {
        actuals: await of('actual'),
        milestones: await of('milestone'),
        statuses: await of('pastStatus'),
        statements: await of('statement'),
        decisions: await of('releasedDecision'),
      };
    },

    commit: (commit) => transact(toItems(commit)),

    async listAudit(day) {
      const items = await queryAll({
        TableName: tableName,
        KeyConditionExpression: 'pk = :p',
        ExpressionAttributeValues: { ':p': `CITY#${city}#AUDIT#${day}` },
      });
      const { AuditEntry } = await import('../../records/audit.ts');
      return items.map((item) => AuditEntry.parse(item.value));
    },

    ...createDocumentVersions({
      client,
      tableName,
      city,
      transact,
      trail: (audit, events, writes) => toItems({ writes, audit: [audit], events }),
    }),
  };
}
