import { EXIT_COLUMNS, isMoneyColumn, isYearColumn, KPI_COLUMNS } from './columns.ts';
import type { DraftBook } from './draft-book.ts';
import { findTable, type Grid, readTable, type TableSearch } from './grid.ts';
import type { InitiativeSource } from './read-initiative.ts';
import { plainWord } from './read-values.ts';
import { excerpt, type Located, type Row } from './row.ts';

const INITIATIVE_COLUMNS: ReadonlySet<string> = new Set([
  '番号',
  '取り組み名',
  '方向性',
  '目的',
  '取組方針',
  '所管部署',
  '関係部署',
  '目指す姿',
  '参考事例',
  '終期',
  '見直し方針',
  '撤退基準',
  '算定根拠',
  '効果の按分',
  '例示',
]);

const LIST: TableSearch = {
  needed: ['番号', '取り組み名'],
  allows: (name) => INITIATIVE_COLUMNS.has(name),
  notesUnknown: true,
};
const KPIS: TableSearch = {
  needed: ['番号', '指標名'],
  allows: (name) => name === '番号' || isYearColumn(name) || KPI_COLUMNS.has(name),
  notesUnknown: true,
};
const MILESTONES: TableSearch = {
  needed: ['番号', '項目'],
  allows: (name) => name === '番号' || name === '項目' || isYearColumn(name),
  notesUnknown: true,
};
const EXIT_RULES: TableSearch = {
  needed: ['番号', '撤退基準'],
  allows: (name) => name === '番号' || EXIT_COLUMNS.has(name),
  notesUnknown: true,
};
const MONEY: TableSearch = {
  needed: ['番号', '年度'],
  allows: (name) => name === '番号' || isMoneyColumn(name),
  notesUnknown: true,
};
const ONE_TABLE: TableSearch = {
  needed: ['番号', '取り組み名'],
  allows: (name) =>
    INITIATIVE_COLUMNS.has(name) ||
    KPI_COLUMNS.has(name) ||
    EXIT_COLUMNS.has(name) ||
    isMoneyColumn(name) ||
    isYearColumn(name) ||
    name === '項目',
  notesUnknown: true,
};

/** The sheets of the table form; all but the list may be absent. */
export interface TableGrids {
  readonly list: Grid;
  readonly kpis: Grid | undefined;
  readonly milestones: Grid | undefined;
  readonly exitRules: Grid | undefined;
  readonly money: Grid | undefined;
}

/** Reads the table form: a list of initiatives, and beside it their KPIs, milestones and exit rules by 番号. */
export function readTables(grids: TableGrids, book: DraftBook): InitiativeSource[] {
  const kpis = groupByCode(grids.kpis, KPIS, book);
  const milestones = groupByCode(grids.milestones, MILESTONES, book);
  const exitRules = groupByCode(grids.exitRules, EXIT_RULES, book);
  const money = groupByCode(grids.money, MONEY, book);
  const sources = rowsOf(grids.list, LIST, book).map((fields) => {
    const code = codeOf(fields);
    return {
      fields,
      precedents: precedentsOf(fields),
      kpis: takeGroup(kpis, code),
      milestones: takeGroup(milestones, code),
      exitRules: takeGroup(exitRules, code),
      money: takeGroup(money, code),
    };
  });
  for (const group of [kpis, milestones, exitRules, money]) {
    for (const rows of group.values()) {
      for (const row of rows) {
        const cell = row.cells.get('番号');
        book.fault(
          cell?.place ?? row.place,
          `番号「${excerpt(cell?.text ?? '')}」の取り組みが一覧にありません。一覧にある番号を書いてください。`,
        );
      }
    }
  }
  return sources;
}

/**
 * Reads the one table of a CSV file: a row holds a KPI, an item of 年度別取り組み or an exit rule, and the
 * initiative's own columns at least in its first row. A blank 番号 continues the initiative above.
 */
export function readOneTable(grid: Grid, book: DraftBook): InitiativeSource[] {
  const groups = groupByCode(grid, ONE_TABLE, book);
  return [...groups.values()].map((rows) => {
    const fields = mergeFields(rows, book);
    return {
      fields,
      precedents: precedentsOf(fields),
      kpis: rows.filter(({ cells }) => cells.has('指標名')),
      milestones: rows.filter(({ cells }) => cells.has('項目')).map((row) => checkedItem(row, book)),
      exitRules: rows.filter(isExitRule),
      money: rows.filter(({ cells }) => cells.has('年度')),
    };
  });
}

function isExitRule({ cells }: Row): boolean {
  return cells.has('条件') || cells.has('措置');
}

/** The year columns cannot hold a KPI's targets and an item's texts at once. */
function checkedItem(row: Row, book: DraftBook): Row {
  const item = row.cells.get('項目');
  if (item && row.cells.has('指標名')) {
    book.fault(item.place, '一つの行に「指標名」と「項目」があります。行を分けてください。');
  }
  return row;
}

/** The initiative's own values from all its rows, which must not contradict each other. */
function mergeFields(rows: readonly Row[], book: DraftBook): Row {
  const cells = new Map<string, Located>();
  for (const row of rows) {
    for (const [name, cell] of row.cells) {
      if (!INITIATIVE_COLUMNS.has(name) || (name === '撤退基準' && isExitRule(row))) continue;
      const before = cells.get(name);
      if (!before) cells.set(name, cell);
      else if (plainWord(before.text) !== plainWord(cell.text)) {
        book.fault(
          cell.place,
          `「${excerpt(cell.text)}」が、同じ番号の ${before.place} の「${excerpt(before.text)}」と異なります。そろえてください。`,
        );
      }
    }
  }
  return { place: rows[0]?.place ?? '', cells };
}

function precedentsOf({ cells }: Row): Located[] {
  const cell = cells.get('参考事例');
  if (!cell) return [];
  return cell.text
    .split(/[\r\n]+/u)
    .map((text) => ({ text: text.trim(), place: cell.place }))
    .filter(({ text }) => text !== '');
}

function rowsOf(grid: Grid, search: TableSearch, book: DraftBook): Row[] {
  const head = findTable(grid, search, book);
  if (head) return readTable(grid, head, book, false);
  book.fault(
    grid.place(0, 0),
    `見出し（${search.needed.join('・')}）の行が見つかりません。表の一番上に見出しを書いてください。`,
  );
  return [];
}

/** Rows by 番号; a blank one continues the row above. */
function groupByCode(grid: Grid | undefined, search: TableSearch, book: DraftBook): Map<string, Row[]> {
  const groups = new Map<string, Row[]>();
  let code = '';
  for (const row of grid ? rowsOf(grid, search, book) : []) {
    code = codeOf(row) || code;
    const group = groups.get(code);
    if (group) group.push(row);
    else groups.set(code, [row]);
  }
  return groups;
}

/** Takes a group out, so that what is left belongs to no initiative. */
function takeGroup(groups: Map<string, Row[]>, code: string): Row[] {
  const rows = groups.get(code) ?? [];
  groups.delete(code);
  return rows;
}

function codeOf({ cells }: Row): string {
  return plainWord(cells.get('番号')?.text ?? '');
}
