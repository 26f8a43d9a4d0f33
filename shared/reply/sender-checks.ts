import type { MailAddress } from './mail-addresses.ts';

/** What SES says of one check, in its receipt. What could not be run is worth as much as what has no policy. */
export type Verdict = 'PASS' | 'FAIL' | 'GRAY' | 'PROCESSING_FAILED' | 'DISABLED';

export interface Verdicts {
  readonly spf: Verdict;
  readonly dkim: Verdict;
  readonly dmarc: Verdict;
  readonly spam: Verdict;
  readonly virus: Verdict;
}

export interface SenderEvidence {
  /** Where the trail to our mail was found; null for none. */
  readonly keyFoundIn: 'envelope' | 'header' | 'subject' | 'body' | null;
  readonly from: MailAddress | null;
  readonly fromCount: number;
  /** The addresses the mail it answers was sent to. */
  readonly registeredAddresses: readonly string[];
  /** The mail domain of the city's own staff. */
  readonly cityDomain: string;
  readonly verdicts: Verdicts;
  /** Whether SPF and DKIM speak of the very domain in From, where the caller can tell. */
  readonly aligned?: { readonly spf: boolean; readonly dkim: boolean };
}

export type SenderReason =
  | 'registered-verified'
  | 'registered-unverified'
  | 'colleague'
  | 'spam-suspected'
  | 'code-only-verified'
  | 'code-only-unverified'
  | 'outside-sender'
  | 'unreadable-sender'
  | 'colleague-spam'
  | 'dmarc-failed'
  | 'no-key'
  | 'no-key-unknown-sender'
  | 'virus';

export interface SenderDecision {
  readonly action: 'apply' | 'hold' | 'quarantine';
  /** How sure it is that the mail comes from whom it says. */
  readonly trust: 'verified' | 'unverified' | 'none';
  /** Who is answered. Nobody who was not proved or registered ever is, so that no stranger is mailed by us. */
  readonly answerTo: readonly ('sender' | 'registered')[];
  readonly reason: SenderReason;
}

function decision(
  action: SenderDecision['action'],
  trust: SenderDecision['trust'],
  answerTo: SenderDecision['answerTo'],
  reason: SenderReason,
): SenderDecision {
  return { action, trust, answerTo, reason };
}

function isIn(address: string, domain: string): boolean {
  const own = domain.toLowerCase();
  const host = address.slice(address.lastIndexOf('@') + 1).toLowerCase();
  return host === own || host.endsWith(`.${own}`);
}

/** DMARC, or SPF or DKIM for the very domain in From. SPF and DKIM alone decide nothing: anyone passes his own. */
function isVerified({ verdicts, aligned }: SenderEvidence): boolean {
  if (verdicts.dmarc === 'PASS') return true;
  return (
    (verdicts.spf === 'PASS' && aligned?.spf === true) || (verdicts.dkim === 'PASS' && aligned?.dkim === true)
  );
}

/**
 * What becomes of a reply, by key, sender and SES verdicts: the decision table of replies.md, row by row. The key is
 * the credential, From a check on it; doubtful mail is held, never lost and never obeyed.
 */
export function decideSender(evidence: SenderEvidence): SenderDecision {
  const { keyFoundIn, from, fromCount, verdicts, cityDomain } = evidence;
  if (verdicts.virus === 'FAIL') return decision('quarantine', 'none', ['registered'], 'virus');
  if (verdicts.dmarc === 'FAIL') return decision('hold', 'none', [], 'dmarc-failed');
  const sender = fromCount === 1 ? from : null;
  const isRegistered = sender !== null && isRegisteredAddress(sender.address, evidence);
  // A mail suspected as spam is never dropped for it, but neither is its sender believed outright.
  const isSpam = verdicts.spam === 'FAIL';
  const verified = isVerified(evidence) && !isSpam;

  if (keyFoundIn === null) {
    return isRegistered && verified
      ? decision('hold', 'verified', ['sender'], 'no-key')
      : decision('hold', 'none', [], 'no-key-unknown-sender');
  }
  if (keyFoundIn === 'subject' || keyFoundIn === 'body') {
    return isRegistered && verified
      ? decision('apply', 'verified', ['sender'], 'code-only-verified')
      : decision('hold', 'none', isRegistered ? ['registered'] : [], 'code-only-unverified');
  }
  if (sender === null) return decision('hold', 'none', ['registered'], 'unreadable-sender');
  if (isRegistered) {
    if (isSpam) return decision('apply', 'unverified', ['registered'], 'spam-suspected');
    return verified
      ? decision('apply', 'verified', ['sender'], 'registered-verified')
      : decision('apply', 'unverified', ['registered'], 'registered-unverified');
  }
  if (!isIn(sender.address, cityDomain)) return decision('hold', 'none', ['registered'], 'outside-sender');
  if (isSpam) return decision('hold', 'none', ['registered'], 'colleague-spam');
  return decision('apply', verified ? 'verified' : 'unverified', ['sender', 'registered'], 'colleague');
}

function isRegisteredAddress(address: string, { registeredAddresses }: SenderEvidence): boolean {
  return registeredAddresses.some((registered) => registered.toLowerCase() === address.toLowerCase());
}
