import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { describe, expect, inject, it, onTestFinished } from 'vitest';
import { startDynamoDb } from '../../../infra/local/dynamodb.ts';
import { isAlive } from '../../../infra/local/process.ts';
import { StartError } from '../../../infra/local/start-error.ts';
import { aTemporaryFolder } from '../../support/temporary-folder.ts';

const answers = async (endpoint: string) => {
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const client = new DynamoDBClient({ endpoint, region: 'ap-northeast-1', credentials, maxAttempts: 1 });
  return (await client.send(new ListTablesCommand({}))).TableNames !== undefined;
};
const recordIn = (folder: string) => JSON.parse(readFileSync(join(folder, 'dynamodb.json'), 'utf8'));

describe('the local database', () => {
  it('answers once started, and has ended once stopped', async () => {
    const folder = aTemporaryFolder();
    const database = await startDynamoDb({ dataFolder: folder });
    expect(database.reused).toBe('no');
    expect(await answers(database.endpoint)).toBe(true);
    const { pid } = recordIn(folder);
    await database.stop();
    await database.stop();
    expect(isAlive(pid)).toBe(false);
    expect(existsSync(join(folder, 'dynamodb.json'))).toBe(false);
  });

  it('is taken over from a run that was killed, and then stopped by the new one', async () => {
    const folder = aTemporaryFolder();
    const host = startedByAnotherProcess(folder);
    const [endpoint] = await once(host.stdout.setEncoding('utf8'), 'data');
    host.kill('SIGKILL');
    await once(host, 'exit');
    const { pid } = recordIn(folder);
    expect(isAlive(pid)).toBe(true);

    const database = await startDynamoDb({ dataFolder: folder });
    expect(database).toMatchObject({ reused: 'orphan', endpoint: endpoint.trim() });
    expect(await answers(database.endpoint)).toBe(true);
    await database.stop();
    expect(isAlive(pid)).toBe(false);
  });

  it('is found by its command line when its record was lost, and replaced when it does not answer', async () => {
    const folder = aTemporaryFolder();
    const databaseFolder = join(folder, 'dynamodb');
    mkdirSync(databaseFolder);
    const silent = spawn(
      process.execPath,
      ['-e', 'setInterval(()=>{},1000)', 'DynamoDBLocal.jar', '-dbPath', databaseFolder, '-port', '1'],
      { stdio: 'ignore' },
    );
    const ended = once(silent, 'exit');
    const database = await startDynamoDb({ dataFolder: folder });
    onTestFinished(() => database.stop());
    expect(database.reused).toBe('no');
    await ended;
  });

  it('is shared, not stopped, while the process that started it lives', async () => {
    const folder = aTemporaryFolder();
    const host = startedByAnotherProcess(folder);
    const [endpoint] = await once(host.stdout.setEncoding('utf8'), 'data');
    const database = await startDynamoDb({ dataFolder: folder });
    expect(database).toMatchObject({ reused: 'shared', endpoint: endpoint.trim() });
    await database.stop();
    expect(await answers(database.endpoint)).toBe(true);
    const { pid } = recordIn(folder);
    host.stdin.end();
    await once(host, 'exit');
    expect(isAlive(pid)).toBe(false);
  });

  it('is reached by this machine alone', async () => {
    const { port } = new URL(inject('dynamoDbEndpoint'));
    // A server that listens everywhere would answer under the machine's other loopback addresses too.
    for (const host of ['127.0.0.2', '[::1]']) {
      await expect(answers(`http://${host}:${port}`)).rejects.toThrow();
    }
    expect(await answers(`http://127.0.0.1:${port}`)).toBe(true);
  });

  it('uses an endpoint that is given, and says so when nothing answers there', async () => {
    const endpoint = inject('dynamoDbEndpoint');
    const database = await startDynamoDb({ endpoint });
    await database.stop();
    expect(await answers(endpoint)).toBe(true);
    await expect(startDynamoDb({ endpoint: 'http://127.0.0.1:9' })).rejects.toThrow(
      'DYNAMODB_ENDPOINT names http://127.0.0.1:9, but no DynamoDB answers there',
    );
  });

  it('says in one sentence that Java is missing', async () => {
    const path = process.env.PATH;
    onTestFinished(() => {
      process.env.PATH = path;
    });
    process.env.PATH = aTemporaryFolder();
    await expect(startDynamoDb()).rejects.toThrow(StartError);
    await expect(startDynamoDb()).rejects.toThrow(/no "java" was found: install it .*DYNAMODB_ENDPOINT/);
  });

  it('says in one sentence that Java is too old', async () => {
    const folder = aTemporaryFolder();
    const fakeJava =
      '#!/bin/sh\necho "java.lang.UnsupportedClassVersionError: class file version 61.0" >&2\nexit 1\n';
    writeFileSync(join(folder, 'java'), fakeJava, { mode: 0o755 });
    const path = process.env.PATH;
    onTestFinished(() => {
      process.env.PATH = path;
    });
    process.env.PATH = `${folder}:${path}`;
    await expect(startDynamoDb()).rejects.toThrow('Java 17 or later is needed');
  });

  it('names a port that is taken', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(() => void server.close());
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    await expect(startDynamoDb({ port })).rejects.toThrow(`port ${port} for the local database`);
  });
});

/** Another process that starts the database, prints its endpoint and stops it when its input ends. */
function startedByAnotherProcess(dataFolder: string) {
  const url = new URL('../../../infra/local/dynamodb.ts', import.meta.url).href;
  const program = `
    const { startDynamoDb } = await import(${JSON.stringify(url)});
    const database = await startDynamoDb({ dataFolder: ${JSON.stringify(dataFolder)} });
    console.log(database.endpoint);
    process.stdin.on('end', () => database.stop()).resume();`;
  return spawn(process.execPath, ['--input-type=module', '--eval', program], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
}
