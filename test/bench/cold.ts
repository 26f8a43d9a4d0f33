import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { promisify } from 'node:util';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { bundleFunctions, ENTRY_FILE } from '../../infra/bundles.ts';
import { startDynamoDb } from '../../infra/local/dynamodb.ts';
import { startLoopbackS3 } from '../../infra/local/loopback/s3.ts';
import type { DeployedName } from '../../infra/wiring.ts';
import { createDynamoStore } from '../../shared/adapters/dynamodb/store.ts';
import { createTable } from '../../shared/adapters/dynamodb/table.ts';
import { encodeTag } from '../../shared/adapters/ses/tag.ts';
import { MailRecord } from '../../shared/records/mail.ts';
import { ReceivedMail } from '../../shared/records/received.ts';
import { systemClock } from '../../shared/runtime/clock.ts';

/**
 * Start of a process to the first answer from DynamoDB for typical functions, beside an empty node, interleaved in
 * one run so that a busy machine slows all of them. Each is sent a message that it settles with what that one answer
 * says. Prints medians of time and of processor time, which a busy machine lengthens less, with their ratios; judges
 * nothing.
 */
const RUNS = 15;
const CITY = 'iizuka';
const PLAN = 'iizuka-plan-r6';
const TABLE = 'cold';
const BUCKET = 'cold-bucket';
const AT = '2026-07-01T00:00:00.000Z';
const OBJECT_KEY = 'inbound/known-reply';

const run = promisify(execFile);
const database = await startDynamoDb();
const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
const client = new DynamoDBClient({ region: 'ap-northeast-1', credentials, endpoint: database.endpoint });
await createTable(client, TABLE);
const documents = DynamoDBDocumentClient.from(client);
const store = createDynamoStore({ client: documents, tableName: TABLE, city: CITY });
const objects = await startLoopbackS3({
  db: new DatabaseSync(':memory:'),
  clock: systemClock,
  buckets: [BUCKET],
});

/** A mail that was delivered long ago and a reply that was settled: nothing is left to do with either. */
await store.commit({
  writes: [
    {
      kind: 'mail',
      expected: null,
      value: MailRecord.parse({
        id: 'known-mail',
        plan: PLAN,
        round: '2026Q1',
        department: 'dep-civil',
        kind: 'request',
        step: 'request',
        from: 'shinchoku@in.iizuka.example',
        to: ['officer@iizuka.example'],
        cc: [],
        subject: '【照会】推進プラン進捗',
        text: '',
        manifest: null,
        keyHash: 'hash',
        receiptCode: null,
        objectKey: 'mails/known-mail',
        sha256: 'sha',
        state: 'delivered',
        reason: null,
        rulesVersion: 1,
        scheduledAt: AT,
        createdAt: AT,
        attempts: 1,
        leaseUntil: null,
        unknownSince: null,
        sentAt: AT,
        sesMessageId: 'ses',
      }),
    },
    {
      kind: 'received',
      expected: null,
      value: ReceivedMail.parse({
        id: 'known-reply',
        objectKey: OBJECT_KEY,
        receivedAt: AT,
        state: 'applied',
        reason: null,
        from: null,
        subject: null,
        messageId: null,
        mail: null,
        round: null,
        department: null,
      }),
    },
  ],
  audit: [],
  events: [],
});
objects.put(BUCKET, OBJECT_KEY, new TextEncoder().encode('Subject: known\r\n\r\nknown\r\n'));

const queued = (mail: string) => ({
  id: 'cold',
  type: 'mail-queued.v1',
  city: CITY,
  at: AT,
  data: { mail },
});
const delivered = {
  'detail-type': 'Email Event',
  source: 'aws.ses',
  detail: {
    eventType: 'Delivery',
    mail: { timestamp: AT, messageId: 'ses', tags: { 'mail-id': [encodeTag('known-mail')] } },
  },
};
const recorded = {
  id: 'cold',
  type: 'submission-recorded.v1',
  city: CITY,
  at: AT,
  data: { plan: PLAN, round: '2026Q1', department: 'dep-civil', version: 1, initiatives: [] },
};
const PASS = { status: 'PASS' };
const arrived = {
  notificationType: 'Received',
  mail: { messageId: 'known-reply', timestamp: AT, source: 'officer@iizuka.example' },
  receipt: {
    timestamp: AT,
    recipients: ['shinchoku@in.iizuka.example'],
    spfVerdict: PASS,
    dkimVerdict: PASS,
    dmarcVerdict: PASS,
    spamVerdict: PASS,
    virusVerdict: PASS,
    action: { type: 'S3', bucketName: BUCKET, objectKey: OBJECT_KEY },
  },
};

interface Row {
  readonly name: string;
  readonly start: () => Promise<Sample>;
}

interface Sample {
  readonly wallMs: number;
  readonly cpuMs: number;
}

const environment = {
  PATH: process.env.PATH,
  CITY,
  PLAN,
  TABLE_NAME: TABLE,
  BUCKET_NAME: BUCKET,
  CONFIGURATION_SET: 'set',
  REPLY_DOMAIN: 'in.iizuka.example',
  FROM_ADDRESS: 'shinchoku@in.iizuka.example',
  AWS_REGION: 'ap-northeast-1',
  AWS_ACCESS_KEY_ID: 'local',
  AWS_SECRET_ACCESS_KEY: 'local',
  AWS_ENDPOINT_URL_DYNAMODB: database.endpoint,
  AWS_ENDPOINT_URL_S3: objects.endpoint,
  POWERTOOLS_LOG_LEVEL: 'SILENT',
};

/** The process tells its own processor time as the last thing it does. */
const END =
  'const { user, system } = process.cpuUsage(); console.log((user + system) / 1000); process.exit(0);';

async function timed(script: string, more: Record<string, string> = {}): Promise<Sample> {
  const begun = performance.now();
  const { stdout } = await run(process.execPath, ['--eval', script], { env: { ...environment, ...more } });
  return { wallMs: performance.now() - begun, cpuMs: Number(stdout) };
}

const bundles = await bundleFunctions();

function aFunction(name: DeployedName, what: string, body: unknown, more: Record<string, string> = {}): Row {
  const folder = bundles.get(name)?.folder;
  if (!folder) throw new Error(`${name} has no bundle`);
  const entry = JSON.stringify(join(folder, ENTRY_FILE));
  const batch = JSON.stringify({ Records: [{ messageId: '1', body: JSON.stringify(body) }] });
  const script =
    `import(${entry}).then(async ({ handler }) => { const answer = await handler(${batch}, {}); ` +
    `if (answer.batchItemFailures.length > 0) throw new Error('not settled'); ${END} })`;
  return { name: `${name}, ${what}`, start: () => timed(script, more) };
}

const cache = mkdtempSync(join(tmpdir(), 'shinchoku-compile-cache-'));
const rows: readonly Row[] = [
  { name: 'empty node', start: () => timed(END) },
  aFunction('deliver-mail', 'no such mail', queued('unknown-mail')),
  aFunction('deliver-mail', 'mail settled before', queued('known-mail')),
  aFunction('deliver-mail', 'the same with a compile cache', queued('known-mail'), {
    NODE_COMPILE_CACHE: cache,
  }),
  aFunction('track-delivery', 'nothing new', delivered),
  aFunction('evaluate-progress', 'no such round', recorded),
  aFunction('receive-reply', 'reply settled before', {
    Type: 'Notification',
    Message: JSON.stringify(arrived),
  }),
];

const median = (values: readonly number[]) =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

const samples = rows.map((): Sample[] => []);
for (let round = 0; round < RUNS; round += 1)
  for (const [index, { start }] of rows.entries()) samples[index]?.push(await start());

const medians = samples.map((own) => ({
  wallMs: median(own.map(({ wallMs }) => wallMs)),
  cpuMs: median(own.map(({ cpuMs }) => cpuMs)),
}));
const empty = medians[0] ?? { wallMs: Number.NaN, cpuMs: Number.NaN };
const column = (value: number, digits: number) => value.toFixed(digits).padStart(8);
console.log(`start to the first answer from DynamoDB, medians of ${RUNS}, interleaved`);
console.log(`${''.padEnd(46)}time ms   ÷ empty  CPU ms   ÷ empty`);
for (const [index, { name }] of rows.entries()) {
  const { wallMs, cpuMs } = medians[index] ?? empty;
  const ratios = [column(wallMs / empty.wallMs, 2), column(cpuMs / empty.cpuMs, 2)];
  console.log(`${name.padEnd(45)}${column(wallMs, 0)}  ${ratios[0]}${column(cpuMs, 0)}  ${ratios[1]}`);
}
client.destroy();
await objects.stop();
await database.stop();
rmSync(cache, { recursive: true, force: true });
