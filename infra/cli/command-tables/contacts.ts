import type { Command } from '../command.ts';
import { by, dryRun, json, reason, stored } from './options.ts';

/** Whom the mails go to. */
export const CONTACT_COMMANDS: readonly Command[] = [
  {
    name: 'contacts undeliverable',
    summary: 'メールが届かないため送信を止めているアドレスを、連絡先と理由とともに示す',
    usage: 'contacts undeliverable [--data DIR | --stage NAME] [--json]',
    files: null,
    options: { json, ...stored },
    load: async () => (await import('../commands/contacts.ts')).runContactsUndeliverable,
  },
  {
    name: 'contacts clear',
    summary: '届くようになったアドレスへの送信を再開する',
    usage: 'contacts clear ADDRESS [--data DIR | --stage NAME] [--json]',
    files: { name: 'ADDRESS', min: 1, max: 1 },
    options: { json, ...stored },
    notes: [
      '連絡先のアドレスそのものが変わったときは、新しいアドレスを事務局の画面か plan import で入れてください。再開は要りません。',
      'AWSでは、SESの送信停止の一覧（suppression list）からも外してください（infra/README.md）。',
    ],
    load: async () => (await import('../commands/contacts.ts')).runContactsClear,
  },
  {
    name: 'contacts template',
    summary: '今の連絡先を、人事異動のCSVのひな形に書き出す',
    usage: 'contacts template [--on YYYY-MM-DD] [--data DIR | --stage NAME]',
    files: null,
    options: { on: { type: 'string', value: 'DATE', says: 'いつの連絡先か（省くと今日）' }, ...stored },
    notes: ['標準出力に、Excelで開けるCSV（UTF-8、BOM付き）を書きます。'],
    load: async () => (await import('../commands/contacts-transfer.ts')).runContactsTemplate,
  },
  {
    name: 'contacts transfer',
    summary: '人事異動のCSVから、ある日からの連絡先を、前任と後任を示して取り込む',
    usage:
      'contacts transfer FILE --from YYYY-MM-DD [--dry-run] [--reason TEXT] [--data DIR | --stage NAME] [--json]',
    files: { name: 'FILE', min: 1, max: 1 },
    options: {
      from: { type: 'string', value: 'DATE', says: '後任に送り始める日', required: true },
      'dry-run': dryRun,
      reason,
      json,
      ...stored,
    },
    notes: [
      'FILE は contacts template の形のCSV（UTF-8かShift_JIS）です。書いていない部署と役割は変わりません。',
      'メールアドレスが空欄の行は、その役割をだれも担わなくなることを表します。',
    ],
    load: async () => (await import('../commands/contacts-transfer.ts')).runContactsTransfer,
  },
  {
    name: 'contacts check start',
    summary: '疎通確認を始める：連絡先の全員に、「確認」と返信するメールを送る',
    usage:
      'contacts check start --by NAME [--roles ROLE,…] [--unconfirmed] [--data DIR | --stage NAME] [--json]',
    files: null,
    options: {
      by,
      roles: { type: 'string', value: 'ROLE,…', says: 'officer、chief などで絞る（省くと全員）' },
      unconfirmed: { type: 'boolean', says: 'まだ確認できていないアドレスだけに送る' },
      json,
      ...stored,
    },
    notes: ['同じアドレスに送るのは1日に1通だけです。閉庁日や送信の時間帯の外には送りません。'],
    load: async () => (await import('../commands/contacts-check.ts')).runContactsCheckStart,
  },
  {
    name: 'contacts check report',
    summary: '疎通確認の結果を、部署と連絡先ごとに示す',
    usage: 'contacts check report [--run N] [--data DIR | --stage NAME] [--json]',
    files: null,
    options: {
      run: { type: 'string', value: 'N', says: '第何回の結果か（省くと、それぞれの最新）' },
      json,
      ...stored,
    },
    load: async () => (await import('../commands/contacts-check.ts')).runContactsCheckReport,
  },
];
