import * as z from 'zod';
import { eventSchema } from './envelope.ts';

/** Something the timetable depends on changed (rules, plan, an extension), so schedules are to be reconciled. */
export const TimetableChangedV1 = eventSchema(
  'timetable-changed.v1',
  z.object({ plan: z.string(), cause: z.string() }),
);
export type TimetableChangedV1 = z.infer<typeof TimetableChangedV1>;
