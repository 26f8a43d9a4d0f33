import { columnName, EXIT_COLUMNS, isMoneyColumn, isYearColumn, KPI_COLUMNS } from './columns.ts';
import type { DraftBook } from './draft-book.ts';
import { findTable, type Grid, readTable, type TableHead, type TableSearch } from './grid.ts';
import { createTaken, joinLabels, readLabels, type Taken } from './labels.ts';
import { readBareKpis } from './read-bare-kpi.ts';
import type { InitiativeSource } from './read-initiative.ts';
import { excerpt, type Located, type Row } from './row.ts';

/** The labels of 取り組みの概要, in the order of the city's sheet and then those added to it. */
const LABELS: ReadonlySet<string> = new Set([
  '番号',
  '取り組み名',
  '方向性',
  '目的',
  '取組方針',
  '所管部署',
  '関係部署',
  '目指す姿',
  '目標値',
  '参考事例',
  '終期',
  '見直し方針',
  '撤退基準',
  '算定根拠',
  '効果の按分',
  '例示',
]);

/** Words that head a part of the sheet and hold nothing themselves. */
const HEADINGS =
  /^(?:[ⅠⅡⅢIVX]+[.．].*|取り?組み?の概要|年度別取り?組み?|指標|撤退基準|効果額・予算（千円）|取り?組み?の見方)$/u;

const MILESTONES: TableSearch = {
  needed: ['項目'],
  allows: (name) => name === '項目' || isYearColumn(name),
  notesUnknown: false,
};
const KPIS: TableSearch = {
  needed: ['指標名', '単位'],
  allows: (name) => isYearColumn(name) || KPI_COLUMNS.has(name),
  notesUnknown: true,
};
const EXIT_RULES: TableSearch = {
  needed: ['撤退基準', '措置'],
  allows: (name) => EXIT_COLUMNS.has(name),
  notesUnknown: true,
};

const MONEY: TableSearch = {
  needed: ['年度', '予算額'],
  allows: isMoneyColumn,
  notesUnknown: true,
};

/** Whether a sheet is laid out as one initiative: it says 取組方針 somewhere. */
export function isInitiativeSheet(grid: Grid): boolean {
  for (let row = 0; row < grid.rows; row += 1) {
    for (let column = 0; column < grid.columns; column += 1) {
      if (columnName(grid.text(row, column)) === '取組方針') return true;
    }
  }
  return false;
}

/**
 * Reads one initiative from a sheet laid out as the city's: the title on top, 取り組みの概要 by labels, 年度別取り組み
 * as a table beside or below it. Labels are found by their words, so rows may be added, moved or merged.
 */
export function readInitiativeSheet(grid: Grid, book: DraftBook): InitiativeSource {
  const taken = createTaken(grid);
  const milestones = readInside(grid, MILESTONES, taken, book);
  const kpis = readInside(grid, KPIS, taken, book);
  const exitRules = readInside(grid, EXIT_RULES, taken, book);
  const money = readInside(grid, MONEY, taken, book);
  const labelled = readLabels(grid, taken, LABELS, milestones.head);
  const cells = joinLabels(labelled);
  const title = cells.get('取り組み名') ?? findTitle(grid, taken);
  if (title) cells.set('取り組み名', title);
  if (!cells.has('番号')) cells.set('番号', { text: grid.name, place: `シート「${grid.name}」の名前` });
  noteLeft(grid, taken, book);
  const bare = labelled.get('目標値') ?? [];
  return {
    fields: { place: grid.place(0, 0), cells },
    precedents: labelled.get('参考事例') ?? [],
    kpis: kpis.head ? kpis.rows : readBareKpis(bare, milestones.head, book),
    milestones: milestones.rows,
    exitRules: exitRules.rows,
    money: money.rows,
  };
}

function readInside(
  grid: Grid,
  search: TableSearch,
  taken: Taken,
  book: DraftBook,
): { head: TableHead | null; rows: Row[] } {
  const head = findTable(grid, search, book);
  if (!head) return { head, rows: [] };
  const rows = readTable(grid, head, book, true);
  for (const column of head.columns.keys()) {
    taken.take(head.row, column);
    for (const { row } of rows) taken.take(row, column);
  }
  return { head, rows };
}

/** Where no label says 取り組み名, the title is the first cell of the sheet that heads nothing. */
function findTitle(grid: Grid, taken: Taken): Located | undefined {
  for (let row = 0; row < grid.rows; row += 1) {
    for (let column = 0; column < grid.columns; column += 1) {
      const cell = grid.located(row, column);
      if (!cell || taken.has(row, column) || HEADINGS.test(cell.text)) continue;
      taken.take(row, column);
      return cell;
    }
  }
  return undefined;
}

/** More would bury the notes that matter. */
const LEFT_NAMED_MAX = 5;

/** Tells which cells were not read: a row under a gap, a mistyped label. */
function noteLeft(grid: Grid, taken: Taken, book: DraftBook): void {
  const left: Located[] = [];
  for (let row = 0; row < grid.rows; row += 1) {
    for (let column = 0; column < grid.columns; column += 1) {
      const cell = grid.located(row, column);
      if (cell && !taken.has(row, column) && !HEADINGS.test(cell.text)) left.push(cell);
    }
  }
  for (const { text, place } of left.slice(0, LEFT_NAMED_MAX)) {
    book.note(place, `「${excerpt(text)}」は、どの項目のものか分からないため、読みませんでした。`);
  }
  if (left.length > LEFT_NAMED_MAX) {
    book.note(grid.place(0, 0), `ほかにも${left.length - LEFT_NAMED_MAX}か所を読みませんでした。`);
  }
}
