import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { bundleFunctions, ENTRY_FILE } from '../../infra/bundles.ts';
import { startDynamoDb } from '../../infra/local/dynamodb.ts';
import { createTable } from '../../shared/adapters/dynamodb/table.ts';

/**
 * Start of a process to the first answer from DynamoDB for a typical function, beside an empty node, interleaved in
 * one run so that a busy machine slows both. Prints medians and the ratio; judges nothing.
 */
const RUNS = 15;
const TABLE = 'cold';

const database = await startDynamoDb();
const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
const client = new DynamoDBClient({ region: 'ap-northeast-1', credentials, endpoint: database.endpoint });
await createTable(client, TABLE);
const bundles = await bundleFunctions();
const cache = mkdtempSync(join(tmpdir(), 'shinchoku-compile-cache-'));

const environment = {
  PATH: process.env.PATH,
  CITY: 'iizuka',
  PLAN: 'iizuka-plan-r6',
  TABLE_NAME: TABLE,
  BUCKET_NAME: 'bucket',
  CONFIGURATION_SET: 'set',
  AWS_REGION: 'ap-northeast-1',
  AWS_ACCESS_KEY_ID: 'local',
  AWS_SECRET_ACCESS_KEY: 'local',
  AWS_ENDPOINT_URL_DYNAMODB: database.endpoint,
  POWERTOOLS_LOG_LEVEL: 'SILENT',
};

const event = {
  id: 'cold',
  type: 'mail-queued.v1',
  city: 'iizuka',
  at: '2026-07-01T00:00:00Z',
  data: { mail: 'no-such-mail' },
};
const message = JSON.stringify({ Records: [{ messageId: '1', body: JSON.stringify(event) }] });
/** The mail does not exist, so the handler asks the table once and is done. */
const call = (entry: string) =>
  `const { handler } = await import(${JSON.stringify(entry)}); const answer = await handler(${message}, {}); ` +
  `process.exit(answer.batchItemFailures.length === 0 ? 0 : 1)`;

function timed(args: readonly string[], more: Record<string, string> = {}): number {
  const begun = performance.now();
  const { status, stderr } = spawnSync(process.execPath, args, { env: { ...environment, ...more } });
  if (status !== 0) throw new Error(`the process failed: ${stderr}`);
  return performance.now() - begun;
}

const folder = bundles.get('deliver-mail')?.folder;
if (!folder) throw new Error('deliver-mail has no bundle');
const code = call(join(folder, ENTRY_FILE));
const rows: Record<string, () => number> = {
  'empty node': () => timed(['-e', '0']),
  'deliver-mail': () => timed(['--input-type=module', '-e', code]),
  'deliver-mail, compile cache': () =>
    timed(['--input-type=module', '-e', code], { NODE_COMPILE_CACHE: cache }),
};
const times = new Map<string, number[]>();
for (let run = 0; run < RUNS; run += 1) {
  for (const [name, measure] of Object.entries(rows))
    times.set(name, [...(times.get(name) ?? []), measure()]);
}
const median = (values: readonly number[]) =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
const empty = median(times.get('empty node') ?? []);
console.log(`start to the first answer from DynamoDB, median of ${RUNS}, interleaved`);
for (const [name, values] of times) {
  console.log(
    `${name.padEnd(30)} ${median(values).toFixed(0).padStart(5)} ms ${(median(values) / empty).toFixed(2).padStart(6)} times an empty node`,
  );
}
client.destroy();
await database.stop();
rmSync(cache, { recursive: true, force: true });
