import * as z from 'zod';

/**
 * What every event carries, whatever happened.
 *
 * The id derives from the cause, never from chance, so that the same happening told twice is one event.
 */
const Envelope = z.object({
  id: z.string().min(1).max(300),
  type: z.string(),
  /** The city the event belongs to; one stack may serve several (decision 1). */
  city: z.string().min(1),
  /** When it happened, UTC. */
  at: z.iso.datetime(),
});

/** One event's schema: the envelope with its type fixed and its own data. */
export function eventSchema<T extends string, D extends z.ZodType>(type: T, data: D) {
  return Envelope.extend({ type: z.literal(type), data });
}
