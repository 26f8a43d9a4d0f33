import * as z from 'zod';
import { eventSchema } from './envelope.ts';

/** The secretariat started a 疎通確認: the mails of this run are to be written. */
export const ContactCheckStartedV1 = eventSchema(
  'contact-check-started.v1',
  z.object({ plan: z.string(), run: z.number().int().min(1) }),
);
export type ContactCheckStartedV1 = z.infer<typeof ContactCheckStartedV1>;
