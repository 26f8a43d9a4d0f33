import { createBusinessCalendar } from '../calendar/business-days.ts';
import { clockTime, monthDay, quarterMonths, quarterName, shortDate } from '../calendar/japanese-date.ts';
import { type Instant, type PlainDate, tokyoDate } from '../calendar/time.ts';
import type { Department } from '../plan/directory.ts';
import { LINK_LINES } from '../round/answer-link.ts';
import type { ComposedForm } from '../round/compose-form.ts';
import type { Inquiry } from '../round/inquiry.ts';
import { parseRoundId, type RoundId, type RoundStage } from '../round/round.ts';
import { wrapText } from '../round/text-lines.ts';
import type { Letter, LetterKind } from '../schedule/mail-texts.ts';
import { roundName } from '../schedule/why.ts';
import { DUE_DATE_FILE_NAME } from './due-date-file.ts';
import { fillText } from './fill-text.ts';
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
  /** What an inquiry asks, in whose own words the mail is; null for a round about initiatives. */
  readonly inquiry: Inquiry | null;
  /** Whether the form goes along as an Excel workbook. */
  readonly hasSheet: boolean;
  /** Whether the due date goes along as a file for the receiver's calendar. */
  readonly hasDueDate: boolean;
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
    ...(wording.texts.greeting === '' ? [] : [...wrapText(wording.texts.greeting), '']),
    ...openingLines(input),
    '',
    ...(input.days === null || input.days < 0
      ? [`回答期限　${monthDay(tokyoDate(input.dueAt))}${clockTime(input.dueAt)}`]
      : []),
    ...(input.hasDueDate
      ? [`　　　　　添付の${DUE_DATE_FILE_NAME}を開くと、`, '　　　　　予定表に登録できます。']
      : []),
    '回答方法　このメールにそのまま返信し、',
    '　　　　　「：」の後ろに書いてください。',
    '　　　　　全角、半角のどちらでも構いません。',
    ...(input.hasSheet
      ? ['　　　　　添付のExcel様式に記入し、', '　　　　　返信に添付しても構いません。']
      : []),
    ...(input.inquiry === null
      ? [`対象　　　${count}件${count < input.total ? `（${input.total}件のうち、空欄があるもの）` : ''}`]
      : []),
    codeLine(receiptCode),
    '',
    ...form.lines,
    '',
    ...closing(input),
    ...LINK_LINES,
    ...(wording.texts.closing === '' ? [] : wrapText(wording.texts.closing)),
    ...wrapText(wording.signature),
  ];
  return { subject: subjectOf(input), text: bodyOf(lines), html: null };
}

function subjectOf(input: RequestMailInput): string {
  const { dueAt, days, receiptCode } = input;
  const due = `${shortDate(tokyoDate(dueAt))}`;
  const about = fillText(letterOf(input).subject, factsOf(input));
  const isRegistration = parseRoundId(input.round).stage === 'registration';
  const mark = isRegistration ? '登録内容の確認' : '照会';
  if (days === null) return subjectWithCode(`【${mark} ${due}まで】${about}`, receiptCode);
  if (days === -1 && isDueTomorrow(dueAt)) return subjectWithCode(`【明日期限】${about}`, receiptCode);
  if (days < 0) return subjectWithCode(`【再送 ${due}まで】${about}`, receiptCode);
  return subjectWithCode(`【ご確認】${about}`, receiptCode);
}

/** Which of the secretariat's letters a mail of the ladder is. */
function letterKindOf({ days, lastCallAt }: RequestMailInput, stage: RequestStage): LetterKind {
  if (days === null) return stage === 'regular' ? 'request' : stage;
  if (days < 0) return 'reminder';
  return days >= 3 && lastCallAt ? 'lastCall' : 'overdue';
}

type RequestStage = Exclude<RoundStage, 'inquiry'>;

/** 試行: the same mail for practice, which must not be taken for the real one. */
const TRIAL_WORDS =
  'これは試行です。いつもの照会と同じように\n返信してください。回答は手順の確認だけに使い、\n資料には載せません。';

function letterOf(input: RequestMailInput): Letter {
  const { letters } = input.wording.texts;
  const { stage } = parseRoundId(input.round);
  if (input.inquiry !== null) return inquiryLetter(input, input.inquiry);
  return letters[letterKindOf(input, stage === 'inquiry' ? 'regular' : stage)];
}

/** An inquiry is sent in its own words, and reminded of in those of any reminder, under its own subject. */
function inquiryLetter(input: RequestMailInput, { subject, words }: Inquiry): Letter {
  const { opening } = input.wording.texts.letters[letterKindOf(input, 'regular')];
  return { subject, opening: input.days === null ? words : opening };
}

/** What the placeholders of a letter stand for. */
function factsOf(input: RequestMailInput): Readonly<Record<string, string>> {
  const { round, department, days, dueAt, lastCallAt, wording } = input;
  const { quarter } = parseRoundId(round);
  const isAsked = department.kind === 'body';
  const isEarly = days !== null && days < 0;
  const blank = 'まだ空いている行があります。';
  const missing = isEarly ? 'まだ回答を受け取っていません。' : '回答を確認できていません。';
  return {
    計画: wording.planName,
    本部: wording.headquarters,
    照会名: input.inquiry === null ? roundName(round) : `「${input.inquiry.subject}」`,
    回: roundShort(round),
    四半期: quarterName(quarter),
    期間: quarterMonths(quarter),
    期限: monthDay(tokyoDate(dueAt)),
    依頼: isAsked ? 'について、ご回答をお願いします。' : 'を照会します。',
    お願い: isAsked ? 'ご回答をお願いします。' : '回答をお願いします。',
    状況: input.hasAnswered ? blank : missing,
    残り: days === -1 ? lastDayWords(dueAt) : `回答期限まであと${-(days ?? 0)}開庁日です。`,
    ...(lastCallAt ? { 提出日: `${monthDay(tokyoDate(lastCallAt))}正午` } : {}),
  };
}

function openingLines(input: RequestMailInput): string[] {
  const { sentBack, days } = input;
  if (days !== null && sentBack !== null)
    return sentBackOpening(input, sentBack, days).flatMap((sentence) => wrapText(sentence));
  const opening = wrapText(fillText(letterOf(input).opening, factsOf(input)));
  return parseRoundId(input.round).isTrial ? [...opening, ...wrapText(TRIAL_WORDS)] : opening;
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

/** The short commands stand below the form, where they are not read as answers. */
function closing({ extensionExample: later, round, days, department }: RequestMailInput): string[] {
  const { stage, isTrial } = parseRoundId(round);
  const commands = [
    ...(days === null || days < 0 ? [`期限に間に合わないときは「延期 ${later.month}/${later.day}」、`] : []),
    ...(stage === 'registration' ? [] : ['対象がないときは「該当なし」、']),
    '担当が変わったときは「担当変更」と返信してください。',
  ];
  const approval =
    department.approval === 'chief-reply'
      ? wrapText(`回答の内容を${department.headTitle}にお送りし、承認の返信があると回答済みになります。`)
      : [];
  const isOfPlan = !isTrial && stage !== 'registration' && stage !== 'inquiry';
  const published = isOfPlan ? ['実績値と取組内容は公表の対象です。'] : [];
  return stage === 'handover' ? approval : [...published, ...approval, ...commands];
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
  const letter = wording.texts.letters.escalation;
  const facts = {
    計画: wording.planName,
    本部: wording.headquarters,
    照会名: roundName(round),
    回: roundShort(round),
    件数: String(total),
  };
  const lines = [
    `${head.headTitle} 様`,
    '',
    ...(wording.texts.greeting === '' ? [] : [...wrapText(wording.texts.greeting), '']),
    ...wrapText(fillText(letter.opening, facts)),
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
    ...(wording.texts.closing === '' ? [] : wrapText(wording.texts.closing)),
    ...wrapText(wording.signature),
  ];
  return {
    subject: `【お知らせ】${fillText(letter.subject, facts)}`,
    text: bodyOf(lines),
    html: null,
  };
}
