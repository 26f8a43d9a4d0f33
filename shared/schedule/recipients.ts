import { type Instant, tokyoDate } from '../calendar/time.ts';
import { type ContactRole, contactsOn } from '../plan/directory.ts';
import type { Id } from '../plan/ids.ts';
import { deliverable } from '../plan/undeliverable.ts';
import type { World } from './world.ts';

/** Why a mail goes by another way than the directory says. */
export type Detour =
  /** Nothing reaches the officers in charge, so the section chief gets the mail. */
  | 'chief-instead'
  /** Nothing reaches the section chief, so a deputy is asked to approve. */
  | 'deputy-instead'
  /** Nothing reaches some of the contacts; the others get it. */
  | 'some-left-out';

/** Who gets a mail at an instant, or why nobody can. */
export type Recipients =
  | { readonly reached: true; readonly to: readonly string[]; readonly detour: Detour | null }
  /** `no-address`: nobody is registered; `undeliverable`: nothing reaches any of those who are. */
  | { readonly reached: false; readonly reason: 'no-address' | 'undeliverable' };

type Directed = Pick<World, 'directory' | 'undeliverable'>;

/** The addresses of a role that mail reaches, each once, and whether any was left out. */
function addressesOf({ directory, undeliverable }: Directed, role: ContactRole, of: Id | null, at: Instant) {
  const contacts = contactsOn(directory, role, of, tokyoDate(at));
  const reached = deliverable(contacts, undeliverable, at);
  return {
    to: [...new Set(reached.map(({ address }) => address))],
    isNamed: contacts.length > 0,
    isShort: reached.length < contacts.length,
  };
}

/** The officers in charge, or the section chief where no officer is named or nothing reaches any. */
export function departmentRecipients(world: Directed, department: Id, at: Instant): Recipients {
  const officers = addressesOf(world, 'officer', department, at);
  if (officers.to.length > 0)
    return { reached: true, to: officers.to, detour: officers.isShort ? 'some-left-out' : null };
  const chiefs = addressesOf(world, 'chief', department, at);
  if (chiefs.to.length > 0) {
    const left = chiefs.isShort ? 'some-left-out' : null;
    return { reached: true, to: chiefs.to, detour: officers.isNamed ? 'chief-instead' : left };
  }
  return { reached: false, reason: officers.isNamed || chiefs.isNamed ? 'undeliverable' : 'no-address' };
}

/** The section chiefs for a copy, those left out who get the mail itself. */
export function chiefCopies(
  world: Directed,
  department: Id,
  at: Instant,
  to: readonly string[],
): readonly string[] {
  return addressesOf(world, 'chief', department, at).to.filter((address) => !to.includes(address));
}

/** Who is asked to approve an answer, and who gets a copy of the asking. */
export type ApprovalRecipients =
  | (Extract<Recipients, { reached: true }> & {
      /** The deputies beside the chief. */
      readonly deputies: readonly string[];
      readonly officers: readonly string[];
    })
  | { readonly reached: false; readonly reason: 'no-approver' | 'undeliverable' };

/** The section chief with the deputies in copy; the deputies themselves where no chief is named or reached. */
export function approvalRecipients(world: Directed, department: Id, at: Instant): ApprovalRecipients {
  const chiefs = addressesOf(world, 'chief', department, at);
  const deputies = addressesOf(world, 'deputy', department, at);
  const officers = addressesOf(world, 'officer', department, at).to;
  const isShort = chiefs.isShort || deputies.isShort;
  const beside = (to: readonly string[], others: readonly string[]) =>
    others.filter((address) => !to.includes(address));
  if (chiefs.to.length > 0) {
    const { to } = chiefs;
    const left = beside(to, deputies.to);
    const detour = isShort ? 'some-left-out' : null;
    return { reached: true, to, detour, deputies: left, officers: beside([...to, ...left], officers) };
  }
  if (deputies.to.length > 0) {
    const { to } = deputies;
    const left = isShort ? 'some-left-out' : null;
    const detour = chiefs.isNamed ? 'deputy-instead' : left;
    return { reached: true, to, detour, deputies: [], officers: beside(to, officers) };
  }
  const isNamed = chiefs.isNamed || deputies.isNamed;
  return { reached: false, reason: isNamed ? 'undeliverable' : 'no-approver' };
}

/** The head of a bureau or of an independent body. */
export function headRecipients(world: Directed, department: Id, at: Instant): Recipients {
  const { to, isNamed, isShort } = addressesOf(world, 'head', department, at);
  if (to.length > 0) return { reached: true, to, detour: isShort ? 'some-left-out' : null };
  return { reached: false, reason: isNamed ? 'undeliverable' : 'no-address' };
}

/**
 * The secretariat. Where nothing reaches any of its addresses the mail is tried all the same: somebody else may be
 * told of a dead address by the secretariat, but nobody tells the secretariat of its own.
 */
export function secretariatRecipients(world: Directed, at: Instant): readonly string[] {
  const { to } = addressesOf(world, 'secretariat', null, at);
  if (to.length > 0) return to;
  const all = contactsOn(world.directory, 'secretariat', null, tokyoDate(at));
  return [...new Set(all.map(({ address }) => address))];
}
