import * as z from 'zod';
import type { PlainDate } from '../calendar/time.ts';
import { type Contact, ContactRole, type Directory, isValidOn } from './directory.ts';
import { Id } from './ids.ts';
import { type AddressBook, addressKey, lastingSpell } from './undeliverable.ts';

const Stamp = z.iso.datetime();

/** One run of 疎通確認: every address of the chosen posts gets a mail, and is asked to reply 「確認」. */
export const ContactCheckRun = z.object({
  plan: Id,
  /** From 1; a new run replaces nothing. */
  run: z.number().int().min(1),
  startedAt: Stamp,
  by: z.string().min(1),
  /** Until when a reply is asked for. */
  replyBy: Stamp,
  roles: z.array(ContactRole).min(1),
  /** `unconfirmed`: only who has not replied to any run so far. */
  audience: z.enum(['everybody', 'unconfirmed']),
});
export type ContactCheckRun = z.infer<typeof ContactCheckRun>;

/** What became of one address in one run. */
export const ContactCheck = z.object({
  plan: Id,
  run: z.number().int().min(1),
  /** As {@link addressKey} writes it. */
  address: z.string(),
  /** The mail that asked; null where mail to the address came back before, so that none was sent. */
  mail: z.string().nullable(),
  askedAt: Stamp,
  replyBy: Stamp,
  confirmed: z.object({ at: Stamp, by: z.string() }).nullable().default(null),
  /** What was written beside 「確認」 or instead of it. */
  comment: z.string().nullable().default(null),
});
export type ContactCheck = z.infer<typeof ContactCheck>;

/** An address with the posts it stands for: it is asked once, however many they are. */
export interface AddressToCheck {
  readonly address: string;
  readonly contacts: readonly Contact[];
}

/** The addresses of the posts of some roles on a day, in the directory's order. */
export function addressesToCheck(
  { contacts }: Pick<Directory, 'contacts'>,
  roles: readonly ContactRole[],
  day: PlainDate,
): AddressToCheck[] {
  const asked = contacts.filter((contact) => roles.includes(contact.role) && isValidOn(contact, day));
  const byAddress = Map.groupBy(asked, ({ address }) => addressKey(address));
  return [...byAddress].map(([address, posts]) => ({ address, contacts: posts }));
}

/**
 * How an address stands. `replied` wrote something else than 「確認」; `bounced` takes no mail; `not-asked` was in no
 * run so far.
 */
export type CheckState = 'confirmed' | 'waiting' | 'replied' | 'bounced' | 'not-asked';

export interface CheckedContact {
  readonly contact: Contact;
  readonly state: CheckState;
  /** Its row in the newest run that asked it, null for `not-asked`. */
  readonly check: ContactCheck | null;
}

export interface CheckReport {
  /** Every contact of the day, by department in the directory's order; null: the secretariat and the headquarters. */
  readonly groups: readonly {
    readonly department: Id | null;
    readonly contacts: readonly CheckedContact[];
  }[];
  /** By address, each counted once. */
  readonly counts: Readonly<Record<CheckState, number>>;
}

/**
 * Who has confirmed, who is waited for, whose address takes no mail. The newest row of an address counts, so that a
 * repeated run asks anew; a confirmation says more than a mail that came back before or after it.
 */
export function reportChecks(
  directory: Pick<Directory, 'departments' | 'contacts'>,
  checks: readonly ContactCheck[],
  book: AddressBook,
  day: PlainDate,
): CheckReport {
  const newest = newestByAddress(checks);
  const contacts = directory.contacts
    .filter((contact) => isValidOn(contact, day))
    .map((contact): CheckedContact => {
      const check = newest.get(addressKey(contact.address)) ?? null;
      return { contact, check, state: stateOf(contact, check, book) };
    });
  const byDepartment = Map.groupBy(contacts, ({ contact }) => contact.department);
  const order = [...directory.departments.map(({ id }) => id), null];
  const counts = { confirmed: 0, waiting: 0, replied: 0, bounced: 0, 'not-asked': 0 };
  const byAddress = new Map(contacts.map(({ contact, state }) => [addressKey(contact.address), state]));
  for (const state of byAddress.values()) counts[state] += 1;
  return {
    groups: order.flatMap((department) => {
      const own = byDepartment.get(department);
      return own ? [{ department, contacts: own }] : [];
    }),
    counts,
  };
}

function newestByAddress(checks: readonly ContactCheck[]): Map<string, ContactCheck> {
  return new Map(checks.toSorted((a, b) => a.run - b.run).map((check) => [check.address, check]));
}

function stateOf({ address }: Contact, check: ContactCheck | null, book: AddressBook): CheckState {
  if (check?.confirmed) return 'confirmed';
  const known = book.get(addressKey(address));
  if (known && lastingSpell(known)) return 'bounced';
  if (check === null) return 'not-asked';
  if (check.comment !== null) return 'replied';
  // Nothing was sent, and since then somebody has put the address back in use.
  return check.mail === null ? 'not-asked' : 'waiting';
}
