import * as z from 'zod';
import { Id } from '../plan/ids.ts';
import { RoundId } from '../round/round.ts';
import { SubmissionVia } from '../round/submission.ts';

const Instant = z.iso.datetime();

/**
 * What became of a mail that arrived, or of an answer the secretariat typed in. Every one ends in exactly one of
 * these (invariant: no lost reply); `held` ends by a person's decision as `applied`, `handled`, `rejected`, `returned`.
 */
export const ReceivedState = z.enum([
  'received',
  'applied',
  'held',
  'handled',
  'rejected',
  'returned',
  'quarantined',
  'automatic',
  'duplicate',
  'bounce',
  'failed',
]);
export type ReceivedState = z.infer<typeof ReceivedState>;

const Verdict = z.enum(['PASS', 'FAIL', 'GRAY', 'PROCESSING_FAILED']);

/** What the mail service said of a mail when it took it in, kept so that the mail can be read again at any time. */
export const Arrival = z.object({
  /** Hashes of the reply keys among the envelope's recipients: the keys themselves are kept nowhere (decision 9). */
  keyHashes: z.array(z.string()),
  /** The empty string is a bounce; null is not known. */
  envelopeSender: z.string().nullable(),
  verdicts: z.object({ spf: Verdict, dkim: Verdict, dmarc: Verdict, spam: Verdict, virus: Verdict }),
});
export type Arrival = z.infer<typeof Arrival>;

/** What a person decided about a mail that had waited for one. */
const HeldDecision = z.object({
  by: z.string(),
  at: Instant,
  /** Why, or what was written to the department. */
  note: z.string().nullable(),
});
export type HeldDecision = z.infer<typeof HeldDecision>;

export const ReceivedMail = z.object({
  /** SES's message id; for an answer typed in, an id of its own. */
  id: z.string(),
  /** The raw mail, or the text as it was typed. */
  objectKey: z.string(),
  /** Which door it came through. */
  via: SubmissionVia.default('mail'),
  /** Who typed it in, where the department said it by phone or on paper. */
  enteredBy: z.string().nullable().default(null),
  receivedAt: Instant,
  state: ReceivedState,
  /** Reason code; its sentence is looked up where it is shown. */
  reason: z.string().nullable(),
  from: z.string().nullable(),
  subject: z.string().nullable(),
  messageId: z.string().nullable(),
  /** The mail of ours that it answers. */
  mail: z.string().nullable(),
  round: RoundId.nullable(),
  department: Id.nullable(),
  /** Lines that carry an answer and were not stored: what the secretariat is to look at. */
  toConfirm: z.array(z.string()).default([]),
  /** The decision that ended its waiting. */
  decision: HeldDecision.nullable().default(null),
  /** Null for a mail noted before this was kept. */
  arrival: Arrival.nullable().default(null),
  /** Set once a person has sent it back to be read again: for which time, when, and how it had ended before. */
  again: z
    .object({
      reading: z.number().int().min(2),
      at: Instant,
      state: ReceivedState,
      reason: z.string().nullable(),
    })
    .nullable()
    .default(null),
  /** Set once its raw text has been blanked on somebody's request: what is left of it is this hash and the trace. */
  redacted: z
    .object({ at: Instant, by: z.string(), reason: z.string(), sha256: z.string() })
    .nullable()
    .default(null),
});
export type ReceivedMail = z.infer<typeof ReceivedMail>;
