import middy from '@middy/core';
import * as z from 'zod';
import { DigestReleasedV1 } from '../../../events/digest-released.v1.ts';
import { StepFellDueV1 } from '../../../events/step-fell-due.v1.ts';
import type { Log } from '../../../shared/runtime/log.ts';
import { type SqsBatchResponse, type SqsEvent, settleEach } from '../../../shared/runtime/queue.ts';
import type { NoteStep } from '../../../shared/steps/note-step.ts';
import type { createSendDigest } from './send-digest.ts';

export interface SendDigestHandlerDependencies {
  readonly sendDigest: ReturnType<typeof createSendDigest>;
  readonly noteStep: NoteStep;
  readonly log: Log;
}

const Cause = z.discriminatedUnion('type', [DigestReleasedV1, StepFellDueV1]);

/** Drafts, reminds and reports when a step falls due; sends when the secretariat has released. */
export const createSendDigestHandler = ({ sendDigest, noteStep, log }: SendDigestHandlerDependencies) =>
  middy<SqsEvent, SqsBatchResponse>().handler(
    settleEach({ schema: Cause, log }, async (event) => {
      if (event.type === 'digest-released.v1')
        return { eventId: event.id, ...(await sendDigest.onReleased(event.data)) };
      const outcome = await sendDigest.onStep(event.data);
      await noteStep(event.data);
      return { eventId: event.id, ...outcome };
    }),
  );
