import middy from '@middy/core';
import { StepFellDueV1 } from '../../../events/step-fell-due.v1.ts';
import type { Log } from '../../../shared/runtime/log.ts';
import { type SqsBatchResponse, type SqsEvent, settleEach } from '../../../shared/runtime/queue.ts';
import type { RemindOutcome } from './remind.ts';

export interface RemindHandlerDependencies {
  readonly remind: (event: StepFellDueV1['data']) => Promise<RemindOutcome>;
  readonly log: Log;
}

/** Reminds one step of the ladder when it falls due. */
export const createRemindHandler = ({ remind, log }: RemindHandlerDependencies) =>
  middy<SqsEvent, SqsBatchResponse>().handler(
    settleEach({ schema: StepFellDueV1, log }, async ({ id, data }) => ({
      eventId: id,
      ...(await remind(data)),
    })),
  );
