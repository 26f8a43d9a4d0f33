import * as z from 'zod';
import { eventSchema } from './envelope.ts';

/** The quarter of an hour is over: look for what never fired, never arrived or never finished. */
export const SweepFellDueV1 = eventSchema('sweep-fell-due.v1', z.object({ plan: z.string() }));
export type SweepFellDueV1 = z.infer<typeof SweepFellDueV1>;
