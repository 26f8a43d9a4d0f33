import { clockTime, longDate, weekday } from '../../../../shared/calendar/japanese-date.ts';
import { type Instant, tokyoDate } from '../../../../shared/calendar/time.ts';
import { describeSendReason } from '../../../../shared/mail/send-reasons.ts';
import type { OpinionClass } from '../../../../shared/opinion/opinion.ts';
import type { CheckState } from '../../../../shared/plan/contact-check.ts';
import type { ContactRole } from '../../../../shared/plan/directory.ts';
import { STATUS_WORDS, type Status } from '../../../../shared/progress/judgement.ts';
import { isSentBack } from '../../../../shared/records/request.ts';
import type { MailRecord, MailState, ReceivedState, RequestRecord } from '../../../../shared/records.ts';
import type { AutoReason } from '../../../../shared/reply/auto-mail.ts';
import { describeHoldReason } from '../../../../shared/reply/hold-reasons.ts';
import type { Command } from '../../../../shared/reply/reading.ts';
import { PAGE_WORDS } from '../../../../shared/report/status-table.ts';
import type { FieldKind } from '../../../../shared/round/form.ts';
import type { QuestionState } from '../../../../shared/round/question.ts';
import type { UpdateRequest } from '../../../../shared/round/round.ts';
import type { SubmissionVia } from '../../../../shared/round/submission.ts';
import type { StepAction } from '../../../../shared/schedule/occurrences.ts';
import type { AnswerState } from '../../../../shared/steps/answers/list-answers.ts';

/** `令和8年7月1日（水）9時` */
export function fullDateTime(instant: Instant): string {
  const date = tokyoDate(instant);
  return `${longDate(date)}${weekday(date)}${clockTime(instant)}`;
}

/** A word with the shape and the tone it is shown in; shape and word carry the meaning, the colour repeats it. */
export interface Mark {
  readonly icon: string;
  readonly word: string;
  readonly tone: 'achieved' | 'good' | 'warn' | 'bad' | 'none';
}

const STATUS_SHAPES: Record<Status, Pick<Mark, 'icon' | 'tone'>> = {
  achieved: { icon: '◎', tone: 'achieved' },
  'on-track': { icon: '○', tone: 'good' },
  'at-risk': { icon: '△', tone: 'warn' },
  'off-track': { icon: '×', tone: 'bad' },
  'not-reported': { icon: '−', tone: 'none' },
  'under-review': { icon: '−', tone: 'none' },
  awaiting: { icon: '…', tone: 'none' },
  'not-evaluable': { icon: '？', tone: 'none' },
  excluded: { icon: '／', tone: 'none' },
};

export function statusMark(status: Status): Mark {
  return { ...STATUS_SHAPES[status], word: STATUS_WORDS[status] };
}

/** The same signs with the words of the headquarters' page, where nobody is blamed for what is missing. */
export function pageMark(status: Status): Mark {
  return { ...STATUS_SHAPES[status], word: PAGE_WORDS[status] };
}

export const OPINION_MARKS: Record<OpinionClass, Mark> = {
  reflected: { icon: '●', word: '反映済', tone: 'good' },
  'partly-reflected': { icon: '◐', word: '一部反映', tone: 'warn' },
  'under-way': { icon: '△', word: '対応中', tone: 'warn' },
  later: { icon: '○', word: '今後検討', tone: 'none' },
  difficult: { icon: '×', word: '対応困難', tone: 'bad' },
  noted: { icon: '−', word: '参考', tone: 'none' },
};

/** How a request stands, as pages show it: what was sent back is not the same as what was never answered. */
export type RequestStanding = UpdateRequest['state'] | 'sent-back';

export const REQUEST_MARKS: Record<RequestStanding, Mark> = {
  submitted: { icon: '●', word: '回答済', tone: 'good' },
  'nothing-to-report': { icon: '●', word: '該当なし', tone: 'good' },
  'awaiting-approval': { icon: '△', word: '決裁待ち', tone: 'warn' },
  partial: { icon: '◐', word: '一部', tone: 'warn' },
  'sent-back': { icon: '△', word: '差戻し', tone: 'warn' },
  outstanding: { icon: '○', word: '未回答', tone: 'none' },
};

export function requestStanding(request: Pick<RequestRecord, 'state' | 'events'>): RequestStanding {
  return isSentBack(request) ? 'sent-back' : request.state;
}

export const QUESTION_MARKS: Record<QuestionState, Mark> = {
  open: { icon: '−', word: '確認中', tone: 'warn' },
  confirmed: { icon: '●', word: '確かめた', tone: 'good' },
  corrected: { icon: '●', word: '訂正された', tone: 'good' },
  withdrawn: { icon: '／', word: '取り下げ', tone: 'none' },
};

export const ANSWER_STATE_MARKS: Record<AnswerState, Mark> = {
  stored: { icon: '●', word: '登録済', tone: 'good' },
  'to-confirm': { icon: '？', word: '要確認', tone: 'warn' },
  'after-freeze': { icon: '△', word: '締切後の訂正', tone: 'warn' },
  'awaiting-approval': { icon: '△', word: '決裁待ち', tone: 'warn' },
  returned: { icon: '△', word: '差戻し', tone: 'warn' },
};

/** The door an answer came through. */
export const VIA_WORDS: Record<SubmissionVia, string> = {
  mail: 'メール',
  excel: 'Excel',
  web: '画面',
  phone: '電話',
  paper: '書面',
};

export const FIELD_WORDS: Record<FieldKind, string> = {
  'milestone-status': '予定の状況',
  actual: '実績値',
  monthly: '月別の値',
  expected: '年度末の見込み',
  final: '確定値',
  narrative: '取組内容・課題',
  observe: '観察',
  orient: '判断',
  decide: '決定（次の一手）',
  act: '実行（担当・期限）',
  'own-rating': '所管課の評価',
  confidence: '達成の見込み',
  'decision-response': '決定への対応',
  'opinion-response': '意見への対応',
  'opinion-handling': '意見への対応方針・反映箇所',
  'sunset-wish': '終期後の考え',
  'sunset-reason': '自己点検',
  'sunset-steps': '終期までにすること',
  'handover-notes': '引継ぎ',
  'registration-check': '登録内容',
  correction: '訂正の内容',
  inquiry: '臨時照会の問',
  answerer: '回答者',
  'chief-approval': '課長確認',
};

export const MAIL_STATE_MARKS: Record<MailState, Mark> = {
  pending: { icon: '…', word: '送信待ち', tone: 'none' },
  paused: { icon: '‖', word: '停止中', tone: 'warn' },
  claimed: { icon: '…', word: '送信中', tone: 'none' },
  unknown: { icon: '？', word: '送信結果を確認中', tone: 'warn' },
  sent: { icon: '○', word: '送信済', tone: 'good' },
  delivered: { icon: '◎', word: '配達済', tone: 'good' },
  bounced: { icon: '×', word: '不達', tone: 'bad' },
  dropped: { icon: '−', word: '送信せず', tone: 'none' },
  failed: { icon: '×', word: '失敗', tone: 'bad' },
};

export const RECEIVED_STATE_MARKS: Record<ReceivedState, Mark> = {
  received: { icon: '…', word: '処理待ち', tone: 'none' },
  applied: { icon: '○', word: '反映済', tone: 'good' },
  held: { icon: '△', word: '確認待ち', tone: 'warn' },
  handled: { icon: '○', word: '対応済', tone: 'good' },
  rejected: { icon: '−', word: '不採用', tone: 'none' },
  returned: { icon: '−', word: '差戻し', tone: 'none' },
  quarantined: { icon: '×', word: '隔離', tone: 'bad' },
  automatic: { icon: '−', word: '自動応答', tone: 'none' },
  duplicate: { icon: '−', word: '重複', tone: 'none' },
  bounce: { icon: '×', word: '不達の通知', tone: 'bad' },
  failed: { icon: '×', word: '失敗', tone: 'bad' },
};

export const CHECK_STATE_MARKS: Record<CheckState, Mark> = {
  confirmed: { icon: '●', word: '確認済', tone: 'good' },
  waiting: { icon: '…', word: '返信待ち', tone: 'none' },
  replied: { icon: '△', word: '連絡あり', tone: 'warn' },
  bounced: { icon: '×', word: '不達', tone: 'bad' },
  'not-asked': { icon: '−', word: '未送信', tone: 'none' },
};

export const MAIL_KIND_WORDS: Record<MailRecord['kind'], string> = {
  request: '照会',
  reminder: '再送',
  overdue: 'ご確認',
  escalation: '部局長へのお知らせ',
  notice: '事務局へのお知らせ',
  handover: '引継ぎの照会',
  digest: '本部資料',
  'secretariat-digest': '受付状況',
  receipt: '受付の返信',
  approval: '決裁のお願い',
  test: '試し送り',
  'contact-check': '疎通確認',
  question: '値の確認',
};

export const ROLE_WORDS: Record<ContactRole, string> = {
  secretariat: '推進本部事務局',
  headquarters: '推進本部',
  officer: '所管部署の担当者',
  chief: '所管部署の課長',
  deputy: '所管部署の代決者',
  head: '部局長',
};

const STEP_WORDS: Record<StepAction['does'], string> = {
  open: '照会',
  remind: '回答のない部署への連絡',
  freeze: '回答の締切りと判定',
  'draft-digest': '本部資料の案',
  'remind-release': '本部資料の発信の確認',
  'secretariat-digest': '事務局への受付状況',
};

export function stepWords({ does }: StepAction): string {
  return STEP_WORDS[does];
}

/** A send reason in words; an unknown code is shown as it is rather than hidden. */
export function sendReason(code: string | null): string {
  return code === null ? '' : describeSendReason(code);
}

const AUTOMATIC_REASONS: Record<string, string> = {
  'empty-envelope-sender': '差出人のない自動のメールです。',
  'auto-submitted': '自動で送られたメールです。',
  'auto-reply-header': '不在などの自動応答です。',
  precedence: '一斉に送られたメールです。',
  'mailing-list': 'メーリングリストのメールです。',
  report: '配達の報告です。',
  'failed-recipients': '届かなかったことの通知です。',
  'inbox-rule': '受信者の振り分け設定が送ったメールです。',
  'system-sender': 'メールの仕組みが送ったメールです。',
  'own-address': 'こちらのアドレスから戻ってきたメールです。',
  subject: '件名から自動応答と判断しました。',
} satisfies Record<AutoReason, string>;

/** Why a received mail ended as it did, in words. */
export function receivedReason(code: string): string {
  // A duplicate names the mail that came first.
  if (code.startsWith('of ')) return '同じメールがすでに届いています。';
  return AUTOMATIC_REASONS[code] ?? describeHoldReason(code);
}

/** A short command as the sender would name it. */
export function commandWords(command: Command): string {
  switch (command.kind) {
    case 'approve':
      return '承認';
    case 'send-back':
      return `差戻し${command.reason ? `（${command.reason}）` : ''}`;
    case 'extend':
      return `延期 ${command.until ?? `（日付を読み取れません：${command.raw}）`}`;
    case 'nothing-to-report':
      return '該当なし';
    case 'hand-over':
      return `担当変更${command.note ? `（${command.note}）` : ''}`;
    case 'confirm':
      return '確認';
    case 'release':
      return '発信';
  }
}
