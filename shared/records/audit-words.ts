import type { AuditEntry } from './audit.ts';

/** What is acted on: the part of an entry's name before the point. */
const THINGS: Readonly<Record<string, string>> = {
  plan: '推進プラン',
  directory: '部署・連絡先',
  rules: '送信設定',
  retention: '保存年数',
  round: '照会',
  request: '照会',
  reminder: '再送',
  overdue: 'ご確認',
  escalation: '部局長へのお知らせ',
  step: '課長・部局長への連絡',
  notice: '事務局へのお知らせ',
  handover: '引継ぎの照会',
  receipt: '受付の返信',
  approval: '決裁のお願い',
  test: '試し送り',
  'test-mail': '試し送り',
  'contact-check': '疎通確認',
  digest: '本部資料',
  'secretariat-digest': '受付状況',
  mail: 'メール',
  mails: 'すべての送信',
  address: '宛先',
  reply: '返信',
  held: '確認待ちの返信',
  entry: '事務局の入力',
  web: '画面からの回答',
  submission: '回答',
  status: '状況',
  decision: '見直し判断',
  opinion: '意見',
  check: '記入内容の確認',
  question: '値の確認',
  setup: '準備',
  session: 'サインイン',
  'calendar-feed': '予定表の配信先',
};

/** What is done to it: the part behind the point. */
const DEEDS: Readonly<Record<string, string>> = {
  published: '版を登録',
  opened: '開始',
  closed: '終了',
  frozen: '締切',
  changed: '変更',
  unreached: '宛先なし',
  sent: '送信',
  drafted: '案を作成',
  released: '発信・公表',
  reworded: '文面を変更',
  comment: '意見を記入',
  step: '確認を記録',
  started: '開始',
  ticked: '済みに変更',
  noted: '記入',
  asked: '確認中に変更',
  confirmed: '値を確かめた',
  dropped: '取下げ',
  'kept-back': '見送り',
  'let-go': '見送りの取消し',
  cleared: '使用を再開',
  disabled: '使用を停止',
  paused: '停止',
  resumed: '再開',
  activated: '有効化',
  withdrawn: '有効化を取消',
  superseded: '新しい版に交代',
  overtaken: '別の変更を優先',
  renewed: '作り直し',
  'found-late': '遅れを検知',
  added: '追加',
  prepared: '資料を記入',
  recorded: '決定を記録',
  joined: '理由を追加',
  reprocessed: '読み直し',
  redacted: '墨消し',
  applied: '登録',
  held: '確認待ち',
  handled: '対応済み',
  rejected: '不採用',
  returned: '差戻し',
  approved: '承認',
  quarantined: '隔離',
  automatic: '自動応答',
  duplicate: '重複',
  bounce: '不達',
  failed: '失敗',
  received: '受信',
};

/** Who does what no person does. */
const DOERS: Readonly<Record<string, string>> = {
  schedule: '定時の処理',
  sweep: '定時の点検',
  rules: '送信設定',
  reply: '返信の処理',
  release: '発信の処理',
  'mail-service': 'メールの配信',
  local: 'この機械',
};

/** What was done, in words; the name itself where it has none yet, so that nothing goes unsaid. */
export function deedWords(what: string): string {
  const [thing = '', deed = ''] = what.split('.');
  const told = deed.endsWith('-changed') ? DEEDS.changed : DEEDS[deed];
  const named = THINGS[thing];
  return named === undefined || told === undefined ? what : `${named}：${told}`;
}

/** Who did it: a person by address or name, a part of the system in words. */
export function doerWords({ actor }: Pick<AuditEntry, 'actor'>): string {
  return DOERS[actor] ?? actor;
}
