import { type Approval, isCounting, NO_APPROVAL_NEEDED, type Submission } from './submission.ts';

/** Somebody proved to hold a post that approves. */
export interface Approver {
  readonly as: 'chief' | 'deputy';
  readonly address: string;
}

type Version = Pick<Submission, 'version' | 'afterFreeze' | 'approval'>;

/** What is known of an answer about to become a version, as far as its approval goes. */
export interface AnswerToApprove {
  /** Whether the department's answers count only once they are approved. */
  readonly isNeeded: boolean;
  /** Who wrote it, where that is an approver; null for an officer and for whoever is not proved. */
  readonly approver: Approver | null;
  /** 承認 stands beside the values. */
  readonly saysApproved: boolean;
  /** The version whose read-back it answers; null where it answers a request. */
  readonly about: number | null;
  /** The version it is merged upon. */
  readonly base: Version | null;
  /** A line that could not be read leaves open what was to be approved. */
  readonly isClear: boolean;
  /** When the decision counts from, ISO. */
  readonly at: string;
}

const AWAITING: Approval = { ...NO_APPROVAL_NEEDED, state: 'awaiting' };

/**
 * How a new version stands. It counts at once where the chief answers the request in person, or where an approver
 * writes 承認 beside the values; but never where it would carry along unapproved values of others that the approver
 * has not been shown.
 */
export function approvalOfNew(answer: AnswerToApprove): Approval {
  const { isNeeded, approver, saysApproved, about, base, isClear, at } = answer;
  if (!isNeeded) return NO_APPROVAL_NEEDED;
  const hasSeenAll = base === null || isCounting(base) || about === base.version;
  // To answer the request is the chief's own word; to answer a read-back without 承認 is a change of it.
  const isOwnWord = approver?.as === 'chief' && about === null;
  if (!approver || !hasSeenAll || !isClear || !(saysApproved || isOwnWord)) return AWAITING;
  return { state: 'approved', by: approver.address, at, as: approver.as, reason: null };
}

/**
 * What an approver's 承認 or 差戻し is about. A decision is bound to the version that was read back (`about`): what
 * has come since, the approver has not seen.
 */
export type Decidable = 'decidable' | 'nothing-to-decide' | 'decided-already' | 'not-the-newest';

export function whetherDecidable(newest: Version | null, about: number | null): Decidable {
  if (newest === null) return 'nothing-to-decide';
  if (newest.approval.state === 'not-needed') return 'nothing-to-decide';
  if (newest.approval.state !== 'awaiting') return 'decided-already';
  return about === newest.version ? 'decidable' : 'not-the-newest';
}
