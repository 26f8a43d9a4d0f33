import type { DatabaseSync } from 'node:sqlite';
import {
  type AttributeValue,
  DescribeStreamCommand,
  type DynamoDBStreamsClient,
  ExpiredIteratorException,
  GetRecordsCommand,
  type GetRecordsCommandOutput,
  GetShardIteratorCommand,
  ListStreamsCommand,
  ResourceNotFoundException,
  TrimmedDataAccessException,
  type _Record as WireRecord,
} from '@aws-sdk/client-dynamodb-streams';
import { integerOf, optionalTextOf, textOf } from './sqlite.ts';

/** Calls that one poll makes at most: a bound on a stream that has grown beyond all expectation. */
const MAX_READS = 10_000;
const MAX_STREAMS = 100;
const MAX_SHARDS = 1_000;
const PAGE_SIZE = 1_000;
/** Times a page is asked for again with a fresh iterator. */
const READ_TRIES = 2;

const TABLES = `
  CREATE TABLE IF NOT EXISTS stream_positions (
    stream_arn TEXT NOT NULL,
    shard_id TEXT NOT NULL,
    sequence TEXT,
    finished INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (stream_arn, shard_id)
  ) STRICT;`;

/** One item that was added to the table. */
export type StreamRecord = {
  /** The record's own id, the same however often it is read. */
  readonly id: string;
  /** The new item, with its types, as DynamoDB writes it. */
  readonly image: Readonly<Record<string, AttributeValue>>;
  /** The record as EventBridge Pipes hands it to a target, in JSON. */
  readonly body: string;
};

export type StreamReader = {
  /**
   * The next records that pass the filter, in order; none when all have been read. Until `commit` it gives the
   * same ones again, and so does a new process.
   */
  poll(): Promise<readonly StreamRecord[]>;
  /**
   * Notes that what the last poll gave is dealt with. It is synchronous, so that it can be the last step of the
   * transaction that queues the records.
   */
  commit(): void;
};

export type StreamReaderOptions = {
  readonly client: DynamoDBStreamsClient;
  readonly tableName: string;
  /** Where the position is kept, beside the queues that take the records. */
  readonly db: DatabaseSync;
  /**
   * What passes: inserts of items with a text attribute that begins with `prefix`. It is the pattern
   * `{"eventName": ["INSERT"], "dynamodb": {"NewImage": {attribute: {"S": [{"prefix": prefix}]}}}}` of the pipe.
   */
  readonly insertsWith: { readonly attribute: string; readonly prefix: string };
  /**
   * Told when records may have been dropped by age (24 hours of real time) before they were read: the sweep has to
   * find what they said. After a longer rest it is told even if all had been read, for the stream cannot tell.
   */
  readonly onGap?: (shardId: string) => void;
};

type Shard = {
  readonly streamArn: string;
  readonly shardId: string;
  readonly parent: string | undefined;
  /** The last record dealt with. */
  sequence: string | undefined;
  iterator: string | undefined;
};

type Page = {
  readonly shard: Shard;
  readonly records: readonly StreamRecord[];
  /** The last record read, passed or not; undefined for an empty page. */
  readonly sequence: string | undefined;
  /** What comes after this page: another, by this iterator or a fresh one, or nothing more in this shard. */
  readonly next: { readonly iterator: string | undefined } | 'end';
};

/**
 * Reads a table's stream as a pipe would, from the beginning, on DynamoDB Local.
 *
 * Shards are read in the order of their lineage, a table's older streams first. Positions are kept in `db`.
 */
export function createStreamReader(options: StreamReaderOptions): StreamReader {
  const positions = openPositions(options.db);
  /** Shards not read to their end, parents before children. */
  let shards: readonly Shard[] = [];
  let held: Page | undefined;

  const settle = ({ shard, sequence, next }: Page) => {
    const finished = next === 'end';
    shard.sequence = sequence ?? shard.sequence;
    shard.iterator = finished ? undefined : next.iterator;
    // The children of a finished shard are not known yet: forgetting all makes the next poll list them anew.
    if (finished) shards = [];
    // An empty page changes nothing that would be worth a write: the demo polls some thousand times.
    if (finished || sequence !== undefined) positions.save(shard, finished);
  };

  return {
    async poll() {
      if (held !== undefined) return held.records;
      const quiet = new Set<Shard>();
      for (let reads = 0; reads < MAX_READS; reads++) {
        if (shards.length === 0) shards = await listShards(options, positions);
        const shard = shards.find((candidate) => !quiet.has(candidate) && isReadable(candidate, shards));
        if (shard === undefined) return [];
        const page = await readPage(options, shard);
        if (page.records.length > 0) {
          held = page;
          return page.records;
        }
        settle(page);
        if (page.sequence === undefined && page.next !== 'end') quiet.add(shard);
      }
      throw new Error(`the stream of ${options.tableName} did not end within ${MAX_READS} reads`);
    },
    commit() {
      if (held !== undefined) settle(held);
      held = undefined;
    },
  };
}

/** A shard is read once nothing is left of its parent, so that each item's changes stay in order. */
function isReadable(shard: Shard, unread: readonly Shard[]): boolean {
  return !unread.some(({ shardId }) => shardId === shard.parent);
}

async function readPage(options: StreamReaderOptions, shard: Shard): Promise<Page> {
  const { client, onGap = () => {} } = options;
  const nothing = { shard, records: [], sequence: undefined };
  for (let attempt = 0; ; attempt++) {
    try {
      shard.iterator ??= await openIterator(client, shard);
      const command = new GetRecordsCommand({ ShardIterator: shard.iterator, Limit: PAGE_SIZE });
      return pageOf(shard, await client.send(command), options);
    } catch (error) {
      shard.iterator = undefined;
      if (error instanceof ResourceNotFoundException) {
        // The shard is gone as a whole: with its table, or because all it held was too old.
        onGap(shard.shardId);
        return { ...nothing, next: 'end' };
      }
      if (error instanceof TrimmedDataAccessException) {
        // DynamoDB Local says so even of the beginning while a shard holds nothing young enough to read.
        if (shard.sequence === undefined) return { ...nothing, next: { iterator: undefined } };
        onGap(shard.shardId);
        shard.sequence = undefined;
      } else if (!(error instanceof ExpiredIteratorException) || attempt === READ_TRIES) {
        // An iterator lives for fifteen minutes, and the position outlives it. Anything else is a fault.
        throw error;
      }
    }
  }
}

async function openIterator(client: DynamoDBStreamsClient, shard: Shard): Promise<string> {
  const { ShardIterator } = await client.send(
    new GetShardIteratorCommand({
      StreamArn: shard.streamArn,
      ShardId: shard.shardId,
      ...(shard.sequence === undefined
        ? { ShardIteratorType: 'TRIM_HORIZON' }
        : { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', SequenceNumber: shard.sequence }),
    }),
  );
  if (ShardIterator === undefined) throw new Error(`shard ${shard.shardId} gave no iterator`);
  return ShardIterator;
}

function pageOf(shard: Shard, output: GetRecordsCommandOutput, { insertsWith }: StreamReaderOptions): Page {
  const { Records = [], NextShardIterator } = output;
  const passed = Records.filter(({ eventName, dynamodb }) => {
    const value = dynamodb?.NewImage?.[insertsWith.attribute]?.S;
    return eventName === 'INSERT' && value?.startsWith(insertsWith.prefix) === true;
  });
  return {
    shard,
    records: passed.map((record) => recordOf(record, shard)),
    sequence: Records.at(-1)?.dynamodb?.SequenceNumber,
    next: NextShardIterator === undefined ? 'end' : { iterator: NextShardIterator },
  };
}

function recordOf(record: WireRecord, { streamArn }: Shard): StreamRecord {
  const { eventID = '', dynamodb } = record;
  const createdAt = dynamodb?.ApproximateCreationDateTime?.getTime();
  const body = {
    ...record,
    // The SDK reads seconds into a Date; a target of a pipe sees the seconds.
    dynamodb: {
      ...dynamodb,
      ApproximateCreationDateTime: createdAt === undefined ? undefined : createdAt / 1000,
    },
    eventSourceARN: streamArn,
  };
  return { id: eventID, image: dynamodb?.NewImage ?? {}, body: JSON.stringify(body) };
}

/** Every shard of every stream of the table that has not been read to its end. */
async function listShards(options: StreamReaderOptions, positions: Positions): Promise<readonly Shard[]> {
  const shards: Shard[] = [];
  for (const streamArn of await listStreams(options)) {
    const known = positions.of(streamArn);
    let after: string | undefined;
    do {
      const { StreamDescription } = await options.client.send(
        new DescribeStreamCommand({ StreamArn: streamArn, ExclusiveStartShardId: after }),
      );
      for (const { ShardId, ParentShardId } of StreamDescription?.Shards ?? []) {
        if (ShardId === undefined) continue;
        const position = known.get(ShardId);
        if (position?.finished) continue;
        const sequence = position?.sequence;
        shards.push({ streamArn, shardId: ShardId, parent: ParentShardId, sequence, iterator: undefined });
      }
      after = StreamDescription?.LastEvaluatedShardId;
      if (shards.length > MAX_SHARDS)
        throw new Error(`the stream of ${options.tableName} has too many shards`);
    } while (after !== undefined);
  }
  return shards;
}

/** A table has one stream for each time its stream was switched on; the label is the time. */
async function listStreams({ client, tableName }: StreamReaderOptions): Promise<readonly string[]> {
  const { Streams = [] } = await client.send(
    new ListStreamsCommand({ TableName: tableName, Limit: MAX_STREAMS }),
  );
  return Streams.toSorted((a, b) => ((a.StreamLabel ?? '') < (b.StreamLabel ?? '') ? -1 : 1)).flatMap(
    ({ StreamArn }) => StreamArn ?? [],
  );
}

type Position = { readonly sequence: string | undefined; readonly finished: boolean };
type Positions = {
  of(streamArn: string): ReadonlyMap<string, Position>;
  save(shard: Shard, finished: boolean): void;
};

function openPositions(db: DatabaseSync): Positions {
  db.exec(TABLES);
  const read = db.prepare('SELECT * FROM stream_positions WHERE stream_arn = ?');
  const write = db.prepare('INSERT OR REPLACE INTO stream_positions VALUES (?, ?, ?, ?)');
  return {
    of: (streamArn) =>
      new Map(
        read.all(streamArn).map((row) => {
          const position = {
            sequence: optionalTextOf(row, 'sequence'),
            finished: integerOf(row, 'finished') === 1,
          };
          return [textOf(row, 'shard_id'), position];
        }),
      ),
    save: ({ streamArn, shardId, sequence }, finished) =>
      void write.run(streamArn, shardId, sequence ?? null, finished ? 1 : 0),
  };
}
