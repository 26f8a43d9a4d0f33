import {
  ConflictException,
  CreateScheduleCommand,
  DeleteScheduleCommand,
  paginateListSchedules,
  ResourceNotFoundException,
  type SchedulerClient,
} from '@aws-sdk/client-scheduler';
import { TOKYO, tokyoTime } from '../../calendar/time.ts';
import type { Schedules, ScheduleTarget } from '../../ports.ts';

const PAGE_SIZE = 100;
const MAX_PAGES = 1000;

export type EventBridgeSchedulesOptions = {
  readonly client: SchedulerClient;
  readonly group: string;
  /** The queue of each function a schedule may wake. */
  readonly targetArns: Readonly<Record<ScheduleTarget, string>>;
  /** The role with which Scheduler sends to the queue. */
  readonly roleArn: string;
  /** The queue that takes what could not be delivered to the target. */
  readonly deadLetterArn: string;
};

/** The names of the schedules that stand in one group. */
export function createScheduleList({
  client,
  group,
}: Pick<EventBridgeSchedulesOptions, 'client' | 'group'>): Schedules['list'] {
  return async () => {
    const names: string[] = [];
    let pages = 0;
    const config = { client, pageSize: PAGE_SIZE };
    for await (const page of paginateListSchedules(config, { GroupName: group })) {
      pages += 1;
      if (pages > MAX_PAGES) throw new Error(`more than ${MAX_PAGES} pages of schedules in group ${group}`);
      for (const { Name } of page.Schedules ?? []) if (Name !== undefined) names.push(Name);
    }
    return names;
  };
}

/** One-time schedules in one group of EventBridge Scheduler, on Tokyo's wall clock, gone once they have fired. */
export function createEventBridgeSchedules(options: EventBridgeSchedulesOptions): Schedules {
  const { client, group, targetArns, roleArn, deadLetterArn } = options;
  return {
    list: createScheduleList({ client, group }),
    async create({ name, at, input, target }) {
      const wallClock = tokyoTime(at).toPlainDateTime().toString({ smallestUnit: 'second' });
      const command = new CreateScheduleCommand({
        Name: name,
        GroupName: group,
        ScheduleExpression: `at(${wallClock})`,
        ScheduleExpressionTimezone: TOKYO,
        FlexibleTimeWindow: { Mode: 'OFF' },
        ActionAfterCompletion: 'DELETE',
        Target: {
          Arn: targetArns[target],
          RoleArn: roleArn,
          Input: input,
          DeadLetterConfig: { Arn: deadLetterArn },
        },
      });
      try {
        await client.send(command);
        return 'created';
      } catch (error) {
        if (error instanceof ConflictException) return 'already-there';
        throw error;
      }
    },
    async delete(name) {
      try {
        await client.send(new DeleteScheduleCommand({ Name: name, GroupName: group }));
        return 'deleted';
      } catch (error) {
        if (error instanceof ResourceNotFoundException) return 'not-there';
        throw error;
      }
    },
  };
}
