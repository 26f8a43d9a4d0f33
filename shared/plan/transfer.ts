import * as z from 'zod';
import type { PlainDate } from '../calendar/time.ts';
import { addContact, endContact } from './contact-changes.ts';
import { createDepartmentFinder, type DepartmentFinder } from './department-finder.ts';
import {
  type Contact,
  type ContactRole,
  contactsOn,
  type Directory,
  departmentName,
  findDepartment,
  isValidOn,
} from './directory.ts';
import { createDraftBook, type DraftBook } from './draft-book.ts';
import type { Fault } from './fault.ts';
import { createGrid, findTable, readTable, type TableSearch } from './grid.ts';
import type { Id } from './ids.ts';
import { createRowReader, type Row } from './row.ts';
import { addressKey } from './undeliverable.ts';
import { ROLE_WORDS } from './words.ts';
import { namePlacesByHeading, type Sheet } from './workbook.ts';

/** The columns of the file in which a transfer is told, as the template writes them. */
const TRANSFER_COLUMNS = ['部署コード', '部署名', '役割', '職名', 'メールアドレス'] as const;

const SEARCH: TableSearch = {
  needed: ['部署名', '役割', 'メールアドレス'],
  // 職名 is read as the name it has in the table of departments.
  allows: (name) => ['部署コード', '部署名', '役割', '長の職名', 'メールアドレス'].includes(name),
  notesUnknown: true,
};
const CITY_WIDE: ReadonlySet<ContactRole> = new Set(['secretariat', 'headquarters']);
const Address = z.email();
const Title = z.string().max(60);

/** The same post of the same department before and after: 前任 → 後任. */
export interface TransferChange {
  /** Null for the secretariat and the headquarters. */
  readonly department: Id | null;
  readonly role: ContactRole;
  readonly was: readonly Contact[];
  readonly now: readonly Contact[];
}

export type TransferReading =
  | {
      readonly ok: true;
      /** The directory as it would be, with the changes in force from the day on. */
      readonly directory: Directory;
      readonly changes: readonly TransferChange[];
      /** What was read with an assumption, or not at all. */
      readonly notes: readonly Fault[];
    }
  | { readonly ok: false; readonly faults: readonly Fault[] };

/** What the file says of one post: who holds it from the day on; a row without an address says that nobody does. */
interface Post {
  readonly department: Id | null;
  readonly role: ContactRole;
  readonly holders: { readonly title: string | undefined; readonly address: string }[];
}

/**
 * Reads who holds each post from a day on (人事異動), and puts it into the directory: whoever is named for the same
 * post still stays, the others end the day before, and the new ones begin on the day. Posts the file does not name
 * stay as they are. Reading the same file twice changes nothing more.
 *
 * Every fault is told by its row, all at once, and then nothing is changed.
 */
export function readTransfer(sheet: Sheet, directory: Directory, from: PlainDate): TransferReading {
  const book = createDraftBook();
  const grid = createGrid(sheet, namePlacesByHeading(sheet), book);
  const head = findTable(grid, SEARCH, book);
  if (!head) return { ok: false, faults: [...book.faults, NO_HEADINGS] };
  const rows = readTable(grid, head, book, false);
  if (rows.length === 0) return { ok: false, faults: [NO_ROWS] };
  const posts = readPosts(rows, directory, from, book);
  if (book.faults.length > 0) return { ok: false, faults: book.faults };
  const changes: TransferChange[] = [];
  let changed = directory;
  for (const post of posts) {
    const after = fillPost(changed, post, from);
    const { department, role } = post;
    const [was, now] = [
      contactsOn(directory, role, department, from),
      contactsOn(after, role, department, from),
    ];
    const isSame = was.length === now.length && was.every((contact) => now.includes(contact));
    if (!isSame) changes.push({ department, role, was, now });
    changed = after;
  }
  return { ok: true, directory: changed, changes, notes: book.notes };
}

const NO_HEADINGS: Fault = {
  where: '1行目',
  message: `見出し（${SEARCH.needed.join('・')}）がそろっていません。ひな形のCSVの見出しを、そのまま使ってください。`,
};
const NO_ROWS: Fault = {
  where: '2行目',
  message: '見出しの下に行がありません。異動のある役割を、1行に1人ずつ書いてください。',
};

function readPosts(
  rows: readonly Row[],
  directory: Directory,
  from: PlainDate,
  book: DraftBook,
): Iterable<Post> {
  const find = createDepartmentFinder(
    directory.departments.filter((department) => isValidOn(department, from)),
  );
  const posts = new Map<string, Post>();
  const seen = new Map<string, string>();
  rows.forEach((row, index) => {
    const reader = createRowReader(row, `transfer[${index}]`, book, '');
    const role = reader.word('役割', 'role', ROLE_WORDS);
    if (role === undefined) return;
    const department = readDepartment(row, role, find, book);
    if (department === undefined) return;
    const key = `${department}/${role}`;
    const post = posts.get(key) ?? { department, role, holders: [] };
    posts.set(key, post);
    const cell = reader.cell('メールアドレス', 'address');
    // The post is empty from the day on.
    if (!cell) return;
    const address = cell.text.normalize('NFKC').trim();
    if (!Address.safeParse(address).success) {
      reader.refuse('address', cell, 'メールアドレス');
      return;
    }
    const title = reader.text('長の職名', 'title');
    if (!Title.safeParse(title ?? '').success) {
      book.fault(row.cells.get('長の職名')?.place ?? row.place, '職名が長すぎます。60字までにしてください。');
      return;
    }
    const holder = `${key}/${addressKey(address)}`;
    const first = seen.get(holder);
    if (first !== undefined) {
      book.fault(cell.place, `「${address}」は、${first}にもあります。どちらかの行を消してください。`);
      return;
    }
    seen.set(holder, cell.place);
    if (!isOfCity(address, directory.mailDomain))
      book.note(
        cell.place,
        `「${address}」は、市のドメイン（${directory.mailDomain}）のアドレスではありません。`,
      );
    post.holders.push({ title, address });
  });
  return posts.values();
}

function isOfCity(address: string, mailDomain: string): boolean {
  return addressKey(address).endsWith(`@${mailDomain.toLowerCase()}`);
}

/** The row's department; null for a role of the whole city; undefined where a fault has been told. */
function readDepartment(
  row: Row,
  role: ContactRole,
  find: DepartmentFinder,
  book: DraftBook,
): Id | null | undefined {
  const [name, code] = [row.cells.get('部署名'), row.cells.get('部署コード')];
  if (CITY_WIDE.has(role)) {
    if (!name && !code) return null;
    const place = (name ?? code)?.place ?? row.place;
    book.fault(place, `${ROLE_WORDS.write(role)}の行では、部署コードと部署名を空欄にしてください。`);
    return undefined;
  }
  if (!name && !code) {
    book.fault(row.place, '「部署名」が空です。異動する役割のある部署を書いてください。');
    return undefined;
  }
  const found = [name, code].flatMap((cell) => (cell ? [{ cell, id: find(cell.text) }] : []));
  const unknown = found.find(({ id }) => id === null);
  if (unknown) {
    const { place, text } = unknown.cell;
    book.fault(
      place,
      `「${text}」という部署は、この日の部署一覧にありません。一覧の名称かコードにしてください。`,
    );
    return undefined;
  }
  const [first, second] = found;
  if (first && second && first.id !== second.id) {
    book.fault(
      second.cell.place,
      `部署コード「${second.cell.text}」は、「${first.cell.text}」のコードではありません。どちらかを直してください。`,
    );
    return undefined;
  }
  return first?.id ?? undefined;
}

/** The directory with one post held by those the file names, from the day on. */
function fillPost(directory: Directory, { department, role, holders }: Post, from: PlainDate): Directory {
  const holding = contactsOn(directory, role, department, from);
  const isHeldBy = (contact: Contact, { title, address }: Post['holders'][number]) =>
    addressKey(contact.address) === addressKey(address) && contact.title === title;
  const leaving = holding.filter((contact) => !holders.some((holder) => isHeldBy(contact, holder)));
  const coming = holders.filter((holder) => !holding.some((contact) => isHeldBy(contact, holder)));
  const left = leaving.reduce(
    (ended, { id }) => endContact(ended, id, from.subtract({ days: 1 })),
    directory,
  );
  return coming.reduce(
    (filled, { title, address }) =>
      addContact(filled, {
        role,
        department,
        ...(title === undefined ? {} : { title }),
        address,
        from: from.toString(),
      }),
    left,
  );
}

/** The contacts in force on a day as the rows of a file that {@link readTransfer} takes back, headings first. */
export function layOutTransfer(directory: Directory, on: PlainDate): string[][] {
  const order = new Map(directory.departments.map(({ id }, index) => [id, index]));
  const place = ({ department }: Contact) => (department === null ? -1 : (order.get(department) ?? -1));
  return [
    [...TRANSFER_COLUMNS],
    ...directory.contacts
      .filter((contact) => isValidOn(contact, on))
      .sort((a, b) => place(a) - place(b))
      .map(({ department, role, title, address }) => [
        department === null ? '' : (findDepartment(directory, department)?.code ?? ''),
        department === null ? '' : departmentName(directory, department),
        ROLE_WORDS.write(role),
        title ?? '',
        address,
      ]),
  ];
}
