/** What a mail's HTML needs; anything rarer stays as written. */
const ENTITIES: Readonly<Record<string, string>> = {
  ...{ amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: '\u00a0', ensp: ' ', emsp: ' ', thinsp: ' ' },
  ...{ yen: '¥', middot: '·', times: '×', divide: '÷', minus: '−', plusmn: '±', deg: '°', hellip: '…' },
  ...{ ndash: '–', mdash: '—', lsquo: '‘', rsquo: '’', ldquo: '“', rdquo: '”', laquo: '«', raquo: '»' },
  ...{ sup2: '²', sup3: '³', copy: '©', reg: '®', trade: '™', bull: '•', larr: '←', rarr: '→', uarr: '↑' },
  ...{
    darr: '↓',
    sect: '§',
    para: '¶',
    half: '½',
    frac12: '½',
    shy: '',
    zwnj: '',
    zwj: '',
    lrm: '',
    rlm: '',
  },
};

function decodeEntities(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(
    /&(?:#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6})|([a-zA-Z][a-zA-Z0-9]{1,9}));?/g,
    (whole, ...groups) => {
      const [decimal, hex, name] = groups;
      if (name !== undefined) return ENTITIES[name] ?? ENTITIES[name.toLowerCase()] ?? whole;
      const code = decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal);
      return code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff)
        ? String.fromCodePoint(code)
        : '';
    },
  );
}

const BLOCKS = new Set(
  (
    'address article aside center dd div dl dt fieldset figure footer form h1 h2 h3 h4 h5 h6 header hr li main nav ' +
    'ol p pre section table tbody tfoot thead tr ul blockquote body html caption'
  ).split(' '),
);
const CELLS = new Set(['td', 'th']);
/** Elements whose content is no text; the parser skips to their end tag. */
const UNSEEN = new Set(['style', 'script', 'head', 'title', 'template', 'noscript', 'svg', 'object', 'xml']);
const VOID = new Set([
  'br',
  'hr',
  'img',
  'input',
  'meta',
  'link',
  'col',
  'base',
  'area',
  'wbr',
  'source',
  'embed',
]);
const HIDDEN =
  /\s{1,9}hidden[\s=>]|display\s{0,9}:\s{0,9}none|visibility\s{0,9}:\s{0,9}hidden|mso-hide\s{0,9}:\s{0,9}all/i;

/** Tags of one mail; more are not read, and the mail is held. */
const TAGS_MAX = 200_000;
/** Quote marks deeper than this say nothing more. */
const QUOTE_DEPTH_MAX = 30;

export interface HtmlText {
  readonly text: string;
  /** More tags than allowed: the rest was not read. */
  readonly overLimit: boolean;
}

/** Collects lines; quoting is written as `> ` before each. */
class TextBuilder {
  readonly #lines: string[] = [];
  #line = '';
  #pendingSpace = false;
  /** Whether the line holds a blank that was meant to be seen (U+00A0), which makes an empty line of it. */
  #kept = false;
  quoteDepth = 0;

  append(text: string, preformatted: boolean): void {
    if (preformatted) {
      const [first = '', ...rest] = text.split(/\r\n|\r|\n/);
      this.#line += first;
      for (const line of rest) {
        this.endLine(true);
        this.#line += line;
      }
      return;
    }
    // Where the source breaks a line between two Japanese characters, no blank was meant.
    const joined = text.replace(/([^\0-\x7f])[ \t]*\r?\n[ \t\r\n]*(?=[^\0-\x7f])/g, '$1');
    const collapsed = joined.replace(/[ \t\r\n\f]+/g, ' ');
    const core = collapsed.replace(/^ | $/g, '');
    const afterBlank = this.#pendingSpace || collapsed.startsWith(' ');
    if (core === '') {
      this.#pendingSpace = afterBlank;
      return;
    }
    if (afterBlank && this.#line !== '' && !this.#line.endsWith('\t')) this.#line += ' ';
    this.#line += core.replaceAll('\u00a0', ' ');
    this.#kept = true;
    this.#pendingSpace = collapsed.endsWith(' ');
  }

  tab(): void {
    if (this.#line !== '') this.#line += '\t';
    this.#pendingSpace = false;
  }

  /** Ends the line; an empty one is kept only where a line break asked for it. */
  endLine(explicit: boolean): void {
    const line = this.#line.trimEnd();
    if (line !== '' || explicit || this.#kept) {
      const marks = '>'.repeat(Math.min(this.quoteDepth, QUOTE_DEPTH_MAX));
      this.#lines.push(marks === '' ? line : `${marks} ${line}`.trimEnd());
    }
    this.#line = '';
    this.#pendingSpace = false;
    this.#kept = false;
  }

  text(): string {
    this.endLine(false);
    return this.#lines.join('\n');
  }
}

/** The place after the tag that opens at `at`, minding quoted attribute values of sane length. */
function tagEnd(html: string, at: number): number {
  let from = at + 1;
  while (from < html.length) {
    const char = html[from];
    if (char === '>') return from + 1;
    if ((char === '"' || char === "'") && html[from - 1] === '=') {
      const close = html.indexOf(char, from + 1);
      // An unclosed quote must not swallow the mail.
      if (close !== -1 && close - from < 4000) from = close;
    }
    from += 1;
  }
  return html.length;
}

interface Tag {
  readonly name: string;
  readonly closing: boolean;
  /** Holds no content, so that nothing has to be closed. */
  readonly empty: boolean;
  readonly start: number;
  readonly end: number;
}

class HtmlReader {
  readonly #html: string;
  readonly #lower: string;
  readonly #builder = new TextBuilder();
  /** Ends looked for in vain, so that each is looked for once and not again for every start. */
  readonly #missing = new Set<string>();
  #hidden: { name: string; depth: number } | null = null;
  #preformatted = 0;

  constructor(html: string) {
    this.#html = html;
    this.#lower = html.toLowerCase();
  }

  read(): HtmlText {
    let at = 0;
    for (let tags = 0; at < this.#html.length; tags += 1) {
      if (tags > TAGS_MAX) return { text: this.#builder.text(), overLimit: true };
      const open = this.#html.indexOf('<', at);
      this.#write(this.#html.slice(at, open === -1 ? this.#html.length : open));
      if (open === -1) break;
      at = this.#lower.startsWith('<!--', open) ? this.#after('-->', open + 4, open + 4) : this.#tagAt(open);
    }
    return { text: this.#builder.text(), overLimit: false };
  }

  #write(text: string): void {
    if (text !== '' && this.#hidden === null) {
      this.#builder.append(decodeEntities(text), this.#preformatted > 0);
    }
  }

  /** The place after the next `end`, or `otherwise` where there is none. */
  #after(end: string, from: number, otherwise: number): number {
    if (this.#missing.has(end)) return otherwise;
    const found = this.#lower.indexOf(end, from);
    if (found !== -1) return end === '-->' ? found + end.length : tagEnd(this.#html, found);
    this.#missing.add(end);
    return otherwise;
  }

  /** Handles what begins with `<` at `open`; gives the place to read on from. */
  #tagAt(open: number): number {
    const match = /^<(\/?)([a-z!?][a-z0-9:-]{0,30})/.exec(this.#lower.slice(open, open + 34));
    if (!match) {
      this.#write('<');
      return open + 1;
    }
    const name = match[2] ?? '';
    const end = tagEnd(this.#html, open);
    const empty = this.#html[end - 2] === '/' || VOID.has(name);
    const tag = { name, closing: match[1] === '/', empty, start: open, end };
    if (this.#hidden !== null) {
      if (name === this.#hidden.name && !empty) this.#hidden.depth += tag.closing ? -1 : 1;
      if (this.#hidden.depth === 0) this.#hidden = null;
      return end;
    }
    if (!tag.closing && !empty && UNSEEN.has(name)) return this.#after(`</${name}`, end, end);
    this.#apply(tag);
    return end;
  }

  #apply({ name, closing, empty, start, end }: Tag): void {
    if (!closing && !empty && HIDDEN.test(this.#html.slice(start, Math.min(end, start + 2000)))) {
      this.#hidden = { name, depth: 1 };
    } else if (name === 'br') {
      this.#builder.endLine(true);
    } else if (CELLS.has(name)) {
      if (!closing) this.#builder.tab();
    } else if (BLOCKS.has(name)) {
      this.#builder.endLine(false);
      const step = closing ? -1 : 1;
      if (name === 'blockquote') {
        this.#builder.quoteDepth = Math.max(0, this.#builder.quoteDepth + step);
      } else if (name === 'pre') this.#preformatted = Math.max(0, this.#preformatted + step);
    }
  }
}

/**
 * The text of an HTML mail as a person reads it: blocks on lines of their own, cells apart by tabs, quotations
 * marked with `> `, nothing of what is hidden. One pass without recursion, so that nesting of any depth is harmless.
 */
export function htmlToText(html: string): HtmlText {
  return new HtmlReader(html).read();
}
