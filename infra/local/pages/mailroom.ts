import { readFileSync } from 'node:fs';
import PostalMime from 'postal-mime';
import { type Instant, tokyoDate } from '../../../shared/calendar/time.ts';
import {
  type Contact,
  type ContactRole,
  type Directory,
  findDepartment,
  isValidOn,
} from '../../../shared/plan/directory.ts';
import { type DecodedMail, decodeMail } from '../../../shared/reply/decode-mail.ts';
import type { SentMail } from '../loopback/outbox.ts';
import type { LocalWebHost } from './web-host.ts';

/** A mail as it stands in a list. */
export interface MailLine {
  readonly number: number;
  readonly at: Instant;
  readonly subject: string;
  readonly destinations: readonly string[];
}

/** A mail opened. */
export interface OpenedMail extends MailLine {
  readonly raw: Uint8Array;
  readonly decoded: DecodedMail;
}

/** One receiver's mailbox, seen from outside. */
export interface Mailbox {
  readonly address: string;
  /** The posts that read it. */
  readonly titles: readonly string[];
  readonly count: number;
  readonly newest: MailLine | null;
}

export interface MailboxGroup {
  readonly role: ContactRole | 'other';
  readonly mailboxes: readonly Mailbox[];
}

const ROLE_ORDER: readonly ContactRole[] = ['officer', 'chief', 'head', 'headquarters', 'secretariat'];

export type Mailroom = ReturnType<typeof createMailroom>;

/** What has left, by receiver. A mail never changes, so its subject is read out of its file once. */
export function createMailroom(host: LocalWebHost) {
  const subjects = new Map<number, string>();

  function lineOf(sent: SentMail): MailLine {
    const { number, sentAt: at, destinations } = sent;
    const known = subjects.get(number);
    const subject = known ?? readSubject(sent);
    if (known === undefined) subjects.set(number, subject);
    return { number, at, subject, destinations };
  }

  return {
    count: () => host.sent().length,
    /** The newest mails, at most `limit` of them. */
    latest: (limit: number): MailLine[] => host.sent().slice(-limit).reverse().map(lineOf),
    /** The mails of one receiver, To and Cc alike, newest first: `limit` of them from the `offset`-th on. */
    listFor(address: string, offset: number, limit: number): { lines: MailLine[]; total: number } {
      const own = host.sent().filter(isFor(address)).reverse();
      return { lines: own.slice(offset, offset + limit).map(lineOf), total: own.length };
    },
    open(number: number): OpenedMail | null {
      const sent = host.sent().find((mail) => mail.number === number);
      const raw = sent ? readRaw(sent) : null;
      if (!sent || !raw) return null;
      return { ...lineOf(sent), raw, decoded: decodeMail(raw) };
    },
    /** The numbers by SES's message id, under which the send log knows them. */
    numbers: (): ReadonlyMap<string, number> =>
      new Map(host.sent().map(({ messageId, number }) => [messageId, number])),
    /** Every mailbox of the directory's posts of today, by role, and of whoever else was written to. */
    groups: (directory: Directory | null): MailboxGroup[] =>
      groupMailboxes(host.sent(), directory, host.now(), lineOf),
  };
}

function groupMailboxes(
  sent: readonly SentMail[],
  directory: Directory | null,
  now: Instant,
  lineOf: (mail: SentMail) => MailLine,
): MailboxGroup[] {
  const box = (address: string, titles: readonly string[]): Mailbox => {
    const own = sent.filter(isFor(address));
    const last = own.at(-1);
    return { address, titles, count: own.length, newest: last ? lineOf(last) : null };
  };
  const today = tokyoDate(now);
  const contacts = (directory?.contacts ?? []).filter((contact) => isValidOn(contact, today));
  const groups = ROLE_ORDER.map((role): MailboxGroup => {
    const members = contacts.filter((contact) => contact.role === role);
    const byAddress = Map.groupBy(members, ({ address }) => address.toLowerCase());
    const mailboxes = [...byAddress].map(([address, posts]) =>
      box(address, [...new Set(posts.map((post) => titleOf(post, directory)))]),
    );
    return { role, mailboxes };
  });
  const known = new Set(contacts.map(({ address }) => address.toLowerCase()));
  const written = new Set(sent.flatMap(({ destinations }) => destinations.map((to) => to.toLowerCase())));
  const rest = [...written]
    .filter((to) => !known.has(to))
    .sort()
    .map((address) => box(address, []));
  return [...groups, { role: 'other' as const, mailboxes: rest }].filter(
    ({ mailboxes }) => mailboxes.length > 0,
  );
}

function isFor(address: string): (mail: SentMail) => boolean {
  const wanted = address.toLowerCase();
  const isIn = (addresses: readonly string[]) => addresses.some((to) => to.toLowerCase() === wanted);
  return ({ destinations, returnedBy }) => isIn(destinations) && !isIn(returnedBy);
}

/** The posts that read an address today, as they are written on mail. */
export function titlesAt(directory: Directory | null, address: string, now: Instant): string[] {
  const today = tokyoDate(now);
  const own = (directory?.contacts ?? []).filter(
    (contact) => contact.address.toLowerCase() === address.toLowerCase() && isValidOn(contact, today),
  );
  return [...new Set(own.map((contact) => titleOf(contact, directory)))];
}

function titleOf({ title, department, address }: Contact, directory: Directory | null): string {
  if (title !== undefined) return title;
  const found = directory && department !== null ? findDepartment(directory, department) : undefined;
  return found?.name ?? address;
}

function readRaw({ file }: SentMail): Uint8Array | null {
  try {
    return readFileSync(file);
  } catch {
    // The folder is the user's own: a file taken out of it is no fault of the system.
    return null;
  }
}

function readSubject(sent: SentMail): string {
  const raw = readRaw(sent);
  if (!raw) return '（outboxフォルダーにファイルがありません）';
  return decodeMail(raw).subject || '（件名なし）';
}

/** The HTML a mail carries, with the images it brings along set into it; null for a mail of plain text. */
export async function readHtml(raw: Uint8Array): Promise<string | null> {
  const { html, attachments } = await PostalMime.parse(raw, { attachmentEncoding: 'base64' });
  if (!html) return null;
  return attachments.reduce((text, { contentId, mimeType, content }) => {
    const id = contentId?.replace(/^<|>$/g, '');
    if (!id || !mimeType.startsWith('image/') || typeof content !== 'string') return text;
    return text.replaceAll(`cid:${id}`, `data:${mimeType};base64,${content}`);
  }, html);
}
