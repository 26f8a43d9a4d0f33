import { plainWord } from '../plan/read-values.ts';

/** The columns of the ledger as a table, in their order, with what else cities write for them. */
const COLUMNS = {
  番号: ['No', 'No.'],
  種類: ['種別'],
  会議: ['会議名', '会議等'],
  年月日: ['日付', '会議の日', '月日', '年月'],
  意見: ['意見の内容', '意見等', '質問', '指摘'],
  対象: [],
  取組番号: ['取り組み番号', '取組の番号'],
  区分: ['対応区分', '対応状況'],
  理由: ['対応困難の理由'],
  対応方針: ['対応', '答弁', '考え方'],
  所管課: ['所管部署', '所管', '部署'],
  期限: ['対応期限'],
  反映箇所: ['反映先'],
  反映前: ['旧', '修正前'],
  反映後: ['新', '修正後'],
  公表: ['公表の有無'],
  例示: [],
} as const satisfies Record<string, readonly string[]>;
export type OpinionColumn = keyof typeof COLUMNS;

export const OPINION_COLUMNS = Object.keys(COLUMNS).filter((name): name is OpinionColumn => name in COLUMNS);

const NAMES = new Map(
  OPINION_COLUMNS.flatMap((name) => [name, ...COLUMNS[name]].map((word) => [plainWord(word), name] as const)),
);

/** The standard name of a heading of the ledger, or null. */
export function opinionColumn(heading: string): OpinionColumn | null {
  return NAMES.get(plainWord(heading)) ?? null;
}
