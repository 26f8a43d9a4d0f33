import type * as z from 'zod';
import { DEPARTMENT_COLUMNS } from './columns.ts';
import { createDepartmentFinder } from './department-finder.ts';
import { createIdGiver, shortHash, slugOf } from './derived-id.ts';
import type { Directory } from './directory.ts';
import type { DraftBook } from './draft-book.ts';
import { findTable, type Grid, readTable, type TableSearch } from './grid.ts';
import { createTaken, joinLabels, readLabels } from './labels.ts';
import { listItems, plainWord } from './read-values.ts';
import { createRowReader, dateCell, type Located, type Row, type RowReader } from './row.ts';
import { APPROVAL_WORDS, DEPARTMENT_KIND_WORDS, ROLE_WORDS, WISH_WORDS } from './words.ts';

export type DirectoryDraft = z.input<typeof Directory>;
type DepartmentDraft = DirectoryDraft['departments'][number];
type ContactDraft = DirectoryDraft['contacts'][number];

const columns = (...names: string[]) => {
  const known = new Set(names);
  return { allows: (name: string) => known.has(name), notesUnknown: true };
};
const DEPARTMENTS: TableSearch = {
  needed: ['部署コード', '部署名'],
  ...columns(...DEPARTMENT_COLUMNS),
};
const CONTACTS: TableSearch = {
  needed: ['役割', 'メールアドレス'],
  ...columns('役割', '部署名', '長の職名', 'メールアドレス', '開始日', '終了日'),
};
const CLOSURES: TableSearch = {
  needed: ['閉庁日の名称', '開始日'],
  ...columns('閉庁日の名称', '開始日', '終了日'),
};
const CITY_LABELS: ReadonlySet<string> = new Set(['市名', '事務局', '電話', 'メールのドメイン']);

/** The sheets a directory is spread over; a file may bring only some of them. */
export interface DirectoryGrids {
  readonly departments: Grid;
  readonly contacts: Grid | undefined;
  readonly city: Grid | undefined;
}

/**
 * Reads the sheets 部署, 連絡先 and 市. What the file does not bring is taken from the directory already stored, and
 * departments and contacts it knows keep their ids.
 */
export function readDirectory(
  grids: DirectoryGrids,
  known: Directory | null,
  book: DraftBook,
): DirectoryDraft {
  const departments = readDepartments(grids.departments, known, book);
  const find = createDepartmentFinder(departments);
  const contacts = grids.contacts
    ? readContacts(grids.contacts, find, known, book)
    : keepContacts(known, departments, book);
  return { ...readCity(grids.city, known, book, grids.departments), departments, contacts };
}

/** Without a sheet of contacts the stored ones stay, but for those whose department is gone. */
function keepContacts(
  known: Directory | null,
  departments: readonly DepartmentDraft[],
  book: DraftBook,
): ContactDraft[] {
  const ids = new Set(departments.map(({ id }) => id));
  const stored = known?.contacts ?? [];
  const kept = stored.filter(({ department }) => department === null || ids.has(department));
  if (kept.length < stored.length) {
    book.note('連絡先', `部署一覧からなくなった部署の連絡先${stored.length - kept.length}件を外します。`);
  }
  return kept;
}

function rowsOf(grid: Grid, search: TableSearch, book: DraftBook): Row[] {
  const head = findTable(grid, search, book);
  if (head) return readTable(grid, head, book, false);
  book.fault(
    grid.place(0, 0),
    `シート「${grid.name}」に見出し（${search.needed.join('・')}）が見つかりません。見出しの行を加えてください。`,
  );
  return [];
}

function readDepartments(grid: Grid, known: Directory | null, book: DraftBook): DepartmentDraft[] {
  const giveId = createIdGiver(known?.departments.map(({ id }) => id));
  const rows = rowsOf(grid, DEPARTMENTS, book);
  const readers = rows.map((row, index) => createRowReader(row, `directory.departments[${index}]`, book, ''));
  const take = createTaker(known?.departments ?? []);
  const drafts = readers.map((reader): DepartmentDraft => {
    const code = reader.needed('部署コード', 'code').normalize('NFKC');
    const name = reader.needed('部署名', 'name');
    const before =
      take((department) => department.code === code) ??
      take((department) => plainWord(department.name) === plainWord(name));
    return {
      id: before?.id ?? giveId(`dep-${slugOf(code)}`),
      code,
      name,
      kind: reader.word('種類', 'kind', DEPARTMENT_KIND_WORDS) ?? 'section',
      headTitle: reader.text('長の職名', 'headTitle') ?? `${name}長`,
      successors: [],
      approval: reader.word('決裁', 'approval', APPROVAL_WORDS, 'form-line') ?? 'form-line',
      excelForm: reader.word('Excel様式', 'excelForm', WISH_WORDS, 'no') === 'yes',
      ...readSpan(reader),
    };
  });
  const find = createDepartmentFinder(drafts);
  return drafts.map((draft, index) => ({ ...draft, ...readJoins(readers[index], find) }));
}

/** Finds what is stored already, each thing once: two rows may not both be it. */
function createTaker<T>(stored: readonly T[]): (fits: (item: T) => boolean) => T | undefined {
  const open = new Set(stored);
  return (fits) => {
    const found = [...open].find(fits);
    if (found !== undefined) open.delete(found);
    return found;
  };
}

/** What names other departments is read once all are known, so that rows may stand in any order. */
function readJoins(
  reader: RowReader | undefined,
  find: (text: string) => string | null,
): Pick<DepartmentDraft, 'parent' | 'escalatesTo' | 'successors'> {
  if (!reader) return {};
  const other = (field: string, cell: Located): string => {
    const id = find(cell.text);
    if (id === null) reader.refuse(field, cell, '部署一覧にある部署の名称');
    return id ?? 'stand-in';
  };
  const parent = reader.cell('所属先', 'parent');
  const last = reader.cell('最終連絡先', 'escalatesTo');
  const successors = reader.cell('後継部署', 'successors');
  return {
    ...(parent ? { parent: other('parent', parent) } : {}),
    ...(last ? { escalatesTo: other('escalatesTo', last) } : {}),
    successors: listItems(successors?.text ?? '').map((name) =>
      other('successors', { text: name, place: successors?.place ?? reader.row.place }),
    ),
  };
}

function readContacts(
  grid: Grid,
  find: (text: string) => string | null,
  known: Directory | null,
  book: DraftBook,
): ContactDraft[] {
  const giveId = createIdGiver(known?.contacts.map(({ id }) => id));
  const take = createTaker(known?.contacts ?? []);
  return rowsOf(grid, CONTACTS, book).map((row, index): ContactDraft => {
    const reader = createRowReader(row, `directory.contacts[${index}]`, book, '');
    const role = reader.word('役割', 'role', ROLE_WORDS) ?? 'officer';
    const cell = reader.cell('部署名', 'department');
    const department = cell ? find(cell.text) : null;
    if (cell && department === null) reader.refuse('department', cell, '部署一覧にある部署の名称');
    const address = reader.needed('メールアドレス', 'address').normalize('NFKC');
    const title = reader.text('長の職名', 'title');
    const span = readSpan(reader);
    const before = take(
      (contact) =>
        contact.role === role &&
        contact.department === department &&
        contact.address === address &&
        contact.title === title &&
        contact.from === span.from,
    );
    const wish = `c-${department ?? 'city'}-${role}-${shortHash(`${title}${address}${span.from}`)}`;
    return {
      id: before?.id ?? giveId(wish),
      role,
      department,
      address,
      ...(title ? { title } : {}),
      ...span,
    };
  });
}

function readSpan(reader: RowReader): { from?: string; to?: string } {
  const from = reader.cell('開始日', 'from');
  const to = reader.cell('終了日', 'to');
  return {
    ...(from ? { from: dateCell(reader, 'from', from) } : {}),
    ...(to ? { to: dateCell(reader, 'to', to) } : {}),
  };
}

function readCity(
  grid: Grid | undefined,
  known: Directory | null,
  book: DraftBook,
  departments: Grid,
): Pick<DirectoryDraft, 'city' | 'mailDomain' | 'closures'> {
  if (!grid) {
    if (known) return { city: known.city, mailDomain: known.mailDomain, closures: known.closures };
    book.fault(
      departments.place(0, 0),
      'シート「部署」があるのに、シート「市」がありません。市名・事務局・電話・メールのドメインを書いたシートを加えてください。',
    );
    return {
      city: { id: 'city', name: '-', secretariat: '-', telephone: '-' },
      mailDomain: 'stand-in.example',
    };
  }
  const taken = createTaken(grid);
  const head = findTable(grid, CLOSURES, book);
  const closures = head ? readTable(grid, head, book, true) : [];
  const cells = joinLabels(readLabels(grid, taken, CITY_LABELS));
  const reader = createRowReader({ place: grid.place(0, 0), cells }, 'directory.city', book, '');
  return {
    city: {
      id: known?.city.id ?? 'city',
      name: reader.needed('市名', 'name'),
      secretariat: reader.needed('事務局', 'secretariat'),
      telephone: reader.needed('電話', 'telephone'),
    },
    mailDomain: reader.needed('メールのドメイン', 'mailDomain').normalize('NFKC'),
    closures: closures.map((row, index) => {
      const closure = createRowReader(row, `directory.closures[${index}]`, book, '');
      const { from = '2100-01-01', to } = readSpan(closure);
      return { from, ...(to ? { to } : {}), name: closure.needed('閉庁日の名称', 'name') };
    }),
  };
}
