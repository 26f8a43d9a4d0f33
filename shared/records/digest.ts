import * as z from 'zod';
import { Id } from '../plan/ids.ts';
import { DraftNote } from '../report/release-steps.ts';
import { RoundId } from '../round/round.ts';

const Instant = z.iso.datetime();

/** So many notes has a version at most, so that its row stays small. */
export const NOTES_MAX = 100;

/**
 * A digest as drafted: immutable figures, so that any past digest can be shown again as of its date. New covering
 * words are a version of their own over the same figures.
 */
export const DigestRecord = z.object({
  plan: Id,
  round: RoundId,
  version: z.number().int().min(1),
  /** When its figures were drawn up; a version with other words keeps it. */
  madeAt: Instant,
  /** Who gave it its covering words, and when; null for the words it was made with. */
  reworded: z.object({ at: Instant, by: z.string() }).nullable().default(null),
  /** `superseded`: a later version took its place before it was released. */
  state: z.enum(['draft', 'superseded', 'released', 'sent']),
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
  notes: z.array(DraftNote).max(NOTES_MAX).default([]),
});
export type DigestRecord = z.infer<typeof DigestRecord>;
