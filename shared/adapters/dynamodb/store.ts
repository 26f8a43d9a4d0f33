import { createHash } from 'node:crypto';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
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
import { createDynamoRows } from './dynamo-rows.ts';
import { historyPartition, listQuery, OUTBOX_ENTITY, primaryKey, worklistKey } from './keys.ts';
import { pack, unpack } from './packing.ts';
import type { Row, RowPut, Rows } from './rows.ts';

/** DynamoDB takes 100 actions in a transaction; the rest is room for what a caller cannot foresee. */
const COMMIT_ACTIONS_MAX = 90;

/** A record in the table does not fit its schema: written by another version, or by hand. */
export class StoredRecordError extends Error {
  constructor(kind: string, key: string, options: ErrorOptions) {
    super(`stored ${kind} "${key}" does not fit its schema`, options);
    this.name = 'StoredRecordError';
  }
}

export interface DynamoStoreOptions {
  readonly client: DynamoDBDocumentClient;
  readonly tableName: string;
  readonly city: string;
}

/** The one table on DynamoDB behind the Store port. */
export function createDynamoStore({ client, tableName, city }: DynamoStoreOptions): Store {
  return createStore(createDynamoRows(client, tableName), city);
}

/** The Store port on the rows of a table. */
export function createStore(rows: Rows, city: string): Store {
  const auditPartition = (day: string) => `CITY#${city}#AUDIT#${day}`;

  async function fromRows<K extends RecordKind>(kind: K, found: readonly Row[]): Promise<Stored<K>[]> {
    const schema = await recordSchema(kind);
    return found.map((row) => {
      const parsed = schema.safeParse(unpack(row));
      if (!parsed.success) throw new StoredRecordError(kind, `${row.pk}/${row.sk}`, { cause: parsed.error });
      return { value: parsed.data, revision: Number(row.revision) };
    });
  }

  async function transact(puts: readonly RowPut[]): Promise<CommitOutcome> {
    if (puts.length > COMMIT_ACTIONS_MAX) {
      throw new RangeError(
        `a commit of ${puts.length} actions is over the limit of ${COMMIT_ACTIONS_MAX}: split it`,
      );
    }
    return rows.transact(puts);
  }

  function putOf({ kind, value, expected }: Write): RowPut {
    const row = {
      ...primaryKey(city, kind, value as unknown as RecordKeys[typeof kind]),
      ...worklistKey(city, kind, value),
      entity: kind,
      revision: typeof expected === 'number' ? expected + 1 : 1,
      ...pack(value),
    };
    if (expected === 'any') return { row, over: 'anything' };
    if (expected === null) return { row, over: 'nothing' };
    return { row, over: { attribute: 'revision', is: expected } };
  }

  /** The identity derives from the cause, so that the same decision taken twice leaves one entry. */
  function auditPut(entry: AuditEntry): RowPut {
    const day = tokyoDate(instantOf(entry.at)).toString();
    const identity = createHash('sha256')
      .update(`${entry.cause}\n${entry.what}\n${entry.subject}`)
      .digest('hex')
      .slice(0, 16);
    const row = {
      pk: auditPartition(day),
      sk: `${entry.at}#${identity}`,
      entity: 'audit',
      value: entry,
    };
    return { row, over: 'anything' };
  }

  /** The event is kept as text, for a pipe passes texts on and cannot take DynamoDB's types off a whole map. */
  function outboxPut(event: OutboxEvent): RowPut {
    const row = {
      pk: `CITY#${city}#OUTBOX#${event.id}`,
      sk: 'OUTBOX',
      entity: OUTBOX_ENTITY,
      type: topicOf(event),
      event: JSON.stringify(event),
    };
    return { row, over: 'nothing' };
  }

  const toPuts = (commit: Commit) => [
    ...commit.writes.map(putOf),
    ...commit.audit.map(auditPut),
    ...commit.events.map(outboxPut),
  ];

  return {
    async get<K extends RecordKind>(kind: K, key: RecordKeys[K]) {
      const row = await rows.get(primaryKey(city, kind, key));
      const [found] = row ? await fromRows(kind, [row]) : [];
      return found ?? null;
    },

    async list<K extends ListKind>(kind: K, where: RecordLists[K]) {
      return fromRows(kind, await rows.query(listQuery(city, kind, where)));
    },

    async loadHistory(plan, initiative) {
      const found = await rows.query({
        by: 'key',
        partition: historyPartition(city, plan, initiative),
        prefix: '',
      });
      const of = async <K extends RecordKind>(kind: K) => {
        const stored = await fromRows(
          kind,
          found.filter(({ entity }) => entity === kind),
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

    commit: (commit) => transact(toPuts(commit)),

    removeSubmission: (key) => rows.remove(primaryKey(city, 'submission', key)),

    async removeAudit(day) {
      const found = await rows.query({ by: 'key', partition: auditPartition(day), prefix: '' });
      for (const { pk, sk } of found) await rows.remove({ pk, sk });
      return found.length;
    },

    async listAudit(day) {
      const found = await rows.query({ by: 'key', partition: auditPartition(day), prefix: '' });
      const { AuditEntry } = await import('../../records/audit.ts');
      return found.map(({ value }) => AuditEntry.parse(value));
    },

    ...createDocumentVersions({
      rows,
      city,
      transact,
      trail: (audit, events, writes) => toPuts({ writes, audit: [audit], events }),
    }),
  };
}
