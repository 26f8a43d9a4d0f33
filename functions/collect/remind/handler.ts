import middy from '@middy/core';
import * as z from 'zod';
import { ContactCheckStartedV1 } from '../../../events/contact-check-started.v1.ts';
import { StepFellDueV1 } from '../../../events/step-fell-due.v1.ts';
import type { Log } from '../../../shared/runtime/log.ts';
import { type SqsBatchResponse, type SqsEvent, settleEach } from '../../../shared/runtime/queue.ts';
import type { NoteStep } from '../../../shared/steps/note-step.ts';
import type { RemindOutcome } from './remind.ts';
import type { ContactCheckOutcome } from './send-contact-checks.ts';

export interface RemindHandlerDependencies {
  readonly remind: (event: StepFellDueV1['data']) => Promise<RemindOutcome>;
  readonly sendContactChecks: (event: ContactCheckStartedV1['data']) => Promise<ContactCheckOutcome>;
  readonly noteStep: NoteStep;
  readonly log: Log;
}

const Cause = z.discriminatedUnion('type', [ContactCheckStartedV1, StepFellDueV1]);

/** Reminds one step of the ladder when it falls due; asks every address for a sign when the secretariat says so. */
export const createRemindHandler = ({
  remind,
  sendContactChecks,
  noteStep,
  log,
}: RemindHandlerDependencies) =>
  middy<SqsEvent, SqsBatchResponse>().handler(
    settleEach({ schema: Cause, log }, async (event) => {
      if (event.type === 'contact-check-started.v1')
        return { eventId: event.id, ...(await sendContactChecks(event.data)) };
      const outcome = await remind(event.data);
      // What came too late was not done; the sweep tells the secretariat.
      if (outcome.outcome !== 'too-late') await noteStep(event.data);
      return { eventId: event.id, ...outcome };
    }),
  );
