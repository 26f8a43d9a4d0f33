import * as z from 'zod';
import { eventSchema } from './envelope.ts';

/**
 * A mail that came in is to be read, though no receipt says so now: the sweep found it unread, or a person wants it
 * read again.
 */
export const MailFoundV1 = eventSchema(
  'mail-found.v1',
  z.object({
    /** SES's message id, which is the object's name as well. */
    received: z.string().min(1).max(200),
    /** Where it lies and since when, for a mail nobody has noted yet; null where its row tells. */
    object: z.object({ key: z.string().min(1), storedAt: z.iso.datetime() }).nullable(),
    cause: z.enum([
      /** It lies in the object store and was never noted: its notification was lost. */
      'no-row',
      /** It was noted and never settled. */
      'stale',
      /** It was settled, and a person sends it back to be read again. */
      'reprocess',
    ]),
  }),
);
export type MailFoundV1 = z.infer<typeof MailFoundV1>;
