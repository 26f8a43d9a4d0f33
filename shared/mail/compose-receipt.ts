import { longDate, shortDate, weekday } from '../calendar/japanese-date.ts';
import { dateOf, type PlainDate } from '../calendar/time.ts';
import { type Judgement, STATUS_WORDS } from '../progress/judgement.ts';
import { describeReason } from '../reply/describe-reason.ts';
import type { AmbiguousField, ReadField, UnreadLine } from '../reply/reading.ts';
import { anchorLine } from '../round/compose-form.ts';
import { END_OF_FORM, type FormField, type FormManifest } from '../round/form.ts';
import type { RoundId } from '../round/round.ts';
import type { FieldValue } from '../round/submission.ts';
import { numberWords, wrapText } from '../round/text-lines.ts';
import { blankLines, nameWords } from './blank-lines.ts';
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
export interface ReceiptInput {
  readonly round: RoundId;
  readonly receiptCode: string;
  /** The department's whole form of the round: its anchors stay valid for corrections. */
  readonly manifest: FormManifest;
  readonly stored: readonly ReadField[];
  /** What was said before something that is already stored, and so was left out. */
  readonly outdated: readonly ReadField[];
  readonly ambiguous: readonly AmbiguousField[];
  readonly notUnderstood: readonly UnreadLine[];
  /** Fields of the whole request that still carry no answer after this reply. */
  readonly blank: readonly FormField[];
  readonly comment: string | null;
  readonly command: CommandOutcome | null;
  /** What milestones and KPIs are called, by id: shown where a section has several of a kind. */
  readonly names: ReadonlyMap<string, string>;
  /** Computed status by KPI id, for the values in this reply. */
  readonly judgements: ReadonlyMap<string, Judgement>;
  /** Anchors of narratives to fill where the own rating is better than the comparison. */
  readonly ratingGaps: readonly string[];
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

/** What the sections of a form are read back from. */
export type ReadBack = Pick<
  ReceiptInput,
  'manifest' | 'stored' | 'ambiguous' | 'blank' | 'names' | 'judgements' | 'ratingGaps'
>;

/** An answer as it was understood, section by section, with the lines asked again and, if wanted, the blank ones. */
export function readBackLines(input: ReadBack, asksBlank: boolean): string[] {
  return [
    ...input.manifest.sections.flatMap(({ number, title }) => sectionLines(input, number, title, asksBlank)),
    ...sectionLines(input, null, '', asksBlank),
  ];
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

function sectionLines(input: ReadBack, number: number | null, title: string, asksBlank: boolean): string[] {
  const inSection = ({ anchor }: FormField) =>
    number === null
      ? !input.manifest.sections.some((section) => anchor.startsWith(`${section.number}-`))
      : anchor.startsWith(`${number}-`);
  const stored = input.stored.filter(({ field }) => inSection(field));
  const ambiguous = input.ambiguous.filter(({ field }) => inSection(field));
  // A line that is asked again with its reason is not asked once more as a blank one.
  const asked = new Set(ambiguous.map(({ field }) => field.anchor));
  const blank = asksBlank ? input.blank.filter((field) => inSection(field) && !asked.has(field.anchor)) : [];
  if (stored.length + ambiguous.length + blank.length === 0) return [];
  const needsLook = ambiguous.length > 0 || stored.some(({ reason }) => reason !== null);
  const head =
    number === null
      ? []
      : wrapText(`■${number} ${title}${needsLook ? '　確認が必要な行があります' : ''}`, { indent: '　　' });
  return [
    ...head,
    ...stored.flatMap((read) => storedLines(input, read)),
    ...ambiguous.flatMap(askedLines),
    ...(blank.length > 0 ? ['まだ空いている行', ...blank.flatMap((field) => blankLines(input, field))] : []),
    '',
  ];
}

function storedLines(input: ReadBack, read: ReadField): string[] {
  const { field, reason } = read;
  const lines = wrapText(`${plainLabel(field)}${nameWords(input, field)}　${valueWords(read)}`, {
    indent: '　',
  });
  if (read.echo) lines.push(...wrapText(`　${read.echo}`, { indent: '　' }));
  if (reason !== null) {
    const { sentence } = describeReason(reason, field);
    lines.push(...wrapText(`　この値を預かりました。${sentence}`, { indent: '　' }));
  }
  const judgement = field.subject === null ? undefined : input.judgements.get(field.subject);
  if ((field.kind === 'actual' || field.kind === 'final') && judgement)
    lines.push(...judgementLines(judgement));
  if (field.kind === 'own-rating') lines.push(...gapLines(input, field));
  return lines;
}

function judgementLines({ status, reason }: Judgement): string[] {
  return [`計画との比較（自動計算）　${STATUS_WORDS[status]}`, ...wrapText(`　${reason}`, { indent: '　' })];
}

function gapLines({ ratingGaps }: ReadBack, { anchor }: FormField): string[] {
  const narrative = ratingGaps.find((gap) => gap.split('-')[0] === anchor.split('-')[0]);
  return narrative
    ? wrapText(`　評価と計画との比較に差があります。補足があれば【${narrative}】に書いてください。`, {
        indent: '　',
      })
    : [];
}

function askedLines({ field, raw, reason }: AmbiguousField): string[] {
  const { sentence, example } = describeReason(reason, field);
  return [
    ...wrapText(`　受け取った行　「${raw}」`, { indent: '　' }),
    ...wrapText(`　理由　${sentence}`, { indent: '　' }),
    ...(example ? wrapText(`　例　${example}`, { indent: '　' }) : []),
    anchorLine(field),
  ];
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

/** The label without its choices or unit: `予定の状況`. */
function plainLabel({ label, input }: FormField): string {
  return input === 'choice' || input === 'number'
    ? label.replace(/（[^（）]*）$/, '')
    : label.replace(/（2行程度）$/, '');
}

export function valueWords({ field, value, unit }: ReadField): string {
  if (value === null) return '値なし';
  if (typeof value !== 'number')
    return field.input === 'date' ? dateWords(value) : value.replace(/\s*\n\s*/g, ' ');
  const unitWords = unit ?? field.number?.unit ?? '';
  // A running total begins anew in April: last year's end is nothing to compare it with.
  const isTotal = field.number?.kpiKind === 'cumulative';
  const previous = isTotal ? field.number?.previousInYear : field.number?.previous;
  const shown = `${numberWords(value)}${unitWords}`;
  if (previous === null || previous === undefined) return shown;
  const change = value - previous;
  const direction = change > 0 ? '増' : '減';
  const changed =
    change === 0
      ? '前回と同じ'
      : `前回${numberWords(previous)}${unitWords}から${numberWords(Math.abs(change))}${unitWords}${direction}`;
  return `${shown}（${changed}）`;
}

function dateWords(value: FieldValue): string {
  return /^\d{4}-\d{2}-\d{2}$/.test(String(value)) ? longDate(dateOf(String(value))) : String(value);
}

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
