import * as z from 'zod';
import { eventSchema } from './envelope.ts';

const Step = z.object({
  plan: z.string(),
  round: z.string(),
  step: z.string(),
  scheduledAt: z.iso.datetime(),
  rulesVersion: z.number().int().min(1),
});

/**
 * A step of the rhythm fell due: a round opens, a reminder goes, a round freezes, a digest is made.
 *
 * Caused by a schedule; `scheduledAt` is the instant planned, not the instant it was delivered. The rules version
 * lets the handler drop what a later version superseded.
 */
export const StepFellDueV1 = eventSchema('step-fell-due.v1', Step);
export type StepFellDueV1 = z.infer<typeof StepFellDueV1>;

/** The functions a step may belong to. */
export const StepTarget = z.enum(['open-round', 'remind', 'evaluate-progress', 'send-digest']);
export type StepTarget = z.infer<typeof StepTarget>;

/**
 * The same, on its way through the outbox because its schedule never fired. A schedule knows the queue it fills; the
 * bus has to be told whose step it is.
 */
export const AddressedStepV1 = eventSchema('step-fell-due.v1', Step.extend({ target: StepTarget }));
