import * as z from 'zod';
import { Id } from '../plan/ids.ts';
import { FieldKind } from './form.ts';
import { RoundId } from './round.ts';

/** How sure the reader is: `low` is stored, echoed and asked about (replies.md, plausibility). */
export const Confidence = z.enum(['high', 'low']);
export type Confidence = z.infer<typeof Confidence>;

/** A read value: a number in the KPI's unit, a word or text, an ISO date, or null for an explicit "no value". */
export const FieldValue = z.union([z.number(), z.string(), z.null()]);
export type FieldValue = z.infer<typeof FieldValue>;

/** One field as it stands in a submission, with the reply it came from. */
export const StoredField = z.object({
  initiative: Id.nullable(),
  kind: FieldKind,
  subject: Id.nullable(),
  value: FieldValue,
  unit: z.string().nullable(),
  /** What was typed. */
  raw: z.string(),
  confidence: Confidence,
  /** When it was said, by the mail's own date; null where that was not kept. */
  sentAt: z.iso.datetime().nullable().default(null),
  receivedAt: z.iso.datetime(),
  /** The received mail, or the phone or paper entry, it came from. */
  source: z.string(),
});
export type StoredField = z.infer<typeof StoredField>;

export const SubmissionVia = z.enum(['mail', 'excel', 'web', 'phone', 'paper']);
export type SubmissionVia = z.infer<typeof SubmissionVia>;

/** Whether a version counts as far as its approval (決裁) goes: `awaiting` and `returned` (差戻し) do not. */
const ApprovalState = z.enum(['not-needed', 'awaiting', 'approved', 'returned']);

/** What became of a version's approval. Bound to this one version: a later version needs its own. */
export const Approval = z.object({
  state: ApprovalState,
  /** The address that decided; null before. */
  by: z.string().nullable(),
  at: z.iso.datetime().nullable(),
  /** `deputy`: in the chief's absence (代決). */
  as: z.enum(['chief', 'deputy']).nullable(),
  /** Why it was sent back, or what was written beside the approval. */
  reason: z.string().nullable(),
});
export type Approval = z.infer<typeof Approval>;

export const NO_APPROVAL_NEEDED: Approval = {
  state: 'not-needed',
  by: null,
  at: null,
  as: null,
  reason: null,
};

/** How a correction after the freeze came to count: who let it, and why (decision 24). */
export const Correction = z.object({
  approvedBy: z.string(),
  approvedAt: z.iso.datetime(),
  reason: z.string(),
});
export type Correction = z.infer<typeof Correction>;

/**
 * All a department has answered to one round, one immutable document per version (decision 4). Replies merge
 * field by field, newest receipt first; silence about a field never overwrites it.
 */
export const Submission = z.object({
  round: RoundId,
  department: Id,
  version: z.number().int().min(1),
  via: SubmissionVia,
  /** Who typed it in, where it came by phone or on paper. */
  enteredBy: z.string().nullable().default(null),
  /** When this version was stored: as its reply came in, or as a person decided. Each field knows its own receipt. */
  receivedAt: z.iso.datetime(),
  /** By `fieldKey`. */
  fields: z.record(z.string(), StoredField),
  comment: z.string().nullable(),
  /** Set once the round is frozen: the version counts only after the secretariat adopts it (decision 24). */
  afterFreeze: z.boolean().default(false),
  /** Set where a version stored after the freeze counts all the same. */
  correction: Correction.nullable().default(null),
  approval: Approval.default(NO_APPROVAL_NEEDED),
  /** 該当なし for the whole request, where that has to be approved like any other answer. */
  nothingToReport: z.boolean().default(false),
});
export type Submission = z.infer<typeof Submission>;

/** Whether a version counts: no correction in waiting, and approved where that is needed. */
export function isCounting({ afterFreeze, approval }: Pick<Submission, 'afterFreeze' | 'approval'>): boolean {
  return !afterFreeze && (approval.state === 'not-needed' || approval.state === 'approved');
}
