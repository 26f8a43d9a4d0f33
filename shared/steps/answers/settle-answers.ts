import type { OutboxEvent } from '../../../events/catalogue.ts';
import { type Instant, instantOf, isoUtc, tokyoDate } from '../../calendar/time.ts';
import type { CommandOutcome } from '../../mail/compose-receipt.ts';
import type { Store } from '../../ports.ts';
import type { ReceivedMail, SubmissionRecord } from '../../records.ts';
import { mergeSubmission, sortByAge } from '../../reply/merge-submission.ts';
import type { Command, Reading } from '../../reply/reading.ts';
import { isWithinGrace } from '../../reply/sent-time.ts';
import { outstandingInitiatives } from '../../round/form-initiatives.ts';
import { NO_APPROVAL_NEEDED, type SubmissionVia } from '../../round/submission.ts';
import { latestSubmission } from '../form-facts.ts';
import { decideExtension } from './decide-extension.ts';
import type { OpenRequest } from './open-request.ts';
import { requestAfter } from './request-after.ts';
import { type Settlement, settleAs } from './settlement.ts';
import { linesToConfirm, writeReceipt } from './write-receipt.ts';

/** A department's answer as read, whichever door it came through. */
export interface AnswersToSettle {
  readonly asked: OpenRequest;
  readonly reading: Reading;
  readonly via: SubmissionVia;
  /** The received mail, or the phone or paper entry: what each stored field names as its source. */
  readonly source: string;
  /** Names the events that follow: the source, and which reading of it where it is read again. */
  readonly cause: string;
  /** When it was said: a mail's own date, as far as it can be believed. */
  readonly sentAt: Instant;
  readonly receivedAt: Instant;
  /**
   * From when on the request counts the answer. Mostly its receipt; the present where it was found late or is read
   * again, for until then nobody knew it, and what was planned meanwhile must stay what it was.
   */
  readonly settledAt: Instant;
  /** How it ended when it was read before; null for what is read for the first time. */
  readonly again: ReceivedMail['again'];
  readonly cityId: string;
  readonly answerTo: readonly string[];
  /** The sender could not be proved: the answer asks whether it was really theirs. */
  readonly askWhetherYours: boolean;
  readonly ignoredAttachments: readonly string[];
}

/** Decides all that follows from an answer: the next version, the request, the events, the receipt. Writes nothing itself. */
export async function settleAnswers(store: Store, said: AnswersToSettle): Promise<Settlement> {
  const { asked, again } = said;
  const { round, request, manifest } = asked;
  const before = await latestSubmission(store, round.plan, round.id, request.value.department);
  const { current, outdated } = sortByAge(before, said.reading.fields, said);
  const reading = { ...said.reading, fields: current };
  const answers = { ...said, reading };
  const afterFreeze = round.state === 'frozen' && !isWithinGrace(said, instantOf(round.freezesAt));
  const wasApplied = again?.state === 'applied';
  // What it commanded was done when it was first read: done twice, an extension would extend the extended date.
  const command = wasApplied ? null : decideCommand(asked, reading.command);
  const hasFields = reading.fields.length > 0;
  const merged = hasFields ? nextSubmission(answers, before, afterFreeze) : null;
  if (wasApplied && !(merged && hasNews(merged, before)))
    return settleAs('applied', again.reason, {
      toConfirm: linesToConfirm(reading),
      summary: 'read again: nothing new',
    });
  const answered = new Set(Object.keys((merged ?? before)?.fields ?? {}));
  const outstanding =
    command?.kind === 'nothing-to-report' ? [] : outstandingInitiatives(manifest.fields, answered);
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
    outstanding,
    isUnread,
    afterFreeze,
    settledAt: answers.settledAt,
  });
  const content = await writeReceipt(store, asked, {
    reading,
    outdated,
    answered,
    merged,
    command,
    outstanding,
    isUnread,
    afterFreeze,
    ignoredAttachments: answers.ignoredAttachments,
    fromForm: answers.via === 'excel',
    askWhetherYours: answers.askWhetherYours,
  });
  const reason = reviewReason({ isUnread, correction: afterFreeze && hasFields, command });
  return settleAs(
    reason === null ? 'applied' : 'held',
    reason ?? (hasFields || command ? null : outdated.length > 0 ? 'outdated' : 'nothing-answered'),
    {
      writes: [
        { kind: 'request', value: nextRequest, expected: request.revision },
        ...(merged ? [{ kind: 'submission', value: merged, expected: null } as const] : []),
      ],
      events: outboxEvents(answers, { merged, command, afterFreeze }),
      answers: [{ to: answers.answerTo, content, manifest }],
      toConfirm: linesToConfirm(reading),
      summary: `${reading.fields.length} fields, ${outdated.length} outdated, ${reading.ambiguous.length} asked, ${command?.kind ?? 'no command'}`,
    },
  );
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
  { asked: { round, request }, reading, via, source, sentAt, receivedAt }: AnswersToSettle,
  before: SubmissionRecord | null,
  afterFreeze: boolean,
): SubmissionRecord {
  const merged = mergeSubmission(
    before,
    {
      round: round.id,
      department: request.value.department,
      via,
      source,
      sentAt,
      receivedAt,
      fields: reading.fields,
      comment: reading.comment,
      afterFreeze,
      approval: NO_APPROVAL_NEEDED,
      nothingToReport: false,
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

/** A department commands its own request; releasing and approving are not its business here. */
function decideCommand(
  { round, request, city }: OpenRequest,
  command: Command | null,
): CommandOutcome | null {
  if (command === null) return null;
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
    case 'release':
      return { kind: 'not-yours' };
  }
}

function outboxEvents(
  { asked: { round, request }, reading, cause, settledAt, cityId }: AnswersToSettle,
  {
    merged,
    command,
    afterFreeze,
  }: { merged: SubmissionRecord | null; command: CommandOutcome | null; afterFreeze: boolean },
): OutboxEvent[] {
  const common = { city: cityId, at: isoUtc(settledAt) };
  const { plan, id } = round;
  const { department, version } = request.value;
  const answered = reading.fields.flatMap(({ field }) => field.initiative ?? []);
  const initiatives =
    command?.kind === 'nothing-to-report' ? request.value.initiatives : [...new Set(answered)];
  const events: OutboxEvent[] = [];
  if (!afterFreeze && initiatives.length > 0) {
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
