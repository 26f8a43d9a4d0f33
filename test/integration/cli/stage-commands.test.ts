import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { CreateScheduleGroupCommand, SchedulerClient } from '@aws-sdk/client-scheduler';
import {
  afterAll,
  afterEach,
  beforeAll,
  beforeEach,
  describe,
  expect,
  inject,
  it,
  onTestFinished,
  vi,
} from 'vitest';
import { startLoopbackScheduler } from '../../../infra/local/loopback/scheduler.ts';
import { createQueues } from '../../../infra/local/queues.ts';
import { openLocalState } from '../../../infra/local/sqlite.ts';
import { createTable } from '../../../shared/adapters/dynamodb/table.ts';
import { systemClock } from '../../../shared/runtime/clock.ts';
import { loopbackConfig } from '../../support/aws.ts';
import { answerHere, runHere, runShinchoku } from './run-shinchoku.ts';
import { aPlanFile, SAMPLE_PLAN } from './sample-files.ts';

const PLACE = 'ap-northeast-1:000000000000';
const QUEUE = `arn:aws:sqs:${PLACE}:`;

let folder: string;
/** Where the SDK finds the services of the stage, and who asks: its own standard variables, and nothing of ours. */
let aws: Record<string, string>;
let outputs: Record<string, Record<string, string>>;
let stop: () => Promise<void>;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'shinchoku-stage-'));
  const table = `t-${randomUUID()}`;
  const dynamo = new DynamoDBClient(loopbackConfig(inject('dynamoDbEndpoint')));
  await createTable(dynamo, table);
  const db = openLocalState(folder);
  const queues = createQueues({ db, clock: systemClock, queues: {} });
  const scheduler = await startLoopbackScheduler({ db, clock: systemClock, queues });
  const client = new SchedulerClient(loopbackConfig(scheduler.endpoint));
  await client.send(new CreateScheduleGroupCommand({ Name: 'due' }));
  client.destroy();
  dynamo.destroy();
  stop = async () => {
    await scheduler.stop();
    db.close();
  };
  aws = {
    AWS_ENDPOINT_URL_DYNAMODB: inject('dynamoDbEndpoint'),
    AWS_ENDPOINT_URL_SCHEDULER: scheduler.endpoint,
    AWS_ACCESS_KEY_ID: 'operator',
    AWS_SECRET_ACCESS_KEY: 'operator',
    // Neither the machine's own profiles nor a region set for something else may have a say.
    AWS_CONFIG_FILE: join(folder, 'no-config'),
    AWS_SHARED_CREDENTIALS_FILE: join(folder, 'no-credentials'),
    AWS_REGION: 'eu-west-1',
    AWS_EC2_METADATA_DISABLED: 'true',
  };
  outputs = {
    'shinchoku-sample-stateful': { TableName: table, BucketName: 'mails' },
    'shinchoku-sample-service': {
      ScheduleGroup: 'due',
      ScheduleRoleArn: 'arn:aws:iam::000000000000:role/scheduler',
      ScheduleDeadLetterArn: `${QUEUE}dead`,
      OpenRoundQueueArn: `${QUEUE}open-round`,
      RemindQueueArn: `${QUEUE}remind`,
      EvaluateProgressQueueArn: `${QUEUE}evaluate-progress`,
      SendDigestQueueArn: `${QUEUE}send-digest`,
      PlanSchedulesQueueArn: `${QUEUE}plan-schedules`,
    },
  };
}, 60_000);

afterAll(async () => {
  await stop();
  rmSync(folder, { recursive: true, force: true });
});

beforeEach(() => {
  for (const [name, value] of Object.entries(aws)) vi.stubEnv(name, value);
});

afterEach(() => vi.unstubAllEnvs());

/** The options that name the stage by the outputs of its deployment. */
function onStage(printed: unknown = outputs): string[] {
  const file = join(folder, `outputs-${randomUUID()}.json`);
  writeFileSync(file, typeof printed === 'string' ? printed : JSON.stringify(printed));
  return ['--stage', 'sample', '--outputs', file];
}

/** Runs a command that is to be refused with one sentence, and hands back the sentence. */
async function refusalOf(args: readonly string[]): Promise<string> {
  const { code, printed, answers, warned } = await runHere(args);
  expect({ code, said: [...printed, ...answers] }).toEqual({ code: 2, said: [] });
  expect(warned).toEqual([expect.stringMatching(/^[^。\n]+。$/)]);
  return warned[0] ?? '';
}

describe('a stage nobody imported a plan into', () => {
  it('refuses what needs one', async () => {
    for (const args of [
      ['status', '--round', '2026Q1'],
      ['schedule', 'list'],
      ['plan', 'export', join(folder, 'none.xlsx')],
    ])
      expect(await refusalOf([...args, ...onStage()])).toContain('plan import FILE --stage sample');
    // Where a data folder would show the sample city.
    const preview = ['preview', '--from', '2026-07-01', '--to', '2026-07-01'];
    expect(await refusalOf([...preview, ...onStage()])).toContain(SAMPLE_PLAN);
    expect(existsSync(join(folder, 'none.xlsx'))).toBe(false);
  });

  it('refuses a plan of another id, in the check as in the import', async () => {
    const file = aPlanFile(folder, (text) => text.replace(`id: ${SAMPLE_PLAN}`, 'id: other-plan'));

    expect(await refusalOf(['plan', 'import', file, ...onStage()])).toContain('--plan other-plan');
    const checked = await answerFailing(['plan', 'check', file, ...onStage()]);
    expect(checked).toMatchObject({ ok: false, faults: [{ where: 'id' }] });
  });
});

/** The JSON answer of a check that found faults. */
async function answerFailing(args: readonly string[]): Promise<unknown> {
  const { code, answers } = await runHere([...args, '--json']);
  expect(code).toBe(1);
  return answers[0];
}

describe('the first plan of a stage', () => {
  it('is imported by the command itself, which says who does the rest', async () => {
    const { code, stdout, stderr } = await runShinchoku(
      ['plan', 'import', aPlanFile(folder), ...onStage(), '--json'],
      aws,
    );

    expect({ code, stderr }).toEqual({
      code: 0,
      stderr: expect.stringMatching(/^[^。\n]+1分ほど[^。\n]+。\n$/),
    });
    expect(JSON.parse(stdout)).toMatchObject({ plan: SAMPLE_PLAN, applied: true, version: 1 });
  });

  it('is not imported twice', async () => {
    const again = await runHere(['plan', 'import', aPlanFile(folder), ...onStage()]);

    expect(again).toMatchObject({ code: 0, warned: [] });
    expect(again.printed).toContain('すでに同じ内容が取り込まれています。');
  });

  it('is previewed, and what should be scheduled is known and can be applied', async () => {
    const mails = await answerHere([
      'preview',
      '--from',
      '2026-07-01',
      '--to',
      '2026-07-01',
      '--render',
      ...onStage(),
    ]);
    const before = await answerHere(['schedule', 'list', ...onStage()]);
    const applied = await answerHere(['schedule', 'apply', ...onStage()]);
    const after = await answerHere(['schedule', 'list', ...onStage()]);

    expect(mails).toHaveLength(20);
    expect(applied.create).toEqual(before.create);
    expect(after).toMatchObject({ create: [], remove: [], unchanged: before.create.length });
  });

  it('shows nothing where nothing has happened yet', async () => {
    for (const args of [
      ['mails'],
      ['held'],
      ['submissions', '--round', '2026Q1'],
      ['status', '--round', '2026Q1'],
    ])
      expect(await answerHere([...args, ...onStage()])).toEqual([]);
    expect(await refusalOf(['release', '--round', '2026Q1', ...onStage()])).toContain('まだない');
  });

  it('comes out as a workbook that is checked and imported without a difference', async () => {
    const file = join(folder, 'plan.xlsx');

    expect(await answerHere(['plan', 'export', file, ...onStage()])).toMatchObject({
      plan: SAMPLE_PLAN,
      initiatives: 24,
    });
    expect(await answerHere(['plan', 'check', file, ...onStage()])).toMatchObject({ ok: true, faults: [] });
    expect(await answerHere(['plan', 'import', file, '--dry-run', ...onStage()])).toMatchObject({
      plan: SAMPLE_PLAN,
      changes: [],
      directory: null,
    });
    // It holds all of a plan, so that a system which knows nothing takes it too.
    expect(await answerHere(['plan', 'check', file, '--data', join(folder, 'none')])).toMatchObject({
      ok: true,
    });
    expect(await refusalOf(['plan', 'export', file, ...onStage()])).toContain('すでにある');
  });
});

describe('a stage that cannot be reached', () => {
  const withOutputs = (change: (printed: typeof outputs) => unknown) =>
    refusalOf(['mails', ...onStage(change(structuredClone(outputs)))]);

  it('says that nothing was printed by a deployment, and how to have it printed', async () => {
    const words = await refusalOf(['mails', '--stage', 'sample', '--outputs', join(folder, 'missing.json')]);

    expect(words).toContain('missing.json');
    expect(words).toContain('npx cdk deploy --all -c stage=sample --outputs-file cdk-outputs.sample.json');
  });

  it('says of outputs what is wrong with them', async () => {
    expect(await withOutputs(() => '{')).toContain('配備の出力ではない');
    expect(await withOutputs(() => ({ 'shinchoku-other-service': {} }))).toContain('shinchoku-other-service');
    expect(
      await withOutputs((printed) => {
        delete printed['shinchoku-sample-stateful']?.TableName;
        return printed;
      }),
    ).toContain('TableName');
    expect(
      await withOutputs((printed) => {
        Object.assign(printed['shinchoku-sample-service'] ?? {}, {
          ScheduleDeadLetterArn: 'arn:aws:sqs:us-east-1:123456789012:dead',
        });
        return printed;
      }),
    ).toContain('アカウント 123456789012 の us-east-1');
  });

  it('says that there is no table', async () => {
    expect(
      await withOutputs((printed) => {
        Object.assign(printed['shinchoku-sample-stateful'] ?? {}, { TableName: 'gone' });
        return printed;
      }),
    ).toContain('表「gone」');
  });

  it('says that nobody said who asks', async () => {
    vi.stubEnv('AWS_ACCESS_KEY_ID', undefined);
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', undefined);

    expect(await refusalOf(['mails', ...onStage()])).toContain('AWS_PROFILE');
  });

  it.each([
    { says: 'AWS denies it', type: 'AccessDeniedException', names: 'OperatorRoleArn' },
    { says: 'who asks is not accepted any more', type: 'ExpiredTokenException', names: 'aws sso login' },
  ])('says that $says, asked in the region of the stage whatever region is set', async ({ type, names }) => {
    const asked: string[] = [];
    const server = createServer((request, response) => {
      asked.push(request.headers.authorization ?? '');
      response.writeHead(400, { 'content-type': 'application/x-amz-json-1.0' });
      response.end(JSON.stringify({ __type: type, message: 'not authorized' }));
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    onTestFinished(() => void server.close());
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    vi.stubEnv('AWS_ENDPOINT_URL_DYNAMODB', `http://127.0.0.1:${port}`);

    expect(await refusalOf(['mails', ...onStage()])).toContain(names);
    expect(asked[0]).toContain('/ap-northeast-1/dynamodb/');
  });

  it('says that nothing answers', async () => {
    vi.stubEnv('AWS_ENDPOINT_URL_DYNAMODB', 'http://127.0.0.1:9');

    expect(await refusalOf(['mails', ...onStage()])).toContain('つながらない');
  });
});
