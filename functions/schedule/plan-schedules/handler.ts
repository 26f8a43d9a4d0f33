import middy from '@middy/core';
import { TimetableChangedV1 } from '../../../events/timetable-changed.v1.ts';
import type { Log } from '../../../shared/runtime/log.ts';
import { type Count, countNothing, METRICS } from '../../../shared/runtime/metric-names.ts';
import { type SqsBatchResponse, type SqsEvent, settleEach } from '../../../shared/runtime/queue.ts';
import type { PlanSchedulesOutcome } from './plan-schedules.ts';

export interface PlanSchedulesHandlerDependencies {
  readonly planSchedules: (plan: string) => Promise<PlanSchedulesOutcome>;
  readonly log: Log;
  readonly count?: Count;
}

/** Reconciles the schedules whenever the timetable may have changed. */
export const createPlanSchedulesHandler = ({
  planSchedules,
  log,
  count = countNothing,
}: PlanSchedulesHandlerDependencies) =>
  middy<SqsEvent, SqsBatchResponse>().handler(
    settleEach({ schema: TimetableChangedV1, log }, async ({ id, data }) => {
      const outcome = await planSchedules(data.plan);
      // Every change of the plan sets its own schedules right; what is left over a day later had gone astray.
      if (data.cause === 'daily' && outcome.deleted > 0) count(METRICS.schedulesCorrected, outcome.deleted);
      return { eventId: id, ...outcome };
    }),
  );
