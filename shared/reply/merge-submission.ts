import { fieldKey } from '../round/form.ts';
import type { RoundId } from '../round/round.ts';
import type { Approval, StoredField, Submission, SubmissionVia } from '../round/submission.ts';
import type { ReadField } from './reading.ts';

export interface ReplyToMerge {
  readonly round: RoundId;
  readonly department: string;
  readonly via: SubmissionVia;
  /** The received mail, or the phone or paper entry. */
  readonly source: string;
  /** ISO, UTC. */
  readonly receivedAt: string;
  readonly fields: readonly ReadField[];
  readonly comment: string | null;
  readonly afterFreeze: boolean;
  readonly approval: Approval;
  readonly nothingToReport: boolean;
}

/**
 * The next version of a department's answer: field by field, the newest receipt wins, and silence about a field
 * never overwrites it (decision 4). A reply that was received earlier but arrives later fills only what is blank.
 */
export function mergeSubmission(before: Submission | null, reply: ReplyToMerge, version: number): Submission {
  const { round, department, via, source, receivedAt, comment, ...rest } = reply;
  const { afterFreeze, approval, nothingToReport } = rest;
  const fields: Record<string, StoredField> = { ...before?.fields };
  for (const { field, value, unit, raw, confidence } of reply.fields) {
    const key = fieldKey(field);
    const known = fields[key];
    if (known && known.receivedAt > receivedAt) continue;
    const { initiative, kind, subject } = field;
    fields[key] = { initiative, kind, subject, value, unit, raw, confidence, receivedAt, source };
  }
  return {
    round,
    department,
    version,
    via,
    receivedAt,
    fields,
    comment: comment ?? before?.comment ?? null,
    afterFreeze,
    approval,
    nothingToReport,
  };
}
