import * as z from 'zod';
import { type LoopbackScheduler, startLoopbackScheduler } from '../../../infra/local/loopback/scheduler.ts';
import type { Queues } from '../../../infra/local/queues.ts';
import type { Clock } from '../../../shared/calendar/time.ts';
import type { Access } from './access.ts';
import type { Routes } from './message-routes.ts';

type Occurrence = NonNullable<ReturnType<LoopbackScheduler['nextDue']>>;

const Standing = z.object({
  Target: z.object({
    Arn: z.string(),
    RoleArn: z.string(),
    DeadLetterConfig: z.object({ Arn: z.string() }).optional(),
  }),
});

const ScheduleProperties = z.looseObject({
  GroupName: z.string().default('default'),
  ScheduleExpression: z.string(),
});

/**
 * What runs by the minute runs four times a day here: a quarter has some nine thousand quarters of an hour, and in all
 * but a few of them there is nothing to find.
 */
const thinned = (expression: string) =>
  /^rate\(\d+ minutes?\)$/.test(expression) ? 'rate(6 hours)' : expression;

export interface SchedulesOptions {
  readonly access: Access;
  readonly routes: Routes;
  readonly queues: Queues;
  readonly clock: Clock;
  readonly db: Parameters<typeof startLoopbackScheduler>[0]['db'];
}

/** Scheduler with the groups and schedules of the templates. A due message is sent in the name of the schedule's role. */
export async function startSchedules({ access, routes, queues, clock, db }: SchedulesOptions) {
  const { deployment } = access;
  /** What becomes of the message of the occurrence that is firing. */
  let hand: (body: string) => void = () => {};
  const server = await startLoopbackScheduler({
    db,
    clock,
    queues: {
      ...queues,
      send(_queue, body) {
        hand(body);
        return '';
      },
    },
  });

  async function call(method: string, path: string, body?: object): Promise<unknown> {
    const answer = await fetch(`${server.endpoint}${path}`, {
      method,
      ...(body ? { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } } : {}),
    });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  }

  /** As CloudFormation creates them. */
  async function deploy(): Promise<void> {
    for (const { name } of deployment.ofType('AWS::Scheduler::ScheduleGroup'))
      await call('POST', `/schedule-groups/${name}`, {});
    for (const { name, properties } of deployment.ofType('AWS::Scheduler::Schedule')) {
      const { Name: _, KmsKeyArn: __, ...schedule } = ScheduleProperties.parse(properties);
      const ScheduleExpression = thinned(schedule.ScheduleExpression);
      await call('POST', `/schedules/${name}`, { ...schedule, ScheduleExpression });
    }
  }

  /** Fires one occurrence. False when it is no longer due. */
  async function fire(occurrence: Occurrence): Promise<boolean> {
    const { group, name } = occurrence;
    const { Target } = Standing.parse(await call('GET', `/schedules/${name}?groupName=${group}`));
    const groupArn = `arn:aws:scheduler:${deployment.region}:${deployment.account}:schedule-group/${group}`;
    const isAssumed =
      access.ask(
        routes.service('scheduler.amazonaws.com'),
        [{ action: 'sts:AssumeRole', resource: Target.RoleArn, context: routes.from(groupArn) }],
        'platform',
      ) === undefined;
    hand = (body) => {
      if (!isAssumed) return;
      const role = access.caller(Target.RoleArn);
      if (routes.sendTo(Target.Arn, body, role, {}) || !Target.DeadLetterConfig) return;
      routes.sendTo(Target.DeadLetterConfig.Arn, body, role, {});
    };
    return server.fire(occurrence);
  }

  return { endpoint: server.endpoint, stop: server.stop, nextDue: server.nextDue, deploy, fire };
}
