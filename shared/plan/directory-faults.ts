import type { Contact, Department, Directory } from './directory.ts';
import { type Fault, findRepeats } from './fault.ts';

/** Everything in a directory that cannot hold together, all at once, by paths that begin with `directory.`. */
export function findDirectoryFaults(directory: Directory): Fault[] {
  return [
    ...repeatFaults(directory.departments, 'directory.departments', 'id', 'ID'),
    ...repeatFaults(directory.departments, 'directory.departments', 'code', '部署コード'),
    ...repeatFaults(directory.contacts, 'directory.contacts', 'id', 'ID'),
    ...nameFaults(directory.departments),
    ...directory.departments.flatMap((department, index) =>
      departmentFaults(department, `directory.departments[${index}]`, directory),
    ),
    ...directory.contacts.flatMap((contact, index) =>
      contactFaults(contact, `directory.contacts[${index}]`, directory),
    ),
    ...directory.closures.flatMap((closure, index) =>
      reversedSpan(closure, `directory.closures[${index}]`, `閉庁日「${closure.name}」`),
    ),
  ];
}

function repeatFaults<K extends 'id' | 'code', T extends Record<K, string>>(
  items: readonly T[],
  root: string,
  key: K,
  word: string,
): Fault[] {
  const places = items.map((item, index) => ({ key: item[key], at: `${root}[${index}]` }));
  return [...findRepeats(places, (place) => place.key)].map(([again, first]) => ({
    where: `${again.at}.${key}`,
    message: `${word}「${again.key}」が ${first.at}.${key} と重複しています。別の${word}にしてください。`,
  }));
}

type Span = Pick<Department, 'from' | 'to'>;

/** Names may return after a reorganisation, so only departments that exist on a common day may not share one. */
function nameFaults(departments: readonly Department[]): Fault[] {
  const faults: Fault[] = [];
  const named = new Map<string, Department[]>();
  departments.forEach((department, index) => {
    const others = named.get(department.name) ?? [];
    if (others.some((other) => overlaps(other, department))) {
      faults.push({
        where: `directory.departments[${index}].name`,
        message: `部署名「${department.name}」の部署が同じ時期に二つあります。名称か期間を分けてください。`,
      });
    }
    named.set(department.name, [...others, department]);
  });
  return faults;
}

function overlaps(a: Span, b: Span): boolean {
  return (a.from ?? '') <= (b.to ?? '9999') && (b.from ?? '') <= (a.to ?? '9999');
}

function departmentFaults(department: Department, where: string, directory: Directory): Fault[] {
  const { departments } = directory;
  const known = new Map(departments.map((item) => [item.id, item]));
  const faults: Fault[] = reversedSpan(department, where, `部署「${department.name}」`);
  const refer = (id: string | undefined, field: string, word: string) => {
    if (id !== undefined && !known.has(id)) {
      faults.push({
        where: `${where}.${field}`,
        message: `部署「${department.name}」の${word}「${id}」が部署一覧にありません。一覧にある部署にしてください。`,
      });
    }
  };
  refer(department.parent, 'parent', '所属先');
  refer(department.escalatesTo, 'escalatesTo', '督促の最終連絡先');
  for (const [index, id] of department.successors.entries()) refer(id, `successors[${index}]`, '後継部署');
  if (isInsideItself(department, known)) {
    faults.push({
      where: `${where}.parent`,
      message: `部署「${department.name}」の所属先をたどると自分に戻ります。所属先は上の組織にしてください。`,
    });
  }
  if (!hasApprover(department, directory)) {
    faults.push({
      where: `${where}.approval`,
      message: `部署「${department.name}」は課長の返信で決裁しますが、課長も代決者も連絡先にありません。連絡先を加えるか、決裁を「様式の課長確認」にしてください。`,
    });
  }
  return faults;
}

/** Whether somebody could ever approve, where nothing counts without an approval. */
function hasApprover(department: Department, { contacts }: Directory): boolean {
  if (department.approval !== 'chief-reply') return true;
  return contacts.some(
    (contact) =>
      (contact.role === 'chief' || contact.role === 'deputy') &&
      contact.department === department.id &&
      overlaps(contact, department),
  );
}

function isInsideItself(department: Department, known: ReadonlyMap<string, Department>): boolean {
  const seen = new Set([department.id]);
  for (let above = department.parent; above !== undefined; above = known.get(above)?.parent) {
    if (above === department.id) return true;
    // A circle further up is that department's own fault, not this one's.
    if (seen.has(above)) return false;
    seen.add(above);
  }
  return false;
}

function contactFaults(contact: Contact, where: string, { departments }: Directory): Fault[] {
  const faults: Fault[] = reversedSpan(contact, where, `連絡先「${contact.title ?? contact.id}」`);
  const cityWide = contact.role === 'secretariat' || contact.role === 'headquarters';
  if (cityWide && contact.department !== null) {
    faults.push({
      where: `${where}.department`,
      message: '事務局と推進本部の連絡先には部署を書かず、空欄にしてください。',
    });
  }
  if (!cityWide && contact.department === null) {
    faults.push({
      where: `${where}.department`,
      message: '担当者・課長・代決者・部局長の連絡先には部署が必要です。',
    });
  }
  if (contact.department !== null && !departments.some(({ id }) => id === contact.department)) {
    faults.push({
      where: `${where}.department`,
      message: `連絡先の部署「${contact.department}」が部署一覧にありません。一覧にある部署にしてください。`,
    });
  }
  return faults;
}

function reversedSpan(
  span: { from?: string | undefined; to?: string | undefined },
  where: string,
  subject: string,
): Fault[] {
  if (span.from === undefined || span.to === undefined || span.from <= span.to) return [];
  return [
    {
      where,
      message: `${subject}の期間が ${span.from} から ${span.to} と逆です。終わりを始まり以後にしてください。`,
    },
  ];
}
