import middy from '@middy/core';
import { StepFellDueV1 } from '../../../events/step-fell-due.v1.ts';
import type { Log } from '../../../shared/runtime/log.ts';
import { type SqsBatchResponse, type SqsEvent, settleEach } from '../../../shared/runtime/queue.ts';
import type { NoteStep } from '../../../shared/steps/note-step.ts';
import type { RemindOutcome } from './remind.ts';

export interface RemindHandlerDependencies {
  readonly remind: (event: StepFellDueV1['data']) => Promise<RemindOutcome>;
  readonly noteStep: NoteStep;
  readonly log: Log;
}

/** Reminds one step of the ladder when it falls due. */
export const createRemindHandler = ({ remind, noteStep, log }: RemindHandlerDependencies) =>
  middy<SqsEvent, SqsBatchResponse>().handler(
    settleEach({ schema: StepFellDueV1, log }, async ({ id, data }) => {
      const outcome = await remind(data);
      // What came too late was not done; the sweep tells the secretariat.
      if (outcome.outcome !== 'too-late') await noteStep(data);
      return { eventId: id, ...outcome };
    }),
  );
