import type { Status } from '../../progress/judgement.ts';
import { PAGE_WORDS, type StatusTable } from '../status-table.ts';
import type { PaperTable } from './paper.ts';

/** How a status is called before the public: an answer still missing is 集計中 there (decision 20). */
export const PUBLIC_WORDS: Record<Status, string> = { ...PAGE_WORDS, 'not-reported': '集計中' };

/** 柱ごとの状況 as plain counts with 計 both ways: every row adds up to its last cell, every column to its total. */
export function pillarTable(
  { columns, rows, total }: StatusTable,
  words: Record<Status, string>,
): PaperTable {
  const counted = (label: string, cells: readonly { readonly count: number }[]) => {
    const counts = cells.map(({ count }) => count);
    return [label, ...counts, counts.reduce((sum, count) => sum + count, 0)];
  };
  return {
    caption: '柱ごとの件数',
    columns: ['柱', ...columns.map((status) => words[status]), '計'],
    rows: rows.map(({ label, cells }) => counted(label, cells)),
    total: counted('計', total),
  };
}

/** `24件のうち、達成2件、順調14件、やや遅れ4件、遅れ3件、集計中1件です。` */
export function countSentence({ columns, total }: StatusTable, words: Record<Status, string>): string {
  const counts = columns.map((status, column) => ({ status, count: total[column]?.count ?? 0 }));
  const all = counts.reduce((sum, { count }) => sum + count, 0);
  const parts = counts
    .filter(({ count }) => count > 0)
    .map(({ status, count }) => `${words[status]}${count}件`);
  return `${all}件のうち、${parts.join('、')}です。`;
}
