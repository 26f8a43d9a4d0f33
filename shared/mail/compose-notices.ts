import type { RoundId } from '../round/round.ts';
import { wrapText } from '../round/text-lines.ts';
import { bodyOf, codeLine, type MailText, roundShort, subjectWithCode, type Wording } from './wording.ts';

/** To a held reply: nobody has to do anything (wording.md). */
export function composeHeldNotice(input: {
  readonly round: RoundId | null;
  readonly receiptCode: string | null;
  readonly toRegistered: boolean;
  readonly wording: Wording;
}): MailText {
  const { round, receiptCode, wording } = input;
  const lines = [
    ...(input.toRegistered
      ? wrapText(
          '登録されていない差出人から、次の照会への返信が届きました。事務局が確認するまで、回答としては扱いません。お心当たりがない場合は、事務局にお知らせください。',
        )
      : wrapText(
          '受け付けました。自動で読み取れない箇所があるため、事務局が確認します。返信の必要はありません。',
        )),
    '',
    ...(receiptCode ? [codeLine(receiptCode), ''] : []),
    ...wrapText(wording.signature),
  ];
  const subject = `【受付】${wording.planName}進捗${round ? ` ${roundShort(round)}` : ''} 事務局で確認します`;
  return {
    subject: receiptCode ? subjectWithCode(subject, receiptCode) : subject,
    text: bodyOf(lines),
    html: null,
  };
}

/** To a member of the secretariat who answered a mail sent to try it out. */
export function composeTestNotice(wording: Wording): MailText {
  const lines = [
    ...wrapText('試し送りへの返信を受け取りました。回答としては扱いません。返信の必要はありません。'),
    '',
    ...wrapText(wording.signature),
  ];
  return {
    subject: `【試し送り】${wording.planName}進捗 返信を受け取りました`,
    text: bodyOf(lines),
    html: null,
  };
}

/** To the sender of an Excel form that is not read: why, and how to answer all the same. */
export function composeFormRefused(input: {
  readonly round: RoundId;
  readonly receiptCode: string;
  readonly why: string;
  readonly wording: Wording;
}): MailText {
  const { round, receiptCode, why, wording } = input;
  const lines = [
    ...wrapText('返信を受け取りましたが、添付の様式を読み取れませんでした。'),
    ...wrapText(why),
    '',
    ...wrapText(
      'このメールの回答は、まだ受け付けていません。照会のメールに付いていた様式に書き直すか、照会のメールの「：」の後ろに書いて、もう一度返信してください。',
    ),
    '',
    codeLine(receiptCode),
    '',
    ...wrapText(wording.signature),
  ];
  return {
    subject: subjectWithCode(
      `【ご確認】${wording.planName}進捗 ${roundShort(round)} 様式を読み取れませんでした`,
      receiptCode,
    ),
    text: bodyOf(lines),
    html: null,
  };
}

/** To a registered sender whose mail names no request: how to answer so that it is understood. */
export function composeHelp(wording: Wording): MailText {
  const lines = [
    ...wrapText('メールを受け取りましたが、どの照会への回答か分かりませんでした。事務局が確認します。'),
    '',
    ...wrapText(
      '回答は、照会のメールにそのまま返信してください。件名の末尾の受付番号［K7F3-9Q2M］のような番号を残してください。',
    ),
    '',
    ...wrapText(wording.signature),
  ];
  return {
    subject: `【ご確認】${wording.planName}進捗 どの照会への回答か分かりませんでした`,
    text: bodyOf(lines),
    html: null,
  };
}

/** What became of a wish to release the paper for the headquarters. */
export type ReleaseOutcome =
  | 'released'
  | 'confirmed'
  | 'already-released'
  | 'awaits-releaser'
  | 'draft-changed'
  | 'no-draft'
  | 'not-confirmed'
  | 'same-person'
  | 'too-many-notes';

/** In the subject and in the text, what the secretariat is told of a wish to release. */
function releaseWords(outcome: ReleaseOutcome, receivers: string): { about: string; said: string } {
  switch (outcome) {
    case 'released':
      return { about: '送りました', said: `本部資料を${receivers}に送りました。` };
    case 'confirmed':
      return {
        about: '確認済にしました',
        said: `本部資料の案を確認済にしました。発信者が画面の「本部資料」で発信すると、${receivers}に送ります。`,
      };
    case 'already-released':
      return { about: '発信済みです', said: 'この資料はすでに発信済みです。もう一度は送りません。' };
    case 'awaits-releaser':
      return { about: '確認済です', said: 'この案はすでに確認済です。発信者の発信を待っています。' };
    case 'draft-changed':
      return {
        about: '送っていません',
        said: 'このメールの後で案の概況が書き換えられたため、送っていません。画面の「本部資料」で今の案を確かめてください。',
      };
    case 'no-draft':
    case 'not-confirmed':
    case 'same-person':
    case 'too-many-notes':
      return { about: '送っていません', said: '送っていません。画面の「本部資料」で案を確かめてください。' };
  }
}

/** Tells the secretariat what became of their 「発信」: who gets the paper, what is still to be done, or why not. */
export function composeReleased(input: {
  readonly round: RoundId;
  readonly recipients: number;
  readonly wording: Wording;
  readonly outcome: ReleaseOutcome;
}): MailText {
  const { round, recipients, wording, outcome } = input;
  const { about, said } = releaseWords(outcome, `${wording.headquarters}の${recipients}名`);
  return {
    subject: `【発信】${wording.planName}進捗 ${roundShort(round)} ${about}`,
    text: bodyOf([...wrapText(said), '', ...wrapText(wording.signature)]),
    html: null,
  };
}
