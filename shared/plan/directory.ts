import * as z from 'zod';
import type { PlainDate } from '../calendar/time.ts';
import { Code, Id } from './ids.ts';

const Validity = { from: z.iso.date().optional(), to: z.iso.date().optional() };

/**
 * How a department's answer is approved (決裁): by the form's 課長確認 line, or only by the chief's own reply, without
 * which nothing counts.
 */
const ApprovalRule = z.enum(['form-line', 'chief-reply']);

/** A section (課), a bureau (部・局) or an independent body (農業委員会, 教育委員会, 企業局). */
export const Department = z.strictObject({
  id: Id,
  code: Code,
  name: z.string().trim().min(1).max(60),
  kind: z.enum(['bureau', 'section', 'body']),
  /** The bureau a section belongs to. */
  parent: Id.optional(),
  /** The post its mail is addressed to, as in `土木管理課長`. */
  headTitle: z.string().trim().min(1).max(60),
  /** Whose head hears of an answer still missing a week after the due date. No assumption that there is a bureau. */
  escalatesTo: Id.optional(),
  /** Departments that took over this one's work (機構改革). */
  successors: z.array(Id).default([]),
  approval: ApprovalRule.default('form-line'),
  /** Whether its requests bring the form as an Excel workbook too (Excel様式). */
  excelForm: z.boolean().default(false),
  ...Validity,
});
export type Department = z.infer<typeof Department>;

/** `deputy` (代決者) approves in the chief's absence. */
export const ContactRole = z.enum(['officer', 'chief', 'deputy', 'head', 'secretariat', 'headquarters']);
export type ContactRole = z.infer<typeof ContactRole>;

/** The post, not the person: (role, department, address, from, to) (decision 2). */
export const Contact = z.strictObject({
  id: Id,
  role: ContactRole,
  /** The department it answers for; null for the secretariat and the headquarters. */
  department: Id.nullable(),
  /** The post as written on mail, for example `本部長（市長）`. */
  title: z.string().trim().min(1).max(60).optional(),
  address: z.email(),
  ...Validity,
});
export type Contact = z.infer<typeof Contact>;

/** Who exists and who is written to. Kept apart from the plan: people move on 1 April, plans do not. */
export const Directory = z.strictObject({
  city: z.strictObject({
    id: Id,
    name: z.string().min(1).max(40),
    secretariat: z.string().min(1).max(60),
    telephone: z.string().max(40),
  }),
  /** The mail domain of the city's own staff, for the sender checks. */
  mailDomain: z.string().min(3).max(120),
  departments: z.array(Department).min(1).max(2000),
  contacts: z.array(Contact).max(10_000),
  closures: z
    .array(
      z.strictObject({ from: z.iso.date(), to: z.iso.date().optional(), name: z.string().min(1).max(40) }),
    )
    .default([]),
});
export type Directory = z.infer<typeof Directory>;

/** Whether a validity span covers a day; both ends count. */
export function isValidOn(
  span: { from?: string | undefined; to?: string | undefined },
  date: PlainDate,
): boolean {
  const day = date.toString();
  return (span.from === undefined || span.from <= day) && (span.to === undefined || day <= span.to);
}

/** The contacts of a role on a day, in the directory's order; `department` null asks for city-wide roles. */
export function contactsOn(
  directory: Directory,
  role: ContactRole,
  department: Id | null,
  date: PlainDate,
): Contact[] {
  const own = contactsByDepartment(directory).get(department) ?? [];
  return own.filter((contact) => contact.role === role && isValidOn(contact, date));
}

/** A year's plan asks for contacts thousands of times over, so each directory is sorted by department once. */
const SORTED = new WeakMap<readonly Contact[], ReadonlyMap<Id | null, readonly Contact[]>>();

function contactsByDepartment({ contacts }: Directory): ReadonlyMap<Id | null, readonly Contact[]> {
  const sorted = SORTED.get(contacts) ?? Map.groupBy(contacts, ({ department }) => department);
  SORTED.set(contacts, sorted);
  return sorted;
}

/** Departments are looked up for every initiative and every mail of a year, so each directory is indexed once. */
const INDEXED = new WeakMap<readonly Department[], ReadonlyMap<Id, Department>>();

export function findDepartment({ departments }: Directory, id: Id): Department | undefined {
  const known = INDEXED.get(departments);
  if (known !== undefined) return known.get(id);
  // Where an id stands twice, which the directory's check refuses, the first holds.
  const index = new Map(departments.toReversed().map((department) => [department.id, department]));
  INDEXED.set(departments, index);
  return index.get(id);
}

/** What a department is called; its id where the directory does not know it, so that nothing goes unnamed. */
export function departmentName(directory: Directory, id: Id): string {
  return findDepartment(directory, id)?.name ?? id;
}

/** Who approves a department's answers on a day: the chief, and whoever does so in the chief's absence (代決). */
export interface Approvers {
  readonly chiefs: readonly string[];
  readonly deputies: readonly string[];
}

/** The addresses of a department's approvers, each once; a chief is not listed as a deputy too. */
export function approversOn(directory: Directory, department: Id, date: PlainDate): Approvers {
  const addressesOf = (role: ContactRole) => [
    ...new Set(contactsOn(directory, role, department, date).map(({ address }) => address)),
  ];
  const chiefs = addressesOf('chief');
  return { chiefs, deputies: addressesOf('deputy').filter((address) => !chiefs.includes(address)) };
}

/** In which capacity an address approves, or null: it does not. */
export function approverAs({ chiefs, deputies }: Approvers, address: string): 'chief' | 'deputy' | null {
  const isIn = (addresses: readonly string[]) =>
    addresses.some((known) => known.toLowerCase() === address.toLowerCase());
  if (isIn(chiefs)) return 'chief';
  return isIn(deputies) ? 'deputy' : null;
}
