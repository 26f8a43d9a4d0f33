import { type Instant, tokyoDate } from '../calendar/time.ts';
import { type Contact, contactsOn, type Directory } from '../plan/directory.ts';
import { deliverable } from '../plan/undeliverable.ts';
import type { Store } from '../ports.ts';
import { loadAddressBook } from './load-city.ts';

/** The members of the headquarters that a page released at an instant goes to: those whose address takes mail. */
export async function headquartersMembers(
  store: Store,
  directory: Directory,
  at: Instant,
): Promise<Contact[]> {
  const members = contactsOn(directory, 'headquarters', null, tokyoDate(at));
  return deliverable(members, await loadAddressBook(store), at);
}
