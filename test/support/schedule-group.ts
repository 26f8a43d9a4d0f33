import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateScheduleGroupCommand, SchedulerClient } from '@aws-sdk/client-scheduler';
import { startLoopbackScheduler } from '../../infra/local/loopback/scheduler.ts';
import { createQueues } from '../../infra/local/queues.ts';
import { openLocalState } from '../../infra/local/sqlite.ts';
import { createEventBridgeSchedules } from '../../shared/adapters/scheduler/schedules.ts';
import { instantOf } from '../../shared/calendar/time.ts';
import type { NewSchedule } from '../../shared/ports.ts';
import { loopbackConfig } from './aws.ts';
import { startFaultyProxy } from './faulty-proxy.ts';

const QUEUE_ARN = 'arn:aws:sqs:ap-northeast-1:000000000000:due';
const GROUP = 'reminders';

export const GROUP_NOW = instantOf('2026-07-01T09:00:00+09:00');
export const GROUP_PREFIX = 'p1-';

/** A group on the loopback Scheduler, reached through calls that may fail. */
export async function aScheduleGroup() {
  const folder = mkdtempSync(join(tmpdir(), 'shinchoku-schedules-'));
  const db = openLocalState(folder);
  const clock = () => GROUP_NOW;
  const queues = createQueues({ db, clock, queues: { due: { visibilitySeconds: 60, maxReceiveCount: 5 } } });
  const server = await startLoopbackScheduler({ db, clock, queues });
  const proxy = await startFaultyProxy(server.endpoint);
  const client = new SchedulerClient(loopbackConfig(proxy.endpoint));
  await client.send(new CreateScheduleGroupCommand({ Name: GROUP }));
  const schedules = createEventBridgeSchedules({
    client,
    group: GROUP,
    targetArns: {
      remind: QUEUE_ARN,
      'open-round': QUEUE_ARN,
      'evaluate-progress': QUEUE_ARN,
      'send-digest': QUEUE_ARN,
      'plan-schedules': QUEUE_ARN,
    },
    roleArn: 'arn:aws:iam::000000000000:role/scheduler',
    deadLetterArn: QUEUE_ARN,
  });
  return {
    schedules,
    proxy,
    async stop(): Promise<void> {
      client.destroy();
      await proxy.stop();
      await server.stop();
      db.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** So many schedules of the year to come, of which those numbered below `changed` say something of `edition`. */
export function schedulesFor(count: number, { changed = 0, edition = 'new' } = {}): NewSchedule[] {
  return Array.from({ length: count }, (_, index) => {
    const said = index < changed ? edition : 'old';
    return {
      name: `${GROUP_PREFIX}${index}-${said}`,
      at: GROUP_NOW.add({ minutes: 60 + index }),
      input: JSON.stringify({ index, said }),
      target: 'remind' as const,
    };
  });
}
