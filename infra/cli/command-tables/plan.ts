import type { Command, Option } from '../command.ts';
import { by, data, dryRun, json, reason, stored } from './options.ts';

/** The two plans of a succession. */
const pair = {
  from: { type: 'string', value: 'ID', says: '前の計画のID', required: true },
  to: { type: 'string', value: 'ID', says: '次の計画のID', required: true },
} as const satisfies Record<string, Option>;

/** The plan, its departments and its years. */
export const PLAN_COMMANDS: readonly Command[] = [
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
    load: async () => (await import('../commands/plan-check.ts')).runPlanCheck,
  },
  {
    name: 'plan import',
    summary: '計画の変更点を示してから取り込む',
    usage: 'plan import FILE [--dry-run] [--reason TEXT] [--data DIR | --stage NAME] [--json]',
    files: { name: 'FILE', min: 1, max: 1 },
    options: { 'dry-run': dryRun, reason, json, ...stored },
    load: async () => (await import('../commands/plan-import.ts')).runPlanImport,
  },
  {
    name: 'plan export',
    summary: '取り込み済みの計画と部署一覧を、直して取り込み直せるExcelのブックに書き出す',
    usage: 'plan export FILE.xlsx [--data DIR | --stage NAME] [--json]',
    files: { name: 'FILE.xlsx', min: 1, max: 1 },
    options: { json, ...stored },
    notes: ['FILE.xlsx は新しい名前にしてください。すでにあるファイルには書きません。'],
    load: async () => (await import('../commands/plan-export.ts')).runPlanExport,
  },
  {
    name: 'plan succession template',
    summary: '前の計画から次の計画への引継ぎの表を、名称と記号の同じものから作って書き出す',
    usage: 'plan succession template FILE.csv --from ID --to ID [--data DIR | --stage NAME] [--json]',
    files: { name: 'FILE.csv', min: 1, max: 1 },
    options: { ...pair, json, ...stored },
    notes: [
      '扱いの列には、引継ぎ・完了・廃止・他計画へ のどれかを書きます。次の計画だけにあるものは、新規です。',
      '引き継ぐ先が複数あるとき（分割）は、次の計画の記号を「、」で並べます。統合は、同じ記号を書きます。',
    ],
    load: async () => (await import('../commands/plan-succession.ts')).runSuccessionTemplate,
  },
  {
    name: 'plan succeed',
    summary: '引継ぎの表を検査して、次の計画に適用する',
    usage:
      'plan succeed --from ID --to ID --file FILE.csv (--dry-run | --by NAME --reason TEXT) [--data DIR | --stage NAME] [--json]',
    files: null,
    options: {
      ...pair,
      file: { type: 'string', value: 'FILE.csv', says: '引継ぎの表', required: true },
      'dry-run': { ...dryRun, says: '件数と決めるところを示すだけで、適用しない' },
      by: { ...by, required: false },
      reason: { ...reason, says: '引継ぎの理由（記録に残る）' },
      json,
      ...stored,
    },
    notes: ['どちらの計画にも、扱いの決まっていないものが残っているときは適用しません。'],
    load: async () => (await import('../commands/plan-succession.ts')).runPlanSucceed,
  },
  {
    name: 'plan end',
    summary: '計画を終える：以後は照会も変更もしない',
    usage: 'plan end (--dry-run | --by NAME --reason TEXT) [--plan ID] [--data DIR | --stage NAME] [--json]',
    files: null,
    options: {
      'dry-run': { ...dryRun, says: '残っていることを示すだけで、終えない' },
      by: { ...by, required: false },
      reason: { ...reason, says: '終える理由（記録に残る）' },
      json,
      ...stored,
    },
    notes: ['最後の年度更新、最後の回、次の計画への引継ぎが済んでから終えます。'],
    load: async () => (await import('../commands/plan-end.ts')).runPlanEnd,
  },
  {
    name: 'year roll',
    summary: '年度を更新する：前の年度を締め、終わっていない予定を繰り越す',
    usage: 'year roll --to YEAR (--dry-run | --by NAME --reason TEXT) [--data DIR | --stage NAME] [--json]',
    files: null,
    options: {
      to: { type: 'string', value: 'YEAR', says: '次の年度（2027 は令和9年度）', required: true },
      'dry-run': { ...dryRun, says: '変わるものを示すだけで、更新しない' },
      by: { ...by, required: false },
      reason,
      json,
      ...stored,
    },
    notes: [
      '締めた年度の目標と予定は変えられません。足りない目標は、コンソールの年度更新か計画の取り込みで先に書きます。',
    ],
    load: async () => (await import('../commands/year-roll.ts')).runYearRoll,
  },
];
