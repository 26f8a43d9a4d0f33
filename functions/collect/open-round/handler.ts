import middy from '@middy/core';
import { StepFellDueV1 } from '../../../events/step-fell-due.v1.ts';
import type { Log } from '../../../shared/runtime/log.ts';
import { type SqsBatchResponse, type SqsEvent, settleEach } from '../../../shared/runtime/queue.ts';
import type { NoteStep } from '../../../shared/steps/note-step.ts';
import type { OpenRoundOutcome } from './open-round.ts';

export interface OpenRoundHandlerDependencies {
  readonly openRound: (event: StepFellDueV1['data']) => Promise<OpenRoundOutcome>;
  readonly noteStep: NoteStep;
  readonly log: Log;
}

/** Opens a round when its first day comes. */
export const createOpenRoundHandler = ({ openRound, noteStep, log }: OpenRoundHandlerDependencies) =>
  middy<SqsEvent, SqsBatchResponse>().handler(
    settleEach({ schema: StepFellDueV1, log }, async ({ id, data }) => {
      const outcome = await openRound(data);
      await noteStep(data);
      return { eventId: id, ...outcome };
    }),
  );
