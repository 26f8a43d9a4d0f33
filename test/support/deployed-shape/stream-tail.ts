import {
  DescribeStreamCommand,
  type DynamoDBStreamsClient,
  GetRecordsCommand,
  GetShardIteratorCommand,
  ListStreamsCommand,
} from '@aws-sdk/client-dynamodb-streams';

/** A stream record as a pipe's filter, template and target see it. */
export type PipeRecord = Readonly<Record<string, unknown>>;

const READS_MAX = 1_000;

/**
 * Reads a table's stream from its beginning, every kind of change: which of them matter is for the pipe's own filter
 * to say. Holds its position in memory only.
 */
export function createStreamTail(client: DynamoDBStreamsClient, tableName: string, streamArn: string) {
  const iterators = new Map<string, string | undefined>();
  const finished = new Set<string>();
  let actualArn: string | undefined;

  async function findShards(): Promise<void> {
    actualArn ??= (await client.send(new ListStreamsCommand({ TableName: tableName }))).Streams?.[0]
      ?.StreamArn;
    if (actualArn === undefined) throw new Error(`table ${tableName} has no stream`);
    const { StreamDescription } = await client.send(new DescribeStreamCommand({ StreamArn: actualArn }));
    for (const { ShardId } of StreamDescription?.Shards ?? []) {
      if (ShardId === undefined || iterators.has(ShardId) || finished.has(ShardId)) continue;
      const { ShardIterator } = await client.send(
        new GetShardIteratorCommand({
          StreamArn: actualArn,
          ShardId,
          ShardIteratorType: 'TRIM_HORIZON',
        }),
      );
      iterators.set(ShardId, ShardIterator);
    }
  }

  /** What was changed since the last call, oldest first. */
  return async function poll(): Promise<PipeRecord[]> {
    const records: PipeRecord[] = [];
    if (iterators.size === 0) await findShards();
    for (const [shard, first] of [...iterators]) {
      let iterator = first;
      for (let reads = 0; reads < READS_MAX && iterator !== undefined; reads += 1) {
        const page = await client.send(new GetRecordsCommand({ ShardIterator: iterator }));
        iterator = page.NextShardIterator;
        records.push(...(page.Records ?? []).map((record) => wireForm(record, streamArn)));
        if ((page.Records ?? []).length === 0) break;
      }
      if (iterator === undefined) {
        iterators.delete(shard);
        finished.add(shard);
      } else iterators.set(shard, iterator);
    }
    return records;
  };
}

/** The SDK reads times into dates and bytes into arrays; a pipe passes on seconds and base64. */
function wireForm(record: object, eventSourceARN: string): PipeRecord {
  const json = JSON.stringify({ ...record, eventSourceARN }, function (this: unknown, key, value: unknown) {
    const raw: unknown = typeof this === 'object' && this !== null ? Reflect.get(this, key) : value;
    if (raw instanceof Date) return raw.getTime() / 1000;
    return raw instanceof Uint8Array ? Buffer.from(raw).toString('base64') : value;
  });
  return JSON.parse(json);
}
