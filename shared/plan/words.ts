import type { Frequency } from './plan.ts';
import { plainWord } from './read-values.ts';

/** The words of the city's sheet and what they mean in the plan; the first word of each is the one written. */
export interface Vocabulary<T extends string> {
  read(text: string): T | null;
  write(value: T): string;
  /** For a fault: `年度累計・時点値・率`. */
  readonly choices: string;
}

/** Reads and writes one set of words, whatever their width and spaces. */
export function createVocabulary<T extends string>(
  entries: readonly (readonly [T, ...string[]])[],
): Vocabulary<T> {
  const meanings = new Map<string, T>();
  const words = new Map<T, string>();
  for (const [value, ...synonyms] of entries) {
    for (const word of [...synonyms, value]) meanings.set(plainWord(word), value);
    words.set(value, synonyms[0] ?? value);
  }
  return {
    read: (text) => meanings.get(plainWord(text)) ?? null,
    write: (value) => words.get(value) ?? value,
    choices: [...words.values()].join('・'),
  };
}

export const KIND_WORDS = createVocabulary([
  ['cumulative', '年度累計', '累計'],
  ['level', '時点値', '時点'],
  ['rate', '率', '率・平均', '期間の率・平均', '平均'],
]);

export const POLARITY_WORDS = createVocabulary([
  ['up', '増加', '増', '上昇', '高い'],
  ['down', '減少', '減', '低下', '低い'],
  ['keep', '維持', '範囲内'],
]);

export const LAYER_WORDS = createVocabulary([
  ['outcome', '成果', 'アウトカム'],
  ['output', '活動', 'アウトプット'],
]);

export const ACCOUNT_WORDS = createVocabulary([
  ['general', '一般', '一般会計'],
  ['special', '特別', '特別会計'],
  ['enterprise', '企業', '企業会計', '公営企業会計'],
]);

export const COMBINE_WORDS = createVocabulary([
  ['lead', '主の部署', '主管課'],
  ['sum', '合計', '合算'],
  ['mean', '平均'],
]);

export const COMPARATOR_WORDS = createVocabulary([
  ['below', '下回る', '未満'],
  ['above', '上回る', '超える'],
]);

export const EXIT_STATUS_WORDS = createVocabulary([
  ['off-track', '遅れ'],
  ['not-reported', '未報告'],
]);

export const ACTION_WORDS = createVocabulary([
  ['abolish', '廃止'],
  ['reduce', '縮小'],
  ['merge', '統合'],
  ['change-method', '手法変更', '方法の変更'],
]);

export const DEPARTMENT_KIND_WORDS = createVocabulary([
  ['bureau', '部局', '部', '局'],
  ['section', '課', '室'],
  ['body', '独立機関', '行政委員会'],
]);

export const APPROVAL_WORDS = createVocabulary([
  ['form-line', '様式の課長確認', '課長確認'],
  ['chief-reply', '課長の返信', '返信'],
]);

export const ROLE_WORDS = createVocabulary([
  ['officer', '担当者', '担当'],
  ['chief', '課長'],
  ['deputy', '代決者', '代決', '課長代理'],
  ['head', '部局長', '部長'],
  ['secretariat', '事務局'],
  ['headquarters', '本部員', '推進本部'],
]);

export const YES_WORDS = createVocabulary([
  ['yes', 'はい', '○', '〇', '◯', '有', 'true'],
  ['no', 'いいえ', '-', '無', 'false'],
]);

export const WISH_WORDS = createVocabulary([
  ['yes', '希望する', '希望', 'はい', '○', '〇', '◯', '有', 'true'],
  ['no', '希望しない', 'いいえ', '-', '無', 'false'],
]);

/** 頻度: `四半期`, `半期`, `年1回（3月）`. */
export function readFrequency(text: string): Frequency | null {
  const plain = plainWord(text);
  if (/^(?:四半期|毎四半期|四半期ごと)$/u.test(plain)) return { every: 'quarter' };
  if (/^(?:半期|半年|半期ごと)$/u.test(plain)) return { every: 'half-year' };
  const month = Number(/^(?:年1回|年度|年)\((\d{1,2})月\)$/u.exec(plain)?.[1]);
  return month >= 1 && month <= 12 ? { every: 'year', month } : null;
}

export const FREQUENCY_CHOICES = '四半期・半期・年1回（3月）';

/** `四半期`, `半期`, `年1回（3月）`, as the sheet writes it. */
export function frequencyText(frequency: Frequency): string {
  switch (frequency.every) {
    case 'quarter':
      return '四半期';
    case 'half-year':
      return '半期';
    case 'year':
      return `年1回（${frequency.month}月）`;
  }
}

/** The four perspectives of a balanced scorecard. */
export const PERSPECTIVE_WORDS = createVocabulary([
  ['citizens', '市民', '顧客', '市民の視点'],
  ['finance', '財務', '財務の視点'],
  ['process', '業務の進め方', '業務プロセス', '業務'],
  ['growth', '人と組織の成長', '学習と成長', '成長'],
]);
