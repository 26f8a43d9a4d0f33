import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { instantOf } from '../../../shared/calendar/time.ts';
import { createAccess } from '../../support/deployed-shape/access.ts';
import { type CallFault, startCallGuard } from '../../support/deployed-shape/call-guard.ts';
import { createFunctions, type DeployedFunction } from '../../support/deployed-shape/functions.ts';
import { type Deployment, resolveTemplates } from '../../support/deployed-shape/template.ts';

const NOW = instantOf('2026-07-01T00:00:00Z');

/** A function that does what its event says, without any library: bundles have none beside them. */
const CODE = `
const call = async () => {
  const key = process.env.AWS_ACCESS_KEY_ID;
  const answer = await fetch(process.env.AWS_ENDPOINT_URL_DYNAMODB, {
    method: 'POST',
    headers: {
      authorization: 'AWS4-HMAC-SHA256 Credential=' + key + '/20260701/ap-northeast-1/dynamodb/aws4_request',
      'x-amz-target': 'DynamoDB_20120810.GetItem',
    },
    body: JSON.stringify({ TableName: process.env.TABLE_NAME, Key: { pk: { S: 'a' } } }),
  }).catch((error) => ({ status: 0, text: async () => String(error.cause?.code ?? error) }));
  return { status: answer.status, body: await answer.text() };
};
export const handler = async (event) => {
  switch (event.do) {
    case 'tell':
      return { now: [Date.now(), new Date().toISOString(), new Date(0).getTime()], env: Object.keys(process.env) };
    case 'throw':
      throw new RangeError('as asked');
    case 'wait':
      return new Promise((settle) => setTimeout(settle, 60_000));
    case 'exit':
      process.exit(9);
    case 'call':
      return call();
  }
};
`;

let folder: string;
let upstream: Server;
let seen: number;
let fault: CallFault;
let stop: () => Promise<void>;
let works: DeployedFunction;
let mayNothing: DeployedFunction;
let broken: DeployedFunction;
let access: ReturnType<typeof createAccess>;

const role = (statements: object[]) => ({
  Type: 'AWS::IAM::Role',
  Properties: {
    AssumeRolePolicyDocument: {
      Statement: {
        Effect: 'Allow',
        Action: 'sts:AssumeRole',
        Principal: { Service: 'lambda.amazonaws.com' },
      },
    },
    Policies: statements.map((Statement) => ({ PolicyName: 'p', PolicyDocument: { Statement } })),
  },
});

const fn = (asset: string, roleId: string) => ({
  Type: 'AWS::Lambda::Function',
  Properties: {
    Handler: 'index.handler',
    Runtime: 'nodejs24.x',
    Timeout: 1,
    Role: { 'Fn::GetAtt': [roleId, 'Arn'] },
    Code: { S3Bucket: 'assets', S3Key: asset },
    Environment: { Variables: { TABLE_NAME: { Ref: 'Table' } } },
  },
});

function deploy(): Deployment {
  const assets = new Map(['good', 'bad'].map((name) => [name, join(folder, name)]));
  for (const path of assets.values()) mkdirSync(path);
  writeFileSync(join(folder, 'good/index.mjs'), CODE);
  writeFileSync(join(folder, 'bad/index.mjs'), "import 'a-library-that-is-not-in-the-bundle';");
  const read = { Effect: 'Allow', Action: 'dynamodb:GetItem', Resource: { 'Fn::GetAtt': ['Table', 'Arn'] } };
  const Resources = {
    Table: { Type: 'AWS::DynamoDB::Table', Properties: {} },
    Reader: role([read]),
    Nobody: role([]),
    Works: fn('good', 'Reader'),
    MayNothing: fn('good', 'Nobody'),
    Broken: fn('bad', 'Reader'),
  };
  return resolveTemplates([{ name: 'S', template: { Resources }, assets }]);
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'shinchoku-functions-'));
  seen = 0;
  fault = 'none';
  upstream = createServer((_, response) => {
    seen += 1;
    response.end('{"Item":{}}');
  });
  await new Promise<void>((settle) => upstream.listen(0, '127.0.0.1', settle));
  const address = upstream.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const deployment = deploy();
  access = createAccess(deployment);
  const functions: DeployedFunction[] = [];
  const guard = await startCallGuard({
    service: 'dynamodb',
    upstream: `http://127.0.0.1:${port}`,
    access,
    clock: () => NOW,
    callerOf: (key) => {
      const found = functions.find(({ accessKeyId }) => accessKeyId === key);
      return found && access.caller(found.roleArn);
    },
    faults: () => fault,
    kill: () => works.kill(),
  });
  const endpoints = { dynamodb: guard.endpoint, s3: '', ses: '', scheduler: '' };
  functions.push(
    ...createFunctions({ deployment, folder: join(folder, 'run'), endpoints, clock: () => NOW }),
  );
  const byName = (name: string) => {
    const found = functions.find((candidate) => candidate.name === `S-${name}`);
    if (!found) throw new Error(name);
    return found;
  };
  works = byName('Works');
  mayNothing = byName('MayNothing');
  broken = byName('Broken');
  stop = async () => {
    await Promise.all(functions.map((each) => each.stop()));
    await guard.stop();
    upstream.closeAllConnections();
    upstream.close();
    rmSync(folder, { recursive: true });
  };
});

afterEach(() => stop());

describe('a function in its own process', () => {
  it('sees the present it is given, and the environment of its template and of Lambda only', async () => {
    const outcome = await works.invoke({ do: 'tell' });
    expect(outcome).toMatchObject({
      outcome: 'returned',
      value: { now: [NOW.epochMilliseconds, '2026-07-01T00:00:00.000Z', 0] },
    });
    const text = JSON.stringify(outcome);
    expect(text).toContain('"TABLE_NAME"');
    expect(text).toContain('"AWS_LAMBDA_FUNCTION_NAME"');
    for (const mine of ['HOME', 'VITEST', 'NODE_ENV', 'npm_lifecycle_event', 'USER'])
      expect(text).not.toContain(`"${mine}"`);
  });

  it('throws, runs out of time or ends, and is there again for the next event', async () => {
    expect(await works.invoke({ do: 'throw' })).toEqual({
      outcome: 'threw',
      error: expect.stringContaining('RangeError: as asked'),
    });
    expect(await works.invoke({ do: 'wait' })).toEqual({ outcome: 'timed-out' });
    expect(await works.invoke({ do: 'exit' })).toEqual({ outcome: 'crashed' });
    expect(await works.invoke({ do: 'tell' })).toMatchObject({ outcome: 'returned' });
  });

  it('does not start when its bundle lacks something, whatever lies in node_modules here', async () => {
    expect(await broken.invoke({ do: 'tell' })).toEqual({
      outcome: 'did-not-start',
      error: expect.stringContaining('a-library-that-is-not-in-the-bundle'),
    });
  });
});

describe('the guard before a service', () => {
  it('lets through what the role allows and keeps a record of it', async () => {
    expect(await works.invoke({ do: 'call' })).toMatchObject({ value: { status: 200, body: '{"Item":{}}' } });
    expect(access.calls()).toMatchObject([
      { action: 'dynamodb:GetItem', resource: expect.stringMatching(/table\/S-Table$/), allowed: true },
    ]);
    expect(access.calls()[0]?.context).toMatchObject({ 'dynamodb:LeadingKeys': ['a'] });
  });

  it('refuses what the role does not allow before the service hears of it', async () => {
    const outcome = await mayNothing.invoke({ do: 'call' });
    expect(outcome).toMatchObject({
      value: { status: 400, body: expect.stringContaining('not authorized to perform: dynamodb:GetItem') },
    });
    expect(seen).toBe(0);
    expect(access.refusals()).toHaveLength(1);
  });

  it('throttles, loses answers and kills callers when a test says so', async () => {
    fault = 'throttle';
    expect(await works.invoke({ do: 'call' })).toMatchObject({ value: { status: 400 } });
    expect(seen).toBe(0);
    fault = 'lost-response';
    expect(await works.invoke({ do: 'call' })).toMatchObject({ value: { status: 0 } });
    expect(seen).toBe(1);
    fault = 'crash-before';
    expect(await works.invoke({ do: 'call' })).toEqual({ outcome: 'crashed' });
    expect(seen).toBe(1);
    fault = 'crash-after';
    expect(await works.invoke({ do: 'call' })).toEqual({ outcome: 'crashed' });
    expect(seen).toBe(2);
  });
});
