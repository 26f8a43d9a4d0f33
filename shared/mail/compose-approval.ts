import { clockTime, monthDay, shortDate, shortDateTime } from '../calendar/japanese-date.ts';
import { type Instant, tokyoDate } from '../calendar/time.ts';
import type { Department } from '../plan/directory.ts';
import type { ReadField } from '../reply/reading.ts';
import { anchorLine } from '../round/compose-form.ts';
import { END_OF_FORM, type FormField, type FormManifest, fieldKey } from '../round/form.ts';
import type { RoundId } from '../round/round.ts';
import { wrapText } from '../round/text-lines.ts';
import { roundName } from '../schedule/why.ts';
import { nameWords } from './blank-lines.ts';
import { type ReadBack, readBackLines, valueWords } from './read-back.ts';
import { bodyOf, codeLine, type MailText, roundShort, subjectWithCode, type Wording } from './wording.ts';

/** What every mail about an approval (決裁) speaks of. */
export interface ApprovalSubject {
  readonly round: RoundId;
  readonly department: Department;
  readonly receiptCode: string;
  readonly wording: Wording;
}

/** Why the chief is asked. */
export type AskedBecause =
  /** An answer has come. */
  | 'answered'
  /** It still waits at a step of the ladder, so many business days from the due date. */
  | { readonly days: number }
  /** The chief decided on a version that is not the newest, or answered a mail that asks for no approval. */
  | 'not-the-newest'
  /** The chief changed values without 承認. */
  | 'changed'
  /** The reply said neither 承認 nor 差戻し. */
  | 'unclear';

/** The mail that asks for an approval: what was answered, read back, and what to reply. */
export interface ApprovalRequestInput extends ApprovalSubject, Omit<ReadBack, 'ambiguous'> {
  readonly because: AskedBecause;
  /** 該当なし for the whole request. */
  readonly nothingToReport: boolean;
  readonly comment: string | null;
  /** Initiatives answered in full, and all that were asked. */
  readonly answered: number;
  readonly total: number;
  readonly dueAt: Instant;
  readonly freezesAt: Instant;
  readonly hasDeputy: boolean;
  readonly afterFreeze: boolean;
}

/** 決裁のお願い: whatever is to be approved stands in this one mail, and one word answers it. */
export function composeApprovalRequest(input: ApprovalRequestInput): MailText {
  const { department, receiptCode, blank, comment, wording } = input;
  const lines = [
    `${department.headTitle} 様`,
    '',
    ...opening(input).flatMap((sentence) => wrapText(sentence)),
    '',
    'よろしければ「承認」、',
    '直すときは「差戻し 理由」と返信してください。',
    ...(input.hasDeputy ? wrapText('ご不在のときは、代決者が返信しても構いません。') : []),
    codeLine(receiptCode),
    '',
    ...(input.nothingToReport ? ['該当なし（この照会で報告することはありません）', ''] : []),
    ...readBackLines({ ...input, ambiguous: [] }, true),
    ...(comment === null ? [] : [...wrapText(`通信欄　${comment}`, { indent: '　' }), '']),
    ...(blank.length > 0 ? [END_OF_FORM, ''] : []),
    ...wrapText(wording.signature),
  ];
  return { subject: requestSubject(input), text: bodyOf(lines), html: null };
}

function requestSubject({ round, department, receiptCode, because, dueAt, ...more }: ApprovalRequestInput) {
  const about = `${more.wording.planName}進捗 ${roundShort(round)} ${department.name}`;
  const isOverdue = more.afterFreeze || (typeof because === 'object' && because.days > 0);
  const due = isOverdue ? '' : ` ${shortDate(tokyoDate(dueAt))}まで`;
  return subjectWithCode(`【決裁のお願い${due}】${about}`, receiptCode);
}

function opening(input: ApprovalRequestInput): string[] {
  const { department, round, because, answered, total, dueAt, freezesAt, wording } = input;
  const name = roundName(round);
  const part = answered < total ? `（${total}件中${answered}件。残りは担当者にお尋ねしています）` : '';
  const effect = input.afterFreeze
    ? '締切を過ぎているため、承認後は訂正として事務局が確認します。'
    : '承認いただくと、回答済みになります。';
  const due = `回答期限は${monthDay(tokyoDate(dueAt))}${clockTime(dueAt)}です。`;
  switch (because) {
    case 'answered':
      return [
        `${wording.planName}の${name}の照会に、${department.name}から回答がありました${part}。`,
        effect,
        ...(input.afterFreeze ? [] : [due]),
      ];
    case 'not-the-newest':
      return ['お返事のもとのメールは、いまの回答のものではないため、まだ決裁としていません。', effect];
    case 'changed':
      return ['書いていただいた内容を回答に入れました。まだ承認していません。', effect];
    case 'unclear':
      return ['お返事から承認か差戻しかを読み取れなかったため、まだ承認していません。', effect];
    default:
      return [
        `${wording.planName}の${name}の照会で、${department.name}の回答が決裁を待っています${part}。`,
        '行き違いの場合はご容赦ください。',
        because.days < 0
          ? due
          : `期限は${monthDay(tokyoDate(dueAt))}でした。${monthDay(tokyoDate(freezesAt))}までに承認がないときは、資料に「未決裁」と記載します。`,
      ];
  }
}

/** An approver and when they decided. */
export interface Decided {
  readonly as: 'chief' | 'deputy';
  readonly at: Instant;
  /** What was written beside 承認, or why it was sent back. */
  readonly words: string | null;
}

/** To the approver and the officers: it counts now. */
export function composeApproved(
  input: ApprovalSubject & {
    readonly decided: Decided;
    readonly answered: number;
    readonly total: number;
    readonly afterFreeze: boolean;
  },
): MailText {
  const { round, department, decided, answered, total, afterFreeze, receiptCode, wording } = input;
  const effect = afterFreeze
    ? '締切を過ぎているため、訂正として預かり、事務局が確認してから反映します。'
    : answered === total
      ? '回答済みになりました。ありがとうございました。'
      : `${total}件中${answered}件が回答済みになりました。残りは担当者にお尋ねします。`;
  const lines = [
    ...wrapText(
      `${roundName(round)}の照会への${department.name}の回答は、${byWords(department, decided)}が承認しました。`,
    ),
    ...wrapText(effect),
    '',
    ...wordsOf(decided),
    codeLine(receiptCode),
    '',
    ...wrapText(wording.signature),
  ];
  const subject = `【決裁】${wording.planName}進捗 ${roundShort(round)} ${department.name} 承認`;
  return { subject: subjectWithCode(subject, receiptCode), text: bodyOf(lines), html: null };
}

function byWords({ headTitle }: Department, { as, at }: Decided): string {
  return `${shortDateTime(at)}に${as === 'chief' ? headTitle : `代決者（${headTitle}の代わり）`}`;
}

function wordsOf({ words }: Decided): string[] {
  return words === null ? [] : [...wrapText(`添えられた言葉　「${words}」`, { indent: '　' }), ''];
}

/** To the officers, with the form: what the chief wants changed, and what was answered before. */
export function composeReturned(
  input: ApprovalSubject & {
    readonly decided: Decided;
    readonly dueAt: Instant;
    readonly manifest: FormManifest;
    readonly stored: readonly ReadField[];
    readonly names: ReadBack['names'];
  },
): MailText {
  const { round, department, decided, dueAt, receiptCode, wording } = input;
  const lines = [
    `${department.name} 担当者 様`,
    '',
    ...wrapText(`${roundName(round)}の照会への回答は、${byWords(department, decided)}が差し戻しました。`),
    ...wrapText(`理由　「${decided.words ?? ''}」`, { indent: '　' }),
    '',
    ...wrapText(
      '直す行の「：」の後ろに書いて、このメールに返信してください。書かない行は、前の回答のままにします。直した回答は、もう一度決裁をお願いします。',
    ),
    '',
    `回答期限　${monthDay(tokyoDate(dueAt))}${clockTime(dueAt)}`,
    codeLine(receiptCode),
    '',
    ...formWithAnswers(input),
    END_OF_FORM,
    '',
    ...wrapText(wording.signature),
  ];
  const subject = `【差戻し ${shortDate(tokyoDate(dueAt))}まで】${wording.planName}進捗 ${roundShort(round)}`;
  return { subject: subjectWithCode(subject, receiptCode), text: bodyOf(lines), html: null };
}

/** Every line of the form with what was answered above it, never behind the colon (replies.md, rule 6). */
function formWithAnswers(answered: Pick<ReadBack, 'manifest' | 'stored' | 'names'>): string[] {
  const { manifest, stored } = answered;
  const known = new Map(stored.map((read) => [fieldKey(read.field), read]));
  const linesOf = (field: FormField) => {
    const read = known.get(fieldKey(field));
    return [
      ...(read
        ? wrapText(`　前の回答${nameWords(answered, field)}　${valueWords(read)}`, { indent: '　' })
        : []),
      anchorLine(field),
    ];
  };
  const inSection = (initiative: string | null) =>
    manifest.fields.filter((field) => field.initiative === initiative).flatMap(linesOf);
  return [
    ...manifest.sections.flatMap(({ number, title, initiative }) => [
      ...wrapText(`■${number} ${title}`, { indent: '　　' }),
      ...inSection(initiative),
      '',
    ]),
    ...inSection(null),
  ];
}

/** Why what an approver wrote decided nothing. */
export type Undecided = 'reason-missing' | 'decided-already' | 'nothing-to-decide' | 'unproved';

/** To the approver: it decided nothing, and why. */
export function composeUndecided(input: ApprovalSubject & { readonly because: Undecided }): MailText {
  const { round, department, because, receiptCode, wording } = input;
  const lines = [
    ...wrapText(undecidedWords(because, department)),
    '',
    codeLine(receiptCode),
    '',
    ...wrapText(wording.signature),
  ];
  const subject = `【決裁】${wording.planName}進捗 ${roundShort(round)} ${department.name} ご確認`;
  return { subject: subjectWithCode(subject, receiptCode), text: bodyOf(lines), html: null };
}

function undecidedWords(because: Undecided, { name, headTitle }: Department): string {
  switch (because) {
    case 'reason-missing':
      return 'まだ差し戻していません。「差戻し 実績値は6月末の値にする」のように、直すところを添えて返信してください。担当者にそのまま伝えます。';
    case 'decided-already':
      return `${name}の回答は、すでに承認か差戻しが済んでいます。新しい回答が届いたら、決裁のお願いを送ります。`;
    case 'nothing-to-decide':
      return `${name}の回答はまだ届いていません。届いたら、決裁のお願いを送ります。`;
    case 'unproved':
      return `${headTitle}か代決者のアドレスから決裁の返信が届きましたが、送信元を確かめられませんでした。事務局が確認するまで、承認や差戻しとしては扱いません。お心当たりがない場合は、事務局にお知らせください。`;
  }
}
