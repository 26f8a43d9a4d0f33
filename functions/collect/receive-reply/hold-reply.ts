import { composeHeldNotice, composeHelp } from '../../../shared/mail/compose-notices.ts';
import type { DecodedMail } from '../../../shared/reply/decode-mail.ts';
import type { SenderDecision } from '../../../shared/reply/sender-checks.ts';
import { type Settlement, settleAs } from '../../../shared/steps/answers/settlement.ts';
import { wordingOf } from '../../../shared/steps/city-wording.ts';
import type { City } from '../../../shared/steps/load-city.ts';
import type { Identified } from './identify-mail.ts';

interface Held {
  readonly found: Identified | null;
  readonly decoded: DecodedMail;
  readonly city: City;
  readonly registered: readonly string[];
}

/**
 * Holds a mail whose sender is not proved. A forged or unknown sender is answered nothing; where the mail names a
 * request, its registered address is told, so that a real officer knows.
 */
export function holdForSender({
  sender,
  found,
  decoded,
  city,
  registered,
}: Held & { readonly sender: SenderDecision }): Settlement {
  const state = sender.action === 'quarantine' ? 'quarantined' : 'held';
  const wording = wordingOf(city);
  const round = found?.mail.round ?? null;
  const receiptCode = found?.mail.receiptCode ?? null;
  const answers = sender.answerTo.flatMap((who) => {
    if (who === 'registered') {
      const [to] = found?.mail.to ?? registered;
      return to && found
        ? [
            {
              to: [to],
              content: composeHeldNotice({ round, receiptCode, toRegistered: true, wording }),
              manifest: null,
            },
          ]
        : [];
    }
    return decoded.from
      ? [{ to: [decoded.from.address], content: composeHelp(wording), manifest: null }]
      : [];
  });
  return settleAs(state, sender.reason, { answers, summary: `sender ${sender.action}` });
}

/** Holds a mail of a proved sender that cannot be read by itself; the sender need do nothing (wording.md). */
export function holdUnread({ reason, found, decoded, city }: Held & { readonly reason: string }): Settlement {
  const content = composeHeldNotice({
    round: found?.mail.round ?? null,
    receiptCode: found?.mail.receiptCode ?? null,
    toRegistered: false,
    wording: wordingOf(city),
  });
  const isKnown = found !== null && decoded.from !== null && !decoded.auto;
  return settleAs('held', reason, {
    answers: isKnown && decoded.from ? [{ to: [decoded.from.address], content, manifest: null }] : [],
  });
}
