import { clockTime, monthDay, shortDate } from '../calendar/japanese-date.ts';
import { type Instant, tokyoDate } from '../calendar/time.ts';
import type { Contact, Directory } from '../plan/directory.ts';
import { departmentName, findDepartment } from '../plan/directory.ts';
import { wrapText } from '../round/text-lines.ts';
import { bodyOf, type MailText, type Wording } from './wording.ts';

/** The mail of a 疎通確認: why it comes, what to do, by when, and nothing else. */
export function composeContactCheck(input: {
  readonly contacts: readonly Contact[];
  readonly directory: Directory;
  readonly replyBy: Instant;
  readonly wording: Wording;
}): MailText {
  const { contacts, directory, replyBy, wording } = input;
  const due = tokyoDate(replyBy);
  const lines = [
    ...new Set(contacts.map((contact) => addresseeOf(contact, directory, wording))),
    '',
    ...wrapText(
      `${wording.planName}の進捗照会を、このアドレスに\nお送りする予定です。\nメールが届くことを先に確かめます。`,
    ),
    '',
    '届いたら「確認」と返信してください。',
    `返信期限　${monthDay(due)}${clockTime(replyBy)}`,
    '',
    ...wrapText('本文は「確認」だけで足ります。\n担当が変わったときは、そのことを書いて\n返信してください。'),
    '',
    ...wrapText(wording.signature),
  ];
  const subject = `【疎通確認 ${shortDate(due)}まで】${wording.planName}進捗 「確認」と返信してください`;
  return { subject, text: bodyOf(lines), html: null };
}

function addresseeOf({ role, department, title }: Contact, directory: Directory, wording: Wording): string {
  const own = department === null ? undefined : findDepartment(directory, department);
  switch (role) {
    case 'officer':
      return own ? `${own.headTitle} 様（担当者扱い）` : `${title ?? 'ご担当'} 様`;
    case 'chief':
    case 'head':
      return `${title ?? own?.headTitle ?? 'ご担当'} 様`;
    case 'deputy':
      return `${title ?? `${department === null ? '' : departmentName(directory, department)} 代決者`} 様`;
    case 'secretariat':
      return `${wording.headquarters}事務局 様`;
    case 'headquarters':
      return `${title ?? `${wording.headquarters}員`} 様`;
  }
}

/** The short receipt of a 「確認」. */
export function composeContactConfirmed({ wording }: { readonly wording: Wording }): MailText {
  const lines = [
    ...wrapText('確認の返信を受け取りました。ありがとうございます。'),
    ...wrapText('進捗照会は、このアドレスにお送りします。このメールへの返信は必要ありません。'),
    '',
    ...wrapText(wording.signature),
  ];
  return {
    subject: `【受付】${wording.planName}進捗 疎通を確認しました`,
    text: bodyOf(lines),
    html: null,
  };
}
