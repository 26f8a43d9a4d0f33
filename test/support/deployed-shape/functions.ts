import { type ChildProcess, fork } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';
import type { Clock } from '../../../shared/calendar/time.ts';
import type { Service } from './read-calls.ts';
import type { Deployment, Resource } from './template.ts';

/** Log lines kept of one function, the newest. */
const LOG_LINES_MAX = 5_000;

/** What became of one invocation. Only `returned` reached its end. */
export type InvocationOutcome =
  | { readonly outcome: 'returned'; readonly value: unknown }
  | { readonly outcome: 'threw' | 'did-not-start'; readonly error: string }
  /** Its time ran out, or its process ended; Lambda reports both as errors. */
  | { readonly outcome: 'timed-out' | 'crashed' };

export interface FunctionsOptions {
  readonly deployment: Deployment;
  /** Where copies of the bundles lie: away from any node_modules that could fill a gap in them. */
  readonly folder: string;
  readonly endpoints: Readonly<Record<Service, string>>;
  readonly clock: Clock;
}

const FunctionProperties = z.object({
  Handler: z.string(),
  Runtime: z.string(),
  Role: z.string(),
  Timeout: z.number().default(3),
  MemorySize: z.number().default(128),
  Environment: z.object({ Variables: z.record(z.string(), z.string()).default({}) }).optional(),
  LoggingConfig: z.object({ LogGroup: z.string().optional() }).optional(),
});

const Answer = z.object({
  id: z.number(),
  result: z.unknown().optional(),
  error: z.object({ stack: z.string(), message: z.string() }).optional(),
  initError: z.object({ stack: z.string(), message: z.string() }).optional(),
});

/** One deployed function, running as its template says. */
export interface DeployedFunction {
  /** What its own log lines call it. */
  readonly label: string;
  readonly name: string;
  readonly arn: string;
  readonly roleArn: string;
  /** The key with which it signs; by it the guard knows who calls. */
  readonly accessKeyId: string;
  readonly logGroup: string | undefined;
  invoke(event: unknown): Promise<InvocationOutcome>;
  /** Ends the process as an out-of-memory does: at once, without a word. The next invocation starts another. */
  kill(): void;
  stop(): Promise<void>;
  /** What it wrote to its log, a line each. */
  log(): readonly string[];
}

/** Every function of the templates; a process starts with its first invocation and is used again. */
export function createFunctions(options: FunctionsOptions): DeployedFunction[] {
  return options.deployment
    .ofType('AWS::Lambda::Function')
    .map((resource) => createFunction(resource, options));
}

function createFunction(resource: Resource, options: FunctionsOptions): DeployedFunction {
  const { name, arn, properties } = resource;
  const settings = FunctionProperties.parse(properties);
  const accessKeyId = accessKeyFor(settings.Role);
  const lines: string[] = [];
  let running: ChildProcess | undefined;
  let count = 0;
  let turn: Promise<unknown> = Promise.resolve();

  function start(): ChildProcess {
    if (!settings.Runtime.startsWith(`nodejs${process.versions.node.split('.')[0]}.`))
      throw new Error(`${name} wants ${settings.Runtime}, and this is Node ${process.versions.node}`);
    const folder = join(options.folder, name);
    mkdirSync(options.folder, { recursive: true });
    if (!existsSync(folder)) cpSync(options.deployment.assetOf(resource), folder, { recursive: true });
    const [module = '', exported = ''] = settings.Handler.split('.');
    const file = ['.mjs', '.js', '.cjs'].map((end) => join(folder, `${module}${end}`)).find(existsSync);
    if (!file) throw new Error(`the bundle of ${name} holds no module ${module}`);
    const child = fork(fileURLToPath(new URL('./function-process.ts', import.meta.url)), [file, exported], {
      cwd: folder,
      env: environmentOf(name, folder, settings, options.endpoints),
      execArgv: [
        '--import',
        new URL('./virtual-date.ts', import.meta.url).href,
        // Lambda leaves the heap most of the function's memory.
        `--max-old-space-size=${Math.floor(settings.MemorySize * 0.9)}`,
      ],
      serialization: 'json',
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    for (const stream of [child.stdout, child.stderr]) {
      if (!stream) continue;
      createInterface({ input: stream }).on('line', (line) => {
        lines.push(line);
        if (lines.length > LOG_LINES_MAX) lines.shift();
      });
    }
    child.once('exit', () => {
      if (running === child) running = undefined;
    });
    return child;
  }

  function invoke(event: unknown): Promise<InvocationOutcome> {
    running ??= start();
    const child = running;
    count += 1;
    const id = count;
    const deadlineMs = settings.Timeout * 1000;
    const { promise, resolve } = Promise.withResolvers<InvocationOutcome>();
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      resolve({ outcome: 'timed-out' });
    }, deadlineMs);
    const onMessage = (message: unknown) => {
      const answer = Answer.parse(message);
      if (answer.id !== id) return;
      if (answer.initError) resolve({ outcome: 'did-not-start', error: answer.initError.stack });
      else if (answer.error) resolve({ outcome: 'threw', error: answer.error.stack });
      else resolve({ outcome: 'returned', value: answer.result });
    };
    const onExit = () => resolve({ outcome: 'crashed' });
    child.on('message', onMessage);
    child.once('exit', onExit);
    child.send({ id, event, deadlineMs, present: options.clock().epochMilliseconds }, (error) => {
      if (error) onExit();
    });
    return promise.finally(() => {
      clearTimeout(timer);
      child.off('message', onMessage);
      child.off('exit', onExit);
      if (child.exitCode !== null || child.signalCode !== null || child.killed) running = undefined;
    });
  }

  return {
    label: settings.Environment?.Variables.POWERTOOLS_SERVICE_NAME ?? resource.logicalId,
    name,
    arn,
    roleArn: settings.Role,
    accessKeyId,
    logGroup: settings.LoggingConfig?.LogGroup,
    // One environment works on one event at a time.
    invoke(event) {
      const mine = turn.then(() => invoke(event));
      turn = mine.catch(() => {});
      return mine;
    },
    kill() {
      running?.kill('SIGKILL');
    },
    async stop() {
      const child = running;
      if (!child || child.exitCode !== null || child.signalCode !== null) return;
      const ended = new Promise<void>((settle) => child.once('exit', () => settle()));
      child.kill('SIGKILL');
      await ended;
    },
    log: () => lines,
  };
}

/** What the SDK reads from an environment to act in a role's name. Each role has a key of its own. */
export function environmentOfRole(
  roleArn: string,
  endpoints: Readonly<Record<Service, string>>,
): Record<string, string> {
  return {
    ...Object.fromEntries(
      Object.entries(endpoints).map(([service, endpoint]) => [
        `AWS_ENDPOINT_URL_${service.toUpperCase()}`,
        endpoint,
      ]),
    ),
    AWS_ACCESS_KEY_ID: accessKeyFor(roleArn),
    AWS_SECRET_ACCESS_KEY: 'a-secret-of-the-harness',
    AWS_SESSION_TOKEN: 'a-session-of-the-harness',
  };
}

export function accessKeyFor(roleArn: string): string {
  return `ASIA${createHash('sha256').update(roleArn).digest('hex').slice(0, 16).toUpperCase()}`;
}

/** Exactly what the template says, and what Lambda itself adds; nothing of the process that runs the tests. */
function environmentOf(
  name: string,
  folder: string,
  { Handler, MemorySize, Environment, LoggingConfig, Role }: z.infer<typeof FunctionProperties>,
  endpoints: Readonly<Record<Service, string>>,
): Record<string, string> {
  return {
    ...Environment?.Variables,
    ...environmentOfRole(Role, endpoints),
    AWS_REGION: 'ap-northeast-1',
    AWS_DEFAULT_REGION: 'ap-northeast-1',
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
    AWS_LAMBDA_FUNCTION_NAME: name,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(MemorySize),
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: LoggingConfig?.LogGroup ?? `/aws/lambda/${name}`,
    AWS_LAMBDA_LOG_STREAM_NAME: 'harness',
    LAMBDA_TASK_ROOT: folder,
    _HANDLER: Handler,
    LANG: 'en_US.UTF-8',
    TZ: ':UTC',
    PATH: '/var/lang/bin:/usr/local/bin:/usr/bin:/bin',
  };
}
