import { plainWord, readFiscalYear } from './read-values.ts';
import { TRIGGER_LABELS } from './trigger-rows.ts';

/**
 * The standard names of the sheet's labels and columns, with what else cities write for them. A year column's name
 * is the year itself (`2026`).
 */
const SYNONYMS: Record<string, readonly string[]> = {
  番号: ['No', 'No.', 'コード', '取組番号', '取り組み番号'],
  取り組み名: ['取組名', '取り組み', '取組', '取り組みの名称', '取組名称'],
  方向性: ['取り組みの方向性', '取組の方向性'],
  目的: [],
  取組方針: ['取り組み方針', '方針'],
  所管部署: ['所管課', '所管'],
  関係部署: ['関係課'],
  目指す姿: [],
  目標値: [],
  参考事例: ['事例'],
  終期: [],
  見直し方針: ['見直し'],
  例示: [],
  指標名: ['指標', 'KPI', 'KPI名'],
  単位: [],
  種別: [],
  良い方向: ['向き', '望ましい方向'],
  区分: ['成果・活動の別', '成果・活動'],
  基準値: ['基準'],
  基準時点: ['時点', '基準値の時点'],
  頻度: ['報告頻度'],
  月次: ['月別', '月次の値'],
  会計: [],
  金額: ['金額の指標'],
  効果額: ['効果額の指標'],
  合算方法: ['合算'],
  許容差: ['測定誤差'],
  範囲下限: ['下限'],
  範囲上限: ['上限'],
  四半期配分: ['配分'],
  計画値: [],
  部署別目標: [],
  定義: ['指標の定義'],
  出典: ['データの出典'],
  公表遅れ: ['公表までの月数'],
  単位コスト上限: ['単位コストの上限', '単位コスト上限（千円）'],
  開始四半期: ['照会の開始'],
  終了四半期: ['照会の終了', '最終四半期'],
  集約先: [],
  再掲元: ['再掲'],
  年度: [],
  予算額: ['予算', '予算額（千円）'],
  執行額: ['執行', '執行額（千円）', '決算額'],
  効果額計画: ['効果額（計画）', '計画効果額', '効果額の計画'],
  効果額実績: ['効果額（実績）', '実績効果額', '効果額の実績'],
  算定根拠: ['効果額の算定根拠'],
  効果の按分: ['効果額の按分'],
  項目: ['項目/年度', '取り組みの項目'],
  撤退基準: ['やめるポイント', '内容'],
  判定指標: ['対象の指標'],
  条件: [],
  値: ['しきい値'],
  判定時期: [],
  措置: ['対応'],
  部署コード: ['課コード'],
  部署名: ['部署', '名称'],
  種類: [],
  所属先: ['所属'],
  長の職名: ['職名', '宛名'],
  最終連絡先: ['督促の最終連絡先'],
  後継部署: ['後継'],
  決裁: ['決裁の方法', '決裁方法'],
  Excel様式: ['Excel様式の希望', '様式の希望'],
  開始日: ['開始'],
  終了日: ['終了'],
  役割: [],
  メールアドレス: ['アドレス', 'メール'],
  柱番号: [],
  柱: [],
  略称: [],
  視点: ['BSCの視点', 'スコアカードの視点'],
  方向性番号: [],
  方向性名: [],
  目標: ['5年後の目標'],
  目標年度: [],
  読み取る指標: [],
  閉庁日の名称: ['閉庁日'],
  計画名: ['計画の名称'],
  計画期間: [],
  ビジョン名: ['ビジョンの名称'],
  ビジョンの期間: [],
  大事にする価値: [],
  順調の下限: [],
  やや遅れの下限: [],
  ...Object.fromEntries(TRIGGER_LABELS.map((label) => [label, []])),
  市名: ['市'],
  事務局: [],
  電話: ['電話番号'],
  メールのドメイン: ['ドメイン'],
};

const NAMES = new Map(
  Object.entries(SYNONYMS).flatMap(([name, others]) =>
    [name, ...others].map((word) => [plainWord(word), name]),
  ),
);

/**
 * The standard name of a label or column heading: `4.目指す姿（3年後）` is 目指す姿, `R6(2024)` is `2024`. Null for
 * what the sheet does not know.
 */
export function columnName(text: string): string | null {
  const plain = plainWord(text);
  if (plain === '' || plain.length > 24) return null;
  const year = readFiscalYear(plain);
  // A bare number is a year only as a fiscal year's heading would write it.
  if (year !== null && /^(?:r|h|令和|平成|\d{4})/u.test(plain)) return String(year);
  const bare = plain.replace(/^\d{1,2}[.．、:)]/u, '').replace(/\((?:\d+年後|kpi|時点|例示)\)$/u, '');
  return NAMES.get(plain) ?? NAMES.get(bare) ?? null;
}

export function isYearColumn(name: string): boolean {
  return /^\d{4}$/u.test(name);
}

const KPI_COLUMNS_BEFORE_YEARS = [
  '指標名',
  '単位',
  '種別',
  '良い方向',
  '区分',
  '基準値',
  '基準時点',
] as const;
const KPI_COLUMNS_AFTER_YEARS = [
  '頻度',
  '月次',
  '会計',
  '金額',
  '効果額',
  '合算方法',
  '許容差',
  '範囲下限',
  '範囲上限',
  '四半期配分',
  '計画値',
  '部署別目標',
  '定義',
  '出典',
  '公表遅れ',
  '単位コスト上限',
  '開始四半期',
  '終了四半期',
  '集約先',
  '再掲元',
] as const;

/** The columns of the table of pillars and directions, in the order they are written. */
export const PILLAR_COLUMNS = ['柱番号', '柱', '略称', '視点', '方向性番号', '方向性名', '取組方針'] as const;

/** The columns of the table of KPIs, besides the years of its targets. */
export const KPI_COLUMNS: ReadonlySet<string> = new Set([
  ...KPI_COLUMNS_BEFORE_YEARS,
  ...KPI_COLUMNS_AFTER_YEARS,
]);

/** The columns of the table of KPIs as they are written, with the headings of its years in their place. */
export function kpiColumns(years: readonly string[]): string[] {
  return [...KPI_COLUMNS_BEFORE_YEARS, ...years, ...KPI_COLUMNS_AFTER_YEARS];
}

/** The columns of the table of departments, in the order they are written. */
export const DEPARTMENT_COLUMNS = [
  '部署コード',
  '部署名',
  '種類',
  '所属先',
  '長の職名',
  '最終連絡先',
  '後継部署',
  '決裁',
  'Excel様式',
  '開始日',
  '終了日',
] as const;

/** The columns of the table of 効果額・予算, in the order they are written. */
export const MONEY_COLUMNS = ['年度', '予算額', '執行額', '効果額計画', '効果額実績'] as const;

export function isMoneyColumn(name: string): boolean {
  return MONEY_COLUMNS.some((column) => column === name);
}

/** The columns of the table of exit rules. */
export const EXIT_COLUMNS: ReadonlySet<string> = new Set([
  '撤退基準',
  '判定指標',
  '条件',
  '値',
  '判定時期',
  '措置',
]);
