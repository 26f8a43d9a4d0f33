import { type Instant, instantOf, isoUtc } from '../calendar/time.ts';
import { fieldKey } from '../round/form.ts';
import type { RoundId } from '../round/round.ts';
import type { Approval, Correction, StoredField, Submission, SubmissionVia } from '../round/submission.ts';
import type { ReadField } from './reading.ts';
import { isOlderThan, type Times } from './sent-time.ts';

export interface ReplyToMerge {
  readonly round: RoundId;
  readonly department: string;
  readonly via: SubmissionVia;
  /** The received mail, or the phone or paper entry. */
  readonly source: string;
  readonly enteredBy: string | null;
  readonly sentAt: Instant;
  readonly receivedAt: Instant;
  /** When the answer is stored: at its receipt, or later, when a person decides. */
  readonly settledAt: Instant;
  readonly fields: readonly ReadField[];
  readonly comment: string | null;
  readonly afterFreeze: boolean;
  readonly correction: Correction | null;
  readonly approval: Approval;
  readonly nothingToReport: boolean;
}

const timesOf = ({ sentAt, receivedAt }: StoredField): Times => ({
  sentAt: instantOf(sentAt ?? receivedAt),
  receivedAt: instantOf(receivedAt),
});

/**
 * Tells the fields of an answer that are news from those a later word stands against: a mail held back on its way
 * never overwrites what was sent after it. What is outdated is told, not stored.
 */
export function sortByAge(
  before: Submission | null,
  fields: readonly ReadField[],
  times: Times,
): { readonly current: ReadField[]; readonly outdated: ReadField[] } {
  const isOutdated = ({ field }: ReadField) => {
    const known = before?.fields[fieldKey(field)];
    return known !== undefined && isOlderThan(times, timesOf(known));
  };
  return {
    current: fields.filter((read) => !isOutdated(read)),
    outdated: fields.filter(isOutdated),
  };
}

/**
 * The next version of a department's answer: field by field, the newest word wins, and silence about a field never
 * overwrites it (decision 4). A reply that was said earlier but arrives later fills only what is blank.
 */
export function mergeSubmission(before: Submission | null, reply: ReplyToMerge, version: number): Submission {
  const { round, department, via, enteredBy, source, comment, afterFreeze, correction } = reply;
  const { approval, nothingToReport } = reply;
  const [sentAt, receivedAt] = [isoUtc(reply.sentAt), isoUtc(reply.receivedAt)];
  const fields: Record<string, StoredField> = { ...before?.fields };
  for (const { field, value, unit, raw, confidence } of sortByAge(before, reply.fields, reply).current) {
    const { initiative, kind, subject } = field;
    fields[fieldKey(field)] = {
      initiative,
      kind,
      subject,
      value,
      unit,
      raw,
      confidence,
      sentAt,
      receivedAt,
      source,
    };
  }
  // Whose comment was said when is not kept; the version's own receipt stands for it.
  const isOlder = before !== null && before.receivedAt > receivedAt;
  return {
    round,
    department,
    version,
    via,
    enteredBy,
    receivedAt: isoUtc(reply.settledAt),
    fields,
    comment: isOlder ? (before?.comment ?? comment) : (comment ?? before?.comment ?? null),
    afterFreeze,
    correction,
    approval,
    nothingToReport,
  };
}
