import { type Instant, tokyoDate } from '../../calendar/time.ts';
import { composeUndecided } from '../../mail/compose-approval.ts';
import { approverAs, approversOn } from '../../plan/directory.ts';
import type { Reading } from '../../reply/reading.ts';
import type { Approver } from '../../round/approval.ts';
import { wordingOf } from '../city-wording.ts';
import { departmentOf } from './ask-approval.ts';
import type { OpenRequest } from './open-request.ts';
import { type Settlement, settleAs } from './settlement.ts';
import type { Versions } from './versions.ts';

/** What tells who wrote an answer, and whether it decides on one. */
export interface Written {
  readonly asked: OpenRequest;
  readonly reading: Reading;
  readonly sender: { readonly address: string | null; readonly isProved: boolean };
  readonly about: number | null;
  readonly answerTo: readonly string[];
  readonly receivedAt: Instant;
}

/** Who wrote an answer, as far as its approval (決裁) goes. */
export interface Writer {
  /** Whether the department's answers count only once they are approved. */
  readonly isApprovalNeeded: boolean;
  /** The post that approves, where a proved sender holds it. */
  readonly approver: Approver | null;
  /** It comes from such an address, but nothing proves that it does. */
  readonly isUnprovedApprover: boolean;
}

/** Nobody approves where nothing has to be approved; what waits since the rule was another still may be. */
export function writerOf({ asked, sender, about, receivedAt }: Written, { last }: Versions): Writer {
  const { id, approval } = departmentOf(asked);
  const isApprovalNeeded = approval === 'chief-reply';
  const concerns = isApprovalNeeded || about !== null || last?.value.approval.state === 'awaiting';
  const { address, isProved } = sender;
  const approvers = approversOn(asked.city.directory, id, tokyoDate(receivedAt));
  const as = address === null || !concerns ? null : approverAs(approvers, address);
  return {
    isApprovalNeeded,
    approver: as !== null && address !== null && isProved ? { as, address } : null,
    isUnprovedApprover: as !== null && !isProved,
  };
}

/**
 * Whether an answer decides on a version rather than adding to it: 承認 or 差戻し of an approver, and whatever else an
 * approver writes without values in reply to the mail that asks for the approval.
 */
export function isDecision({ reading, about }: Written, writer: Writer): boolean {
  if (!writer.approver && !writer.isUnprovedApprover) return false;
  const { command, fields } = reading;
  if (command?.kind === 'send-back') return true;
  if (fields.length > 0) return false;
  if (command?.kind === 'approve') return true;
  const isOther = command !== null && command.kind !== 'confirm';
  return about !== null && !isOther && writer.approver !== null;
}

/** A decision of whom nothing proves decides nothing; the registered address is asked whether it was really theirs. */
export function holdUnproved({ asked, answerTo, reading }: Written): Settlement {
  const { round, request, city } = asked;
  const content = composeUndecided({
    round: round.id,
    department: departmentOf(asked),
    receiptCode: request.value.receiptCode,
    wording: wordingOf(city),
    because: 'unproved',
  });
  return settleAs('held', 'approval-unproved', {
    answers: [{ to: answerTo, content, manifest: null }],
    summary: `${reading.command?.kind ?? 'words'} of an unproved approver`,
  });
}
