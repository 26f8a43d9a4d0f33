import type { Instant } from '../../../shared/calendar/time.ts';
import type { Store } from '../../../shared/ports.ts';
import type { ReceivedMail } from '../../../shared/records.ts';
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
  /** This reading of it: what follows is named after it. */
  readonly cause: string;
  readonly receivedAt: Instant;
  /** From when on the request counts it. */
  readonly settledAt: Instant;
  /** How it ended when it was read before. */
  readonly again: ReceivedMail['again'];
  /** The sender could not be proved: the answer asks whether it was really theirs. */
  readonly askWhetherYours: boolean;
}

/** Reads a department's mail against the form it answers, and settles what it says. Writes nothing itself. */
export async function settleDepartmentReply(store: Store, reply: DepartmentReply): Promise<Settlement> {
  const { found, decoded, receivedId, receivedAt, cause, settledAt, again } = reply;
  const { cityId, answerTo, askWhetherYours } = reply;
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
    cause,
    sentAt: sentTimeOf(decoded.date, receivedAt),
    receivedAt,
    settledAt,
    again,
    cityId,
    answerTo,
    askWhetherYours,
    ignoredAttachments: decoded.attachments.map(({ name }) => name ?? '名前のないファイル'),
  });
}
