import { anchorLine } from '../round/compose-form.ts';
import { END_OF_FORM, type FormField } from '../round/form.ts';
import type { RoundId } from '../round/round.ts';
import { wrapText } from '../round/text-lines.ts';
import { roundName } from '../schedule/why.ts';
import { bodyOf, codeLine, type MailText, roundShort, subjectWithCode, type Wording } from './wording.ts';

/** What the mail about one value under question (確認中) needs. */
export interface QuestionInput {
  readonly round: RoundId;
  readonly department: string;
  readonly receiptCode: string;
  /** The initiative as the form's section names it: `2 現場に持ち出せる…`. */
  readonly section: string;
  readonly kpi: string;
  readonly field: FormField;
  /** The value in words, as it was received. */
  readonly value: string;
  readonly question: string;
  /** After the freeze a correction counts once the secretariat has adopted it. */
  readonly afterFreeze: boolean;
  readonly wording: Wording;
}

/** One value, one question, one line to answer it on. The same value again confirms it, another one corrects it. */
export function composeQuestion(input: QuestionInput): MailText {
  const { round, department, receiptCode, section, kpi, field, value, question, wording } = input;
  const lines = [
    `${department} 担当者 様`,
    '',
    ...wrapText(`${roundName(round)}の照会でいただいた値を、\n一つ確かめさせてください。`),
    '',
    ...wrapText(`■${section}`, { indent: '　　' }),
    ...wrapText(`指標　${kpi}`, { indent: '　' }),
    ...wrapText(`いただいた値　${value}`, { indent: '　' }),
    ...wrapText(`確かめたいこと　${question}`, { indent: '　' }),
    '',
    ...wrapText(
      '確かめた値を、下の行の「：」の後ろに書いて返信してください。いただいた値のままでよいときも、同じ値を書いてください。',
    ),
    ...wrapText('それまで、この指標は「確認中」とします。'),
    ...(input.afterFreeze ? wrapText('締切の後のため、返信は事務局が確認してから反映します。') : []),
    codeLine(receiptCode),
    '',
    anchorLine(field),
    END_OF_FORM,
    '',
    ...wrapText(wording.signature),
  ];
  const subject = `【確認のお願い】${wording.planName}進捗 ${roundShort(round)} ${department}`;
  return { subject: subjectWithCode(subject, receiptCode), text: bodyOf(lines), html: null };
}
