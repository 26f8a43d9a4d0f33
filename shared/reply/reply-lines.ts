import { withoutInvisible } from './matching-key.ts';

/**
 * A line of a reply. `depth` counts quote marks; `body` is the line without them and without invisible characters,
 * `text` the line with them.
 */
export interface ReplyLine {
  readonly body: string;
  readonly depth: number;
  readonly text: string;
}

/**
 * One mark at the beginning of a line: `>`, `＞`, `|`, a bar, or initials before `>` as in `yamada>`. A `|` with
 * another one behind it in the same line begins the row of a table somebody drew.
 */
const QUOTE_MARK =
  /^[ \t\u3000]{0,4}(?:[A-Za-z]{1,12}(?=>))?(?:[>＞▎┃│]|[|｜](?=[\s【]|$)|[|｜](?![^|｜]{0,2000}[|｜]))/;
const DEPTH_MAX = 40;

function readLine(written: string): ReplyLine {
  const text = withoutInvisible(written);
  let body = text;
  let depth = 0;
  while (depth < DEPTH_MAX) {
    const mark = QUOTE_MARK.exec(body);
    if (!mark) break;
    body = body.slice(mark[0].length);
    depth += 1;
  }
  return { body: body.trim(), depth, text };
}

/** A line with only the first `depth` quote marks taken off: the others are characters somebody typed. */
export function unquoted({ text }: ReplyLine, depth: number): string {
  let body = text;
  for (let marks = 0; marks < depth; marks += 1) body = body.replace(QUOTE_MARK, '');
  return body.trim();
}

/** Splits a text into lines at LF, CRLF or CR and tells quote marks from text. */
export function readLines(text: string): ReplyLine[] {
  return text
    .normalize('NFC')
    .split(/\r\n|\r|\n/)
    .map(readLine);
}

/** Width on screen in half-width columns, for telling a wrapped line from one that ends where it was meant to. */
export function columnsOf(text: string): number {
  let columns = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    // The second half of a surrogate pair has no width of its own; half-width kana are as narrow as Latin letters.
    if (code >= 0xdc00 && code <= 0xdfff) continue;
    columns += code < 0x100 || (code >= 0xff61 && code <= 0xff9f) ? 1 : 2;
  }
  return columns;
}

/** Clients wrap between 60 and 80 columns, quote marks included; a line this long that stops mid-sentence goes on. */
export const WRAP_MIN_COLUMNS = 58;

/** The width from which on a line may have been cut by the client; `wrapColumns` is where it was seen to wrap. */
export function wrapMinColumns(wrapColumns: number | null): number {
  // A full-width character that does not fit leaves a line up to a few columns short, more under 行頭禁則.
  return wrapColumns === null ? WRAP_MIN_COLUMNS : wrapColumns - 4;
}

/** A piece of an answer and the width of the line it stood on. */
export interface AnswerPiece {
  readonly text: string;
  readonly columns: number;
}

/**
 * Puts the lines of one answer together: wrapped ones without a break, the others as typed. `wrapColumns` is the
 * width at which the client was seen to wrap, if it was.
 */
export function joinLines(pieces: readonly AnswerPiece[], wrapColumns: number | null): string {
  const wrapMin = wrapMinColumns(wrapColumns);
  let joined = '';
  let last: AnswerPiece | null = null;
  for (const piece of pieces) {
    const { text } = piece;
    const isWrapped =
      last !== null && text !== '' && last.columns >= wrapMin && !/[。．.!?！？]$/.test(last.text);
    joined += (last === null ? '' : isWrapped ? wordBreak(last.text, text) : '\n') + text;
    last = piece;
  }
  return joined.trim();
}

/** Latin words were parted by the blank at which the client wrapped; Japanese ones by nothing. */
function wordBreak(before: string, after: string): string {
  return /[A-Za-z0-9,;]$/.test(before) && /^[A-Za-z]/.test(after) ? ' ' : '';
}

/** A text longer than this is held whole. */
const TEXT_MAX_CHARS = 2_000_000;
/** More lines than any reply with its quotations has; a longer mail is held whole (decision 12). */
const LINES_MAX = 5_000;
/** A line longer than this was not typed into a form; a mail with one is held whole. */
const LINE_MAX_CHARS = 20_000;

/** Whether a text is within what is read; beyond it the mail is held whole and nothing of it is taken. */
export function isReadable(text: string): boolean {
  if (text.length > TEXT_MAX_CHARS) return false;
  let lines = 1;
  let from = 0;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', from)) {
    if (at - from > LINE_MAX_CHARS) return false;
    lines += 1;
    if (lines > LINES_MAX) return false;
    from = at + 1;
  }
  return text.length - from <= LINE_MAX_CHARS;
}
