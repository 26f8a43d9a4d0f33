import type { PlainDate } from '../calendar/time.ts';
import { createIdGiver, shortHash, slugOf } from './derived-id.ts';
import type { Contact, Department, Directory } from './directory.ts';
import type { Id } from './ids.ts';

/** A contact before it has an id. */
export type NewContact = Omit<Contact, 'id'>;

/** The directory with one more contact, under an id never given before. */
export function addContact(directory: Directory, contact: NewContact): Directory {
  const giveId = createIdGiver(directory.contacts.map(({ id }) => id));
  const { role, department, title, address, from } = contact;
  const id = giveId(`c-${department ?? 'city'}-${role}-${shortHash(`${title}${address}${from}`)}`);
  return { ...directory, contacts: [...directory.contacts, { id, ...contact }] };
}

/** The directory with the contact in force up to a day, that day included; one that would never have been is gone. */
export function endContact(directory: Directory, id: Id, lastDay: PlainDate): Directory {
  const last = lastDay.toString();
  return {
    ...directory,
    contacts: directory.contacts.flatMap((contact) => {
      if (contact.id !== id) return [contact];
      return contact.from !== undefined && contact.from > last ? [] : [{ ...contact, to: last }];
    }),
  };
}

/** The directory with another address or post from a day on, for as long as the former was to last. */
export function replaceContact(
  directory: Directory,
  contact: Contact,
  { title, address }: Pick<Contact, 'title' | 'address'>,
  from: PlainDate,
): Directory {
  const { role, department, to } = contact;
  return addContact(endContact(directory, contact.id, from.subtract({ days: 1 })), {
    role,
    department,
    ...(title === undefined ? {} : { title }),
    address,
    from: from.toString(),
    ...(to === undefined ? {} : { to }),
  });
}

/** The directory with a department in being up to a day, its contacts ended with it, and who takes over its work. */
export function endDepartment(
  directory: Directory,
  id: Id,
  lastDay: PlainDate,
  successors: readonly Id[],
): Directory {
  const last = lastDay.toString();
  const departments = directory.departments.map((department) =>
    department.id === id ? { ...department, to: last, successors: [...successors] } : department,
  );
  return directory.contacts
    .filter(({ department, to }) => department === id && (to === undefined || to > last))
    .reduce((ended, contact) => endContact(ended, contact.id, lastDay), { ...directory, departments });
}

/** The directory with one more department, under an id never given before. */
export function addDepartment(directory: Directory, department: Omit<Department, 'id'>): Directory {
  const giveId = createIdGiver(directory.departments.map(({ id }) => id));
  const id = giveId(`dep-${slugOf(department.code)}`);
  return { ...directory, departments: [...directory.departments, { id, ...department }] };
}
