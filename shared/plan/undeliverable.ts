import * as z from 'zod';
import { type Instant, instantOf, isoUtc, Temporal } from '../calendar/time.ts';
import type { Contact } from './directory.ts';

const Stamp = z.iso.datetime();

/** A time during which an address took no mail; it lasts until somebody clears it. */
const UndeliverableSpell = z.object({
  /** When it was learned, not when it happened: the planner plans a past moment from what was known then. */
  since: Stamp,
  /** As the mail's own reason, for example `bounce-general` or `complaint`. */
  reason: z.string(),
  /** The mail that came back. */
  mail: z.string(),
  cleared: z.object({ at: Stamp, by: z.string() }).nullable(),
});
type UndeliverableSpell = z.infer<typeof UndeliverableSpell>;

/** What is known of an address that takes, or once took, no mail. */
export const AddressHistory = z.object({
  /** As {@link addressKey} writes it. */
  address: z.string(),
  /** Oldest first; only the last may still last. */
  spells: z.array(UndeliverableSpell).min(1),
});
export type AddressHistory = z.infer<typeof AddressHistory>;

/** The histories by address; one that is not here has taken every mail so far. */
export type AddressBook = ReadonlyMap<string, AddressHistory>;

/** One address as all histories are kept by: without regard to case, as every mail system in practice compares it. */
export function addressKey(address: string): string {
  return address.trim().toLowerCase();
}

/** What the mail service tells of one address: a mail to it came back for good, or was reported as a nuisance. */
export interface Refusal {
  readonly address: string;
  readonly reason: string;
  readonly mail: string;
  /** When that mail left. */
  readonly sentAt: Instant;
  readonly learnedAt: Instant;
}

/**
 * The history with the address out of use from now on, or null where nothing changes: it is out of use already, or
 * the mail left before the address was cleared, and so tells nothing of it as mended.
 */
export function recordRefusal(known: AddressHistory | null, refusal: Refusal): AddressHistory | null {
  const { reason, mail, sentAt, learnedAt } = refusal;
  if (known && lastingSpell(known)) return null;
  const last = known?.spells.at(-1);
  if (last?.cleared && Temporal.Instant.compare(sentAt, instantOf(last.cleared.at)) <= 0) return null;
  const spell = { since: isoUtc(learnedAt), reason, mail, cleared: null };
  return { address: addressKey(refusal.address), spells: [...(known?.spells ?? []), spell] };
}

/** The history with the address back in use, or null where it is in use already. */
export function clearAddress(known: AddressHistory, by: string, at: Instant): AddressHistory | null {
  const last = lastingSpell(known);
  if (!last) return null;
  return { ...known, spells: [...known.spells.slice(0, -1), { ...last, cleared: { at: isoUtc(at), by } }] };
}

/** The spell nobody has cleared yet, if there is one. */
export function lastingSpell({ spells }: AddressHistory): UndeliverableSpell | undefined {
  const last = spells.at(-1);
  return last?.cleared === null ? last : undefined;
}

/** The spell that lasts at an instant; what is learned or cleared at the very instant does not count yet. */
export function spellAt(history: AddressHistory | undefined, at: Instant): UndeliverableSpell | undefined {
  const isBefore = (stamp: string) => Temporal.Instant.compare(instantOf(stamp), at) < 0;
  return history?.spells.find(
    ({ since, cleared }) => isBefore(since) && (cleared === null || !isBefore(cleared.at)),
  );
}

/** The contacts that mail reaches at an instant, in the order given. */
export function deliverable(contacts: readonly Contact[], book: AddressBook, at: Instant): Contact[] {
  return contacts.filter(({ address }) => spellAt(book.get(addressKey(address)), at) === undefined);
}
