/** What a walk over an XML document tells, in order. Names come without their prefix. */
export interface XmlHandlers {
  open?(name: string, attribute: (name: string) => string | null): void;
  close?(name: string): void;
  text?(text: string): void;
}

/** A longer tag is in no workbook. */
const TAG_CHARS_MAX = 20_000;

const ATTRIBUTE = /\s(?:[\w.-]{1,40}:)?([\w.-]{1,80})\s?=\s?(?:"([^"]*)"|'([^']*)')/g;

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/**
 * Walks over an XML document in time linear in it. Knows what workbooks are made of: no DTD, hence no entities but
 * the five and the numbered ones. Returns false for what is not well enough formed to go on.
 */
export function walkXml(xml: string, { open, close, text }: XmlHandlers): boolean {
  let at = 0;
  while (at < xml.length) {
    const tag = xml.indexOf('<', at);
    if (tag === -1 || tag > at) text?.(decodeEntities(xml.slice(at, tag === -1 ? undefined : tag)));
    if (tag === -1) return true;
    const special = skipSpecial(xml, tag);
    if (special === 'broken') return false;
    if (special !== null) {
      if (special.text !== null) text?.(special.text);
      at = special.end;
      continue;
    }
    const end = endOfTag(xml, tag + 1);
    if (end === -1) return false;
    const body = xml.slice(tag + 1, end);
    at = end + 1;
    if (body.startsWith('/')) close?.(localName(body.slice(1).trim()));
    else {
      const isEmpty = body.endsWith('/');
      const name = /^[^\s/]+/.exec(body)?.[0];
      if (name === undefined) return false;
      open?.(localName(name), attributesOf(body));
      if (isEmpty) close?.(localName(name));
    }
  }
  return true;
}

/** Comments, CDATA and processing instructions; null for an ordinary tag, `broken` for a DTD or what has no end. */
function skipSpecial(xml: string, at: number): { end: number; text: string | null } | null | 'broken' {
  const between = (opener: string, closer: string) => {
    const end = xml.indexOf(closer, at + opener.length);
    return end === -1 ? null : { inner: xml.slice(at + opener.length, end), end: end + closer.length };
  };
  if (xml.startsWith('<!--', at)) {
    const found = between('<!--', '-->');
    return found ? { end: found.end, text: null } : 'broken';
  }
  if (xml.startsWith('<![CDATA[', at)) {
    const found = between('<![CDATA[', ']]>');
    return found ? { end: found.end, text: found.inner } : 'broken';
  }
  if (xml.startsWith('<?', at)) {
    const found = between('<?', '?>');
    return found ? { end: found.end, text: null } : 'broken';
  }
  return xml.startsWith('<!', at) ? 'broken' : null;
}

/** Where a tag ends: at the first `>` outside of quotation marks. */
function endOfTag(xml: string, from: number): number {
  let quote = '';
  const last = Math.min(xml.length, from + TAG_CHARS_MAX);
  for (let at = from; at < last; at += 1) {
    const letter = xml[at] ?? '';
    if (quote !== '') {
      if (letter === quote) quote = '';
    } else if (letter === '"' || letter === "'") quote = letter;
    else if (letter === '>') return at;
  }
  return -1;
}

/** Reads the attributes of a tag when the first of them is asked for. */
function attributesOf(tag: string): (wanted: string) => string | null {
  let known: Map<string, string> | null = null;
  return (wanted) => {
    known ??= new Map(
      Array.from(tag.matchAll(ATTRIBUTE), ([, name = '', double, single = '']) => [name, double ?? single]),
    );
    const raw = known.get(wanted);
    return raw === undefined ? null : decodeEntities(raw);
  };
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

function decodeEntities(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(/&(?:#x([0-9a-fA-F]{1,6})|#(\d{1,7})|([a-z]{2,4}));/g, (whole, hex, decimal, name) => {
    if (name !== undefined) return ENTITIES[name] ?? whole;
    const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}
