import * as z from 'zod';
import { Id } from '../plan/ids.ts';
import { RoundId } from '../round/round.ts';

const Instant = z.iso.datetime();

/** A digest as drafted: immutable figures, so that any past digest can be shown again as of its date. */
export const DigestRecord = z.object({
  plan: Id,
  round: RoundId,
  version: z.number().int().min(1),
  madeAt: Instant,
  state: z.enum(['draft', 'released', 'sent']),
  releasedBy: z.string().nullable(),
  releasedAt: Instant.nullable(),
  /** The page's view model, as JSON. */
  page: z.string(),
  subject: z.string(),
  /** The versions it was made from, and the hash of its words; null in one made before they were kept. */
  pins: z
    .object({
      planVersion: z.number().int(),
      rulesVersion: z.number().int(),
      directoryVersion: z.number().int(),
      textSha256: z.string(),
    })
    .nullable()
    .default(null),
});
export type DigestRecord = z.infer<typeof DigestRecord>;
