import type { Instant } from '../../../shared/calendar/time.ts';
import type { Store } from '../../../shared/ports.ts';
import type { DecodedMail } from '../../../shared/reply/decode-mail.ts';
import { readReply } from '../../../shared/reply/read-reply.ts';
import { sentTimeOf } from '../../../shared/reply/sent-time.ts';
import { loadOpenRequest } from '../../../shared/steps/answers/open-request.ts';
import { settleAnswers } from '../../../shared/steps/answers/settle-answers.ts';
import { type Settlement, settleAs } from '../../../shared/steps/answers/settlement.ts';
import type { Identified } from './identify-mail.ts';

export interface DepartmentReply {
  readonly found: Identified;
  readonly decoded: DecodedMail;
  readonly cityId: string;
  readonly answerTo: readonly string[];
  readonly receivedId: string;
  readonly receivedAt: Instant;
  /** The sender could not be proved: the answer asks whether it was really theirs. */
  readonly askWhetherYours: boolean;
}

/** Reads a department's mail against the form it answers, and settles what it says. Writes nothing itself. */
export async function settleDepartmentReply(store: Store, reply: DepartmentReply): Promise<Settlement> {
  const { found, decoded, cityId, answerTo, receivedId, receivedAt, askWhetherYours } = reply;
  const { id, plan, round, department, text } = found.mail;
  if (round === null || department === null) throw new RangeError(`mail ${id} belongs to no department`);
  const asked = await loadOpenRequest(store, { plan, round, department }, found.mail.manifest);
  if (!asked) return settleAs('held', 'no-open-request');
  const reading = readReply({ mail: decoded, manifest: asked.manifest, sentText: text, receivedAt });
  return settleAnswers(store, {
    asked,
    reading,
    via: 'mail',
    source: receivedId,
    sentAt: sentTimeOf(decoded.date, receivedAt),
    receivedAt,
    cityId,
    answerTo,
    askWhetherYours,
    ignoredAttachments: decoded.attachments.map(({ name }) => name ?? '名前のないファイル'),
  });
}
