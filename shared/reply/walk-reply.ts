import {
  anchorOf,
  looksAnchored,
  matchLabel,
  matchWrappedLabel,
  withoutBullet,
  withoutGap,
} from './find-anchors.ts';
import { LabelPlan } from './label-plan.ts';
import { type LabelledLines, labelLines } from './line-labels.ts';
import { keyOf } from './matching-key.ts';
import type { UnreadLine } from './reading.ts';
import { receiptCodesIn } from './receipt-code.ts';
import { columnsOf, type ReplyLine, readLines, unquoted, WRAP_MIN_COLUMNS } from './reply-lines.ts';
import type { FieldLine, SentForm } from './sent-form.ts';
import { isShortened, PIECES_MAX, splitLines, templateLines } from './template-lines.ts';

/** A line somebody typed. `rank` is how deep it is quoted: what is quoted less counts more. */
export interface AuthoredLine {
  readonly index: number;
  readonly body: string;
  readonly depth: number;
  readonly rank: number;
}

/** One place in the reply where a field's line stands, answered or not. */
export interface Occurrence {
  readonly line: FieldLine;
  readonly index: number;
  readonly depth: number;
  readonly rank: number;
  /** Number of the copy of the form it belongs to. */
  readonly copy: number;
  /** The receipt code under which this copy stands, if it says one. */
  readonly code: string | null;
  /** What follows the colon on the same line. */
  readonly answer: string;
  /** Width of the line the answer stands on, for telling whether it was wrapped. */
  readonly columns: number;
  /** The changed content of the label's parenthesis, or null. */
  readonly inside: string | null;
  /** Typed lines between this anchor and the next; blank ones kept as paragraph breaks. */
  readonly following: readonly AuthoredLine[];
  /** Typed lines right above this anchor. */
  readonly preceding: readonly AuthoredLine[];
  /** Whether a line of the form parts those from the anchor before: then they cannot have been typed under that. */
  readonly isParted: boolean;
  /** How many of the lines that follow stand above the form's next line, and so cannot be meant for the next anchor. */
  readonly underneath: number;
  /** Whether another part of the form follows, so that what was typed ends there for certain. */
  readonly isClosed: boolean;
  /** Whether what follows may as well be meant for the next anchor. */
  readonly isEither?: boolean;
}

export interface Walk {
  readonly occurrences: readonly Occurrence[];
  /** Typed lines that belong to no field. */
  readonly free: readonly AuthoredLine[];
  /** Answers below the end mark, for anchors the form does not have, or under a label that several lines share. */
  readonly outside: readonly UnreadLine[];
  /** Receipt codes named in the text, in order. */
  readonly codes: readonly string[];
  /** The width at which the client wrapped lines of the template; null where it wrapped none. */
  readonly wrapColumns: number | null;
}

interface OpenOccurrence extends Omit<Occurrence, 'following' | 'isClosed' | 'underneath'> {
  following: AuthoredLine[];
  underneath: number;
  isClosed: boolean;
}

const END_MARK = /^[ \t\u3000]*[【［[（(]?[ \t\u3000]*おわり[ \t\u3000]*[】］\])）]/;
const END_KEY = 'おわりここより下';
/** Bullets and stops left over from a line a client took apart. */
const MEANINGLESS = /^[・*•●◆■□▪|.,、。：:;\s]{1,10}$/;
const HEADING = /^[■□◆◇●]/;
const LIST_NUMBER = /^[0-9０-９]{1,3}[.．)）]/;
/** So many lines that begin with a list number are a list the client made. */
const NUMBERED_MIN = 5;
/** Quoted mails inside one another; deeper ones all count as equally deep. */
const QUOTED_MAX = 50;
/** A quoted piece of the template this long is the template's, even where its line was cut or run together. */
const CONTAINED_MIN = 12;

/** Walks the lines of a reply once, keeping track of where it is: which copy, how deep, under which code. */
class Walker {
  readonly #form: SentForm;
  readonly #lines: readonly ReplyLine[];
  readonly #shape: LabelledLines;
  readonly #occurrences: OpenOccurrence[] = [];
  readonly #labels: LabelPlan;
  readonly #isNumbered: boolean;
  readonly #free: AuthoredLine[] = [];
  readonly #outside: UnreadLine[] = [];
  readonly #seenCodes: string[] = [];
  /** Depths at which quoted mails without quote marks began. */
  readonly #begun: number[] = [];
  /** The receipt code last named at each depth. */
  #codes: (string | null)[] = [];
  /** Depths at which the form has ended. */
  readonly #closed = new Set<number>();
  #current: OpenOccurrence | null = null;
  #above: AuthoredLine[] = [];
  /** Whether a line of the form was passed since the last anchor. */
  #isParted = false;
  #section: number | null = null;
  /** Places of the fields the form has next. */
  #expected: readonly number[] = [];
  #copy = 0;
  #copyEnded = true;
  /** Whether a section or an anchor of the copy at hand has been passed. */
  #inForm = false;
  /** Whether the copy at hand has anchors, so that its lines are not told by their labels. */
  #hasAnchors = false;
  #wrapColumns: number | null = null;

  constructor(text: string, form: SentForm) {
    this.#form = form;
    this.#lines = splitLines(readLines(text), form);
    this.#shape = labelLines(this.#lines);
    this.#labels = new LabelPlan(this.#lines, form);
    this.#isNumbered = this.#lines.filter(({ body }) => LIST_NUMBER.test(body)).length >= NUMBERED_MIN;
  }

  walk(): Walk {
    let index = 0;
    while (index < this.#lines.length) index += this.#step(index);
    return {
      occurrences: this.#occurrences,
      free: this.#free,
      outside: this.#outside,
      codes: [...new Set(this.#seenCodes)],
      wrapColumns: this.#wrapColumns,
    };
  }

  /** Handles the line at `index`; gives the number of lines it took. */
  #step(index: number): number {
    const line = this.#lines[index];
    if (!line) return 1;
    if (line.body === '') {
      this.#blank(index, line);
      return 1;
    }
    while ((this.#begun.at(-1) ?? -1) > line.depth) this.#begun.pop();
    const label = this.#shape.labels[index];
    if (this.#shape.begins.has(index)) this.#beginQuoted(line.depth);
    if (label === 'header' || label === 'attribution' || label === 'banner') {
      this.#apart();
      if (label === 'header') this.#noteCodes(line);
      // What follows an attribution is another mail, one mark deeper.
      if (label === 'attribution') this.#codes = this.#codes.slice(0, line.depth + 1);
      return 1;
    }
    if (END_MARK.test(line.body) || keyOf(line.body).startsWith(END_KEY)) {
      this.#apart(true);
      this.#copyEnded = true;
      this.#hasAnchors = false;
      this.#section = null;
      this.#closed.add(line.depth);
      return 1;
    }
    return this.#formLine(index, line) || this.#typed(index, line);
  }

  /** An anchor or a line of the template; gives the number of lines it took, 0 if it is neither. */
  #formLine(index: number, line: ReplyLine): number {
    const anchor = anchorOf(line.body, this.#form);
    if (anchor) {
      if (this.#closed.has(line.depth)) this.#belowTheEnd(index, line, anchor.rest, anchor.line);
      else {
        const used = this.#anchor(index, line, anchor.line, anchor.rest);
        this.#hasAnchors = true;
        this.#expected = [anchor.line.index + 1];
        return used;
      }
      return 1;
    }
    const pieces = templateLines(this.#lines, index, this.#form);
    if (pieces > 1) this.#noteWrap(line);
    if (pieces > 0 || this.#isContained(line)) {
      const key = this.#lines
        .slice(index, index + pieces)
        .map(({ body }) => keyOf(body))
        .join('');
      const section = this.#form.sections.get(key);
      if (this.#noteCodes(line) || section !== undefined) this.#reopen(line.depth);
      if (section !== undefined) {
        this.#section = section;
        this.#inForm = true;
        this.#apart(true);
      } else if (pieces > 0 && this.#current && !this.#current.line.gap.includes(key)) {
        // A line from elsewhere in the mail: another copy of it begins here.
        this.#apart();
      }
      this.#part();
      const below = this.#form.fieldsBelow.get(key);
      if (below) this.#expected = below.length > 1 && this.#hasAnchors ? this.#nextOf(below) : below;
      return Math.max(1, pieces);
    }
    if (/^[【［[]?\s*受付番号/.test(line.body) && this.#noteCodes(line)) {
      this.#reopen(line.depth);
      this.#apart();
      return 1;
    }
    return 0;
  }

  /** The field after the last answered one, if it is among those that share a hint. */
  #nextOf(places: readonly number[]): readonly number[] {
    const last = this.#occurrences.at(-1)?.line.index ?? -1;
    return places.filter((place) => place === last + 1);
  }

  /** A line of the form parts what was typed above it from what is typed below. */
  #part(): void {
    if (this.#current && this.#current.underneath === 0)
      this.#current.underneath = this.#current.following.length;
    this.#above = [];
    this.#isParted = true;
  }

  /** A quoted line that is a longer piece of the template, cut or run together by a gateway. */
  #isContained(line: ReplyLine): boolean {
    if (this.#rankOf(line.depth) === 0 && this.#occurrences.length > 0) return false;
    const key = keyOf(line.body);
    return key.length >= CONTAINED_MIN && this.#form.whole.some((whole) => whole.includes(key));
  }

  #anchor(index: number, line: ReplyLine, field: FieldLine, rest: string): number {
    if (this.#copyEnded || field.index === 0) {
      this.#copy += 1;
      this.#hasAnchors = false;
    }
    this.#copyEnded = false;
    this.#inForm = true;
    const below = this.#lines.slice(index + 1, index + 1 + PIECES_MAX).map(({ body }) => body);
    const found = matchWrappedLabel(rest, below, field);
    const last = this.#lines[index + found.used] ?? line;
    if (found.used > 0) this.#noteWrap(line);
    if (this.#current) this.#current.isClosed = true;
    this.#current = {
      line: field,
      index,
      depth: line.depth,
      rank: this.#rankOf(line.depth),
      copy: this.#copy,
      code: this.#codes[line.depth] ?? null,
      answer: withoutGap(found.answer, field),
      columns: columnsOf(last.text),
      inside: found.inside,
      following: [],
      preceding: this.#above.filter(({ depth }) => depth <= line.depth),
      isParted: this.#isParted,
      underneath: 0,
      isClosed: false,
    };
    this.#above = [];
    this.#isParted = false;
    this.#occurrences.push(this.#current);
    this.#expected = [];
    return found.used + 1;
  }

  #typed(index: number, line: ReplyLine): number {
    const typed = { index, body: line.body, depth: line.depth, rank: this.#rankOf(line.depth) };
    if (this.#current && line.depth > this.#current.depth) {
      // Under what somebody typed, a line that begins with `>` is his as well, as where a long line was wrapped.
      this.#current.following.push({ ...typed, body: unquoted(line, this.#current.depth) });
      return 1;
    }
    if (this.#closed.has(line.depth) || this.#isLeftover(line.body, index)) return 1;
    // A heading that is none of the form's: labels below it name nothing of the section before.
    if (HEADING.test(line.body)) this.#section = null;
    if (looksAnchored(line.body)) {
      this.#outside.push({ line: line.body, reason: 'outside-form' });
      this.#apart();
      return 1;
    }
    const labelled = this.#labels.resolve(line.body, {
      section: this.#section,
      expected: this.#expected,
      amongAnchors: this.#hasAnchors,
    });
    if (labelled === 'unclear') {
      this.#outside.push({ line: line.body, reason: 'unanchored' });
      return 1;
    }
    if (labelled) return this.#anchor(index, line, labelled.line, labelled.rest);
    this.#above.push(typed);
    if (this.#current && isShortened(line.body, this.#current.line.gap)) return 1;
    if (this.#current) this.#current.following.push(typed);
    else if (this.#isFree(typed, index)) this.#free.push(typed);
    return 1;
  }

  /** Typed outside any field, and not somebody else's words between the mails that are quoted below. */
  #isFree({ depth, rank }: AuthoredLine, index: number): boolean {
    if (depth > 0 || this.#shape.labels[index] === 'courtesy') return false;
    const code = this.#codes[depth] ?? this.#form.receiptCode;
    return rank === 0 || (this.#inForm && code === this.#form.receiptCode);
  }

  /** Bullets, and numbers where a client took the whole form for a numbered list. */
  #isLeftover(body: string, index: number): boolean {
    // What a client cut off at its right edge belongs to the line above, be it only a bracket or a stop.
    const { answer = '', following = [] } = this.#current ?? {};
    const goesOn = answer !== '' || following.length > 0 || this.#free.at(-1)?.index === index - 1;
    if (goesOn && columnsOf(this.#lines[index - 1]?.text ?? '') >= WRAP_MIN_COLUMNS) return false;
    return (
      MEANINGLESS.test(body) ||
      keyOf(body) === '' ||
      (this.#isNumbered && LIST_NUMBER.test(body) && withoutBullet(body) === '')
    );
  }

  #belowTheEnd(index: number, line: ReplyLine, rest: string, field: FieldLine): void {
    // The first field's line below the end mark begins another copy of the form; any other stands outside it.
    if (field.index === 0) {
      this.#reopen(line.depth);
      this.#anchor(index, line, field, rest);
      return;
    }
    const { answer } = matchLabel(rest, field);
    if (answer !== '') this.#outside.push({ line: line.body, reason: 'outside-form' });
  }

  #blank(index: number, line: ReplyLine): void {
    const { depth } = line;
    const blank = { index, body: '', depth, rank: this.#rankOf(depth) };
    this.#current?.following.push(blank);
    if (this.#current === null && depth === 0 && !this.#closed.has(0)) this.#free.push(blank);
  }

  #noteWrap(firstPiece: ReplyLine): void {
    this.#wrapColumns = Math.max(this.#wrapColumns ?? 0, columnsOf(firstPiece.body));
  }

  #rankOf(depth: number): number {
    return depth + this.#begun.filter((begun) => begun <= depth).length;
  }

  #beginQuoted(depth: number): void {
    if (this.#begun.length < QUOTED_MAX) this.#begun.push(depth);
    this.#codes = this.#codes.slice(0, depth);
    this.#section = null;
    this.#reopen(depth);
  }

  #noteCodes(line: ReplyLine): boolean {
    const codes = receiptCodesIn(line.body);
    this.#seenCodes.push(...codes);
    const own = codes.includes(this.#form.receiptCode) ? this.#form.receiptCode : codes[0];
    if (own !== undefined) this.#codes[line.depth] = own;
    return own !== undefined;
  }

  #reopen(depth: number): void {
    this.#closed.delete(depth);
  }

  /** What follows belongs to no anchor before it. */
  #apart(isForm = false): void {
    if (this.#current && isForm) this.#current.isClosed = true;
    if (!isForm) {
      this.#copyEnded = true;
      this.#inForm = false;
      this.#hasAnchors = false;
      this.#section = null;
    }
    this.#current = null;
    this.#above = [];
  }
}

/** Finds every place where the form's lines stand in a reply, and what was typed around them. Linear in the text. */
export function walkReply(text: string, form: SentForm): Walk {
  return new Walker(text, form).walk();
}
