import {
  CreateScheduleCommand,
  type CreateScheduleCommandInput,
  CreateScheduleGroupCommand,
  DeleteScheduleCommand,
  GetScheduleCommand,
  GetScheduleGroupCommand,
  ListScheduleGroupsCommand,
  ListSchedulesCommand,
  SchedulerClient,
  UpdateScheduleCommand,
} from '@aws-sdk/client-scheduler';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startLoopbackScheduler } from '../../../infra/local/loopback/scheduler.ts';
import { createQueues } from '../../../infra/local/queues.ts';
import { openLocalState } from '../../../infra/local/sqlite.ts';
import { createEventBridgeSchedules } from '../../../shared/adapters/scheduler/schedules.ts';
import { instantOf, isoTokyo } from '../../../shared/calendar/time.ts';
import type { NewSchedule } from '../../../shared/ports.ts';
import { loopbackConfig } from '../../support/aws.ts';
import { aTemporaryFolder } from '../../support/temporary-folder.ts';
import { aVirtualClock } from '../../support/virtual-clock.ts';

const QUEUE_ARN = 'arn:aws:sqs:ap-northeast-1:000000000000:due';
const ROLE_ARN = 'arn:aws:iam::000000000000:role/scheduler';
const START = '2026-07-01T09:00:00+09:00';

async function aScheduler({ folder = aTemporaryFolder(), at = START } = {}) {
  const clock = aVirtualClock(at);
  const db = openLocalState(folder);
  const due = { visibilitySeconds: 60, maxReceiveCount: 5 };
  const queues = createQueues({ db, clock: clock.now, queues: { due } });
  const server = await startLoopbackScheduler({ db, clock: clock.now, queues });
  const client = new SchedulerClient(loopbackConfig(server.endpoint));
  onTestFinished(async () => {
    client.destroy();
    await server.stop();
  });
  const options = {
    group: 'reminders',
    targetArns: {
      remind: QUEUE_ARN,
      'open-round': `${QUEUE_ARN}-open-round`,
      'evaluate-progress': `${QUEUE_ARN}-evaluate-progress`,
      'send-digest': `${QUEUE_ARN}-send-digest`,
      'plan-schedules': `${QUEUE_ARN}-plan-schedules`,
    },
    roleArn: ROLE_ARN,
    deadLetterArn: `${QUEUE_ARN}-dead`,
  };
  return {
    clock,
    server,
    client,
    queues,
    schedules: createEventBridgeSchedules({ client, ...options }),
    /** Moves the clock on, firing what is due, and tells at what times something fired. */
    advance(to: string) {
      const fired: string[] = [];
      for (;;) {
        const next = server.nextDue(clock.now(), instantOf(to));
        if (next === undefined) break;
        if (next.at.epochMilliseconds > clock.now().epochMilliseconds) clock.set(next.at.toString());
        expect(server.fire(next)).toBe(true);
        fired.push(`${next.name} ${isoTokyo(next.at)}`);
      }
      clock.set(to);
      return fired;
    },
    bodies: () => queues.receive('due', 1000).map(({ body }) => body),
  };
}

async function aGroupOfReminders(options: Parameters<typeof aScheduler>[0] = {}) {
  const room = await aScheduler(options);
  await room.client.send(new CreateScheduleGroupCommand({ Name: 'reminders' }));
  return room;
}

const reminder = (name: string, at: string, input = '{}'): NewSchedule => ({
  name,
  at: instantOf(at),
  input,
  target: 'remind',
});
const recurring = (overrides: Partial<CreateScheduleCommandInput> = {}): CreateScheduleCommandInput => ({
  Name: 'sweep',
  ScheduleExpression: 'rate(15 minutes)',
  FlexibleTimeWindow: { Mode: 'OFF' },
  Target: { Arn: QUEUE_ARN, RoleArn: ROLE_ARN, Input: '"sweep"' },
  ...overrides,
});

describe('schedules on the loopback Scheduler', () => {
  it('fire once at their time, in order, with the context filled in, and are gone', async () => {
    const { schedules, advance, bodies } = await aGroupOfReminders();
    const input =
      '{"at":"<aws.scheduler.scheduled-time>","arn":"<aws.scheduler.schedule-arn>","n":"<aws.scheduler.attempt-number>"}';
    expect(await schedules.create(reminder('b', '2026-07-10T12:00:00+09:00'))).toBe('created');
    expect(await schedules.create(reminder('a', '2026-07-10T12:00:00+09:00', input))).toBe('created');
    await schedules.create(reminder('first', '2026-07-02T09:00:00+09:00'));
    await schedules.create(reminder('later', '2026-07-11T00:00:00+09:00'));
    expect(await schedules.list()).toEqual(['a', 'b', 'first', 'later']);
    expect(advance('2026-07-10T12:00:00+09:00')).toEqual([
      'first 2026-07-02T09:00:00+09:00',
      'a 2026-07-10T12:00:00+09:00',
      'b 2026-07-10T12:00:00+09:00',
    ]);
    expect(JSON.parse(bodies()[1] ?? '')).toEqual({
      at: '2026-07-10T03:00:00Z',
      arn: 'arn:aws:scheduler:ap-northeast-1:000000000000:schedule/reminders/a',
      n: '1',
    });
    expect(await schedules.list()).toEqual(['later']);
  });

  it('are told apart by name, and deleting what is gone is no error', async () => {
    const { schedules, advance } = await aGroupOfReminders();
    await schedules.create(reminder('a', '2026-07-10T12:00:00+09:00'));
    expect(await schedules.create(reminder('a', '2026-07-11T12:00:00+09:00'))).toBe('already-there');
    expect(await schedules.delete('a')).toBe('deleted');
    expect(await schedules.delete('a')).toBe('not-there');
    expect(advance('2026-08-01T00:00:00+09:00')).toEqual([]);
  });

  it('are listed past one page', async () => {
    const { schedules } = await aGroupOfReminders();
    const names = Array.from({ length: 203 }, (_, index) => `r-${String(index).padStart(3, '0')}`);
    for (const name of names) await schedules.create(reminder(name, '2026-07-10T12:00:00+09:00'));
    expect(await schedules.list()).toEqual(names);
  });

  it('survive a restart, and what came due meanwhile still fires', async () => {
    const folder = aTemporaryFolder();
    const first = await aGroupOfReminders({ folder });
    await first.schedules.create(reminder('missed', '2026-07-10T12:00:00+09:00'));
    await first.schedules.create(reminder('to-come', '2026-07-20T12:00:00+09:00'));
    const second = await aScheduler({ folder, at: '2026-07-11T00:00:00+09:00' });
    expect(await second.schedules.list()).toEqual(['missed', 'to-come']);
    expect(second.advance('2026-07-12T00:00:00+09:00')).toEqual(['missed 2026-07-10T12:00:00+09:00']);
  });

  it('fire once though the same occurrence is fired again', async () => {
    const { schedules, server, clock, bodies } = await aGroupOfReminders();
    await schedules.create(reminder('a', '2026-07-10T12:00:00+09:00'));
    const next = server.nextDue(clock.now(), instantOf('2026-08-01T00:00:00Z'));
    if (next === undefined) throw new Error('nothing is due');
    expect([server.fire(next), server.fire(next)]).toEqual([true, false]);
    expect(bodies()).toHaveLength(1);
  });
});

describe('the loopback Scheduler', () => {
  it('repeats a rate from its beginning and passes over what the clock jumped', async () => {
    const { client, advance, server } = await aScheduler();
    await client.send(new CreateScheduleCommand(recurring()));
    expect(advance('2026-07-01T09:30:00+09:00')).toEqual([
      'sweep 2026-07-01T09:00:00+09:00',
      'sweep 2026-07-01T09:15:00+09:00',
      'sweep 2026-07-01T09:30:00+09:00',
    ]);
    const later = instantOf('2026-07-03T09:31:00+09:00');
    expect(server.nextDue(later, later.add({ hours: 1 }))?.at).toEqual(
      instantOf('2026-07-03T09:45:00+09:00'),
    );
  });

  it.each([
    ['cron(0 9 ? * MON-FRI *)', ['07-01T09:00', '07-02T09:00', '07-03T09:00', '07-06T09:00']],
    ['cron(0/20 8,17 1 * ? *)', ['07-01T17:00', '07-01T17:20', '07-01T17:40', '08-01T08:00']],
    ['cron(30 10 29 2 ? 2026-2028)', []],
    ['cron(0 0 L * ? *)', undefined],
    ['cron(0 9 * * * *)', undefined],
    ['cron(0 9 ? * MON-FRI)', undefined],
    ['cron(60 9 ? * * *)', undefined],
    ['rate(0 minutes)', undefined],
    ['at(2026-02-30T00:00:00)', undefined],
    ['at(2026-07-01T09:00:00Z)', undefined],
  ])('reads %s', async (expression, times) => {
    const { client, advance } = await aScheduler();
    const zone = { ScheduleExpressionTimezone: 'Asia/Tokyo' };
    const call = client.send(
      new CreateScheduleCommand(recurring({ ...zone, ScheduleExpression: expression })),
    );
    if (times === undefined) return expect(call).rejects.toMatchObject({ name: 'ValidationException' });
    await call;
    const fired = advance('2027-06-30T00:00:00+09:00').slice(0, 4);
    expect(fired).toEqual(times.map((time) => `sweep 2026-${time}:00+09:00`));
  });

  it('keeps to the beginning and the end of a schedule', async () => {
    const { client, advance } = await aScheduler();
    const StartDate = new Date('2026-07-02T00:00:00Z');
    const EndDate = new Date('2026-07-02T02:00:00Z');
    const input = recurring({ ScheduleExpression: 'rate(1 hour)', StartDate, EndDate });
    await client.send(new CreateScheduleCommand({ ...input, ActionAfterCompletion: 'DELETE' }));
    expect(advance('2026-07-05T00:00:00+09:00')).toHaveLength(3);
    const list = await client.send(new ListSchedulesCommand({}));
    expect(list.Schedules).toEqual([]);
  });

  it('tells the whole of a schedule, and little in a list', async () => {
    const { client } = await aScheduler();
    await client.send(new CreateScheduleCommand(recurring()));
    const CreationDate = new Date(START);
    expect(await client.send(new GetScheduleCommand({ Name: 'sweep' }))).toMatchObject({
      ...recurring(),
      GroupName: 'default',
      ScheduleExpressionTimezone: 'UTC',
      State: 'ENABLED',
      ActionAfterCompletion: 'NONE',
      CreationDate,
    });
    const { Schedules } = await client.send(new ListSchedulesCommand({ NamePrefix: 'sw', State: 'ENABLED' }));
    expect(Schedules).toEqual([
      expect.objectContaining({ Name: 'sweep', GroupName: 'default', Target: { Arn: QUEUE_ARN } }),
    ]);
    expect(Schedules?.[0]).not.toHaveProperty('ScheduleExpression');
  });

  it('replaces a schedule as a whole: what the update leaves out falls back', async () => {
    const { client, advance } = await aScheduler();
    const zone = { ScheduleExpressionTimezone: 'Asia/Tokyo', State: 'DISABLED' } as const;
    const ScheduleExpression = 'cron(0 12 * * ? *)';
    await client.send(new CreateScheduleCommand(recurring({ ...zone, ScheduleExpression })));
    expect(advance('2026-07-02T00:00:00+09:00')).toEqual([]);
    await client.send(new UpdateScheduleCommand(recurring({ ScheduleExpression })));
    // Noon of UTC, and enabled again.
    expect(advance('2026-07-03T00:00:00+09:00')).toEqual(['sweep 2026-07-02T21:00:00+09:00']);
  });

  it('does a request with a client token once, and refuses the token for another', async () => {
    const { client } = await aScheduler();
    const ClientToken = 'token-1';
    await client.send(new CreateScheduleCommand(recurring({ ClientToken })));
    await client.send(new CreateScheduleCommand(recurring({ ClientToken })));
    const conflict = { name: 'ConflictException' };
    const create = (input: Partial<CreateScheduleCommandInput>) =>
      client.send(new CreateScheduleCommand(recurring(input)));
    await expect(create({ ClientToken, ScheduleExpression: 'rate(1 hour)' })).rejects.toMatchObject(conflict);
    await expect(create({})).rejects.toMatchObject(conflict);
    // A refused request does not use its token up.
    await expect(create({ ClientToken: 'token-2' })).rejects.toMatchObject(conflict);
    await expect(create({ ClientToken: 'token-2' })).rejects.toMatchObject(conflict);
    await client.send(new DeleteScheduleCommand({ Name: 'sweep', ClientToken: 'token-3' }));
    await client.send(new DeleteScheduleCommand({ Name: 'sweep', ClientToken: 'token-3' }));
    await create({ ClientToken: 'token-2' });
  });

  it('names what is missing and what is not lawful', async () => {
    const { client } = await aScheduler();
    const refused = async (input: Partial<CreateScheduleCommandInput>, name: string) =>
      expect(client.send(new CreateScheduleCommand(recurring(input)))).rejects.toMatchObject({ name });
    await refused({ Name: 'a'.repeat(65) }, 'ValidationException');
    await refused({ Name: 'with space' }, 'ValidationException');
    await refused({ GroupName: 'none' }, 'ResourceNotFoundException');
    await refused({ ScheduleExpressionTimezone: 'Asia/Iizuka' }, 'ValidationException');
    await refused({ FlexibleTimeWindow: undefined }, 'ValidationException');
    await refused({ Target: { Arn: 'notarn', RoleArn: ROLE_ARN } }, 'ValidationException');
    const missing = { name: 'ResourceNotFoundException' };
    await expect(client.send(new GetScheduleCommand({ Name: 'none' }))).rejects.toMatchObject(missing);
    await expect(client.send(new UpdateScheduleCommand(recurring()))).rejects.toMatchObject(missing);
    await expect(client.send(new GetScheduleGroupCommand({ Name: 'none' }))).rejects.toMatchObject(missing);
    const tooMany = new ListSchedulesCommand({ MaxResults: 101 });
    await expect(client.send(tooMany)).rejects.toMatchObject({ name: 'ValidationException' });
  });

  it('keeps groups', async () => {
    const { client } = await aScheduler();
    await client.send(new CreateScheduleGroupCommand({ Name: 'reminders' }));
    const again = client.send(new CreateScheduleGroupCommand({ Name: 'reminders' }));
    await expect(again).rejects.toMatchObject({ name: 'ConflictException' });
    const group = await client.send(new GetScheduleGroupCommand({ Name: 'reminders' }));
    expect(group).toMatchObject({ Name: 'reminders', State: 'ACTIVE' });
    const { ScheduleGroups } = await client.send(new ListScheduleGroupsCommand({}));
    expect(ScheduleGroups?.map(({ Name }) => Name)).toEqual(['default', 'reminders']);
  });
});
