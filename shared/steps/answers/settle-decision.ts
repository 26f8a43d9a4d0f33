import type { OutboxEvent } from '../../../events/catalogue.ts';
import { type Instant, instantOf, isoUtc, tokyoDate } from '../../calendar/time.ts';
import {
  type AskedBecause,
  composeApproved,
  composeReturned,
  composeUndecided,
  type Decided,
  type Undecided,
} from '../../mail/compose-approval.ts';
import { contactsOn } from '../../plan/directory.ts';
import type { Store, Stored } from '../../ports.ts';
import type { AuditEntry, SubmissionRecord } from '../../records.ts';
import type { Reading } from '../../reply/reading.ts';
import { type Approver, whetherDecidable } from '../../round/approval.ts';
import type { Approval } from '../../round/submission.ts';
import { wordingOf } from '../city-wording.ts';
import { askApproval, blankFieldsOf, departmentOf, readFieldsOf } from './ask-approval.ts';
import type { OpenRequest } from './open-request.ts';
import { requestApproved, requestReturned } from './request-after.ts';
import { type Settlement, settleAs } from './settlement.ts';
import type { Versions } from './versions.ts';
import { linesToConfirm, namesOf } from './write-receipt.ts';

/** What somebody who approves wrote about a version, without values of their own. */
export interface DecisionToSettle {
  readonly asked: OpenRequest;
  readonly reading: Reading;
  readonly versions: Versions;
  readonly approver: Approver;
  /** The version whose read-back it answers. */
  readonly about: number | null;
  /** Names the events that follow. */
  readonly cause: string;
  readonly settledAt: Instant;
  /** Whether it came too late to count by itself. */
  readonly afterFreeze: boolean;
  readonly cityId: string;
}

/**
 * Decides what follows from 承認, 差戻し or other words of an approver. The version and the request are written on the
 * condition that nobody decided first: the second of two is read again, and told that it is decided.
 */
export async function settleDecision(store: Store, said: DecisionToSettle): Promise<Settlement> {
  const { asked, reading, versions, about, approver } = said;
  const { command } = reading;
  const decidable = whetherDecidable(versions.last?.value ?? null, about);
  if (versions.last === null || decidable === 'nothing-to-decide')
    return undecided(said, 'nothing-to-decide');
  if (decidable === 'decided-already') return undecided(said, 'decided-already');
  const askAgain = async (because: AskedBecause, version: SubmissionRecord) =>
    askApproval(store, asked, { version, because, at: said.settledAt, also: [approver.address] });
  const { last } = versions;
  if (decidable === 'not-the-newest') {
    const answers = await askAgain('not-the-newest', last.value);
    return settleAs('applied', 'not-the-newest', {
      answers,
      summary: `${command?.kind ?? 'words'}: not the newest`,
    });
  }
  if (command?.kind === 'send-back') {
    const reason = reasonOf(reading);
    return reason === null ? undecided(said, 'reason-missing') : sendBack(said, last, reason);
  }
  if (command?.kind === 'approve' && reading.ambiguous.length === 0) return approve(said, last);
  // Words beside it are for the secretariat to read; a bare 確認 says no more than that the mail was seen.
  return settleAs(reading.comment === null ? 'applied' : 'held', 'unclear-decision', {
    answers: await askAgain('unclear', last.value),
    toConfirm: [...linesToConfirm(reading), ...(reading.comment === null ? [] : [reading.comment])],
    summary: 'words of an approver without a decision',
  });
}

/** Why it is sent back: behind 差戻し, on the lines around it, or as the values the chief wants to see. */
function reasonOf({ command, comment, fields, ambiguous }: Reading): string | null {
  const told = command?.kind === 'send-back' ? command.reason : null;
  const lines = [...fields, ...ambiguous].map(({ field, raw }) => `【${field.anchor}】${raw}`);
  const words = [told, comment, ...lines].filter((part) => part !== null && part !== '');
  return words.length === 0 ? null : words.join('\n');
}

function approve(said: DecisionToSettle, last: Stored<'submission'>): Settlement {
  const { asked, reading, approver, settledAt, afterFreeze } = said;
  const { request, manifest } = asked;
  const { nothingToReport, version } = last.value;
  const { outstanding } = blankFieldsOf(manifest, last.value);
  const total = request.value.initiatives.length;
  const content = composeApproved({
    ...subjectOf(asked),
    decided: decidedBy(said, reading.comment),
    answered: total - outstanding.length,
    total,
    afterFreeze,
  });
  const standing = { nothingToReport, outstanding };
  const nextRequest = afterFreeze ? request.value : requestApproved(request.value, standing, settledAt);
  return settleAs(afterFreeze ? 'held' : 'applied', afterFreeze ? 'after-freeze' : null, {
    writes: [
      {
        kind: 'submission',
        value: decidedVersion(said, last, 'approved', reading.comment),
        expected: last.revision,
      },
      { kind: 'request', value: nextRequest, expected: request.revision },
    ],
    events: afterFreeze ? [] : [recordedEvent(said, last.value)],
    audit: [auditOf(said, 'approved')],
    answers: [{ to: [approver.address], cc: officersBeside(said), content, manifest: null }],
    summary: `version ${version} approved as ${approver.as}`,
  });
}

function sendBack(said: DecisionToSettle, last: Stored<'submission'>, reason: string): Settlement {
  const { asked, approver, versions, settledAt, afterFreeze } = said;
  const { request, manifest } = asked;
  const { counting } = versions;
  const standing = counting && {
    nothingToReport: counting.nothingToReport,
    outstanding: blankFieldsOf(manifest, counting).outstanding,
  };
  const content = composeReturned({
    ...subjectOf(asked),
    decided: decidedBy(said, reason),
    dueAt: instantOf(request.value.dueAt),
    manifest,
    stored: readFieldsOf(manifest, last.value),
    names: namesOf(asked.city),
  });
  const officers = officersBeside(said);
  const [to, cc] = officers.length > 0 ? [officers, [approver.address]] : [[approver.address], []];
  const nextRequest = afterFreeze ? request.value : requestReturned(request.value, standing, settledAt);
  return settleAs('applied', null, {
    writes: [
      { kind: 'submission', value: decidedVersion(said, last, 'returned', reason), expected: last.revision },
      { kind: 'request', value: nextRequest, expected: request.revision },
    ],
    audit: [auditOf(said, 'returned')],
    answers: [{ to, cc, content, manifest }],
    summary: `version ${last.value.version} sent back as ${approver.as}`,
  });
}

/** Nothing is decided, and the approver is told why. */
function undecided(said: DecisionToSettle, because: Undecided): Settlement {
  const { asked, approver, reading } = said;
  const content = composeUndecided({ ...subjectOf(asked), because });
  const last = said.versions.last?.value.version;
  // 差戻し without a reason is asked again about the same version, so that the reason alone may come in reply.
  const bound = because === 'reason-missing' && last !== undefined ? { approvalOf: last } : {};
  return settleAs('applied', because, {
    answers: [
      { to: [approver.address], content, manifest: 'approvalOf' in bound ? asked.manifest : null, ...bound },
    ],
    toConfirm: linesToConfirm(reading),
    summary: `${reading.command?.kind ?? 'words'}: ${because}`,
  });
}

function decidedVersion(
  { approver, settledAt, afterFreeze }: DecisionToSettle,
  { value }: Stored<'submission'>,
  state: Approval['state'],
  reason: string | null,
): SubmissionRecord {
  const { as, address: by } = approver;
  const approval: Approval = { state, by, at: isoUtc(settledAt), as, reason };
  return { ...value, afterFreeze: value.afterFreeze || (state === 'approved' && afterFreeze), approval };
}

function subjectOf(asked: OpenRequest) {
  const { round, request, city } = asked;
  return {
    round: round.id,
    department: departmentOf(asked),
    receiptCode: request.value.receiptCode,
    wording: wordingOf(city),
  };
}

function decidedBy({ approver, settledAt }: DecisionToSettle, words: string | null): Decided {
  return { as: approver.as, at: settledAt, words };
}

/** The officers of the day, besides the approver. */
function officersBeside({ asked, approver, settledAt }: DecisionToSettle): string[] {
  const { department } = asked.request.value;
  const officers = contactsOn(asked.city.directory, 'officer', department, tokyoDate(settledAt));
  const addresses = new Set(officers.map(({ address }) => address));
  return [...addresses].filter((address) => address.toLowerCase() !== approver.address.toLowerCase());
}

/** Everything the version answers is judged: none of it counted before. */
function recordedEvent(
  { asked: { round, request }, cause, settledAt, cityId }: DecisionToSettle,
  { version, fields, nothingToReport }: SubmissionRecord,
): OutboxEvent {
  const answered = Object.values(fields).flatMap(({ initiative }) => initiative ?? []);
  return {
    id: `submission-recorded/${cause}`,
    type: 'submission-recorded.v1',
    city: cityId,
    at: isoUtc(settledAt),
    data: {
      plan: round.plan,
      round: round.id,
      department: request.value.department,
      version,
      initiatives: nothingToReport ? request.value.initiatives : [...new Set(answered)],
    },
  };
}

function auditOf(
  { asked: { round, request }, approver, cause, settledAt }: DecisionToSettle,
  state: 'approved' | 'returned',
): AuditEntry {
  const { department, version } = request.value;
  return {
    at: isoUtc(settledAt),
    cause,
    actor: approver.address,
    what: `submission.${state}`,
    subject: `${round.id}/${department}/v${version}`,
    before: 'awaiting',
    after: `${state} as ${approver.as}`,
  };
}
