import type { Instant, PlainDate } from '../../calendar/time.ts';
import { contactsOn, type Directory } from '../../plan/directory.ts';
import type { Id } from '../../plan/ids.ts';
import type { Store } from '../../ports.ts';
import type { MailRecord } from '../../records.ts';
import { departmentRecipients } from '../../schedule/recipients.ts';
import { loadAddressBook } from '../load-city.ts';

/** Who may answer a mail of ours: those it went to, and the department's contacts of the day; in lower case. */
export function registeredAddresses(
  directory: Directory,
  { department, to, cc }: Pick<MailRecord, 'department' | 'to' | 'cc'>,
  day: PlainDate,
): string[] {
  const roles =
    department === null ? (['secretariat'] as const) : (['officer', 'chief', 'deputy', 'head'] as const);
  const contacts = roles
    .flatMap((role) => contactsOn(directory, role, department, day))
    .map(({ address }) => address);
  return [...new Set([...to, ...cc, ...contacts].map((address) => address.toLowerCase()))];
}

/** Where a department is told of what is stored in its name: as a reminder would go. Empty where nothing reaches it. */
export async function addressesOfDepartment(
  store: Store,
  directory: Directory,
  department: Id,
  at: Instant,
): Promise<readonly string[]> {
  const recipients = departmentRecipients(
    { directory, undeliverable: await loadAddressBook(store) },
    department,
    at,
  );
  return recipients.reached ? recipients.to : [];
}
