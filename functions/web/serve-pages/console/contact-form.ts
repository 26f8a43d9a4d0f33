import type * as z from 'zod';
import type { PlainDate } from '../../../../shared/calendar/time.ts';
import {
  addContact,
  addDepartment,
  endContact,
  endDepartment,
  replaceContact,
} from '../../../../shared/plan/contact-changes.ts';
import { createDepartmentFinder } from '../../../../shared/plan/department-finder.ts';
import { Contact, ContactRole, Department, Directory } from '../../../../shared/plan/directory.ts';
import { findDirectoryFaults } from '../../../../shared/plan/directory-faults.ts';
import { describeIssues } from '../../../../shared/plan/issue-words.ts';
import { ROLE_WORDS } from '../../../../shared/plan/words.ts';
import { readDay } from './read-day.ts';

/** The directory as a form would have it, with what was done in a few words; or why it cannot be. */
export type ContactsChange =
  | { readonly ok: true; readonly directory: Directory; readonly words: string }
  | { readonly ok: false; readonly faults: readonly string[] };

type Form = Readonly<Record<string, unknown>>;

const text = (form: Form, name: string): string => {
  const value = form[name];
  return typeof value === 'string' ? value.trim() : '';
};
const optional = <K extends string>(key: K, value: string): { [P in K]?: string } => {
  const entry: { [P in K]?: string } = {};
  if (value !== '') entry[key] = value;
  return entry;
};
const refused = (...faults: string[]): ContactsChange => ({ ok: false, faults });
const NO_DAY = '日付を選んでください。';

/** What is wrong with the values of one new thing, by the words of its form. */
function shapeFaults(schema: z.ZodType, value: unknown, words: Readonly<Record<string, string>>): string[] {
  const read = schema.safeParse(value, { reportInput: true });
  if (read.success) return [];
  return describeIssues(read.error.issues).map(
    ({ where, message }) => `${words[where] ?? where}：${message}`,
  );
}

/** Lets a change through where the directory still holds together; what was wrong before is not this change's fault. */
function settle(before: Directory, after: Directory, words: string): ContactsChange {
  const known = new Set(findDirectoryFaults(before).map(({ message }) => message));
  const faults = findDirectoryFaults(after).filter(({ message }) => !known.has(message));
  if (faults.length > 0) return refused(...faults.map(({ message }) => message));
  const read = Directory.safeParse(after);
  return read.success
    ? { ok: true, directory: read.data, words }
    : refused(...describeIssues(read.error.issues).map(({ message }) => message));
}

const CONTACT_WORDS = {
  role: '役割',
  address: 'メールアドレス',
  title: '職名',
  from: '始まる日',
  to: '終わる日',
};
const NewContact = Contact.omit({ id: true });

/** One more contact of a department, or of the whole city (null), from a day on. */
export function readNewContact(form: Form, directory: Directory, department: string | null): ContactsChange {
  const contact = {
    role: text(form, 'role'),
    department,
    ...optional('title', text(form, 'title')),
    address: text(form, 'address').normalize('NFKC'),
    ...optional('from', text(form, 'from')),
    ...optional('to', text(form, 'to')),
  };
  const read = NewContact.safeParse(contact);
  if (!read.success) return refused(...shapeFaults(NewContact, contact, CONTACT_WORDS));
  const words = `${nameOf(directory, department)}の${ROLE_WORDS.write(read.data.role)}を加えた`;
  return settle(directory, addContact(directory, read.data), words);
}

/** Another address or post for a contact from a day on. */
export function readReplacement(form: Form, directory: Directory, contact: Contact): ContactsChange {
  const from = readDay(text(form, 'from'));
  if (from === null) return refused(NO_DAY);
  const address = text(form, 'address').normalize('NFKC');
  const wanted = { address, ...optional('title', text(form, 'title')) };
  const faults = shapeFaults(Contact.pick({ address: true, title: true }), wanted, CONTACT_WORDS);
  if (faults.length > 0) return refused(...faults);
  if (address === contact.address && (wanted.title ?? '') === (contact.title ?? ''))
    return refused('アドレスも職名も変わっていません。');
  const after = replaceContact(directory, contact, { address, title: wanted.title }, from);
  return settle(directory, after, `${contactName(directory, contact)}を${from}から変えた`);
}

/** A contact in force up to a day. */
export function readEnd(form: Form, directory: Directory, contact: Contact): ContactsChange {
  const last = readDay(text(form, 'to'));
  if (last === null) return refused(NO_DAY);
  const words = `${contactName(directory, contact)}を${last}で終えた`;
  return settle(directory, endContact(directory, contact.id, last), words);
}

/** A department in being up to a day, with those that take over its work (機構改革). */
export function readDepartmentEnd(form: Form, directory: Directory, department: Department): ContactsChange {
  const last: PlainDate | null = readDay(text(form, 'to'));
  if (last === null) return refused(NO_DAY);
  const successors = readDepartments(text(form, 'successors'), directory);
  if ('unknown' in successors) return refused(unknownWords(successors.unknown));
  const after = endDepartment(directory, department.id, last, successors.ids);
  return settle(directory, after, `「${department.name}」を${last}で終えた`);
}

const DEPARTMENT_WORDS = {
  code: '部署コード',
  name: '部署名',
  kind: '種類',
  headTitle: '長の職名',
  approval: '決裁',
  from: '始まる日',
};
const NewDepartment = Department.omit({ id: true });

/** What the form says of a department, whether it is new or already there. */
function readFacts(form: Form, directory: Directory) {
  const parent = readDepartments(text(form, 'parent'), directory);
  const last = readDepartments(text(form, 'escalatesTo'), directory);
  if ('unknown' in parent) return refused(unknownWords(parent.unknown));
  if ('unknown' in last) return refused(unknownWords(last.unknown));
  return {
    code: text(form, 'code').normalize('NFKC'),
    name: text(form, 'name'),
    kind: text(form, 'kind'),
    headTitle: text(form, 'headTitle') === '' ? `${text(form, 'name')}長` : text(form, 'headTitle'),
    approval: text(form, 'approval'),
    excelForm: text(form, 'excelForm') === 'yes',
    ...optional('parent', parent.ids[0] ?? ''),
    ...optional('escalatesTo', last.ids[0] ?? ''),
  };
}

/** One more department from a day on. */
export function readNewDepartment(form: Form, directory: Directory): ContactsChange {
  const facts = readFacts(form, directory);
  if ('ok' in facts) return facts;
  const department = { ...facts, successors: [], ...optional('from', text(form, 'from')) };
  const read = NewDepartment.safeParse(department);
  if (!read.success) return refused(...shapeFaults(NewDepartment, department, DEPARTMENT_WORDS));
  return settle(directory, addDepartment(directory, read.data), `「${read.data.name}」を加えた`);
}

/** A department's facts set right; they count for every day, so that a new name is a new department instead. */
export function readDepartmentFacts(
  form: Form,
  directory: Directory,
  department: Department,
): ContactsChange {
  const facts = readFacts(form, directory);
  if ('ok' in facts) return facts;
  const { id, successors, from, to } = department;
  const changed = { id, successors, ...facts, ...optional('from', from ?? ''), ...optional('to', to ?? '') };
  const read = Department.safeParse(changed);
  if (!read.success) return refused(...shapeFaults(Department, changed, DEPARTMENT_WORDS));
  const departments = directory.departments.map((one) => (one.id === id ? read.data : one));
  return settle(directory, { ...directory, departments }, `「${department.name}」の登録内容を直した`);
}

function readDepartments(
  names: string,
  { departments }: Directory,
): { readonly ids: string[] } | { readonly unknown: string } {
  const find = createDepartmentFinder(departments);
  const ids: string[] = [];
  for (const name of names.split(/[\n、,]/u).map((word) => word.trim())) {
    if (name === '') continue;
    const id = find(name);
    if (id === null) return { unknown: name };
    ids.push(id);
  }
  return { ids };
}

const unknownWords = (name: string) =>
  `「${name}」という部署はありません。部署一覧の名称かコードにしてください。`;

function nameOf({ departments }: Directory, id: string | null): string {
  if (id === null) return '市全体';
  return departments.find((department) => department.id === id)?.name ?? id;
}

/** `土木管理課の担当者`, as the list of changes names it. */
function contactName(directory: Directory, { department, role }: Contact): string {
  return department === null
    ? ROLE_WORDS.write(role)
    : `${nameOf(directory, department)}の${ROLE_WORDS.write(role)}`;
}

/** The roles a contact of a department, or of the whole city, may have. */
export function rolesFor(department: string | null): ContactRole[] {
  return ContactRole.options.filter(
    (role) => (role === 'secretariat' || role === 'headquarters') === (department === null),
  );
}
