import * as z from 'zod';
import { eventSchema } from './envelope.ts';

/**
 * A step of the rhythm fell due: a round opens, a reminder goes, a round freezes, a digest is made.
 *
 * Caused by a schedule; `scheduledAt` is the instant planned, not the instant it was delivered. The rules version
 * lets the handler drop what a later version superseded.
 */
export const StepFellDueV1 = eventSchema(
  'step-fell-due.v1',
  z.object({
    plan: z.string(),
    round: z.string(),
    step: z.string(),
    scheduledAt: z.iso.datetime(),
    rulesVersion: z.number().int().min(1),
  }),
);
export type StepFellDueV1 = z.infer<typeof StepFellDueV1>;
