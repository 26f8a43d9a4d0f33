import type { MailRecord, MailState } from '../records.ts';

/** How the kinds of our mails are called in reports. */
export const MAIL_WORDS: Record<MailRecord['kind'], string> = {
  request: '照会',
  reminder: '再送',
  overdue: 'ご確認',
  escalation: '部局長へのお知らせ',
  notice: 'お知らせ',
  handover: '引継ぎの照会',
  digest: '本部資料',
  'secretariat-digest': '受付状況',
  receipt: '受付の返信',
  approval: '決裁のお願い',
  test: '試し送り',
  'contact-check': '疎通確認',
  question: '値の確認',
};

/** What became of a mail, in a word. */
export const MAIL_STATE_WORDS: Record<MailState, string> = {
  pending: '送信前',
  paused: '停止中',
  claimed: '送信中',
  unknown: '結果不明',
  sent: '送信済',
  delivered: '配達済',
  bounced: '不達',
  dropped: '送信せず',
  failed: '送信失敗',
};
