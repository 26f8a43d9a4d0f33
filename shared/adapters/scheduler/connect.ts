import { SchedulerClient, type SchedulerClientConfig } from '@aws-sdk/client-scheduler';
import type { Schedules } from '../../ports.ts';
import { createEventBridgeSchedules, createScheduleList } from './schedules.ts';

interface SchedulesConfig {
  readonly SCHEDULE_GROUP: string;
  readonly SCHEDULE_ROLE_ARN: string;
  readonly SCHEDULE_DEAD_LETTER_ARN: string;
  readonly OPEN_ROUND_QUEUE_ARN: string;
  readonly REMIND_QUEUE_ARN: string;
  readonly EVALUATE_PROGRESS_QUEUE_ARN: string;
  readonly SEND_DIGEST_QUEUE_ARN: string;
  readonly PLAN_SCHEDULES_QUEUE_ARN: string;
}

/** The names of the schedules of a deployed stage, for who only looks at them. */
export function connectScheduleList({
  SCHEDULE_GROUP,
}: Pick<SchedulesConfig, 'SCHEDULE_GROUP'>): Schedules['list'] {
  return createScheduleList({ client: new SchedulerClient(), group: SCHEDULE_GROUP });
}

/** The schedules of a deployed stage, each waking the function whose queue it names; Lambda tells a function its region. */
export function connectSchedules(
  config: SchedulesConfig,
  client: Pick<SchedulerClientConfig, 'region'> = {},
): Schedules {
  return createEventBridgeSchedules({
    client: new SchedulerClient(client),
    group: config.SCHEDULE_GROUP,
    roleArn: config.SCHEDULE_ROLE_ARN,
    deadLetterArn: config.SCHEDULE_DEAD_LETTER_ARN,
    targetArns: {
      'open-round': config.OPEN_ROUND_QUEUE_ARN,
      remind: config.REMIND_QUEUE_ARN,
      'evaluate-progress': config.EVALUATE_PROGRESS_QUEUE_ARN,
      'send-digest': config.SEND_DIGEST_QUEUE_ARN,
      'plan-schedules': config.PLAN_SCHEDULES_QUEUE_ARN,
    },
  });
}
