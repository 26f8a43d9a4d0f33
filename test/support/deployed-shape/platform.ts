import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams';
import { DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import { startDynamoDb } from '../../../infra/local/dynamodb.ts';
import { startLoopbackS3 } from '../../../infra/local/loopback/s3.ts';
import { type LoopbackSesOptions, startLoopbackSes } from '../../../infra/local/loopback/ses.ts';
import { createQueues, type QueueMessage } from '../../../infra/local/queues.ts';
import { openLocalState } from '../../../infra/local/sqlite.ts';
import { createVirtualClock } from '../../../infra/local/virtual-clock.ts';
import { createDynamoStore } from '../../../shared/adapters/dynamodb/store.ts';
import { type Instant, Temporal } from '../../../shared/calendar/time.ts';
import { createAccess } from './access.ts';
import { type CallFault, type CallInFlight, startCallGuard } from './call-guard.ts';
import { deployTable, queueSettings } from './deploy-state.ts';
import { createEventSource } from './event-sources.ts';
import { accessKeyFor, createFunctions, environmentOfRole, type InvocationOutcome } from './functions.ts';
import { createHttpApi } from './http-api.ts';
import type { Caller } from './iam.ts';
import { createMailService, HARNESS_QUEUES, SES_EVENTS } from './mail-service.ts';
import { createRoutes } from './message-routes.ts';
import { createPipe, sourceOf } from './pipe.ts';
import { startSchedules } from './schedules.ts';
import { createStreamTail } from './stream-tail.ts';
import type { Deployment } from './template.ts';

/** Rounds of work at one instant before something must be feeding itself. */
const ROUNDS_MAX = 20_000;

const REDRIVE_MAX = 1_000;

const CREDENTIALS = { accessKeyId: 'harness', secretAccessKey: 'harness' };

export interface DeployedShapeOptions {
  readonly deployment: Deployment;
  /** Where its state, its copies of the bundles and the mails it sends lie. */
  readonly folder: string;
  readonly startsAt: Instant;
  readonly city: string;
  readonly dynamodbEndpoint?: string | undefined;
  /** Addresses that bounce. */
  readonly bounces?: readonly string[];
  /** What happens to calls of functions on their way. */
  readonly faults?: (call: CallInFlight, fn: string) => CallFault;
  readonly sesFaults?: LoopbackSesOptions['faults'];
}

/** One batch as a function got it, and what became of the invocation. */
export interface Batch {
  readonly fn: string;
  readonly at: Instant;
  readonly messages: readonly QueueMessage[];
  readonly outcome: InvocationOutcome;
}

export type DeployedShape = Awaited<ReturnType<typeof startDeployedShape>>;

/**
 * Stands up what the templates say: real bundles in processes of their own, the real DynamoDB Local, loopback SES,
 * Scheduler and S3, and between them the queues, topics, buses, pipes and mappings of the templates. Every call, the
 * platform's own included, is decided by the templates' policies.
 */
export async function startDeployedShape(options: DeployedShapeOptions) {
  const { deployment, folder, startsAt, city } = options;
  mkdirSync(folder, { recursive: true });
  const db = openLocalState(folder);
  const clock = createVirtualClock(db, startsAt);
  const access = createAccess(deployment);
  const queues = createQueues({ db, clock: clock.now, queues: queueSettings(deployment, HARNESS_QUEUES) });
  const unreachable = new Set<string>();
  const routes = createRoutes({ access, queues, clock: clock.now, unreachable });

  const database = await startDynamoDb({ endpoint: options.dynamodbEndpoint });
  const buckets = deployment.ofType('AWS::S3::Bucket').map(({ name }) => name);
  const s3 = await startLoopbackS3({ db, clock: clock.now, buckets });
  const schedules = await startSchedules({ access, routes, queues, clock: clock.now, db });
  const ses = await startLoopbackSes({
    db,
    clock: clock.now,
    outboxFolder: join(folder, 'outbox'),
    events: { queues, queue: SES_EVENTS },
    configurationSets: deployment.ofType('AWS::SES::ConfigurationSet').map(({ name }) => name),
    isDead: (address) => options.bounces?.includes(address) ?? false,
    ...(options.sesFaults ? { faults: options.sesFaults } : {}),
  });

  const upstreams = {
    dynamodb: database.endpoint,
    s3: s3.endpoint,
    ses: ses.endpoint,
    scheduler: schedules.endpoint,
  };
  const guard = (service: keyof typeof upstreams) =>
    startCallGuard({
      service,
      upstream: upstreams[service],
      access,
      callerOf,
      clock: clock.now,
      faults: (call) => options.faults?.(call, functionOf(call.caller)?.label ?? '') ?? 'none',
      kill: (caller) => functionOf(caller)?.kill(),
    });
  const guards = {
    dynamodb: await guard('dynamodb'),
    s3: await guard('s3'),
    ses: await guard('ses'),
    scheduler: await guard('scheduler'),
  };
  const endpoints = {
    dynamodb: guards.dynamodb.endpoint,
    s3: guards.s3.endpoint,
    ses: guards.ses.endpoint,
    scheduler: guards.scheduler.endpoint,
  };
  const functions = createFunctions({
    deployment,
    folder: join(folder, 'functions'),
    clock: clock.now,
    endpoints,
  });
  const roleOfKey = new Map([...access.roles.keys()].map((arn) => [accessKeyFor(arn), arn]));
  function callerOf(key: string): Caller | undefined {
    const roleArn = roleOfKey.get(key);
    return roleArn === undefined ? undefined : access.caller(roleArn);
  }
  function functionOf(caller: Caller) {
    return functions.find(({ roleArn }) => caller.kind === 'role' && caller.arn === roleArn);
  }

  const client = { region: deployment.region, credentials: CREDENTIALS, endpoint: database.endpoint };
  const dynamo = new DynamoDBClient(client);
  const streams = new DynamoDBStreamsClient(client);
  const tables = deployment.ofType('AWS::DynamoDB::Table', 'AWS::DynamoDB::GlobalTable');
  for (const table of tables) await deployTable(dynamo, table);
  await schedules.deploy();
  const pipes = deployment.ofType('AWS::Pipes::Pipe').map((resource) => {
    const source = sourceOf(resource);
    const table = tables.find(({ arn }) => source.startsWith(`${arn}/stream/`));
    if (!table) throw new RangeError(`pipe ${resource.name} reads no stream of a table: ${source}`);
    return createPipe({ resource, access, routes, poll: createStreamTail(streams, table.name, source) });
  });
  const mail = createMailService({ access, routes, queues, clock: clock.now, putObject: s3.put });
  const batches: Batch[] = [];
  const sources = deployment.ofType('AWS::Lambda::EventSourceMapping').map((resource) =>
    createEventSource({
      resource,
      access,
      queues,
      functions,
      onBatch: (fn, messages, outcome) => batches.push({ fn, at: clock.now(), messages, outcome }),
    }),
  );

  /** What Lambda does around an invocation in the name of the function's role. */
  async function invoke(fn: (typeof functions)[number], event: unknown): Promise<InvocationOutcome> {
    const context = {};
    const assume = { action: 'sts:AssumeRole', resource: fn.roleArn, context };
    if (access.ask(routes.service('lambda.amazonaws.com'), [assume], 'platform'))
      return { outcome: 'crashed' };
    const group = fn.logGroup ?? `/aws/lambda/${fn.name}`;
    const stream = `arn:aws:logs:${deployment.region}:${deployment.account}:log-group:${group}:log-stream:harness`;
    for (const action of ['logs:CreateLogStream', 'logs:PutLogEvents'])
      access.ask(access.caller(fn.roleArn), [{ action, resource: stream, context }], 'platform');
    return fn.invoke(event);
  }

  /** Works off whatever is ready at this instant. */
  async function settle(): Promise<void> {
    for (let round = 0; round < ROUNDS_MAX; round += 1) {
      const passed = await Promise.all(pipes.map((pipe) => pipe()));
      const routed = mail.run();
      const worked = await Promise.all(sources.map(({ fn, work }) => work((event) => invoke(fn, event))));
      if ([routed, ...passed, ...worked].every((count) => count === 0)) return;
    }
    throw new Error(`the deployed shape did not come to rest within ${ROUNDS_MAX} rounds`);
  }

  /** When the next message of a queue with a reader becomes ready. Dead letters wait for people. */
  function nextMessage(): Instant | undefined {
    return sources
      .flatMap(({ queue }) => queues.nextAvailableAt(queue.name) ?? [])
      .sort(Temporal.Instant.compare)[0];
  }

  /** Puts the clock forward to `to`, firing everything due on the way in order of time. */
  async function advance(to: Instant): Promise<void> {
    await settle();
    for (;;) {
      const due = schedules.nextDue(clock.now(), to);
      const next = [due?.at, nextMessage()].flatMap((at) => at ?? []).sort(Temporal.Instant.compare)[0];
      if (!next || Temporal.Instant.compare(next, to) > 0) break;
      const isStuck = Temporal.Instant.compare(next, clock.now()) <= 0 && due?.at !== next;
      // A refused poller leaves its messages where they are; the clock goes on without them.
      if (isStuck) break;
      if (Temporal.Instant.compare(next, clock.now()) > 0) clock.moveTo(next);
      if (due?.at === next) await schedules.fire(due);
      await settle();
    }
    if (Temporal.Instant.compare(to, clock.now()) > 0) clock.moveTo(to);
    await settle();
  }

  const documents = DynamoDBDocumentClient.from(dynamo, { marshallOptions: { removeUndefinedValues: true } });
  const tableName = tables[0]?.name ?? '';
  return {
    access,
    deployment,
    queues,
    routes,
    functions,
    /** Every batch so far, in order. */
    batches,
    unreachable,
    /** Puts dead letters back into a queue, as a person does who follows the runbook. How many there were. */
    redrive(deadLetters: string, queue: string): number {
      const messages = queues.receive(deadLetters, REDRIVE_MAX);
      for (const message of messages) {
        queues.send(queue, message.body);
        queues.delete(message);
      }
      return messages.length;
    },
    /** The function that calls itself so in its log, with its queue. */
    fn(label: string) {
      const fn = functions.find((candidate) => candidate.label === label);
      if (!fn) throw new RangeError(`no function is called ${label}`);
      const queue = sources.find((source) => source.fn === fn)?.queue;
      return { ...fn, queue };
    },
    /** What the SDK has to find in its environment to call the services in a role's name. */
    environmentOfRole: (roleArn: string) => environmentOfRole(roleArn, endpoints),
    /** Asks the HTTP API for a page. */
    ask: createHttpApi({ access, routes, functions, clock: clock.now, invoke }),
    settle,
    advance,
    now: clock.now,
    nextDue: (upTo: Instant) => schedules.nextDue(clock.now(), upTo)?.at,
    sent: ses.sent,
    accept: mail.accept,
    mailDomains: mail.domains,
    /** The harness's own way into the table, which asks nobody. */
    store: createDynamoStore({ client: documents, tableName, city }),
    /** Lays an object among the mails, as if it had come long ago. */
    putObject(key: string, bytes: Uint8Array): void {
      const mails = deployment
        .ofType('AWS::S3::Bucket')
        .find(({ logicalId }) => logicalId.startsWith('Mails'));
      if (!mails) throw new RangeError('no bucket is called Mails');
      s3.put(mails.name, key, bytes);
    },
    /** Writes a row that no function would write. */
    async putRow(row: Readonly<Record<string, unknown>>): Promise<void> {
      await documents.send(new PutCommand({ TableName: tableName, Item: row }));
    },
    async stop(): Promise<void> {
      await Promise.all(functions.map((fn) => fn.stop()));
      dynamo.destroy();
      streams.destroy();
      await Promise.all(Object.values(guards).map((each) => each.stop()));
      await Promise.all([ses.stop(), s3.stop(), schedules.stop()]);
      await database.stop();
      db.close();
    },
  };
}
