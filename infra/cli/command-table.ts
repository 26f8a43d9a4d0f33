import type { Command, Option } from './command.ts';

/** More files at once than this is a slip of a pattern. */
const FILES_MAX = 10_000;

const json: Option = { type: 'boolean', says: '結果をJSONで出力する' };
const data: Option = { type: 'string', value: 'DIR', says: '手元のシステムのデータ', default: '.local' };
const stage: Option = {
  type: 'string',
  value: 'NAME',
  says: 'AWSに配備したシステム（infra/config/stages の NAME.yaml）',
};
const outputs: Option = {
  type: 'string',
  value: 'FILE',
  says: '配備の出力のファイル（--stage とともに。省くと cdk-outputs.NAME.json）',
};
const plan: Option = {
  type: 'string',
  value: 'ID',
  says: '計画のID（省くと、最後に取り込んだ計画か、配備先のファイルの plan）',
};
const round: Option = { type: 'string', value: 'ROUND', says: '回（2026Q1、2026Q4F など）', required: true };
const stored = { data, stage, outputs, plan };
const by: Option = { type: 'string', value: 'NAME', says: '処理する人の名前（記録に残る）', required: true };
const department: Option = { type: 'string', value: 'CODE', says: '部署の番号か名前' };
const dryRun: Option = { type: 'boolean', says: '変更点を示すだけで、取り込まない' };
const reason: Option = { type: 'string', value: 'TEXT', says: '改定の理由（版の一覧と記録に残る）' };
const heldMail = { name: 'ID', min: 1, max: 1 };

/** Every command, in the order in which the help shows them. */
export const COMMANDS: readonly Command[] = [
  {
    name: 'plan check',
    summary: '計画のファイルを検査し、直すところを行や項目の名前で示す',
    usage: 'plan check FILE [--data DIR | --stage NAME] [--json]',
    files: { name: 'FILE', min: 1, max: 1 },
    options: { json, ...stored, data: { ...data, says: '部署一覧などをここから補う' } },
    notes: [
      'FILE は .xlsx、.csv、.yaml、.json のどれかです。直すところがあるときの終了コードは1です。',
      '部署一覧や計画の枠がないファイルは、取り込み済みの計画で補って検査します。まだなければ、取り込みと同じくその欠けも直すところです。',
    ],
    load: async () => (await import('./commands/plan-check.ts')).runPlanCheck,
  },
  {
    name: 'plan import',
    summary: '計画の変更点を示してから取り込む',
    usage: 'plan import FILE [--dry-run] [--reason TEXT] [--data DIR | --stage NAME] [--json]',
    files: { name: 'FILE', min: 1, max: 1 },
    options: { 'dry-run': dryRun, reason, json, ...stored },
    load: async () => (await import('./commands/plan-import.ts')).runPlanImport,
  },
  {
    name: 'plan export',
    summary: '取り込み済みの計画と部署一覧を、直して取り込み直せるExcelのブックに書き出す',
    usage: 'plan export FILE.xlsx [--data DIR | --stage NAME] [--json]',
    files: { name: 'FILE.xlsx', min: 1, max: 1 },
    options: { json, ...stored },
    notes: ['FILE.xlsx は新しい名前にしてください。すでにあるファイルには書きません。'],
    load: async () => (await import('./commands/plan-export.ts')).runPlanExport,
  },
  {
    name: 'preview',
    summary: '期間内に送るすべてのメールを、宛先と理由とともに示す',
    usage: 'preview --from YYYY-MM-DD --to YYYY-MM-DD [--render] [--data DIR | --stage NAME] [--json]',
    files: null,
    options: {
      from: { type: 'string', value: 'DATE', says: '最初の日', required: true },
      to: { type: 'string', value: 'DATE', says: '最後の日（この日を含む）', required: true },
      render: { type: 'boolean', says: '件名と本文も示す（受付番号は伏せる）' },
      json,
      ...stored,
    },
    notes: ['計画がまだないデータでは、見本の市の予定を示します。データは変わりません。'],
    load: async () => (await import('./commands/preview.ts')).runPreview,
  },
  {
    name: 'mail decode',
    summary: 'メールを読み、文字に直した内容を示す',
    usage: 'mail decode FILE.eml… [--json]',
    files: { name: 'FILE.eml', min: 1, max: FILES_MAX },
    options: { json },
    load: async () => (await import('./commands/mail-decode.ts')).runMailDecode,
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
    load: async () => (await import('./commands/reply-read.ts')).runReplyRead,
  },
  {
    name: 'reply enter',
    summary: '電話や書面でうかがった回答を入力する',
    usage:
      'reply enter --round ROUND --department CODE --via phone|paper --by NAME [--at WHEN] [--reason TEXT] [--yes [--partial]] FILE|- [--data DIR | --stage NAME] [--json]',
    files: { name: 'FILE（画面から入力するときは -）', min: 1, max: 1 },
    options: {
      round,
      department: { ...department, required: true },
      via: { type: 'string', value: 'phone|paper', says: '電話（phone）か書面（paper）か', required: true },
      by,
      at: { type: 'string', value: 'WHEN', says: 'うかがった日時（2026-07-14T10:30。省くと今）' },
      reason: { type: 'string', value: 'TEXT', says: '締切後の訂正の理由' },
      yes: { type: 'boolean', says: '登録する（省くと、読み取った内容を示すだけ）' },
      partial: { type: 'boolean', says: '読み取れない行があっても、読めたものを登録する' },
      json,
      ...stored,
    },
    notes: [
      'メールの返信と同じように「【1-B】32」や「1-B 32」と、1行に一つずつ書きます。「延期 7/22」「該当なし」も使えます。',
      '登録すると、部署の登録された宛先に、記録した内容を知らせるメールを送ります。',
    ],
    load: async () => (await import('./commands/reply-enter.ts')).runReplyEnter,
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
    load: async () => (await import('./commands/reply-form.ts')).runReplyForm,
  },
  {
    name: 'progress evaluate',
    summary: '指標を一つずつ判定する',
    usage: 'progress evaluate FILE.json [--json]',
    files: { name: 'FILE.json', min: 1, max: 1 },
    options: { json },
    load: async () => (await import('./commands/progress-evaluate.ts')).runProgressEvaluate,
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
    load: async () => (await import('./commands/submissions.ts')).runSubmissions,
  },
  {
    name: 'status',
    summary: '取り組みと指標の判定、判定基準、理由を示す',
    usage: 'status --round ROUND [--data DIR | --stage NAME] [--json]',
    files: null,
    options: { round, json, ...stored },
    load: async () => (await import('./commands/status.ts')).runStatus,
  },
  {
    name: 'mails',
    summary: '送信の記録を示す',
    usage: 'mails [--state STATE] [--round ROUND] [--data DIR | --stage NAME] [--json]',
    files: null,
    options: {
      state: { type: 'string', value: 'STATE', says: 'pending、sent、delivered、bounced などで絞る' },
      round: { ...round, required: false, says: '回で絞る' },
      json,
      ...stored,
    },
    load: async () => (await import('./commands/mails.ts')).runMails,
  },
  {
    name: 'held',
    summary: '事務局の確認を待つ返信と、その理由を示す',
    usage: 'held [--data DIR | --stage NAME] [--json]',
    files: null,
    options: { json, ...stored },
    notes: ['1件ずつの扱いは「held show」「held apply」「held reject」「held return」で行います。'],
    load: async () => (await import('./commands/held.ts')).runHeld,
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
    load: async () => (await import('./commands/held-show.ts')).runHeldShow,
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
    load: async () => (await import('./commands/held-settle.ts')).runHeldApply,
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
    load: async () => (await import('./commands/held-settle.ts')).runHeldReject,
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
    load: async () => (await import('./commands/held-settle.ts')).runHeldReturn,
  },
  {
    name: 'held reprocess',
    summary: '受信したメールを、原文からもう一度読み取る',
    usage: 'held reprocess ID [--data DIR | --stage NAME] [--json]',
    files: { name: 'ID（受信番号）', min: 1, max: 1 },
    options: { json, ...stored },
    notes: [
      '処理が済んだメールも指定できます。その後に届いた回答を、古い内容で上書きすることはありません。',
      '同じ内容の返信をもう一度送ることはありません。',
    ],
    load: async () => (await import('./commands/held-reprocess.ts')).runHeldReprocess,
  },
  {
    name: 'contacts undeliverable',
    summary: 'メールが届かないため送信を止めているアドレスを、連絡先と理由とともに示す',
    usage: 'contacts undeliverable [--data DIR | --stage NAME] [--json]',
    files: null,
    options: { json, ...stored },
    load: async () => (await import('./commands/contacts.ts')).runContactsUndeliverable,
  },
  {
    name: 'contacts clear',
    summary: '届くようになったアドレスへの送信を再開する',
    usage: 'contacts clear ADDRESS [--data DIR | --stage NAME] [--json]',
    files: { name: 'ADDRESS', min: 1, max: 1 },
    options: { json, ...stored },
    notes: [
      '連絡先のアドレスそのものが変わったときは、新しいアドレスを plan import で取り込んでください。再開は要りません。',
      'AWSでは、SESの送信停止の一覧（suppression list）からも外してください（infra/README.md）。',
    ],
    load: async () => (await import('./commands/contacts.ts')).runContactsClear,
  },
  {
    name: 'contacts template',
    summary: '今の連絡先を、人事異動のCSVのひな形に書き出す',
    usage: 'contacts template [--on YYYY-MM-DD] [--data DIR | --stage NAME]',
    files: null,
    options: { on: { type: 'string', value: 'DATE', says: 'いつの連絡先か（省くと今日）' }, ...stored },
    notes: ['標準出力に、Excelで開けるCSV（UTF-8、BOM付き）を書きます。'],
    load: async () => (await import('./commands/contacts-transfer.ts')).runContactsTemplate,
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
    load: async () => (await import('./commands/contacts-transfer.ts')).runContactsTransfer,
  },
  {
    name: 'release',
    summary: '本部資料の案を推進本部に発信する',
    usage: 'release --round ROUND [--data DIR | --stage NAME] [--json]',
    files: null,
    options: { round, json, ...stored },
    load: async () => (await import('./commands/release.ts')).runRelease,
  },
  {
    name: 'pause',
    summary: 'メールの送信をすべて止める（非常停止。返信への受付のメールだけは送る）',
    usage: 'pause --by NAME --reason TEXT [--data DIR | --stage NAME] [--json]',
    files: null,
    options: {
      by,
      reason: { type: 'string', value: 'TEXT', says: '止める理由', required: true },
      json,
      ...stored,
    },
    notes: ['止めている間も照会は始まり、締め切られます。そのメールは再開まで待ちます。'],
    load: async () => (await import('./commands/pause.ts')).runPause,
  },
  {
    name: 'resume',
    summary: '止めた送信を再開する（待っていたメールのうち、期限内のものを送る）',
    usage: 'resume --by NAME [--dry-run] [--data DIR | --stage NAME] [--json]',
    files: null,
    options: {
      by,
      'dry-run': { type: 'boolean', says: '送るものと送らないものを示すだけで、再開しない' },
      json,
      ...stored,
    },
    load: async () => (await import('./commands/pause.ts')).runResume,
  },
  {
    name: 'schedule list',
    summary: 'あるべき予約と実際の予約、その差を示す',
    usage: 'schedule list [--data DIR | --stage NAME] [--json]',
    files: null,
    options: { json, ...stored },
    load: async () => (await import('./commands/schedule.ts')).runScheduleList,
  },
  {
    name: 'schedule apply',
    summary: '実際の予約を、あるべき予約にそろえる',
    usage: 'schedule apply [--dry-run] [--data DIR | --stage NAME] [--json]',
    files: null,
    options: { 'dry-run': { type: 'boolean', says: '差を示すだけで、そろえない' }, json, ...stored },
    load: async () => (await import('./commands/schedule.ts')).runScheduleApply,
  },
];
