import { decodeRaw, decodeWords } from './mail-headers.ts';

export interface MailAddress {
  /** In lower case, so that it can be compared. */
  readonly address: string;
  readonly name: string;
}

/** One entry of an address header; `address` is null where there is none that could be written to. */
interface Entry {
  readonly address: string | null;
  readonly name: string;
}

/** More than any department's mail has; the rest of a longer list is not read. */
const ENTRIES_MAX = 500;

/** One `@`, nothing that could make two addresses look like one, a domain of plain labels. */
const ADDRESS = /^[^\s@<>(),;:"\\[\]]{1,200}@[\p{L}\p{N}](?:[\p{L}\p{N}.-]{0,250}[\p{L}\p{N}])?$/u;

function addressOf(text: string): string | null {
  const bare = text.trim().replace(/^"([^"\\@\s]*)"@/, '$1@');
  return ADDRESS.test(bare) && !bare.includes('..', bare.indexOf('@')) ? bare.toLowerCase() : null;
}

/** An unfinished entry of the list. */
interface Draft {
  words: string;
  angle: string | null;
  comment: string;
}

function entryOf({ words, angle, comment }: Draft): Entry | null {
  if (angle !== null) return { address: addressOf(angle), name: nameOf(words || comment) };
  if (words.trim() === '') return null;
  return { address: addressOf(words), name: nameOf(comment) };
}

function nameOf(text: string): string {
  return decodeWords(text).replace(/\s+/g, ' ').trim();
}

/** Reads one quoted string or comment that opens at `at`; gives its content and the place after it. */
function readDelimited(text: string, at: number, close: string): { content: string; end: number } {
  let content = '';
  let end = at + 1;
  while (end < text.length && text[end] !== close) {
    if (text[end] === '\\') end += 1;
    content += text[end] ?? '';
    end += 1;
  }
  return { content, end: end + 1 };
}

/** Splits an address header into its entries; group names vanish, their members stay. */
function readEntries(text: string): Entry[] {
  const entries: Entry[] = [];
  let draft: Draft = { words: '', angle: null, comment: '' };
  const finish = () => {
    const entry = entryOf(draft);
    if (entry) entries.push(entry);
    draft = { words: '', angle: null, comment: '' };
  };
  let at = 0;
  while (at < text.length && entries.length < ENTRIES_MAX) {
    const char = text[at] ?? '';
    if (char === '"') {
      const { content, end } = readDelimited(text, at, '"');
      // A quoted local part belongs to the address, any other quoted string to the name.
      draft.words += text[end] === '@' ? `"${content}"` : content;
      at = end;
    } else if (char === '(') {
      const { content, end } = readDelimited(text, at, ')');
      draft.comment ||= content;
      at = end;
    } else if (char === '<') {
      const close = text.indexOf('>', at);
      const end = close === -1 ? text.length : close;
      draft.angle ??= text.slice(at + 1, end);
      at = end + 1;
    } else if (char === ',' || char === ';') {
      finish();
      at += 1;
    } else if (char === ':' && draft.angle === null) {
      draft.words = '';
      at += 1;
    } else {
      if (draft.angle === null) draft.words += char;
      at += 1;
    }
  }
  finish();
  return entries;
}

/**
 * The addresses of one header value. An entry that cannot be written to is counted by {@link countAddresses} but
 * not listed, because nothing may be sent to it and nobody may be taken for it.
 */
export function readAddresses(value: string | null): MailAddress[] {
  if (value === null) return [];
  return readEntries(decodeRaw(value)).flatMap(({ address, name }) =>
    address === null ? [] : [{ address, name }],
  );
}

/** How many senders a From header names, whether or not each is a possible address. */
export function countAddresses(value: string): number {
  return readEntries(decodeRaw(value)).length;
}
