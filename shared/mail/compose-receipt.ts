import { longDate, shortDate, weekday } from '../calendar/japanese-date.ts';
import type { PlainDate } from '../calendar/time.ts';
import { describeReason } from '../reply/describe-reason.ts';
import type { ReadField, UnreadLine } from '../reply/reading.ts';
import { END_OF_FORM } from '../round/form.ts';
import type { RoundId } from '../round/round.ts';
import { wrapText } from '../round/text-lines.ts';
import { plainLabel, type ReadBack, readBackLines, valueWords } from './read-back.ts';
import { bodyOf, codeLine, type MailText, roundShort, subjectWithCode, type Wording } from './wording.ts';

/** What a short command in the reply led to, told to the sender. */
export type CommandOutcome =
  | { readonly kind: 'extended'; readonly until: PlainDate; readonly movedFrom: PlainDate | null }
  | { readonly kind: 'extension-refused'; readonly latest: PlainDate; readonly raw: string }
  | { readonly kind: 'extension-unclear'; readonly raw: string; readonly example: PlainDate }
  | { readonly kind: 'nothing-to-report' }
  | { readonly kind: 'hand-over' }
  | { readonly kind: 'confirmed' }
  | { readonly kind: 'not-yours' }
  /** 承認 or 差戻し by somebody who does not approve; `approver` is the post that does. */
  | { readonly kind: 'approver-only'; readonly approver: string };

/**
 * How an answer came to be stored: as the mail of its sender; `checked` by the secretariat, because its sender was
 * not proved; typed in by the secretariat; by the department on its page.
 */
export type ReceiptOrigin = 'reply' | 'checked' | 'phone' | 'paper' | 'web';

/** All that a receipt tells: what was understood, what was not, what is still blank (replies.md). */
export interface ReceiptInput extends ReadBack {
  readonly round: RoundId;
  readonly receiptCode: string;
  /** What was said before something that is already stored, and so was left out. */
  readonly outdated: readonly ReadField[];
  readonly notUnderstood: readonly UnreadLine[];
  readonly comment: string | null;
  readonly command: CommandOutcome | null;
  /** Initiatives answered in full, and all that were asked. */
  readonly answered: number;
  readonly total: number;
  readonly ignoredAttachments: readonly string[];
  /** Whether the mail brought our Excel form. */
  readonly fromForm: boolean;
  /** The post whose approval (決裁) the answer waits for, and whether it could be asked; null where it counts. */
  readonly waitsFor: { readonly approver: string; readonly isAsked: boolean } | null;
  /** Set after the freeze: stored as a correction that waits for the secretariat. */
  readonly afterFreeze: boolean;
  readonly origin: ReceiptOrigin;
  /** Why a correction after the freeze counts all the same; null for any other answer. */
  readonly adoptedFor: string | null;
  /** Set where the sender could not be proved: the notice goes to the registered address (replies.md, GRAY). */
  readonly askWhetherYours: boolean;
  readonly wording: Wording;
}

/** The answer to a reply. Its reader is tired: what was read first, what is missing last, nothing twice. */
export function composeReceipt(input: ReceiptInput): MailText {
  const { receiptCode, wording } = input;
  const asksBlank = input.blank.length > 0 && input.answered < input.total;
  const hasForm = asksBlank || input.ambiguous.length > 0;
  const lines = [
    ...opening(input).flatMap((sentence) => wrapText(sentence)),
    '',
    ...(input.command ? [...commandLines(input.command), ''] : []),
    ...readBackLines(input, asksBlank),
    ...outdatedLines(input),
    ...commentLines(input),
    ...notUnderstoodLines(input),
    ...attachmentLines(input),
    ...(hasForm ? [codeLine(receiptCode), END_OF_FORM] : [codeLine(receiptCode)]),
    ...(input.askWhetherYours
      ? [
          '',
          ...wrapText(
            '送信元を確かめられなかったため、登録された宛先にお知らせしています。お心当たりがない場合は、事務局にお知らせください。',
          ),
        ]
      : []),
    '',
    ...wrapText(wording.signature),
  ];
  return { subject: subjectOf(input), text: bodyOf(lines), html: null };
}

function subjectOf(input: ReceiptInput): string {
  const { round, receiptCode, answered, total, wording, command, stored, waitsFor } = input;
  const about = `【受付】${wording.planName}進捗 ${roundShort(round)}`;
  if (stored.length === 0 && command)
    return subjectWithCode(`${about} ${COMMAND_SUBJECTS[command.kind]}`, receiptCode);
  const how =
    answered === total
      ? `${total}件${total === 2 ? 'とも' : 'すべて'}受け付けました`
      : `${total}件中${answered}件`;
  const said = total === 1 && answered === 1 ? '受け付けました' : how;
  return subjectWithCode(`${about} ${said}${waitsFor ? '（決裁待ち）' : ''}`, receiptCode);
}

const ORIGINS: Record<Exclude<ReceiptOrigin, 'reply'>, string> = {
  checked: '保留していた返信を、\n事務局が確かめて登録しました。\n次のとおり読み取りました。',
  phone: '電話でうかがった回答を、\n事務局が次のとおり記録しました。',
  paper: '書面でいただいた回答を、\n事務局が次のとおり記録しました。',
  web: '画面からの回答を、\n次のとおり受け付けました。',
};

const COMMAND_SUBJECTS: Record<CommandOutcome['kind'], string> = {
  extended: '期限の延長',
  'extension-refused': '期限について',
  'extension-unclear': '期限について',
  'nothing-to-report': '該当なし',
  'hand-over': '担当変更',
  confirmed: '確認',
  'not-yours': '指示について',
  'approver-only': '決裁について',
};

function opening({
  stored,
  answered,
  total,
  outdated,
  afterFreeze,
  waitsFor,
  command,
  notUnderstood,
  ambiguous,
  fromForm,
  origin,
  adoptedFor,
}: ReceiptInput): string[] {
  const isByHand = origin !== 'reply' || adoptedFor !== null;
  if (isByHand && (stored.length > 0 || command)) {
    return [
      origin === 'reply'
        ? '締切後の訂正を、事務局が採用しました。\n次のとおり登録しました。'
        : ORIGINS[origin],
      ...(stored.length > 0 ? ['違うところは、その行だけを書いて返信してください。'] : []),
      ...(adoptedFor === null
        ? []
        : [`${origin === 'reply' ? '' : '締切後の訂正として扱います。'}訂正の理由　${adoptedFor}`]),
      ...(waitsFor ? [waitingWords(waitsFor)] : []),
    ];
  }
  const late = [
    ...(afterFreeze
      ? ['回答の締切を過ぎているため、訂正として預かり、事務局が確認してから反映します。']
      : []),
    ...(waitsFor ? [waitingWords(waitsFor)] : []),
  ];
  if (stored.length === 0) {
    if (command) return late;
    if (outdated.length > 0) return ['返信を受け取りました。', ...late];
    if (notUnderstood.length + ambiguous.length === 0) return [nothingAnswered(fromForm)];
    return ['返信を受け取りましたが、読み取れない行がありました。', ...late];
  }
  const accepted =
    answered === total
      ? `${total === 1 ? '' : `${total}件すべて`}回答を受け付けました。ありがとうございました。`
      : '回答を受け付けました。';
  const all = fromForm
    ? [accepted, '添付の様式から読み取りました。']
    : [`${accepted}次のとおり読み取りました。`];
  return [...all, '違うところは、その行だけを書いて返信してください。', ...late];
}

function nothingAnswered(fromForm: boolean): string {
  return fromForm
    ? '返信を受け取りましたが、添付の様式に回答が書かれていませんでした。色の付いた欄に書いて返信してください。'
    : '返信を受け取りましたが、回答が書かれていませんでした。「：」の後ろに書いて返信してください。';
}

function waitingWords({ approver, isAsked }: NonNullable<ReceiptInput['waitsFor']>): string {
  return isAsked
    ? `${approver}に決裁をお願いしています。承認の返信があると、回答済みになります。`
    : `${approver}の承認が必要ですが、連絡先に届かないため、事務局が確認します。`;
}

/** A mail held back on its way does not undo what was said after it; its sender is told. */
function outdatedLines({ outdated }: ReceiptInput): string[] {
  if (outdated.length === 0) return [];
  return [
    ...wrapText(
      '次の行は、これより後に送られた回答をすでに受け付けているため、反映していません。反映するときは、その行だけを書いて返信してください。',
    ),
    ...outdated.flatMap((read) =>
      wrapText(`　【${read.field.anchor}】${plainLabel(read.field)}　${valueWords(read)}`, { indent: '　' }),
    ),
    '',
  ];
}

function commentLines({ comment, stored }: ReceiptInput): string[] {
  if (comment === null) return [];
  const first = comment.split('\n')[0] ?? '';
  const shown = first.length > 60 ? `${first.slice(0, 60)}…` : first;
  const how = stored.length === 0 ? '次の文は、事務局が読みます。' : '次の文は、通信欄として預かりました。';
  return [...wrapText(how), ...wrapText(`　「${shown}」`, { indent: '　' }), ''];
}

function notUnderstoodLines({ notUnderstood }: ReceiptInput): string[] {
  if (notUnderstood.length === 0) return [];
  return [
    '読み取れなかった行',
    ...notUnderstood.flatMap(({ line, reason }) => [
      ...wrapText(`　「${line}」`, { indent: '　' }),
      ...wrapText(`　理由　${describeReason(reason, null).sentence}`, { indent: '　' }),
    ]),
    '',
  ];
}

function attachmentLines({ ignoredAttachments }: ReceiptInput): string[] {
  if (ignoredAttachments.length === 0) return [];
  return [...wrapText(`添付ファイルは開いていません：${ignoredAttachments.join('、')}`), ''];
}

/** What the command did, and what happens next. */
function commandLines(outcome: CommandOutcome): string[] {
  switch (outcome.kind) {
    case 'extended':
      return wrapText(
        `回答期限を${longDate(outcome.until)}${weekday(outcome.until)}に延ばしました。${
          outcome.movedFrom ? `${shortDate(outcome.movedFrom)}は閉庁日のため、次の開庁日としました。` : ''
        }`,
      );
    case 'extension-refused':
      return wrapText(
        `「${outcome.raw}」までの延長はできません。資料の締切が${shortDate(outcome.latest)}のため、それまでの日付で「延期 ${outcome.latest.month}/${outcome.latest.day}」のように返信してください。`,
      );
    case 'extension-unclear':
      return wrapText(
        `「${outcome.raw}」の日付を読み取れませんでした。「延期 ${outcome.example.month}/${outcome.example.day}」のように返信してください。`,
      );
    case 'nothing-to-report':
      return wrapText('「該当なし」として受け付けました。この照会では、これ以上お尋ねしません。');
    case 'hand-over':
      return wrapText(
        '担当変更のお知らせを受け付けました。事務局が連絡先を確認します。回答の期限は変わりません。',
      );
    case 'confirmed':
      return wrapText('確認のお知らせを受け付けました。');
    case 'approver-only':
      return wrapText(`承認と差戻しは、${outcome.approver}か代決者が、本人のアドレスから返信してください。`);
    case 'not-yours':
      return wrapText('この指示は、このメールでは受け付けられません。事務局にお問い合わせください。');
  }
}
