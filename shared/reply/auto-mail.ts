import type { MailAddress } from './mail-addresses.ts';
import { type Header, headerOf } from './mail-headers.ts';

/** Why a mail was taken for an automatic one. */
export type AutoReason =
  | 'empty-envelope-sender'
  | 'auto-submitted'
  | 'auto-reply-header'
  | 'precedence'
  | 'mailing-list'
  | 'report'
  | 'failed-recipients'
  | 'inbox-rule'
  | 'system-sender'
  | 'own-address'
  | 'subject';

export interface AutoEvidence {
  readonly headers: readonly Header[];
  readonly type: string;
  readonly subject: string;
  readonly from: MailAddress | null;
  /** The envelope sender where it is known; the empty string is a bounce. */
  readonly envelopeSender: string | null;
  /** The domain replies come to: mail from it is our own, looped back. */
  readonly ownDomain: string | null;
}

const SYSTEM_SENDER =
  /^(?:mailer-daemon|postmaster|no-?reply|do-?not-?reply|bounces?|auto-?reply)(?:[@+._-]|$)/;
const PRECEDENCE = /^(?:auto_reply|bulk|junk|list)$/i;
/** Tags a gateway puts before the subject, then what an automatic answer begins with. */
const SUBJECT =
  /^(?:[[【][^\]】]{1,20}[\]】]\s{0,3}){0,3}(?:自動応答|自動返信|自動回答|不在(?:通知|連絡|応答|のお知らせ|です|[:：])|開封(?:済み|確認|通知)|automatic reply|auto[ -]?reply|out of office|undeliver|delivery status|mail delivery|returned mail|delivery failure|配信不能|配信不可|配信エラー|返信不可|未達|read:|not read:|既読[:：])/i;

/**
 * Whether nobody typed this mail: then it is stored, never answered and never applied by itself. The absence of
 * X-Auto-Response-Suppress from the signs is deliberate: ordinary Exchange mail carries it.
 */
export function decideAuto(evidence: AutoEvidence): AutoReason | null {
  const { headers, type, subject, from, envelopeSender, ownDomain } = evidence;
  const header = (name: string) => headerOf(headers, name)?.trim() ?? null;
  const says = (name: string) => !/^(?:no)?(?:\s*;.*)?$/is.test(header(name) ?? '');

  if (envelopeSender?.trim() === '' || /^<\s*>/.test(header('return-path') ?? ''))
    return 'empty-envelope-sender';
  if (says('auto-submitted')) return 'auto-submitted';
  if (says('x-autoreply') || says('x-autorespond') || says('x-auto-reply')) return 'auto-reply-header';
  if (PRECEDENCE.test(header('precedence') ?? '')) return 'precedence';
  if (header('list-id') !== null) return 'mailing-list';
  if (type === 'multipart/report') return 'report';
  if (header('x-failed-recipients') !== null) return 'failed-recipients';
  if (header('x-ms-exchange-inbox-rules-loop') !== null) return 'inbox-rule';
  if (from && SYSTEM_SENDER.test(from.address)) return 'system-sender';
  if (from && ownDomain !== null && from.address.endsWith(`@${ownDomain.toLowerCase()}`))
    return 'own-address';
  return SUBJECT.test(subject) ? 'subject' : null;
}
