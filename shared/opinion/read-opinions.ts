import { createDepartmentFinder } from '../plan/department-finder.ts';
import { createDraftBook, type DraftBook } from '../plan/draft-book.ts';
import type { Fault } from '../plan/fault.ts';
import { createGrid, findTable, readTable } from '../plan/grid.ts';
import { listItems, plainWord, readDate } from '../plan/read-values.ts';
import { createRowReader, dateCell, excerpt, type Located, type Row, type RowReader } from '../plan/row.ts';
import { type PlaceNamer, type Sheet, sheetPlaces } from '../plan/workbook.ts';
import { findOpinionFaults, type OpinionWorld } from './faults.ts';
import { nextNumber, OPINIONS_MAX, Opinion, type OpinionObject } from './opinion.ts';
import { OPINION_COLUMNS, opinionColumn } from './table.ts';
import { CLASS_WORDS, KIND_WORDS, LEVEL_WORDS, PUBLISHED_WORDS } from './words.ts';

/** All opinions of a file, or everything that has to be put right in it, row by row. */
export type OpinionReading =
  | { readonly ok: true; readonly opinions: readonly Opinion[]; readonly notes: readonly Fault[] }
  | { readonly ok: false; readonly faults: readonly Fault[] };

/**
 * Reads the ledger from a sheet. A blank 番号 is a new opinion and gets the next number after `known` and the file's
 * own; nothing is read by halves: one fault refuses the file, and all of them are named at once.
 */
export function readOpinionSheet(
  sheet: Sheet,
  world: OpinionWorld & { readonly known: readonly Pick<Opinion, 'number'>[] },
  place: PlaceNamer = sheetPlaces(sheet.name),
): OpinionReading {
  const book = createDraftBook();
  const grid = createGrid(sheet, place, book);
  const head = findTable(
    grid,
    { needed: ['意見', '区分'], allows: () => true, notesUnknown: true, nameOf: opinionColumn },
    book,
  );
  if (!head) {
    const headings = OPINION_COLUMNS.join('・');
    return refuse(
      place(0, 0),
      `見出しの行（${headings}）が見つかりません。「意見」と「区分」の列は必ず要ります。`,
    );
  }
  const rows = readTable(grid, head, book, false);
  if (rows.length === 0)
    return refuse(place(0, 0), '意見が一つもありません。見出しの下に1行に一つずつ書いてください。');
  if (rows.length > OPINIONS_MAX)
    return refuse(place(0, 0), `意見が多すぎます。${OPINIONS_MAX}件までにしてください。`);
  const numbers = numberRows(rows, world.known, book);
  const context = { world, book, findDepartment: createDepartmentFinder(world.directory.departments) };
  const opinions = rows.flatMap((row, index) => readRow(row, numbers[index] ?? 0, context) ?? []);
  return book.faults.length > 0
    ? { ok: false, faults: book.faults }
    : { ok: true, opinions, notes: book.notes };
}

function refuse(where: string, message: string): OpinionReading {
  return { ok: false, faults: [{ where, message }] };
}

/** The number of each row: its own, else the next free one. The same number twice is refused. */
function numberRows(
  rows: readonly Row[],
  known: readonly Pick<Opinion, 'number'>[],
  book: DraftBook,
): number[] {
  const seen = new Map<number, string>();
  const written = rows.map(({ cells }) => {
    const cell = cells.get('番号');
    if (!cell) return null;
    const number = Number(plainWord(cell.text));
    const earlier = seen.get(number);
    if (!Number.isInteger(number) || number < 1)
      book.fault(cell.place, `「${excerpt(cell.text)}」とありますが、番号は1からの整数にしてください。`);
    else if (earlier !== undefined)
      book.fault(cell.place, `番号「${number}」が ${earlier} にもあります。番号を分けてください。`);
    seen.set(number, cell.place);
    return number;
  });
  let next = nextNumber([...known, ...written.flatMap((number) => (number === null ? [] : [{ number }]))]);
  return written.map((number) => {
    if (number !== null) return number;
    next += 1;
    return next - 1;
  });
}

interface Context {
  readonly world: OpinionWorld;
  readonly book: DraftBook;
  readonly findDepartment: (text: string) => string | null;
}

/** One row as an opinion, or null with its faults written down. */
function readRow(row: Row, number: number, context: Context): Opinion | null {
  const { world, book } = context;
  const reader = createRowReader(row, `opinions[${number}]`, book, '');
  const before = book.faults.length;
  const due = reader.cell('期限', 'due');
  const draft = {
    number,
    kind: reader.word('種類', 'kind', KIND_WORDS, 'council'),
    meeting: reader.needed('会議', 'meeting'),
    raisedOn: raisedOn(reader),
    text: reader.neededParagraph('意見', 'text'),
    object: objectOf(reader, world),
    class: reader.word('区分', 'class', CLASS_WORDS),
    reason: reader.text('理由', 'reason') ?? null,
    policy: reader.text('対応方針', 'policy') ?? null,
    department: departmentOf(reader, context),
    due: due ? dateCell(reader, 'due', due) : null,
    reflected: reflectedOf(reader),
    published: reader.word('公表', 'published', PUBLISHED_WORDS, 'no') === 'yes',
    illustrative: listItems(reader.text('例示', 'illustrative') ?? ''),
  };
  // What is wrong already is not said a second time in the words of the schema.
  if (book.faults.length > before) return null;
  const parsed = Opinion.safeParse(draft);
  if (!parsed.success) {
    for (const { path } of parsed.error.issues)
      book.fault(
        book.placeOf(`${reader.path}.${path.join('.')}`),
        '長すぎるか、使えない値です。短くしてください。',
      );
    return null;
  }
  for (const { field, message } of findOpinionFaults(parsed.data, world))
    book.fault(book.placeOf(`${reader.path}.${field}`), message);
  return parsed.data;
}

/** A date, or a month where the minutes name no day. */
function raisedOn(reader: RowReader): string {
  const cell = reader.cell('年月日', 'raisedOn');
  if (!cell) return reader.needed('年月日', 'raisedOn');
  const month = readMonth(cell.text);
  const date = month ?? readDate(cell.text);
  if (date === null) reader.refuse('raisedOn', cell, '2026-07-14のような日付か、2026-07のような年月');
  return date ?? '2100-01';
}

/** `2023-08`, `令和5年8月`, `R5.8`; null for anything else. */
function readMonth(text: string): string | null {
  const plain = plainWord(text).replace(/月$/u, '');
  const asDate = /[年./-]\d{1,2}$/u.test(plain) && !/[年./-]\d{1,2}[月./-]/u.test(plain);
  return asDate ? (readDate(`${plain.replace('年', '-')}-1`)?.slice(0, 'YYYY-MM'.length) ?? null) : null;
}

function objectOf(reader: RowReader, { plan }: OpinionWorld): OpinionObject {
  const code = reader.cell('取組番号', 'object');
  const level = reader.word('対象', 'object', LEVEL_WORDS, code ? 'initiative' : 'plan') ?? 'plan';
  if (level !== 'initiative') return { level };
  const found = plan.initiatives.find(
    (initiative) => code && [initiative.code, initiative.id].includes(plainWord(code.text)),
  );
  if (code && !found) reader.refuse('object', code, '計画にある取り組みの番号');
  if (!code) reader.needed('取組番号', 'object');
  return { level, initiative: found?.id ?? 'stand-in' };
}

function departmentOf(reader: RowReader, { findDepartment }: Context): string | null {
  const cell: Located | undefined = reader.cell('所管課', 'department');
  if (!cell) return null;
  const id = findDepartment(cell.text);
  if (id === null) reader.refuse('department', cell, '部署一覧にある部署の名称');
  return id;
}

function reflectedOf(reader: RowReader): Opinion['reflected'] {
  const where = reader.text('反映箇所', 'reflected');
  const before = reader.cell('反映前', 'reflected');
  const after = reader.cell('反映後', 'reflected');
  if (where !== undefined) return { where, before: before?.text ?? null, after: after?.text ?? null };
  if (before ?? after) reader.needed('反映箇所', 'reflected');
  return null;
}
