import { withoutInvisible } from './matching-key.ts';

/** A line of a reply. `depth` counts quote marks; `body` is the line without them and without invisible characters. */
export interface ReplyLine {
  readonly body: string;
  readonly depth: number;
}

/** One mark at the beginning of a line: `>`, `＞`, `|`, a bar, or initials before `>` as in `yamada>`. */
const QUOTE_MARK = /^[ \t\u3000]{0,4}(?:[A-Za-z]{1,12}(?=>))?(?:[>＞▎┃│]|[|｜](?=[\s【]|$))/;
const DEPTH_MAX = 40;

function readLine(text: string): ReplyLine {
  let body = withoutInvisible(text);
  let depth = 0;
  while (depth < DEPTH_MAX) {
    const mark = QUOTE_MARK.exec(body);
    if (!mark) break;
    body = body.slice(mark[0].length);
    depth += 1;
  }
  return { body: body.trim(), depth };
}

/** Splits a text into lines at LF, CRLF or CR and tells quote marks from text. */
export function readLines(text: string): ReplyLine[] {
  return text.normalize('NFC').split(/\r\n|\r|\n/).map(readLine);
}

/** Width on screen in half-width columns, for telling a wrapped line from one that ends where it was meant to. */
export function columnsOf(text: string): number {
  let columns = 0;
  for (const char of text) columns += (char.codePointAt(0) ?? 0) < 0x100 || /[｡-ﾟ]/.test(char) ? 1 : 2;
  return columns;
}

/** Clients wrap between 60 and 80 columns, quote marks included; a line this long that stops mid-sentence goes on. */
const WRAP_MIN_COLUMNS = 58;

/** Puts the lines of one answer together: wrapped ones without a break, the others as typed. */
export function joinLines(lines: readonly string[]): string {
  let joined = '';
  let last: string | null = null;
  for (const line of lines) {
    const isWrapped =
      last !== null && line !== '' && columnsOf(last) >= WRAP_MIN_COLUMNS && !/[。．.!?！？]$/.test(last);
    const separator = last === null ? '' : isWrapped ? wordBreak(last, line) : '\n';
    joined += separator + line;
    last = line;
  }
  return joined.trim();
}

/** Latin words were parted by the blank at which the client wrapped; Japanese ones by nothing. */
function wordBreak(before: string, after: string): string {
  return /[A-Za-z0-9,;]$/.test(before) && /^[A-Za-z]/.test(after) ? ' ' : '';
}
