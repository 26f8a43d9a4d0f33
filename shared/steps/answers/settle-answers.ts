import type { OutboxEvent } from '../../../events/catalogue.ts';
import { type Instant, instantOf, isoUtc, tokyoDate } from '../../calendar/time.ts';
import type { CommandOutcome, ReceiptOrigin } from '../../mail/compose-receipt.ts';
import type { DueDateEntry } from '../../mail/due-date-file.ts';
import type { Store } from '../../ports.ts';
import type { ReceivedMail, RequestRecord, SubmissionRecord } from '../../records.ts';
import { mergeSubmission, sortByAge } from '../../reply/merge-submission.ts';
import type { Command, Reading } from '../../reply/reading.ts';
import { isWithinGrace } from '../../reply/sent-time.ts';
import { approvalOfNew } from '../../round/approval.ts';
import { outstandingInitiatives } from '../../round/form-initiatives.ts';
import type { Round } from '../../round/round.ts';
import { type Approval, type Correction, isCounting, type SubmissionVia } from '../../round/submission.ts';
import { dueDateEntry } from '../city-wording.ts';
import { askApproval, departmentOf } from './ask-approval.ts';
import { decideExtension } from './decide-extension.ts';
import { listChanges } from './list-changes.ts';
import type { OpenRequest } from './open-request.ts';
import { requestAfter } from './request-after.ts';
import { settleDecision } from './settle-decision.ts';
import { type Answer, type Settlement, settleAs } from './settlement.ts';
import { loadVersions, type Versions } from './versions.ts';
import { linesToConfirm, writeReceipt } from './write-receipt.ts';
import { holdUnproved, isDecision, type Writer, writerOf } from './writer.ts';

/** A person's word that a correction after the freeze counts. */
export interface Adoption extends Pick<Correction, 'approvedBy' | 'reason'> {
  /** What the chief had decided of it while it waited; null where that is still to be asked. */
  readonly approval: Approval | null;
}

/** A department's answer as read, whichever door it came through. */
export interface AnswersToSettle {
  readonly asked: OpenRequest;
  readonly reading: Reading;
  readonly via: SubmissionVia;
  /** Who typed it in; null where the department wrote it itself. */
  readonly enteredBy: string | null;
  /** The received mail, or the phone or paper entry: what each stored field names as its source. */
  readonly source: string;
  /** Names the events that follow: the source, and which reading of it where it is read again. */
  readonly cause: string;
  /** When it was said: a mail's own date, as far as it can be believed. */
  readonly sentAt: Instant;
  readonly receivedAt: Instant;
  /**
   * From when on the request counts the answer. Mostly its receipt; the present where it was found late, is read
   * again, or is let count or typed in by a person, for until then nobody knew it, and what was planned meanwhile must stay what it was.
   */
  readonly settledAt: Instant;
  /** How it ended when it was read before; null for what is read for the first time. */
  readonly again: ReceivedMail['again'];
  /** Set where a person lets it count although the round is frozen (decision 24). */
  readonly adoption: Adoption | null;
  /** What the receipt tells of the way it came. */
  readonly origin: ReceiptOrigin;
  readonly cityId: string;
  /** Who wrote it; no address where the secretariat wrote it down. Only who is proved may approve. */
  readonly sender: { readonly address: string | null; readonly isProved: boolean };
  /** The version whose approval was asked for by the mail it answers; null for any other mail, and no mail. */
  readonly about: number | null;
  readonly answerTo: readonly string[];
  /** The sender could not be proved: the answer asks whether it was really theirs. */
  readonly askWhetherYours: boolean;
  readonly ignoredAttachments: readonly string[];
}

/** Decides all that follows from an answer: the next version, the request, the events, the receipt. Writes nothing itself. */
export async function settleAnswers(store: Store, said: AnswersToSettle): Promise<Settlement> {
  const { asked, again, adoption, settledAt } = said;
  const versions = await loadVersions(store, asked);
  const isLate = !isInTime(said, asked.round);
  const afterFreeze = isLate && adoption === null;
  const adopted =
    isLate && adoption
      ? { approvedBy: adoption.approvedBy, approvedAt: isoUtc(settledAt), reason: adoption.reason }
      : null;
  const writer = writerOf(said, versions);
  if (again?.state !== 'applied' && isDecision(said, writer))
    return writer.approver
      ? settleDecision(store, { ...said, versions, approver: writer.approver, afterFreeze })
      : holdUnproved(said);
  return settleValues(store, said, { versions, writer, afterFreeze, adopted });
}

/** What is known of an answer besides its words. */
interface Circumstances {
  readonly versions: Versions;
  readonly writer: Writer;
  /** It waits to be adopted. */
  readonly afterFreeze: boolean;
  /** It comes too late to count by itself, and counts because a person says so. */
  readonly adopted: Correction | null;
}

async function settleValues(
  store: Store,
  said: AnswersToSettle,
  circumstances: Circumstances,
): Promise<Settlement> {
  const { versions, writer, afterFreeze, adopted } = circumstances;
  const { asked, again, source, settledAt } = said;
  const { request, manifest } = asked;
  const before = versions.base;
  const { current, outdated } = sortByAge(before, said.reading.fields, said);
  const reading = { ...said.reading, fields: current };
  const answers = { ...said, reading };
  const wasApplied = again?.state === 'applied';
  // What it commanded was done when it was first read: done twice, an extension would extend the extended date.
  const command = wasApplied ? null : decideCommand(asked, reading.command, writer);
  const hasFields = reading.fields.length > 0;
  const nothingToReport = command?.kind === 'nothing-to-report';
  // 該当なし is a version of its own only where it has to be approved.
  const merged =
    hasFields || (nothingToReport && writer.isApprovalNeeded)
      ? nextSubmission(answers, circumstances, nothingToReport)
      : null;
  if (wasApplied && !(merged && hasNews(merged, before)))
    return settleAs('applied', again.reason, {
      toConfirm: linesToConfirm(reading),
      summary: 'read again: nothing new',
    });
  const isAwaiting = merged?.approval.state === 'awaiting';
  const answered = new Set(Object.keys((merged ?? before)?.fields ?? {}));
  const outstanding = nothingToReport ? [] : outstandingInitiatives(manifest.fields, answered);
  const isUnread =
    !hasFields &&
    outdated.length === 0 &&
    reading.ambiguous.length === 0 &&
    command === null &&
    reading.comment !== null;
  const nextRequest = requestAfter(request.value, {
    hasFields,
    version: merged?.version ?? null,
    command,
    isAwaiting,
    outstanding,
    isUnread,
    afterFreeze,
    source,
    settledAt,
  });
  const asking = merged && isAwaiting ? await askForApproval(store, answers, merged, writer) : [];
  const content = await writeReceipt(store, asked, {
    reading,
    outdated,
    answered,
    merged,
    command,
    outstanding,
    isUnread,
    afterFreeze,
    origin: answers.origin,
    adoptedFor: adopted?.reason ?? null,
    waitsFor: isAwaiting ? { approver: departmentOf(asked).headTitle, isAsked: asking.length > 0 } : null,
    ignoredAttachments: answers.ignoredAttachments,
    fromForm: answers.via === 'excel',
    askWhetherYours: answers.askWhetherYours,
  });
  // A correction that waits for its approval is the secretariat's to adopt only once it is approved.
  const correction = afterFreeze && (hasFields || nothingToReport) && !isAwaiting;
  const reason = reviewReason({ isUnread, correction, command });
  const dueDate = command?.kind === 'extended' ? dueDateMoved(asked, nextRequest, settledAt) : null;
  const receipt = { to: answers.answerTo, content, manifest, dueDate };
  return settleAs(
    reason === null ? 'applied' : 'held',
    reason ?? (hasFields || command ? null : outdated.length > 0 ? 'outdated' : 'nothing-answered'),
    {
      writes: [
        { kind: 'request', value: nextRequest, expected: request.revision },
        ...(merged ? [{ kind: 'submission', value: merged, expected: null } as const] : []),
      ],
      events: outboxEvents(answers, { merged, before, command, afterFreeze }),
      answers: [...(isSaidByAsking(writer, reading, asking) ? [] : [receipt]), ...asking],
      toConfirm: linesToConfirm(reading),
      summary: `${reading.fields.length} fields, ${outdated.length} outdated, ${reading.ambiguous.length} asked, ${command?.kind ?? 'no command'}`,
      changes: merged ? listChanges(manifest, before, merged) : [],
    },
  );
}

/** The new due date for the department's calendar, in the place of the one the request brought. */
function dueDateMoved(
  { city, round }: OpenRequest,
  { department, dueAt, events }: RequestRecord,
  at: Instant,
): DueDateEntry | null {
  if (!city.rules.dueDateFile) return null;
  const sequence = events.filter(({ what }) => what === 'extended').length;
  return dueDateEntry({
    city,
    plan: round.plan,
    round: round.id,
    department,
    dueAt: instantOf(dueAt),
    sequence,
    at,
  });
}

/** The chief who changed a value is sent the new read-back; a receipt of the same lines would say it twice. */
function isSaidByAsking(
  { approver }: Writer,
  { ambiguous, notUnderstood, comment }: Reading,
  asking: readonly Answer[],
): boolean {
  const hasMore = ambiguous.length + notUnderstood.length > 0 || comment !== null;
  return approver !== null && asking.length > 0 && !hasMore;
}

function askForApproval(
  store: Store,
  { asked, settledAt }: AnswersToSettle,
  version: SubmissionRecord,
  { approver }: Writer,
): Promise<Answer[]> {
  const because = approver ? 'changed' : 'answered';
  return askApproval(store, asked, {
    version,
    because,
    at: settledAt,
    also: approver ? [approver.address] : [],
  });
}

/** Whether it counts without a correction: said before the freeze, and settled soon enough after it. */
export function isInTime(
  { sentAt, settledAt }: Pick<AnswersToSettle, 'sentAt' | 'settledAt'>,
  { state, freezesAt }: Pick<Round, 'state' | 'freezesAt'>,
): boolean {
  return state === 'open' || isWithinGrace({ sentAt, receivedAt: settledAt }, instantOf(freezesAt));
}

/** Why a person has to look at the answer although its sender is proved, or null. */
function reviewReason({
  isUnread,
  correction,
  command,
}: {
  isUnread: boolean;
  correction: boolean;
  command: CommandOutcome | null;
}): string | null {
  if (isUnread) return 'free-text';
  if (correction) return 'after-freeze';
  return command?.kind === 'hand-over' ? 'hand-over' : null;
}

function nextSubmission(
  said: AnswersToSettle,
  { versions: { base }, writer, afterFreeze, adopted }: Circumstances,
  nothingToReport: boolean,
): SubmissionRecord {
  const { asked, reading, via, enteredBy, source, sentAt, receivedAt, settledAt, about } = said;
  const { round, request } = asked;
  const merged = mergeSubmission(
    base,
    {
      round: round.id,
      department: request.value.department,
      via,
      enteredBy,
      source,
      sentAt,
      receivedAt,
      settledAt,
      fields: reading.fields,
      comment: reading.comment,
      afterFreeze,
      correction: adopted,
      approval:
        said.adoption?.approval ??
        approvalOfNew({
          isNeeded: writer.isApprovalNeeded,
          approver: writer.approver,
          saysApproved: reading.command?.kind === 'approve',
          about,
          base,
          isClear: reading.ambiguous.length === 0,
          at: isoUtc(settledAt),
        }),
      nothingToReport,
    },
    request.value.version + 1,
  );
  return { ...merged, plan: round.plan };
}

/** Whether a version says anything that the one before did not: what is read again mostly says what it said. */
function hasNews(merged: SubmissionRecord, before: SubmissionRecord | null): boolean {
  if (before === null || merged.comment !== before.comment) return true;
  return Object.entries(merged.fields).some(([key, field]) => {
    const known = before.fields[key];
    return JSON.stringify(field.value) !== JSON.stringify(known?.value) || field.source !== known?.source;
  });
}

/** A department commands its own request; releasing is not its business, and approving its chief's alone. */
function decideCommand(
  asked: OpenRequest,
  command: Command | null,
  { approver, isApprovalNeeded }: Writer,
): CommandOutcome | null {
  if (command === null) return null;
  const { round, request, city } = asked;
  switch (command.kind) {
    case 'extend':
      return decideExtension(
        command,
        tokyoDate(instantOf(request.value.dueAt)),
        tokyoDate(instantOf(round.freezesAt)),
        city.calendar,
      );
    case 'nothing-to-report':
    case 'hand-over':
      return { kind: command.kind };
    case 'confirm':
      return { kind: 'confirmed' };
    case 'approve':
    case 'send-back':
      // What an approver says beside values is said by the version, which counts or is read back once more.
      if (approver) return null;
      return isApprovalNeeded
        ? { kind: 'approver-only', approver: departmentOf(asked).headTitle }
        : { kind: 'not-yours' };
    case 'release':
      return { kind: 'not-yours' };
  }
}

function outboxEvents(
  { asked: { round, request }, reading, cause, settledAt, cityId }: AnswersToSettle,
  {
    merged,
    before,
    command,
    afterFreeze,
  }: {
    merged: SubmissionRecord | null;
    before: SubmissionRecord | null;
    command: CommandOutcome | null;
    afterFreeze: boolean;
  },
): OutboxEvent[] {
  const common = { city: cityId, at: isoUtc(settledAt) };
  const { plan, id } = round;
  const { department, version } = request.value;
  // What the chief approves along with a change of his own counts from now on as well.
  const carried = merged && before && !isCounting(before) ? Object.values(before.fields) : [];
  const answered = [...reading.fields.map(({ field }) => field), ...carried].flatMap(
    ({ initiative }) => initiative ?? [],
  );
  const initiatives =
    command?.kind === 'nothing-to-report' ? request.value.initiatives : [...new Set(answered)];
  const events: OutboxEvent[] = [];
  if (!afterFreeze && merged?.approval.state !== 'awaiting' && initiatives.length > 0) {
    events.push({
      ...common,
      id: `submission-recorded/${cause}`,
      type: 'submission-recorded.v1',
      data: { plan, round: id, department, version: merged?.version ?? version, initiatives },
    });
  }
  if (command?.kind === 'extended') {
    events.push({
      ...common,
      id: `timetable-changed/${cause}`,
      type: 'timetable-changed.v1',
      data: { plan, cause: `extension/${cause}` },
    });
  }
  return events;
}
