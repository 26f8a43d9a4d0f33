import type * as z from 'zod';
import { isYearColumn } from './columns.ts';
import { shortHash, slugOf } from './derived-id.ts';
import type { Initiative } from './plan.ts';
import { type KpiDraft, type ReadingContext, readKpi } from './read-kpi.ts';
import { readMoney } from './read-money.ts';
import { listItems, oneLine, plainWord, readQuarter } from './read-values.ts';
import { createRowReader, dateCell, type Located, type Row, type RowReader, unsetFrom } from './row.ts';
import { ACTION_WORDS, COMPARATOR_WORDS, EXIT_STATUS_WORDS } from './words.ts';

export type InitiativeDraft = z.input<typeof Initiative>;
type ExitRuleDraft = Exclude<InitiativeDraft['exitRules'], { unset: true }>[number];

/** One initiative as a file lays it out, be it a sheet of its own or rows of tables. */
export interface InitiativeSource {
  readonly fields: Row;
  /** One entry of 参考事例 each. */
  readonly precedents: readonly Located[];
  readonly kpis: readonly Row[];
  readonly milestones: readonly Row[];
  readonly exitRules: readonly Row[];
  readonly money: readonly Row[];
}

/** Finds a direction by code, name or both; null for one the plan lacks. */
export type DirectionFinder = (text: string) => string | null;

/** Puts one initiative together at `path` of the draft. */
export function readInitiative(
  source: InitiativeSource,
  path: string,
  findDirection: DirectionFinder,
  context: ReadingContext,
): InitiativeDraft {
  const { book, giveId } = context;
  const reader = createRowReader(source.fields, path, book, context.unsetBy);
  const code = readCode(reader);
  const id = giveId(`i-${slugOf(code)}`);
  const kpis = source.kpis.map((row, index) => {
    const name = oneLine(row.cells.get('指標名')?.text ?? '');
    return readKpi(row, `${path}.kpis[${index}]`, giveId(`${id}-k-${shortHash(name)}`), context);
  });
  const line = (column: string, field: string) => reader.needed(column, field);
  const settableText = (column: string, field: string) => reader.settable(column, field, ({ text }) => text);
  const money = readMoney(reader, source.money, context);
  return {
    id,
    code,
    title: line('取り組み名', 'title'),
    direction: readDirection(reader, findDirection),
    purpose: settableText('目的', 'purpose'),
    policy: reader.neededParagraph('取組方針', 'policy'),
    owners: readOwners(reader, context),
    related: readRelated(reader, context),
    desiredState: reader.neededParagraph('目指す姿', 'desiredState'),
    kpis,
    precedents: source.precedents.map(({ text }) => text),
    milestones: readMilestones(source.milestones, path, id, context),
    exitRules: readExitRules(reader, source.exitRules, id, kpis, context),
    sunset: reader.settable('終期', 'sunset', (cell) => dateCell(reader, 'sunset', cell)),
    review: settableText('見直し方針', 'review'),
    ...(money === undefined ? {} : { money }),
    illustrative: listItems(reader.text('例示', 'illustrative') ?? '').map((item) =>
      item === 'すべて' ? '*' : item,
    ),
  };
}

function readCode(reader: RowReader): string {
  return reader
    .needed('番号', 'code')
    .normalize('NFKC')
    .replaceAll(/[‐‑‒–−ー]/gu, '-');
}

function readDirection(reader: RowReader, find: DirectionFinder): string {
  const cell = reader.cell('方向性', 'direction');
  // The code itself says the direction where the sheet does not: 2-1-1 stands under 2-1.
  const code = reader.row.cells.get('番号');
  const parent = code && { ...code, text: code.text.normalize('NFKC').replace(/[-.][^-.]+$/u, '') };
  const stated = cell ?? parent;
  const found = stated ? find(stated.text) : null;
  if (found !== null) return found;
  if (cell) reader.refuse('direction', cell, '計画の柱の下にある方向性の番号か名称');
  else if (parent) reader.refuse('direction', parent, '「方向性」を書くか、方向性の番号で始まる番号');
  return 'stand-in';
}

/** `土木管理課（主）、建築課`: the lead is the one marked, else the first. */
function readOwners(reader: RowReader, { findDepartment }: ReadingContext): InitiativeDraft['owners'] {
  const cell = reader.cell('所管部署', 'owners');
  if (!cell) {
    reader.needed('所管部署', 'owners');
    return [{ department: 'stand-in', role: 'lead' }];
  }
  const items = listItems(cell.text).map((item) => {
    const name = item.replace(/[（(]主[）)]$/u, '');
    const department = findDepartment(name);
    if (department === null) reader.refuse('owners', { ...cell, text: name }, '部署一覧にある部署の名称');
    return { department: department ?? 'stand-in', isLead: name !== item };
  });
  const marked = items.some(({ isLead }) => isLead);
  return items.map(({ department, isLead }, index) => ({
    department,
    role: (marked ? isLead : index === 0) ? 'lead' : 'unit',
  }));
}

function readRelated(reader: RowReader, { findDepartment }: ReadingContext): string[] {
  const cell = reader.cell('関係部署', 'related');
  if (!cell || /^(?:なし|無し|[-－―])$/u.test(cell.text)) return [];
  return listItems(cell.text).flatMap((name) => {
    const department = findDepartment(name);
    if (department === null) reader.refuse('related', { ...cell, text: name }, '部署一覧にある部署の名称');
    return department ?? [];
  });
}

const DUE_MARK = /\s*【(?:第([1-4１-４])四半期まで)?・?(重点)?】$/u;

/** One row of 年度別取り組み gives a milestone for each year it fills: 「本格実施【第2四半期まで・重点】」. */
function readMilestones(
  rows: readonly Row[],
  path: string,
  id: string,
  { book, unsetBy, giveId }: ReadingContext,
): InitiativeDraft['milestones'] {
  const milestones: InitiativeDraft['milestones'] = [];
  for (const row of rows) {
    const at = () => `${path}.milestones[${milestones.length}]`;
    const item = createRowReader(row, at(), book, unsetBy).needed('項目', 'item');
    const years = [...row.cells].filter(([name]) => isYearColumn(name));
    if (years.length === 0) book.fault(row.place, `項目「${item}」に、どの年度の取組もありません。`);
    for (const [year, cell] of years) {
      const text = oneLine(cell.text);
      const [mark = '', quarter = '4', key] = DUE_MARK.exec(text) ?? [];
      book.locate(at(), cell.place);
      milestones.push({
        id: giveId(`${id}-m-${shortHash(item)}-${year}`),
        item,
        fiscalYear: Number(year),
        text: text.slice(0, text.length - mark.length),
        due: `${year}Q${quarter.normalize('NFKC')}`,
        key: key !== undefined,
      });
    }
  }
  return milestones;
}

function readExitRules(
  reader: RowReader,
  rows: readonly Row[],
  id: string,
  kpis: readonly KpiDraft[],
  context: ReadingContext,
): InitiativeDraft['exitRules'] {
  if (rows.length === 0) {
    return reader.settable('撤退基準', 'exitRules', (cell) => {
      reader.refuse('exitRules', cell, '撤退基準・判定指標・条件・値・判定時期・措置 の見出しのある表');
      return unsetFrom('', context.unsetBy);
    });
  }
  return rows.map((row, index) => readExitRule(row, `${reader.path}.exitRules[${index}]`, id, kpis, context));
}

function readExitRule(
  row: Row,
  path: string,
  id: string,
  kpis: readonly KpiDraft[],
  { book, unsetBy, giveId }: ReadingContext,
): ExitRuleDraft {
  const reader = createRowReader(row, path, book, unsetBy);
  const text = reader.needed('撤退基準', 'text');
  return {
    id: giveId(`${id}-x-${shortHash(text)}`),
    text,
    measure: readMeasure(reader, kpis),
    action: reader.word('措置', 'action', ACTION_WORDS) ?? 'reduce',
  };
}

function readMeasure(reader: RowReader, kpis: readonly KpiDraft[]): ExitRuleDraft['measure'] {
  const condition = reader.cell('条件', 'measure');
  const status = condition && EXIT_STATUS_WORDS.read(condition.text);
  if (status) {
    const consecutive = reader.number('値', 'measure.consecutive', '期');
    if (consecutive === undefined) reader.needed('値', 'measure.consecutive');
    return { on: 'status', status, consecutive: consecutive ?? 1 };
  }
  const comparator = condition && COMPARATOR_WORDS.read(condition.text);
  if (condition && !comparator) {
    reader.refuse('measure', condition, `${COMPARATOR_WORDS.choices}・${EXIT_STATUS_WORDS.choices} のどれか`);
  }
  if (!condition) reader.needed('条件', 'measure');
  const name = reader.needed('判定指標', 'measure.kpi');
  const kpi = kpis.find((candidate) => plainWord(candidate.name) === plainWord(name));
  const cell = reader.row.cells.get('判定指標');
  if (!kpi && cell) reader.refuse('measure.kpi', cell, 'この取り組みにある指標の名称');
  const threshold = reader.number('値', 'measure.threshold', kpi?.unit);
  if (!reader.row.cells.has('値')) reader.needed('値', 'measure.threshold');
  return {
    on: 'kpi',
    kpi: kpi?.id ?? 'stand-in',
    comparator: comparator ?? 'below',
    threshold: threshold ?? 0,
    at: readAt(reader),
  };
}

function readAt(reader: RowReader): string {
  reader.needed('判定時期', 'measure.at');
  const cell = reader.row.cells.get('判定時期');
  const at = cell ? readQuarter(cell.text) : null;
  if (cell && at === null) reader.refuse('measure.at', cell, '2026Q1のような四半期');
  return at ?? '1990Q1';
}
