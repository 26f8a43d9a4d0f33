import middy from '@middy/core';
import * as z from 'zod';
import { StepFellDueV1 } from '../../../events/step-fell-due.v1.ts';
import { SubmissionRecordedV1 } from '../../../events/submission-recorded.v1.ts';
import type { Log } from '../../../shared/runtime/log.ts';
import { type SqsBatchResponse, type SqsEvent, settleEach } from '../../../shared/runtime/queue.ts';
import type { NoteStep } from '../../../shared/steps/note-step.ts';
import type { createEvaluateProgress } from './evaluate-progress.ts';

export interface EvaluateProgressHandlerDependencies {
  readonly evaluateProgress: ReturnType<typeof createEvaluateProgress>;
  readonly noteStep: NoteStep;
  readonly log: Log;
}

const Cause = z.discriminatedUnion('type', [SubmissionRecordedV1, StepFellDueV1]);

/** Judges after every submission, and all initiatives when a round freezes. */
export const createEvaluateProgressHandler = ({
  evaluateProgress,
  noteStep,
  log,
}: EvaluateProgressHandlerDependencies) =>
  middy<SqsEvent, SqsBatchResponse>().handler(
    settleEach({ schema: Cause, log }, async (event) => {
      if (event.type === 'submission-recorded.v1')
        return { eventId: event.id, ...(await evaluateProgress.onSubmission(event.data, event.id)) };
      const outcome = await evaluateProgress.onFreeze(event.data, event.id);
      await noteStep(event.data);
      return { eventId: event.id, ...outcome };
    }),
  );
