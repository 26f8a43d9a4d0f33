const LF = 10;
const CR = 13;

export type HeaderField = { readonly name: string; readonly value: string };

/**
 * The header section of a message, field by field, and where its body begins.
 *
 * Lines are told apart as bytes (in latin1), so that a header in an old encoding passes through unharmed.
 */
export type RawMessage = { readonly fields: readonly string[]; readonly body: Uint8Array };

/** Splits a message at its first blank line. Takes CRLF and bare LF; a field keeps its folded lines. */
export function splitMessage(raw: Uint8Array): RawMessage {
  const buffer = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength);
  const fields: string[] = [];
  let at = 0;
  while (at < buffer.length) {
    const lineFeed = buffer.indexOf(LF, at);
    const end = lineFeed < 0 ? buffer.length : lineFeed;
    const line = buffer.toString('latin1', at, buffer[end - 1] === CR ? Math.max(end - 1, at) : end);
    at = end + 1;
    if (line === '') break;
    const last = fields.length - 1;
    if (/^[ \t]/.test(line) && last >= 0) fields[last] += `\r\n${line}`;
    else fields.push(line);
  }
  return { fields, body: buffer.subarray(Math.min(at, buffer.length)) };
}

/** Puts a message together again. The header section ends its lines with CRLF, whatever it came with. */
export function joinMessage({ fields, body }: RawMessage): Uint8Array {
  return Buffer.concat([Buffer.from(`${fields.join('\r\n')}\r\n\r\n`, 'latin1'), body]);
}

/** A field's name in lower case. */
export function nameOf(field: string): string {
  return field
    .slice(0, Math.max(field.indexOf(':'), 0))
    .trim()
    .toLowerCase();
}

/** Every field as a name and an unfolded value, as SES lists them in its notifications. */
export function listHeaders(fields: readonly string[]): readonly HeaderField[] {
  return fields
    .filter((field) => field.includes(':'))
    .map((field) => ({ name: field.slice(0, field.indexOf(':')).trim(), value: unfolded(field) }));
}

/** The unfolded value of the first field with this name, given in lower case. */
export function headerOf(fields: readonly string[], name: string): string | undefined {
  const field = fields.find((candidate) => nameOf(candidate) === name);
  return field === undefined ? undefined : unfolded(field);
}

/** The bare addresses in an address header, quoted names and comments put aside. */
export function addressesIn(value: string): readonly string[] {
  const plain = value.replace(/"(?:[^"\\]|\\.)*"/g, '').replace(/\([^()]*\)/g, '');
  return plain
    .split(/[,;]/)
    .map((part) => /<([^<>]*)>/.exec(part)?.[1] ?? part.slice(part.lastIndexOf(':') + 1))
    .map((address) => address.trim())
    .filter((address) => address.includes('@'));
}

function unfolded(field: string): string {
  return field
    .slice(field.indexOf(':') + 1)
    .replace(/\r?\n/g, '')
    .trim();
}
