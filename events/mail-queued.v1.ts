import * as z from 'zod';
import { eventSchema } from './envelope.ts';

/** A mail was decided, rendered and stored; it waits for the door out. */
export const MailQueuedV1 = eventSchema('mail-queued.v1', z.object({ mail: z.string() }));
export type MailQueuedV1 = z.infer<typeof MailQueuedV1>;
