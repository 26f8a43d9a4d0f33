import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  BatchWriteItemCommand,
  CreateTableCommand,
  DeleteTableCommand,
  DynamoDBClient,
  PutItemCommand,
  UpdateItemCommand,
  UpdateTableCommand,
} from '@aws-sdk/client-dynamodb';
import { DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams';
import { describe, expect, inject, it, onTestFinished } from 'vitest';
import { startDynamoDb } from '../../../infra/local/dynamodb.ts';
import { openLocalState } from '../../../infra/local/sqlite.ts';
import { createStreamReader, type StreamReader } from '../../../infra/local/stream.ts';
import { loopbackConfig } from '../../support/aws.ts';
import { aTemporaryFolder } from '../../support/temporary-folder.ts';

const outbox = (name: string) => ({ pk: { S: name }, entity: { S: 'outbox' } });

/** A table with a stream, and readers of it that share one file of positions. */
function aStream(endpoint: string, { folder = aTemporaryFolder(), tableName = `t-${randomUUID()}` } = {}) {
  const client = new DynamoDBClient(loopbackConfig(endpoint));
  const streams = new DynamoDBStreamsClient(loopbackConfig(endpoint));
  onTestFinished(() => {
    client.destroy();
    streams.destroy();
  });
  const gaps: string[] = [];
  return {
    client,
    tableName,
    gaps,
    create: () =>
      client.send(
        new CreateTableCommand({
          TableName: tableName,
          KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
          AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
          BillingMode: 'PAY_PER_REQUEST',
          StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_IMAGE' },
        }),
      ),
    add: async (...names: string[]) => {
      for (const name of names) {
        await client.send(new PutItemCommand({ TableName: tableName, Item: outbox(name) }));
      }
    },
    reader: () =>
      createStreamReader({
        client: streams,
        tableName,
        db: openLocalState(folder),
        insertsWith: { attribute: 'entity', prefix: 'outbox' },
        onGap: (shard) => gaps.push(shard),
      }),
  };
}

async function aNewStream() {
  const stream = aStream(inject('dynamoDbEndpoint'));
  await stream.create();
  return stream;
}

const poll = async (reader: StreamReader) => (await reader.poll()).map(({ image }) => image.pk?.S);

/** DynamoDB Local shows what was written a moment later, and a busy machine's moments are long. */
async function pollUntil(reader: StreamReader, count: number): Promise<(string | undefined)[]> {
  let found = await poll(reader);
  for (let tries = 0; found.length < count && tries < 100; tries += 1) {
    await sleep(50);
    found = await poll(reader);
  }
  return found;
}

describe('the stream reader on DynamoDB Local', () => {
  it('gives what was inserted, in order, until it is told that it is dealt with', async () => {
    const { add, reader: aReader } = await aNewStream();
    const reader = aReader();
    expect(await poll(reader)).toEqual([]);
    await add('a', 'b');
    expect(await pollUntil(reader, 2)).toEqual(['a', 'b']);
    await add('c');
    expect(await poll(reader)).toEqual(['a', 'b']);
    reader.commit();
    expect(await pollUntil(reader, 1)).toEqual(['c']);
    reader.commit();
    expect(await poll(reader)).toEqual([]);
  });

  it('passes inserts of the asked kind only', async () => {
    const { add, client, tableName, reader } = await aNewStream();
    await add('a');
    const Item = { pk: { S: 'b' }, entity: { S: 'mail' } };
    await client.send(new PutItemCommand({ TableName: tableName, Item }));
    await add('a');
    const change = {
      UpdateExpression: 'SET entity = :o',
      ExpressionAttributeValues: { ':o': { S: 'outbox' } },
    };
    await client.send(new UpdateItemCommand({ TableName: tableName, Key: { pk: { S: 'b' } }, ...change }));
    expect(await poll(reader())).toEqual(['a']);
  });

  it('hands on what a pipe would hand on', async () => {
    const { add, reader, tableName } = await aNewStream();
    await add('a');
    const [record] = await reader().poll();
    expect(JSON.parse(record?.body ?? '')).toMatchObject({
      eventID: record?.id,
      eventName: 'INSERT',
      eventSource: 'aws:dynamodb',
      eventSourceARN: expect.stringContaining(tableName),
      dynamodb: {
        ApproximateCreationDateTime: expect.any(Number),
        Keys: { pk: { S: 'a' } },
        NewImage: outbox('a'),
        SequenceNumber: expect.any(String),
      },
    });
  });

  it('goes on after a restart of the process behind what was dealt with', async () => {
    const { add, reader } = await aNewStream();
    await add('a');
    const first = reader();
    await poll(first);
    first.commit();
    await add('b');
    expect(await poll(first)).toEqual(['b']);
    // Killed before the commit: the next process gets it again.
    expect(await poll(reader())).toEqual(['b']);
  });

  it('reads past a thousand records, none twice, none left out', async () => {
    const { client, tableName, reader: aReader } = await aNewStream();
    const names = Array.from({ length: 1250 }, (_, index) => `n-${index}`);
    for (let start = 0; start < names.length; start += 25) {
      const requests = names.slice(start, start + 25).map((name) => ({ PutRequest: { Item: outbox(name) } }));
      await client.send(new BatchWriteItemCommand({ RequestItems: { [tableName]: requests } }));
    }
    const reader = aReader();
    const seen: unknown[] = [];
    for (let page = await poll(reader); page.length > 0; page = await poll(reader)) {
      seen.push(...page);
      reader.commit();
    }
    expect(seen).toHaveLength(names.length);
    expect(new Set(seen)).toEqual(new Set(names));
  });

  it('reads a stream that was switched off to its end, then the one that followed', async () => {
    const { add, client, tableName, reader: aReader } = await aNewStream();
    const reader = aReader();
    await add('a');
    const switched = (StreamEnabled: boolean) => {
      const view = StreamEnabled ? { StreamViewType: 'NEW_IMAGE' as const } : {};
      const StreamSpecification = { StreamEnabled, ...view };
      return client.send(new UpdateTableCommand({ TableName: tableName, StreamSpecification }));
    };
    await switched(false);
    await switched(true);
    await add('b');
    expect(await poll(reader)).toEqual(['a']);
    reader.commit();
    expect(await poll(reader)).toEqual(['b']);
    reader.commit();
    expect(await poll(reader)).toEqual([]);
  });

  it('waits for a table that is not there yet, and begins anew with one that is made again', async () => {
    const stream = aStream(inject('dynamoDbEndpoint'));
    const reader = stream.reader();
    expect(await poll(reader)).toEqual([]);
    await stream.create();
    await stream.add('a');
    expect(await poll(reader)).toEqual(['a']);
    reader.commit();
    await stream.client.send(new DeleteTableCommand({ TableName: stream.tableName }));
    await stream.create();
    await stream.add('b');
    expect(await poll(reader)).toEqual(['b']);
  });
});

describe('the stream of a database that was killed', () => {
  /** A database on a folder, a way to kill it, to change its file meanwhile, and to start it again. */
  async function aDatabaseThatDies() {
    const folder = aTemporaryFolder();
    let database = await startDynamoDb({ dataFolder: folder });
    onTestFinished(() => database.stop());
    const stream = () => aStream(database.endpoint, { folder, tableName: 'table' });
    return {
      stream,
      killed: async (meanwhile: (file: DatabaseSync) => void = () => {}) => {
        const { pid } = JSON.parse(await readFile(join(folder, 'dynamodb.json'), 'utf8'));
        process.kill(pid, 'SIGKILL');
        await database.stop();
        const file = new DatabaseSync(join(folder, 'dynamodb', 'shared-local-instance.db'));
        meanwhile(file);
        file.close();
        database = await startDynamoDb({ dataFolder: folder });
        return stream();
      },
    };
  }

  it('still holds every record, before and behind the position', async () => {
    const { stream, killed } = await aDatabaseThatDies();
    const before = stream();
    await before.create();
    await before.add('a', 'b');
    const first = before.reader();
    await poll(first);
    first.commit();
    await before.add('c');
    const after = await killed();
    await after.add('d');
    const second = after.reader();
    expect(await poll(second)).toEqual(['c', 'd']);
    expect(after.gaps).toEqual([]);
  });

  it('says so when records grew too old unread, and goes on with the next', async () => {
    const { stream, killed } = await aDatabaseThatDies();
    const before = stream();
    await before.create();
    await before.add('a', 'b');
    const first = before.reader();
    await poll(first);
    first.commit();
    await before.add('c');
    const after = await killed((file) => {
      file.exec('UPDATE us SET CreationDateTime = CreationDateTime - 25 * 3600 * 1000');
    });
    const second = after.reader();
    expect(await poll(second)).toEqual([]);
    expect(after.gaps).toHaveLength(1);
    await after.add('d');
    expect(await poll(second)).toEqual(['d']);
    expect(after.gaps).toHaveLength(1);
  });

  it('is read parent before child when a shard was followed by another', async () => {
    const { stream, killed } = await aDatabaseThatDies();
    const before = stream();
    await before.create();
    await before.add('a', 'b', 'c', 'd');
    // What the database itself does to a shard after some hours.
    const after = await killed((file) => {
      const child = 'shardId-00000001795373248875-ffffffff';
      file.exec(
        `INSERT INTO ss SELECT StreamID, '${child}', CreationDateTime, NULL, 3, NULL, ShardID FROM ss`,
      );
      file.exec(
        `UPDATE ss SET SequenceNumberEnd = 2, DeletionDateTime = CreationDateTime WHERE ShardID <> '${child}'`,
      );
      file.exec(`UPDATE us SET ShardID = '${child}' WHERE SequenceNumber > 2`);
    });
    const reader = after.reader();
    expect(await poll(reader)).toEqual(['a', 'b']);
    reader.commit();
    expect(await poll(reader)).toEqual(['c', 'd']);
    reader.commit();
    expect(await poll(after.reader())).toEqual([]);
    expect(after.gaps).toEqual([]);
  });
});
