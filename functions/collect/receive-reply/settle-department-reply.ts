import type { Instant } from '../../../shared/calendar/time.ts';
import { composeFormRefused } from '../../../shared/mail/compose-notices.ts';
import type { FormReader, Store } from '../../../shared/ports.ts';
import type { ReceivedMail } from '../../../shared/records.ts';
import type { DecodedMail } from '../../../shared/reply/decode-mail.ts';
import { describeHoldReason } from '../../../shared/reply/hold-reasons.ts';
import { mergeReadings } from '../../../shared/reply/merge-readings.ts';
import { readReply } from '../../../shared/reply/read-reply.ts';
import { sentTimeOf } from '../../../shared/reply/sent-time.ts';
import { loadOpenRequest, type OpenRequest } from '../../../shared/steps/answers/open-request.ts';
import { readForms } from '../../../shared/steps/answers/read-forms.ts';
import { settleAnswers } from '../../../shared/steps/answers/settle-answers.ts';
import { type Settlement, settleAs } from '../../../shared/steps/answers/settlement.ts';
import { wordingOf } from '../../../shared/steps/city-wording.ts';
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
  /** The key came with a verified mail of a registered address: nothing less approves (決裁). */
  readonly isProved: boolean;
  /** The sender could not be proved: the answer asks whether it was really theirs. */
  readonly askWhetherYours: boolean;
}

/** Reads a department's mail against the form it answers, and settles what it says. Writes nothing itself. */
export async function settleDepartmentReply(
  dependencies: { readonly store: Store; readonly openForm: FormReader },
  reply: DepartmentReply,
): Promise<Settlement> {
  const { store } = dependencies;
  const { found, decoded, receivedId, receivedAt, cause, settledAt, again } = reply;
  const { cityId, answerTo, isProved, askWhetherYours } = reply;
  const { id, plan, round, department, text, version } = found.mail;
  if (round === null || department === null) throw new RangeError(`mail ${id} belongs to no department`);
  const asked = await loadOpenRequest(store, { plan, round, department }, found.mail.manifest);
  if (!asked) return settleAs('held', 'no-open-request');
  const forms = await readForms(dependencies, decoded, { plan, round, department }, receivedAt);
  if (forms.kind === 'refused') return refuseForm(forms.reason, asked, answerTo);
  const typed = readReply({ mail: decoded, manifest: asked.manifest, sentText: text, receivedAt });
  return settleAnswers(store, {
    asked,
    reading: forms.reading === null ? typed : mergeReadings(typed, forms.reading),
    via: forms.reading === null ? 'mail' : 'excel',
    enteredBy: null,
    source: receivedId,
    cause,
    sentAt: sentTimeOf(decoded.date, receivedAt),
    receivedAt,
    settledAt,
    again,
    adoption: null,
    origin: 'reply',
    cityId,
    sender: { address: decoded.from?.address ?? null, isProved },
    about: version,
    answerTo,
    askWhetherYours,
    ignoredAttachments: forms.others.map(({ name }) => name ?? '名前のないファイル'),
  });
}

/** Holds a mail whose form is not read, whole: its sender is told why, and how to answer all the same. */
function refuseForm(
  reason: string,
  { round, request, city }: OpenRequest,
  answerTo: readonly string[],
): Settlement {
  const content = composeFormRefused({
    round: round.id,
    receiptCode: request.value.receiptCode,
    why: describeHoldReason(reason),
    wording: wordingOf(city),
  });
  return settleAs('held', reason, { answers: [{ to: answerTo, content, manifest: null }] });
}
