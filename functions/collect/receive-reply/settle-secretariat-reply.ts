import { type Instant, instantOf, isoUtc } from '../../../shared/calendar/time.ts';
import {
  composeHeldNotice,
  composeReleased,
  composeTestNotice,
} from '../../../shared/mail/compose-notices.ts';
import type { Store } from '../../../shared/ports.ts';
import type { ReceivedMail } from '../../../shared/records.ts';
import type { DecodedMail } from '../../../shared/reply/decode-mail.ts';
import { readReply } from '../../../shared/reply/read-reply.ts';
import type { FormManifest } from '../../../shared/round/form.ts';
import { type Settlement, settleAs } from '../../../shared/steps/answers/settlement.ts';
import { wordingOf } from '../../../shared/steps/city-wording.ts';
import { headquartersMembers } from '../../../shared/steps/headquarters-members.ts';
import type { City } from '../../../shared/steps/load-city.ts';
import { decideRelease } from '../../../shared/steps/release-digest.ts';
import type { Identified } from './identify-mail.ts';

export interface SecretariatReply {
  readonly found: Identified;
  readonly decoded: DecodedMail;
  readonly city: City;
  readonly cityId: string;
  readonly answerTo: readonly string[];
  /** This reading of it: what follows is named after it. */
  readonly cause: string;
  readonly receivedAt: Instant;
  /** How it ended when it was read before. */
  readonly again: ReceivedMail['again'];
  /** The key came with a verified mail of a registered address: nothing less releases what goes to the mayor. */
  readonly isProved: boolean;
}

/** The steps whose mail carries a draft that 「発信」 releases. */
const DRAFT_STEPS = ['digest-draft', 'release-reminder'];

/** A mail to the secretariat or the headquarters asks for no fields; only its commands and its words count. */
const NO_FIELDS: Pick<FormManifest, 'department' | 'sections' | 'fields'> = {
  department: null,
  sections: [],
  fields: [],
};

/** Reads what the secretariat, or a member of the headquarters, answers: 「発信」 to a draft, or words for a person. */
export async function settleSecretariatReply(store: Store, reply: SecretariatReply): Promise<Settlement> {
  const { found, decoded, city, answerTo, cause, receivedAt, again } = reply;
  const { plan, round, step, receiptCode, text } = found.mail;
  // A mail sent to try it out asks nothing: its sender is told so, and what came back is kept for a person to see.
  if (found.mail.kind === 'test')
    return settleAs('held', 'answers-a-test', {
      answers: [{ to: answerTo, content: composeTestNotice(wordingOf(city)), manifest: null }],
    });
  const manifest: FormManifest = { ...NO_FIELDS, round, receiptCode: receiptCode ?? '' };
  const { command } = readReply({ mail: decoded, manifest, sentText: text, receivedAt });
  const wording = wordingOf(city);
  if (command?.kind === 'release' && round !== null && DRAFT_STEPS.includes(step) && reply.isProved) {
    const by = decoded.from?.address ?? 'secretariat';
    const release = await decideRelease(store, {
      city: reply.cityId,
      plan,
      round,
      by,
      at: receivedAt,
      cause,
      seen: { madeAt: instantOf(found.mail.createdAt) },
      roles: ['secretariat'],
    });
    const isDone = release.outcome === 'released' || release.outcome === 'confirmed';
    // Read again, it released what it had released: its sender knows.
    if (!isDone && again?.state === 'applied')
      return settleAs('applied', again.reason, { summary: `read again: ${release.outcome}` });
    const recipients = (await headquartersMembers(store, city.directory, receivedAt)).length;
    const content = composeReleased({ round, recipients, wording, outcome: release.outcome });
    const stored = isDone ? release : { writes: [], events: [], audit: [] };
    return settleAs('applied', null, {
      writes: stored.writes,
      events: stored.events,
      audit: stored.audit,
      answers: [{ to: answerTo, content, manifest: null }],
      summary: `release: ${release.outcome} at ${isoUtc(receivedAt)}`,
    });
  }
  const content = composeHeldNotice({ round, receiptCode, toRegistered: false, wording });
  return settleAs('held', command?.kind === 'send-back' ? 'draft-sent-back' : 'words-for-the-secretariat', {
    answers: [{ to: answerTo, content, manifest: null }],
  });
}
