import { changedFields, type FieldChange } from './diff.ts';
import type { FieldTexts } from './diff-fields.ts';
import { type Contact, type Department, type Directory, departmentName } from './directory.ts';
import type { Id } from './ids.ts';
import { APPROVAL_WORDS, DEPARTMENT_KIND_WORDS, ROLE_WORDS, WISH_WORDS } from './words.ts';

/** A department, a contact or the city's own facts that came, went or changed between two versions. */
export interface DirectoryChange {
  readonly kind: 'added' | 'removed' | 'changed';
  readonly part: 'department' | 'contact' | 'city';
  readonly id: Id;
  /** What a person calls it: `土木管理課`, `土木管理課の担当者`. */
  readonly name: string;
  /** Each field that differs; of a part that came or went, each that says something. */
  readonly fields: readonly FieldChange[];
}

/** How two directories differ, by ids: the city first, then departments, then contacts. */
export function diffDirectories(before: Directory | null, after: Directory): DirectoryChange[] {
  const nameOf = (id: Id) =>
    departmentName(
      before === null ? after : { ...after, departments: [...after.departments, ...before.departments] },
      id,
    );
  return [
    ...diffById('city', before ? [before] : [], [after], {
      idOf: () => 'city',
      name: ({ city }) => city.name,
      texts: cityTexts,
    }),
    ...diffById('department', before?.departments ?? [], after.departments, {
      idOf: ({ id }) => id,
      name: ({ name }) => name,
      texts: (department) => departmentTexts(department, nameOf),
    }),
    ...diffById('contact', before?.contacts ?? [], after.contacts, {
      idOf: ({ id }) => id,
      name: ({ role, department }) =>
        department === null ? ROLE_WORDS.write(role) : `${nameOf(department)}の${ROLE_WORDS.write(role)}`,
      texts: contactTexts,
    }),
  ];
}

function diffById<T>(
  part: DirectoryChange['part'],
  before: readonly T[],
  after: readonly T[],
  { idOf, name, texts }: { idOf: (item: T) => Id; name: (item: T) => string; texts: (item: T) => FieldTexts },
): DirectoryChange[] {
  const was = new Map(before.map((item) => [idOf(item), item]));
  const now = new Set(after.map(idOf));
  const nothing: FieldTexts = new Map();
  return [
    ...after.flatMap((item): DirectoryChange[] => {
      const old = was.get(idOf(item));
      const fields = changedFields(old === undefined ? nothing : texts(old), texts(item));
      const kind = old === undefined ? 'added' : 'changed';
      return fields.length === 0 ? [] : [{ kind, part, id: idOf(item), name: name(item), fields }];
    }),
    ...before
      .filter((item) => !now.has(idOf(item)))
      .map((item): DirectoryChange => {
        const fields = changedFields(texts(item), nothing);
        return { kind: 'removed', part, id: idOf(item), name: name(item), fields };
      }),
  ];
}

function cityTexts({ city, mailDomain, closures }: Directory): FieldTexts {
  return new Map([
    ['市名', city.name],
    ['事務局', city.secretariat],
    ['電話', city.telephone],
    ['メールのドメイン', mailDomain],
    [
      '閉庁日',
      closures
        .map(({ name, from, to }) => `${name}（${from}${to === undefined ? '' : `から${to}`}）`)
        .join('、') || null,
    ],
  ]);
}

function departmentTexts(department: Department, nameOf: (id: Id) => string): FieldTexts {
  const { code, name, kind, parent, headTitle, escalatesTo, successors, approval, excelForm, from, to } =
    department;
  return new Map([
    ['部署コード', code],
    ['部署名', name],
    ['種類', DEPARTMENT_KIND_WORDS.write(kind)],
    ['所属先', parent === undefined ? null : nameOf(parent)],
    ['長の職名', headTitle],
    ['最終連絡先', escalatesTo === undefined ? null : nameOf(escalatesTo)],
    ['後継部署', successors.map(nameOf).join('、') || null],
    ['決裁', APPROVAL_WORDS.write(approval)],
    ['Excel様式', WISH_WORDS.write(excelForm ? 'yes' : 'no')],
    ['開始日', from ?? null],
    ['終了日', to ?? null],
  ]);
}

function contactTexts({ role, title, address, from, to }: Contact): FieldTexts {
  return new Map([
    ['役割', ROLE_WORDS.write(role)],
    ['職名', title ?? null],
    ['メールアドレス', address],
    ['開始日', from ?? null],
    ['終了日', to ?? null],
  ]);
}
