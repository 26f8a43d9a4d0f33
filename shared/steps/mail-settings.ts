import type { Wording } from '../mail/wording.ts';
import type { Directory } from '../plan/directory.ts';

/** Where a city's system mails from and is answered at: the part of the configuration the mails need. */
export interface MailSettings {
  /** The sub-domain that receives replies, as in `in.iizuka.example`. */
  readonly replyDomain: string;
  /** The fixed sender (decision 9). */
  readonly fromAddress: string;
}

/** The city's words, taken from its directory. */
export function wordingOf(directory: Directory): Wording {
  const { secretariat, telephone } = directory.city;
  return {
    planName: '推進プラン',
    headquarters: '推進本部',
    senderName: '進捗照会',
    signature: `${secretariat}${telephone}`,
  };
}
