import { appendFileSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  ConflictException,
  CreateScheduleCommand,
  CreateScheduleGroupCommand,
} from '@aws-sdk/client-scheduler';
import type { MailQueuedV1 } from '../../events/mail-queued.v1.ts';
import { type Instant, isoTokyo, isoUtc, Temporal } from '../../shared/calendar/time.ts';
import type { Store } from '../../shared/ports.ts';
import type { Log } from '../../shared/runtime/log.ts';
import {
  deadLetterName,
  FUNCTION_NAMES,
  type FunctionName,
  functionOn,
  queueName,
  rateMessage,
  type Trigger,
  WIRING,
} from '../wiring.ts';
import { connectServices, type Endpoints, queueArn, SCHEDULER_ROLE_ARN } from './clients.ts';
import { wireFunctions } from './functions.ts';
import { createInbound } from './inbound.ts';
import { openTable, openTableInMemory } from './local-table.ts';
import { openDeadMailboxes } from './loopback/dead-mailboxes.ts';
import { startLoopbackS3 } from './loopback/s3.ts';
import { startLoopbackScheduler } from './loopback/scheduler.ts';
import { startLoopbackSes } from './loopback/ses.ts';
import { planInUse } from './plan-in-use.ts';
import { createPump } from './pump.ts';
import { createQueues, type QueueSettings, type Queues } from './queues.ts';
import { LOCAL } from './settings.ts';
import type { IncomingMail } from './smtp-door.ts';
import { openLocalState } from './sqlite.ts';
import { createVirtualClock } from './virtual-clock.ts';

export interface HostOptions {
  readonly dataFolder: string;
  /** Where the clock stands on the first start; later starts go on where they were. */
  readonly startsAt: Instant;
  readonly dynamodbEndpoint?: string | undefined;
  /** Keeps the table in memory: for a year that is played once and looked at in its mails and figures. */
  readonly inMemory?: boolean;
  /** How much of its time has to go by between two sweeps; a quarter of an hour, as on AWS, where left out. */
  readonly sweepMinutes?: number;
  /** Where the pages are that mails lead to; the usual place where left out. */
  readonly webOrigin?: string;
}

/** What moved while the clock was put forward. */
export interface Advance {
  readonly now: Instant;
  readonly fired: number;
}

export type Host = Awaited<ReturnType<typeof startHost>>;

/**
 * The whole system in one process on a clock that moves only when told: the deployed handlers and adapters on the
 * real DynamoDB Local, or on a table in memory, and loopback SES, Scheduler and S3.
 *
 * All state lies in the data folder and every step is repeatable, so that the process may be killed at any instant.
 */
export async function startHost(options: HostOptions) {
  const { dataFolder, startsAt, dynamodbEndpoint, inMemory = false, sweepMinutes = 15 } = options;
  const { webOrigin = LOCAL.webOrigin } = options;
  mkdirSync(dataFolder, { recursive: true });
  const db = openLocalState(dataFolder);
  const clock = createVirtualClock(db, startsAt);
  const log = createFileLog(join(dataFolder, 'shinchoku.log'), () => clock.now());
  const queues = createQueues({ db, clock: clock.now, queues: queueSettings() });
  // Whatever was being worked on when the process died is ready again: nobody else reads these queues.
  queues.recover();
  const table = inMemory
    ? openTableInMemory()
    : await openTable({ dataFolder, endpoint: dynamodbEndpoint, db, log });
  const s3 = await startLoopbackS3({ db, clock: clock.now, buckets: [LOCAL.bucket] });
  const scheduler = await startLoopbackScheduler({ db, clock: clock.now, queues });
  const mailboxes = openDeadMailboxes(db);
  const outboxFolder = join(dataFolder, 'outbox');
  const events = { queues, queue: queueName(functionOn('delivery-reported')) };
  const ses = await startLoopbackSes({
    db,
    clock: clock.now,
    outboxFolder,
    events,
    isDead: mailboxes.isDead,
  });
  const services = { s3: s3.endpoint, scheduler: scheduler.endpoint, ses: ses.endpoint };
  const adapters = { ...connectServices(services), store: table.store };
  const plan = planInUse(dataFolder);
  await ensureSchedules(adapters, plan);
  const functions = wireFunctions({ adapters, clock: clock.now, log, plan, webOrigin });
  const pump = createPump({ db, queues, outbox: table.outbox, functions, log });
  await queueUnfinished(adapters.store, queues);
  const inbound = createInbound({
    put: s3.put,
    queues,
    clock: clock.now,
    bucket: LOCAL.bucket,
    queue: queueName(functionOn('mail-arrived')),
    domain: LOCAL.replyDomain,
    onBadVerdict: (part) => log.warn('inbound.verdict-not-understood', { part }),
  });
  const inTurn = createTurnstile();
  let isStopping = false;
  let sweptAt: Instant | null = null;

  /** Puts the clock forward to `to`, firing everything due on the way in order of time. Refuses to go back. */
  async function advanceTo(to: Instant): Promise<Advance> {
    let fired = 0;
    await pump();
    for (;;) {
      const due = scheduler.nextDue(clock.now(), to);
      const retry = queues.nextAvailableAt();
      const next = earliest(due?.at, retry);
      if (!next || Temporal.Instant.compare(next, to) > 0) break;
      // Whoever asks for the end does not wait for the year to be over: the next start goes on from this instant.
      if (isStopping) return { now: clock.now(), fired };
      if (Temporal.Instant.compare(next, clock.now()) > 0) clock.moveTo(next);
      if (due && Temporal.Instant.compare(due.at, next) === 0 && scheduler.fire(due)) fired += 1;
      else await pump();
      // Steps of one instant are queued together, as they would be, and then worked off together.
      const sameInstant = scheduler.nextDue(clock.now(), clock.now());
      if (!sameInstant) await pump();
    }
    clock.moveTo(to);
    await pump();
    await sweepAtRest();
    return { now: clock.now(), fired };
  }

  /** Wakes what runs by the minute on AWS, now that the clock stands. */
  async function sweepAtRest(): Promise<void> {
    const now = clock.now();
    if (sweptAt && sweptAt.until(now).total('minutes') < sweepMinutes) return;
    sweptAt = now;
    for (const { queue, body, id } of messagesAtRest(plan, now)) queues.send(queue, body, { id });
    await pump();
  }

  return {
    dataFolder,
    /** The plan this data folder works on. */
    plan,
    outboxFolder,
    /** Where another process reaches all of it. Throws where the table is in memory, which nobody else can reach. */
    endpoints(): Endpoints {
      if (table.endpoint === null) throw new TypeError('the table is in memory: nobody else can reach it');
      return { dynamodb: table.endpoint, ...services };
    },
    store: adapters.store,
    objects: adapters.objects,
    schedules: adapters.schedules,
    queues,
    log,
    now: clock.now,
    /** Whether this data folder had been used before. */
    isResumed: clock.resumed !== null,
    sent: ses.sent,
    /** Which mailboxes mail comes back from, for trying things out. */
    mailboxes,
    advance: (to: Instant) => inTurn(() => advanceTo(to)),
    /** When the next schedule falls due, if one does before `upTo`. */
    nextDue: (upTo: Instant) => scheduler.nextDue(clock.now(), upTo)?.at,
    /** Works off whatever is ready at this instant. */
    settle: () => inTurn(pump),
    /** Takes a mail as SES inbound would: stored before this returns, worked off by the next settle or advance. */
    accept: (mail: IncomingMail) => inbound.accept(mail),
    async stop(): Promise<void> {
      isStopping = true;
      await inTurn(async () => {});
      adapters.destroy();
      await Promise.all([ses.stop(), s3.stop(), scheduler.stop()]);
      await table.stop();
      db.close();
    },
  };
}

/**
 * Puts every mail that was decided and not settled before the door out again. A database that was killed may have
 * kept the mail and lost the stream's word of it; the door looks at the mail itself, so asking twice does no harm.
 */
async function queueUnfinished(store: Store, queues: Queues): Promise<void> {
  for (const state of ['pending', 'claimed', 'unknown'] as const) {
    for (const { value } of await store.list('mail', { state })) {
      const event: MailQueuedV1 = {
        id: `mail-queued/${value.id}`,
        type: 'mail-queued.v1',
        city: LOCAL.city,
        at: value.createdAt,
        data: { mail: value.id },
      };
      queues.send(queueName('deliver-mail'), JSON.stringify(event), { id: event.id });
    }
  }
}

function queueSettings(): Record<string, QueueSettings> {
  return Object.fromEntries(
    FUNCTION_NAMES.flatMap((name) => {
      const { visibilitySeconds, maxReceiveCount } = WIRING[name].queue;
      const deadLetter = deadLetterName(name);
      return [
        [queueName(name), { visibilitySeconds, maxReceiveCount, deadLetter }],
        [deadLetter, { visibilitySeconds, maxReceiveCount: 1 }],
      ];
    }),
  );
}

/** The groups, and the schedules that stand whatever the plan is, as the stack would create them. */
async function ensureSchedules(
  { scheduler }: ReturnType<typeof connectServices>,
  plan: string,
): Promise<void> {
  const create = async (send: () => Promise<unknown>) => {
    await send().catch((error: unknown) => {
      if (!(error instanceof ConflictException)) throw error;
    });
  };
  for (const Name of [LOCAL.scheduleGroup, LOCAL.fixedGroup]) {
    await create(() => scheduler.send(new CreateScheduleGroupCommand({ Name })));
  }
  for (const name of FUNCTION_NAMES) {
    const triggers: readonly Trigger[] = WIRING[name].triggers;
    for (const trigger of triggers)
      if (trigger.on === 'rate' && trigger.locally !== 'at-rest')
        await create(() =>
          scheduler.send(
            rateOf(name, trigger.expression, rateMessage(name, trigger.type, { city: LOCAL.city, plan })),
          ),
        );
  }
}

/** A function's fixed rate. */
function rateOf(name: FunctionName, expression: string, message: string): CreateScheduleCommand {
  return new CreateScheduleCommand({
    Name: name,
    GroupName: LOCAL.fixedGroup,
    ScheduleExpression: expression,
    ScheduleExpressionTimezone: 'Asia/Tokyo',
    FlexibleTimeWindow: { Mode: 'OFF' },
    Target: { Arn: queueArn(queueName(name)), RoleArn: SCHEDULER_ROLE_ARN, Input: message },
  });
}

/** What is woken when the clock has come to rest, with the message for each. */
function messagesAtRest(plan: string, now: Instant): { queue: string; body: string; id: string }[] {
  return FUNCTION_NAMES.flatMap((name) => {
    const triggers: readonly Trigger[] = WIRING[name].triggers;
    return triggers.flatMap((trigger) => {
      if (trigger.on !== 'rate' || trigger.locally !== 'at-rest') return [];
      const body = rateMessage(name, trigger.type, { city: LOCAL.city, plan }, isoUtc(now));
      return [{ queue: queueName(name), body, id: `rate/${name}/${isoUtc(now)}` }];
    });
  });
}

function earliest(a: Instant | undefined, b: Instant | undefined): Instant | undefined {
  if (!a || !b) return a ?? b;
  return Temporal.Instant.compare(a, b) <= 0 ? a : b;
}

/** One piece of work at a time: the clock must not move under a mail that is being worked off. */
function createTurnstile() {
  let last: Promise<unknown> = Promise.resolve();
  return function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = last.then(work);
    last = turn.catch(() => {});
    return turn;
  };
}

/** Log lines as a deployed function writes them, one JSON object a line, in the data folder. */
function createFileLog(file: string, now: () => Instant): Log {
  const write =
    (level: string) =>
    (code: string, fields: Record<string, unknown> = {}) => {
      const { error, ...rest } = fields;
      const fault =
        error instanceof Error
          ? {
              error: {
                name: error.name,
                message: error.message,
                stack: error.stack,
                cause: String(error.cause ?? ''),
              },
            }
          : {};
      appendFileSync(file, `${JSON.stringify({ at: isoTokyo(now()), level, code, ...rest, ...fault })}\n`);
    };
  return { info: write('info'), warn: write('warn'), error: write('error') };
}

/** The outbox folder's mails in sending order; for pages and commands that show them. */
export function readOutbox(outboxFolder: string): { number: number; file: string; bytes: Uint8Array }[] {
  return readdirSync(outboxFolder)
    .filter((name) => /^\d{6}\.eml$/.test(name))
    .sort()
    .map((name) => ({
      number: Number.parseInt(name, 10),
      file: join(outboxFolder, name),
      bytes: readFileSync(join(outboxFolder, name)),
    }));
}
