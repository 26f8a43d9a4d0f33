import * as z from 'zod';
import { eventSchema } from './envelope.ts';

/** The secretariat released a draft; it may now go to the headquarters. */
export const DigestReleasedV1 = eventSchema(
  'digest-released.v1',
  z.object({ plan: z.string(), round: z.string(), version: z.number().int().min(1), releasedBy: z.string() }),
);
export type DigestReleasedV1 = z.infer<typeof DigestReleasedV1>;
