import * as z from 'zod';
import { eventSchema } from './envelope.ts';

/** It is time to look for what did not happen. Caused by a fixed rate, not by a plan. */
export const SweepDueV1 = eventSchema('sweep-due.v1', z.object({ plan: z.string() }));
export type SweepDueV1 = z.infer<typeof SweepDueV1>;
