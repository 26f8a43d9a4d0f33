import { fillText } from '../mail/fill-text.ts';
import type { Wording } from '../mail/wording.ts';
import type { City } from './load-city.ts';

/** The city's words: its offices from the directory, the rest from the rules at hand. */
export function wordingOf({ directory, rules }: Pick<City, 'directory' | 'rules'>): Wording {
  const { secretariat, telephone } = directory.city;
  return {
    planName: '推進プラン',
    headquarters: '推進本部',
    senderName: '進捗照会',
    signature: fillText(rules.texts.contact, { 連絡先: `${secretariat}${telephone}` }),
    texts: rules.texts,
  };
}
