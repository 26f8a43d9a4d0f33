import * as z from 'zod';
import { Id } from '../plan/ids.ts';
import { RoundId } from '../round/round.ts';

const Instant = z.iso.datetime();

/**
 * What became of one step of one round at one instant. Written by the function the step belongs to once it has done
 * all of it, and by the sweep, which finds those without a mark.
 */
export const OccurrenceRecord = z.object({
  plan: Id,
  round: RoundId,
  step: z.string(),
  scheduledAt: Instant,
  /** `late`: no schedule brought it, so the sweep did. `missed`: found too late to be of any use. */
  state: z.enum(['done', 'late', 'missed']),
  at: Instant,
});
export type OccurrenceRecord = z.infer<typeof OccurrenceRecord>;

/** Something the sweep mended or gave up, for the secretariat to know. */
export const Finding = z.object({
  plan: Id,
  /** When it was found. */
  at: Instant,
  what: z.enum(['step-late', 'step-missed', 'mail-late']),
  /** Round and step, or the received mail. */
  subject: z.string(),
  round: RoundId.nullable(),
  /** When it should have happened: the step's instant, the mail's receipt. */
  dueAt: Instant,
});
export type Finding = z.infer<typeof Finding>;

/** How far the sweep has come. */
export const SweepRecord = z.object({
  plan: Id,
  /** What fell due before its first run was not its business. */
  startedAt: Instant,
  ranAt: Instant,
  /** The raw mail it looked at last; null where it came to the end of them. */
  rawAfter: z.string().nullable(),
});
export type SweepRecord = z.infer<typeof SweepRecord>;
