import { type Instant, isoUtc } from '../../../shared/calendar/time.ts';
import { composeContactConfirmed } from '../../../shared/mail/compose-contact-check.ts';
import { composeHeldNotice } from '../../../shared/mail/compose-notices.ts';
import { addressKey } from '../../../shared/plan/undeliverable.ts';
import type { Store } from '../../../shared/ports.ts';
import type { DecodedMail } from '../../../shared/reply/decode-mail.ts';
import { readReply } from '../../../shared/reply/read-reply.ts';
import { type Settlement, settleAs } from '../../../shared/steps/answers/settlement.ts';
import { wordingOf } from '../../../shared/steps/city-wording.ts';
import type { City } from '../../../shared/steps/load-city.ts';
import type { Identified } from './identify-mail.ts';

export interface ContactCheckReply {
  readonly found: Identified;
  readonly decoded: DecodedMail;
  readonly city: City;
  readonly answerTo: readonly string[];
  readonly receivedAt: Instant;
}

/** So much of what was written stands beside the address; the raw mail has it all. */
const COMMENT_MAX_CHARS = 300;

/** The mail asks for no fields; only 「確認」 and words count. */
const NO_FIELDS = { round: null, department: null, receiptCode: '', sections: [], fields: [] };

/**
 * Reads the answer to a 疎通確認. 「確認」 marks the address as confirmed; anything else is kept beside it and waits
 * for the secretariat, because it mostly says that somebody else is in charge.
 */
export async function settleContactCheck(store: Store, reply: ContactCheckReply): Promise<Settlement> {
  const { found, decoded, city, answerTo, receivedAt } = reply;
  const { plan, step, to, text } = found.mail;
  const address = addressKey(to[0] ?? '');
  const check = await store.get('contactCheck', { plan, run: Number(step), address });
  if (!check) return settleAs('held', 'words-for-the-secretariat');
  const { command, comment } = readReply({ mail: decoded, manifest: NO_FIELDS, sentText: text, receivedAt });
  const wording = wordingOf(city);
  const by = decoded.from?.address ?? address;
  // The first sign tells since when the address is known to work.
  const confirmed =
    check.value.confirmed ?? (command?.kind === 'confirm' ? { at: isoUtc(receivedAt), by } : null);
  const said = wordsOf(comment, command?.kind === 'confirm' ? '' : decoded.text);
  const value = { ...check.value, confirmed, comment: said ?? check.value.comment };
  const writes = [{ kind: 'contactCheck', value, expected: check.revision } as const];
  if (command?.kind === 'confirm' && said === null) {
    const content = composeContactConfirmed({ wording });
    return settleAs('applied', null, {
      writes,
      answers: [{ to: answerTo, content, manifest: null }],
      summary: `contact check ${step}: confirmed`,
    });
  }
  const content = composeHeldNotice({ round: null, receiptCode: null, toRegistered: false, wording });
  return settleAs('held', 'words-for-the-secretariat', {
    writes,
    answers: [{ to: answerTo, content, manifest: null }],
    toConfirm: said === null ? [] : [said],
  });
}

function wordsOf(comment: string | null, whole: string): string | null {
  return (comment ?? whole).trim().slice(0, COMMENT_MAX_CHARS) || null;
}
