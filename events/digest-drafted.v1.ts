import * as z from 'zod';
import { eventSchema } from './envelope.ts';

/** A digest was drafted; what goes along with it is to be printed. */
export const DigestDraftedV1 = eventSchema(
  'digest-drafted.v1',
  z.object({ plan: z.string(), round: z.string(), version: z.number().int().min(1) }),
);
export type DigestDraftedV1 = z.infer<typeof DigestDraftedV1>;
