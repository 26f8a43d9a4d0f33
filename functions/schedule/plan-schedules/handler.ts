import middy from '@middy/core';
import { TimetableChangedV1 } from '../../../events/timetable-changed.v1.ts';
import type { Log } from '../../../shared/runtime/log.ts';
import { type SqsBatchResponse, type SqsEvent, settleEach } from '../../../shared/runtime/queue.ts';
import type { PlanSchedulesOutcome } from './plan-schedules.ts';

export interface PlanSchedulesHandlerDependencies {
  readonly planSchedules: (plan: string, cause: string) => Promise<PlanSchedulesOutcome>;
  readonly log: Log;
}

/** Reconciles the schedules whenever the timetable may have changed. */
export const createPlanSchedulesHandler = ({ planSchedules, log }: PlanSchedulesHandlerDependencies) =>
  middy<SqsEvent, SqsBatchResponse>().handler(
    settleEach({ schema: TimetableChangedV1, log }, async ({ id, data }) => ({
      eventId: id,
      ...(await planSchedules(data.plan, data.cause)),
    })),
  );
