import { createBusinessCalendar } from '../calendar/business-days.ts';
import { clockTime, monthDay, quarterMonths, quarterName, shortDate } from '../calendar/japanese-date.ts';
import { type Instant, type PlainDate, tokyoDate } from '../calendar/time.ts';
import type { Department } from '../plan/directory.ts';
import type { ComposedForm } from '../round/compose-form.ts';
import { parseRoundId, type RoundId } from '../round/round.ts';
import { wrapText } from '../round/text-lines.ts';
import { roundName } from '../schedule/why.ts';
import { bodyOf, codeLine, type MailText, roundShort, subjectWithCode, type Wording } from './wording.ts';

/** What one mail of the ladder to a department says besides the form. */
export interface RequestMailInput {
  readonly round: RoundId;
  readonly department: Department;
  readonly receiptCode: string;
  readonly form: ComposedForm;
  readonly dueAt: Instant;
  /** By when the answer still enters the headquarters' paper; said in the +3 reminder. */
  readonly lastCallAt: Instant | null;
  /** A day the 延期 command may name, shown as its example. */
  readonly extensionExample: PlainDate;
  /** The step in business days from the due date; null for the request itself. */
  readonly days: number | null;
  /** Whether some of the department's lines have been answered. */
  readonly hasAnswered: boolean;
  /** Why the chief sent the answer back (差戻し), while no other has followed; null where it was not. */
  readonly sentBack: string | null;
  /** How many of the department's initiatives the request asked about. */
  readonly total: number;
  /** Whether the form goes along as an Excel workbook. */
  readonly hasSheet: boolean;
  readonly wording: Wording;
}

/**
 * The mail that asks a department, or asks again for what is still blank (wording.md).
 *
 * Text only: the reply quotes it line by line, and the form must survive that. An independent body is asked
 * (ご回答をお願いします), not instructed, because the promotion headquarters do not command it.
 */
export function composeRequest(input: RequestMailInput): MailText {
  const { department, form, receiptCode, wording } = input;
  const count = form.manifest.sections.length;
  const lines = [
    `${department.headTitle} 様（担当者扱い）`,
    '',
    ...opening(input).flatMap((sentence) => wrapText(sentence)),
    '',
    ...(input.days === null || input.days < 0
      ? [`回答期限　${monthDay(tokyoDate(input.dueAt))}${clockTime(input.dueAt)}`]
      : []),
    '回答方法　このメールにそのまま返信し、',
    '　　　　　「：」の後ろに書いてください。',
    '　　　　　全角、半角のどちらでも構いません。',
    ...(input.hasSheet
      ? ['　　　　　添付のExcel様式に記入し、', '　　　　　返信に添付しても構いません。']
      : []),
    `対象　　　${count}件${count < input.total ? `（${input.total}件のうち、空欄があるもの）` : ''}`,
    codeLine(receiptCode),
    '',
    ...form.lines,
    '',
    ...closing(input),
    ...wrapText(wording.signature),
  ];
  return { subject: subjectOf(input), text: bodyOf(lines), html: null };
}

function subjectOf({ round, dueAt, days, receiptCode, wording }: RequestMailInput): string {
  const due = `${shortDate(tokyoDate(dueAt))}`;
  const about = `${wording.planName}進捗 ${roundShort(round)}`;
  if (days === null) return subjectWithCode(`【照会 ${due}まで】${about}`, receiptCode);
  if (days === -1 && isDueTomorrow(dueAt)) return subjectWithCode(`【明日期限】${about}`, receiptCode);
  if (days < 0) return subjectWithCode(`【再送 ${due}まで】${about}`, receiptCode);
  return subjectWithCode(`【ご確認】${about}`, receiptCode);
}

function opening(input: RequestMailInput): string[] {
  const { round, department, days, dueAt, lastCallAt, wording } = input;
  const isAsked = department.kind === 'body';
  if (days === null) return firstOpening(round, isAsked, wording);
  const name = roundName(round);
  if (input.sentBack !== null) return sentBackOpening(input, input.sentBack, days);
  if (days < 0) {
    const left = days === -1 ? lastDayWords(dueAt) : `回答期限まであと${-days}開庁日です。`;
    const what = input.hasAnswered ? 'まだ空いている行があります。' : 'まだ回答を受け取っていません。';
    return [`${name}の照会について、\n${what}${left}`, '行き違いの場合はご容赦ください。'];
  }
  const missing = input.hasAnswered
    ? `${name}の照会について、\nまだ空いている行があります。`
    : `${name}の照会について、\n回答を確認できていません。`;
  if (days >= 3 && lastCallAt) {
    const until = `${monthDay(tokyoDate(lastCallAt))}正午`;
    return [
      missing,
      '行き違いの場合はご容赦ください。',
      `${wording.headquarters}の資料を作成するため、${until}までに${isAsked ? 'ご回答をお願いします。' : '回答をお願いします。'}`,
    ];
  }
  return [
    missing,
    '行き違いの場合はご容赦ください。',
    `期限は${monthDay(tokyoDate(dueAt))}でした。次の行に書いて返信してください。`,
  ];
}

/** The officer has the reason before the eyes again; what need not change need not be written again. */
function sentBackOpening(
  { round, department, dueAt }: RequestMailInput,
  reason: string,
  days: number,
): string[] {
  return [
    `${roundName(round)}の照会への回答は、${department.headTitle}から差戻しになっています。`,
    `理由　「${reason}」`,
    `直すところだけを書いて返信してください。行き違いの場合はご容赦ください。`,
    ...(days < 0 ? [] : [`期限は${monthDay(tokyoDate(dueAt))}でした。`]),
  ];
}

/** The business day before is not always yesterday: after a weekend or a holiday 「明日」 would be wrong. */
function isDueTomorrow(dueAt: Instant): boolean {
  return createBusinessCalendar().isBusinessDay(tokyoDate(dueAt).subtract({ days: 1 }));
}

function lastDayWords(dueAt: Instant): string {
  return isDueTomorrow(dueAt)
    ? '回答期限は明日です。'
    : `回答期限は次の開庁日、${monthDay(tokyoDate(dueAt))}です。`;
}

function firstOpening(round: RoundId, isAsked: boolean, wording: Wording): string[] {
  const { quarter, stage } = parseRoundId(round);
  const ask = isAsked ? 'ご回答をお願いします。' : '照会します。';
  switch (stage) {
    case 'regular':
      return [
        `${wording.planName}の進行管理のため、${quarterName(quarter)}\n（${quarterMonths(quarter)}）の状況${isAsked ? 'について、' : 'を'}${ask}`,
      ];
    case 'final':
      return [
        `会計の出納が閉鎖されました。${roundName(round)}${isAsked ? 'について、' : 'を'}${ask}`,
        '第4四半期に速報で回答いただいた金額を、確定した値で回答してください。',
      ];
    case 'handover':
      return [
        `4月1日の異動の前に、年度末の見込みと後任への引継ぎ事項${isAsked ? 'について、' : 'を'}${ask}`,
        '書いていただいた引継ぎ事項は、4月の照会で後任の方にお見せします。',
      ];
  }
}

/** The short commands stand below the form, where they are not read as answers. */
function closing({ extensionExample: later, round, days, department }: RequestMailInput): string[] {
  const { stage } = parseRoundId(round);
  const commands = [
    ...(days === null || days < 0 ? [`期限に間に合わないときは「延期 ${later.month}/${later.day}」、`] : []),
    '対象がないときは「該当なし」、',
    '担当が変わったときは「担当変更」と返信してください。',
  ];
  const approval =
    department.approval === 'chief-reply'
      ? wrapText(`回答の内容を${department.headTitle}にお送りし、承認の返信があると回答済みになります。`)
      : [];
  return stage === 'handover' ? approval : ['実績値と取組内容は公表の対象です。', ...approval, ...commands];
}

/** A department of whose answers some are missing, or not approved. */
export interface WaitingDepartment {
  readonly department: Department;
  readonly initiatives: number;
  /** The answer is there and waits for its approval (決裁). */
  readonly isUnapproved: boolean;
}

/** The one neutral line to the head of a bureau a week after the due date (decision 20). */
export function composeEscalation(input: {
  readonly round: RoundId;
  readonly head: Department;
  readonly waiting: readonly WaitingDepartment[];
  readonly freezesAt: Instant;
  readonly wording: Wording;
}): MailText {
  const { round, head, waiting, freezesAt, wording } = input;
  const total = waiting.reduce((sum, { initiatives }) => sum + initiatives, 0);
  const lines = [
    `${head.headTitle} 様`,
    '',
    ...wrapText(
      `${wording.planName}の${roundName(round)}の照会で、回答待ちが${total}件あり、資料には「回答待ち」と記載します。`,
    ),
    '',
    ...waiting.map(
      ({ department, initiatives, isUnapproved }) =>
        `　${department.name}　${initiatives}件${isUnapproved ? '（決裁待ち）' : ''}`,
    ),
    '',
    ...wrapText(
      `資料は${monthDay(tokyoDate(freezesAt))}の回答までで作成します。このメールへの回答は必要ありません。行き違いの場合はご容赦ください。`,
    ),
    '',
    ...wrapText(wording.signature),
  ];
  return {
    subject: `【お知らせ】${wording.planName}進捗 ${roundShort(round)} 回答待ち${total}件`,
    text: bodyOf(lines),
    html: null,
  };
}
