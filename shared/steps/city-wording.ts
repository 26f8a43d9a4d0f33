import type { Wording } from '../mail/wording.ts';
import type { Directory } from '../plan/directory.ts';

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
