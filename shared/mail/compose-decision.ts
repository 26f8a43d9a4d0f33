import type { FormField } from '../round/form.ts';
import { END_OF_FORM } from '../round/form.ts';
import type { RoundId } from '../round/round.ts';
import { wrapText } from '../round/text-lines.ts';
import { blankSections, type NamedForm } from './blank-lines.ts';
import { bodyOf, codeLine, type MailText, roundShort, subjectWithCode, type Wording } from './wording.ts';

interface DecisionInput {
  readonly round: RoundId | null;
  readonly receiptCode: string | null;
  readonly wording: Wording;
}

/**
 * What became of the reply: read by the secretariat; or not even taken for one, in which case this goes to the
 * registered address, which may not know of it.
 */
export type ReturnOpening = 'read' | 'sender-unproved' | 'virus';

const OPENINGS: Record<ReturnOpening, string> = {
  read: 'お送りいただいた返信を、事務局が確認しました。',
  'sender-unproved':
    '次の照会への返信が届きました。\n差出人を確かめられなかったため、\n回答としては扱っていません。',
  virus: '次の照会への返信が届きました。\nウイルスの疑いがあるため、開いていません。',
};

export interface ReturnInput extends DecisionInput {
  /** What the secretariat writes to whoever answers. */
  readonly note: string;
  readonly opening: ReturnOpening;
  /** The form of the request; null where it is not known which request was answered. */
  readonly form: NamedForm | null;
  /** The lines that are still blank. */
  readonly blank: readonly FormField[];
}

/** A reply sent back by the secretariat: its words, and the lines that are still blank, to be answered by replying. */
export function composeReturn(input: ReturnInput): MailText {
  const { receiptCode, wording, form, blank, opening, note } = input;
  const lines = [
    ...wrapText(OPENINGS[opening]),
    '',
    '事務局から',
    ...wrapText(`　${note}`, { indent: '　' }),
    '',
    ...(form ? formLines(form, blank) : []),
    ...(receiptCode ? [codeLine(receiptCode)] : []),
    ...(form ? [END_OF_FORM] : []),
    '',
    ...wrapText(wording.signature),
  ];
  return { subject: subjectOf('ご確認', input), text: bodyOf(lines), html: null };
}

function formLines(form: NamedForm, blank: readonly FormField[]): string[] {
  if (blank.length === 0) {
    return [
      ...wrapText('直す行があるときは、その行だけを、\n【1-A】のような番号を付けて返信してください。'),
      '',
    ];
  }
  return [
    ...wrapText('次の行の「：」の後ろに書いて、\nこのメールにそのまま返信してください。'),
    '',
    ...blankSections(form, blank),
  ];
}

export interface RejectionInput extends DecisionInput {
  readonly reason: string;
  /** It was a correction that came after the freeze. */
  readonly isCorrection: boolean;
}

/** To a proved sender whose reply the secretariat did not take: why, and that nothing has changed. */
export function composeRejection(input: RejectionInput): MailText {
  const { receiptCode, wording, reason, isCorrection } = input;
  const lines = [
    ...wrapText(
      isCorrection
        ? 'お送りいただいた締切後の訂正は、\n次の理由により採用しませんでした。'
        : 'お送りいただいた返信は、\n次の理由により回答として登録しませんでした。',
    ),
    ...wrapText('これまでに登録した回答は変わりません。'),
    '',
    ...wrapText(`理由　${reason}`, { indent: '　　　' }),
    '',
    ...wrapText('ご不明な点は、事務局にお問い合わせください。'),
    '',
    ...(receiptCode ? [codeLine(receiptCode), ''] : []),
    ...wrapText(wording.signature),
  ];
  return { subject: subjectOf('お知らせ', input), text: bodyOf(lines), html: null };
}

function subjectOf(mark: string, { round, receiptCode, wording }: DecisionInput): string {
  const about = round ? ` ${roundShort(round)}` : '';
  const subject = `【${mark}】${wording.planName}進捗${about} 返信について`;
  return receiptCode ? subjectWithCode(subject, receiptCode) : subject;
}
