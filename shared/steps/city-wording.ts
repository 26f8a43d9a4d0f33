import type { DueDateEntry } from '../mail/due-date-file.ts';
import { fillText } from '../mail/fill-text.ts';
import type { Wording } from '../mail/wording.ts';
import type { RoundId } from '../round/round.ts';
import { extraRoundOf } from '../schedule/rules.ts';
import { roundName } from '../schedule/why.ts';
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

/** A department's due date in the city's words, for its calendar. */
export function dueDateEntry({
  city,
  ...due
}: Omit<DueDateEntry, 'title' | 'round'> & {
  readonly city: Pick<City, 'directory' | 'rules'>;
  readonly round: RoundId;
}): DueDateEntry {
  const subject = extraRoundOf(city.rules, due.round)?.inquiry?.subject;
  const about = subject ?? `${wordingOf(city).planName}進捗 ${roundName(due.round)}`;
  return { ...due, title: `回答期限　${about}` };
}
