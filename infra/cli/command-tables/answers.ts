import type { Command } from '../command.ts';
import { by, department, json, round, stored } from './options.ts';

/** More files at once than this is a slip of a pattern. */
const FILES_MAX = 10_000;

const heldMail = { name: 'ID', min: 1, max: 1 };

/** What comes back: received mails, answers, what waits for a person. */
export const ANSWER_COMMANDS: readonly Command[] = [
  {
    name: 'mail decode',
    summary: 'メールを読み、文字に直した内容を示す',
    usage: 'mail decode FILE.eml… [--json]',
    files: { name: 'FILE.eml', min: 1, max: FILES_MAX },
    options: { json },
    load: async () => (await import('../commands/mail-decode.ts')).runMailDecode,
  },
  {
    name: 'reply read',
    summary: '返信のメールから、何が登録されるかを示す',
    usage: 'reply read REPLY.eml… --sent SENT.eml [--json]',
    files: { name: 'REPLY.eml', min: 1, max: FILES_MAX },
    options: {
      sent: { type: 'string', value: 'SENT.eml', says: '返信のもとになった照会のメール', required: true },
      json,
    },
    load: async () => (await import('../commands/reply-read.ts')).runReplyRead,
  },
  {
    name: 'reply enter',
    summary: '電話や書面でうかがった回答を入力する',
    usage:
      'reply enter --round ROUND --department CODE --via phone|paper --by NAME [--at WHEN] [--reason TEXT [--approved-by NAME]] [--yes [--partial]] FILE|- [--data DIR | --stage NAME] [--json]',
    files: { name: 'FILE（画面から入力するときは -）', min: 1, max: 1 },
    options: {
      round,
      department: { ...department, required: true },
      via: { type: 'string', value: 'phone|paper', says: '電話（phone）か書面（paper）か', required: true },
      by,
      at: { type: 'string', value: 'WHEN', says: 'うかがった日時（2026-07-14T10:30。省くと今）' },
      reason: { type: 'string', value: 'TEXT', says: '締切後の訂正の理由' },
      'approved-by': { type: 'string', value: 'NAME', says: '締切後の訂正を認めた人（省くと --by の人）' },
      yes: { type: 'boolean', says: '登録する（省くと、読み取った内容を示すだけ）' },
      partial: { type: 'boolean', says: '読み取れない行があっても、読めたものを登録する' },
      json,
      ...stored,
    },
    notes: [
      'メールの返信と同じように「【1-B】32」や「1-B 32」と、1行に一つずつ書きます。「延期 7/22」「該当なし」も使えます。',
      '登録すると、部署の登録された宛先に、記録した内容を知らせるメールを送ります。',
    ],
    load: async () => (await import('../commands/reply-enter.ts')).runReplyEnter,
  },
  {
    name: 'reply form',
    summary: '部署の回答欄を、電話で読み上げたり印刷したりできる文字で示す',
    usage: 'reply form --round ROUND --department CODE [--paper FILE.txt] [--data DIR | --stage NAME]',
    files: null,
    options: {
      round,
      department: { ...department, required: true },
      paper: { type: 'string', value: 'FILE.txt', says: '画面ではなくファイルに書く' },
      ...stored,
    },
    load: async () => (await import('../commands/reply-form.ts')).runReplyForm,
  },
  {
    name: 'reply corrections',
    summary: '締切後の訂正を、正誤表として示す',
    usage: 'reply corrections --round ROUND [--data DIR | --stage NAME] [--json]',
    files: null,
    options: { round, json, ...stored },
    load: async () => (await import('../commands/reply-corrections.ts')).runReplyCorrections,
  },
  {
    name: 'submissions',
    summary: '登録された回答を示す',
    usage: 'submissions --round ROUND [--initiative CODE] [--data DIR | --stage NAME] [--json]',
    files: null,
    options: {
      round,
      initiative: { type: 'string', value: 'CODE', says: '取り組みの番号で絞る' },
      json,
      ...stored,
    },
    load: async () => (await import('../commands/submissions.ts')).runSubmissions,
  },
  {
    name: 'held',
    summary: '事務局の確認を待つ返信と、その理由を示す',
    usage: 'held [--data DIR | --stage NAME] [--json]',
    files: null,
    options: { json, ...stored },
    notes: ['1件ずつの扱いは「held show」「held apply」「held reject」「held return」で行います。'],
    load: async () => (await import('../commands/held.ts')).runHeld,
  },
  {
    name: 'held show',
    summary: '確認待ちの返信の内容と、登録するとどうなるかを示す',
    usage: 'held show ID [--raw] [--data DIR | --stage NAME] [--json]',
    files: heldMail,
    options: { raw: { type: 'boolean', says: '届いたメールをそのまま出力する' }, json, ...stored },
    notes: [
      'ID は「held」で示される受信番号です。先頭の何文字かでも構いません。',
      'ウイルスの疑いがあるものは、内容を示しません。',
    ],
    load: async () => (await import('../commands/held-show.ts')).runHeldShow,
  },
  {
    name: 'held apply',
    summary: '確認待ちの返信を反映する。文章だけのものは、対応済みと記録する',
    usage:
      'held apply ID --by NAME [--reason TEXT] [--round ROUND --department CODE] [--data DIR | --stage NAME] [--json]',
    files: heldMail,
    options: {
      by,
      reason: { type: 'string', value: 'TEXT', says: '理由、または対応したこと（締切後の訂正には必須）' },
      round: { ...round, required: false, says: 'どの回への回答か（返信から分からないとき）' },
      department: { ...department, says: `${department.says}（返信から分からないとき）` },
      json,
      ...stored,
    },
    notes: [
      '差出人を確かめられない返信は、本人に確かめてから反映してください。受付は登録された宛先に送ります。',
      '締切後の訂正は、採用すると新しい版になり、判定し直します。すでに作った本部資料は変わりません。',
      '担当変更は、連絡先の表を直して「plan import」で取り込んでください。自動では変わりません。',
    ],
    load: async () => (await import('../commands/held-settle.ts')).runHeldApply,
  },
  {
    name: 'held reject',
    summary: '確認待ちの返信を採用しない',
    usage: 'held reject ID --by NAME --reason TEXT [--data DIR | --stage NAME] [--json]',
    files: heldMail,
    options: {
      by,
      reason: { type: 'string', value: 'TEXT', says: '採用しない理由', required: true },
      json,
      ...stored,
    },
    notes: ['差出人を確かめられたときだけ、理由を知らせるメールを送ります。'],
    load: async () => (await import('../commands/held-settle.ts')).runHeldReject,
  },
  {
    name: 'held return',
    summary: '確認待ちの返信を、文章と空いている行を添えて差し戻す',
    usage: 'held return ID --by NAME --note TEXT [--data DIR | --stage NAME] [--json]',
    files: heldMail,
    options: {
      by,
      note: { type: 'string', value: 'TEXT', says: '部署に伝える文章', required: true },
      json,
      ...stored,
    },
    notes: ['差出人を確かめられないときは、登録された宛先に送ります。'],
    load: async () => (await import('../commands/held-settle.ts')).runHeldReturn,
  },
  {
    name: 'held reprocess',
    summary: '受信したメールを、原文からもう一度読み取る',
    usage: 'held reprocess ID --by NAME [--data DIR | --stage NAME] [--json]',
    files: { name: 'ID（受信番号）', min: 1, max: 1 },
    options: { by, json, ...stored },
    notes: [
      '処理が済んだメールも指定できます。その後に届いた回答を、古い内容で上書きすることはありません。',
      '同じ内容の返信をもう一度送ることはありません。',
    ],
    load: async () => (await import('../commands/held-reprocess.ts')).runHeldReprocess,
  },
  {
    name: 'retention',
    summary: '保存年数を過ぎた記録を数える（消さない）',
    usage: 'retention --dry-run [--data DIR | --stage NAME] [--json]',
    files: null,
    options: {
      'dry-run': { type: 'boolean', says: '数えるだけで、消さない（必ず付ける）' },
      json,
      ...stored,
    },
    notes: ['年数は、事務局の画面の「保存年数」で決めます。'],
    load: async () => (await import('../commands/retention.ts')).runRetention,
  },
  {
    name: 'question list',
    summary: '確認中の値と、確かめた値の一覧',
    usage: 'question list --round ROUND [--data DIR | --stage NAME] [--json]',
    files: null,
    options: { round, json, ...stored },
    load: async () => (await import('../commands/question.ts')).runQuestionList,
  },
  {
    name: 'question ask',
    summary: '届いた値を確認中にし、所管課に尋ねる',
    usage:
      'question ask --round ROUND --department CODE --kpi NAME --text TEXT --by NAME [--phone] [--data DIR | --stage NAME] [--json]',
    files: null,
    options: {
      round,
      department: { ...department, required: true },
      kpi: { type: 'string', value: 'NAME', says: '指標の名前かID', required: true },
      text: { type: 'string', value: 'TEXT', says: '確かめたいこと', required: true },
      by,
      phone: { type: 'boolean', says: '電話で尋ねる（メールは送らない）' },
      json,
      ...stored,
    },
    notes: ['確かめられるまで、その指標は「確認中」となり、判定しません。'],
    load: async () => (await import('../commands/question.ts')).runQuestionAsk,
  },
  {
    name: 'question settle',
    summary: '確認中の値を、確かめたと記録するか、確認を取り下げる',
    usage:
      'question settle NUMBER --round ROUND --department CODE --by NAME --note TEXT [--withdraw] [--data DIR | --stage NAME] [--json]',
    files: { name: 'NUMBER', min: 1, max: 1 },
    options: {
      round,
      department: { ...department, required: true },
      by,
      note: { type: 'string', value: 'TEXT', says: '確認の結果', required: true },
      withdraw: { type: 'boolean', says: '値を確かめずに、確認を取り下げる' },
      json,
      ...stored,
    },
    notes: ['値が変わるときは「reply enter」で訂正してください。確認は自動で終わります。'],
    load: async () => (await import('../commands/question.ts')).runQuestionSettle,
  },
];
