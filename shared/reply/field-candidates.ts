import type { FormField } from '../round/form.ts';
import { signatureStart } from './line-labels.ts';
import type { DateContext } from './normalise-date.ts';
import { NOT_READ, normaliseField } from './normalise-field.ts';
import { type Normalised, unclear } from './normalised.ts';
import { plain } from './plain-text.ts';
import { columnsOf, joinLines, wrapMinColumns } from './reply-lines.ts';
import type { AuthoredLine, Occurrence } from './walk-reply.ts';

/** Answers already read in one reply: the same short one stands in many places of some, and costs its time once. */
const answered = new WeakMap<DateContext, Map<string, Normalised>>();
const ANSWERED_MAX_CHARS = 60;

function readAs(field: FormField, raw: string, context: DateContext): Normalised {
  if (raw.length > ANSWERED_MAX_CHARS) return normaliseField(field, raw, context);
  const known = answered.get(context) ?? new Map<string, Normalised>();
  answered.set(context, known);
  const key = `${field.anchor} ${raw}`;
  const read = known.get(key) ?? normaliseField(field, raw, context);
  known.set(key, read);
  return read;
}

/** What answers are read against. */
export interface ReadingContext extends DateContext {
  /** The width at which the client wraps, if it was seen to. */
  readonly wrapColumns: number | null;
}

/** One answer somebody gave to a field, with how deep it is quoted. */
export interface Candidate {
  readonly raw: string;
  readonly rank: number;
  readonly read: Normalised;
}

/** What one occurrence of a field yields: answers, and typed lines that turned out not to be part of any. */
export interface OccurrenceReading {
  readonly candidates: readonly Candidate[];
  readonly leftover: readonly AuthoredLine[];
}

const CLOSING_COURTESY = /^(?:以上(?:です)?|(?:どうぞ)?(?:よろしく|宜しく)お願い.{0,8}ます)。?$/;
/** Prose this long under a number or choice line is a remark on it, not a failed answer. */
const FAILED_ANSWER_MAX = 40;

/** A line of its own with a number or a date somewhere in it is a sentence, not an answer. */
const PROSE_MIN = 20;

function isProse({ body }: AuthoredLine, read: Normalised): boolean {
  return read.kind === 'value' && read.reason === 'extra-words' && body.length >= PROSE_MIN;
}

function isBlank(line: AuthoredLine): boolean {
  return line.body === '';
}

const isTyped = (line: AuthoredLine) => !isBlank(line);

/** The changed parenthesis of a label: the choice that was left or marked, or the number put in place of the unit. */
function readInside(occurrence: Occurrence, context: DateContext): Normalised | null {
  const { inside, line } = occurrence;
  const { field } = line;
  if (inside === null || plain(inside) === '') return null;
  if (field.input === 'number') {
    const read = readAs(field, inside, context);
    return /\d/.test(plain(inside)) ? read : null;
  }
  if (field.input !== 'choice') return null;
  const words = inside.replace(/から.{0,3}つ.{0,6}$/, '').trim();
  const pieces = words.split(/[・、,，/／\s]+/).filter((piece) => piece !== '');
  const offered = field.choices ?? [];
  if (
    pieces.length === offered.length &&
    pieces.every((piece, at) => plain(piece) === plain(offered[at] ?? ''))
  ) {
    return null;
  }
  const read = readAs(field, words, context);
  return read.kind === 'value' || pieces.length > 1 ? read : null;
}

function isOpen(text: string): boolean {
  const plainText = text.replaceAll('(', '（').replaceAll(')', '）');
  return plainText.lastIndexOf('（') > plainText.lastIndexOf('）');
}

/** A remark in brackets that the client wrapped is put together again before the answer is read. */
function withOpenBracket(answer: string, following: readonly AuthoredLine[]): { text: string; used: number } {
  let text = answer;
  let used = 0;
  while (isOpen(text) && used < 2) {
    const next = following[used];
    if (!next || isBlank(next)) break;
    text += next.body;
    used += 1;
  }
  return isOpen(text) ? { text: answer, used: 0 } : { text, used };
}

/** Answers under the anchor: the first line that reads as a value, else what was tried, if it is short. */
function readBelow(
  occurrence: Occurrence,
  lines: readonly AuthoredLine[],
  context: DateContext,
): OccurrenceReading {
  const { field } = occurrence.line;
  const typed = lines.filter(isTyped);
  const [first] = typed;
  if (!first) return { candidates: [], leftover: [] };
  const readings = typed.slice(0, 5).map((line) => ({ line, read: readAs(field, line.body, context) }));
  const success = readings.find(({ line, read }) => read.kind === 'value' && !isProse(line, read));
  if (success) {
    const { line, read } = success;
    return {
      candidates: [{ raw: line.body, rank: line.rank, read }],
      leftover: typed.filter((other) => other !== line),
    };
  }
  if (first.body.length > FAILED_ANSWER_MAX) return { candidates: [], leftover: typed };
  const [{ read } = { read: unclear(NOT_READ[field.input]) }] = readings.filter(
    ({ read: tried }) => tried.kind === 'unclear',
  );
  return { candidates: [{ raw: first.body, rank: first.rank, read }], leftover: typed.slice(1) };
}

/** A line this wide with its quote marks was cut by the client, unless it ends where it was meant to. */
const CUT_MIN_COLUMNS = 66;
const ENDS = /[。．.!?！？）)」』]$/;
const BEGINS_REMARK = /^[（(※*・]/;

/** `→130` under `120`: the second half of a range, wherever the line was broken. */
const GOES_ON_AS_RANGE = /^[~〜～→⇒]\s{0,3}[0-9０-９]/;

/** An answer the client cut at its right edge, together with the line below, if the two are one answer. */
function readWrapped(
  occurrence: Occurrence,
  answer: string,
  next: AuthoredLine | undefined,
  context: ReadingContext,
): Candidate | null {
  const { columns, line, rank } = occurrence;
  if (next === undefined || isBlank(next)) return null;
  const raw = answer + next.body;
  const read = readAs(line.field, raw, context);
  const isRange = line.field.input === 'number' && GOES_ON_AS_RANGE.test(next.body);
  if (isRange) return { raw, rank, read };
  if (columns < wrapMinColumns(context.wrapColumns)) return null;
  const isCut = columns >= CUT_MIN_COLUMNS && !ENDS.test(answer) && !BEGINS_REMARK.test(next.body);
  return isCut || (read.kind === 'value' && read.reason !== 'extra-words') ? { raw, rank, read } : null;
}

function readTyped(occurrence: Occurrence, context: ReadingContext): OccurrenceReading {
  const { field } = occurrence.line;
  const lines = withoutSignature(occurrence).lines;
  const inside = readInside(occurrence, context);
  if (occurrence.answer === '') {
    if (inside) {
      const candidate = { raw: occurrence.inside ?? '', rank: occurrence.rank, read: inside };
      return { candidates: [candidate], leftover: lines.filter(isTyped) };
    }
    return readBelow(occurrence, lines, context);
  }
  const { text, used } = withOpenBracket(occurrence.answer, lines);
  const wrapped = readWrapped(occurrence, text, lines[used], context);
  if (wrapped) return { candidates: [wrapped], leftover: lines.slice(used + 1).filter(isTyped) };
  const same = { raw: text, rank: occurrence.rank, read: readAs(field, text, context) };
  const rest = lines.slice(used).filter(isTyped);
  const [next] = rest;
  if (!next) return { candidates: [same], leftover: [] };
  // A second value under the line is another answer; anything else is a remark.
  const below = readAs(field, next.body, context);
  if (below.kind !== 'value' || below.value === null || below.reason === 'extra-words')
    return { candidates: [same], leftover: rest };
  return { candidates: [same, { raw: next.body, rank: next.rank, read: below }], leftover: rest.slice(1) };
}

/**
 * The lines after an anchor without the signature, where nothing of the form closes them. A line with more quote
 * marks than its anchor is a `>` somebody typed: part of a text, never a value.
 */
function withoutSignature(occurrence: Occurrence): { lines: readonly AuthoredLine[]; wasOpen: boolean } {
  const isText = occurrence.line.field.input === 'text';
  const following = occurrence.following.flatMap((line) => {
    return line.depth <= occurrence.depth || line.body === '' || isText ? [line] : [];
  });
  if (occurrence.isClosed) return { lines: following, wasOpen: false };
  const lines = following.slice(0, signatureStart(following.map(({ body }) => body)));
  return { lines: lines.filter(({ body }) => !CLOSING_COURTESY.test(body)), wasOpen: true };
}

function readFreeText(occurrence: Occurrence, context: ReadingContext): OccurrenceReading {
  const { field } = occurrence.line;
  const { lines, wasOpen } = withoutSignature(occurrence);
  const typed = lines.filter(isTyped);
  const pieces = lines.map(({ body }) => ({ text: body, columns: columnsOf(body) }));
  const same = { text: occurrence.answer, columns: occurrence.columns };
  const raw = joinLines(same.text === '' ? pieces : [same, ...pieces], context.wrapColumns);
  if (raw === '') return { candidates: [], leftover: [] };
  const rank = typed.reduce((least, line) => Math.min(least, line.rank), Number.POSITIVE_INFINITY);
  const read = occurrence.isEither ? unclear('unanchored') : readAs(field, raw, context);
  // Nothing of the form closes this answer, so its last lines may be the sender's signature.
  const isDoubtful = wasOpen && read.kind === 'value' && typed.length > (occurrence.answer === '' ? 1 : 0);
  const shown: Normalised = isDoubtful ? { ...read, confidence: 'low', reason: 'signature-near' } : read;
  return {
    candidates: [{ raw, rank: occurrence.answer === '' ? rank : occurrence.rank, read: shown }],
    leftover: [],
  };
}

/** Reads the answers that stand at one occurrence of a field. */
export function readOccurrence(occurrence: Occurrence, context: ReadingContext): OccurrenceReading {
  return occurrence.line.field.input === 'text'
    ? readFreeText(occurrence, context)
    : readTyped(occurrence, context);
}

/** How well a typed field is answered by some lines: 1 by a value, -1 by something else, 0 by nothing. */
function suits(occurrence: Occurrence, lines: readonly AuthoredLine[], context: DateContext): number {
  const first = lines.find(isTyped);
  if (!first || occurrence.line.field.input === 'text') return 0;
  const read = readAs(occurrence.line.field, first.body, context);
  return read.kind === 'value' && !isProse(first, read) ? 1 : -1;
}

/** Whether what follows stands next to the anchor below, behind the blank line that ends this part of the form. */
function leansDown({ line, following }: Occurrence): boolean {
  const [first] = following;
  const last = following.at(-1);
  return line.isLast && first !== undefined && isBlank(first) && last !== undefined && isTyped(last);
}

/** How much speaks for the lines above the anchors being the answers, and how much for those below. */
function weighSides(
  occurrences: readonly Occurrence[],
  context: DateContext,
): { above: number; below: number } {
  let above = 0;
  let below = 0;
  for (const occurrence of occurrences) {
    const { preceding, following, isParted, underneath } = occurrence;
    above += suits(occurrence, preceding, context) + (isParted && preceding.some(isTyped) ? 1 : 0);
    above += leansDown(occurrence) ? 1 : 0;
    below += suits(occurrence, following, context) + (following.slice(0, underneath).some(isTyped) ? 1 : 0);
  }
  return { above, below };
}

/**
 * Gives each anchor of a copy the lines above it instead of those below, where the values and the form's own lines
 * between them say that the sender answers above: only if nothing stands behind any colon.
 */
export function settleSides(occurrences: readonly Occurrence[], context: DateContext): readonly Occurrence[] {
  const isAbove = occurrences.some(({ preceding }) => preceding.some(isTyped));
  if (!isAbove || occurrences.some(({ answer }) => answer !== '')) return occurrences;
  const { above, below } = weighSides(occurrences, context);
  // One line that fits the anchor below it is too little where a text above it may hold it as well.
  if (above > below && (above >= 2 || (above > 0 && below < 0)))
    return occurrences.map((occurrence) => ({
      ...occurrence,
      following: occurrence.preceding,
      isClosed: true,
    }));
  const isAlone = occurrences.filter(({ following }) => following.some(isTyped)).length === 1;
  const isUntold = above === 0 && below === 0;
  return occurrences.map((occurrence, at) => {
    const next = occurrences[at + 1];
    // Where neither side reads well, the texts are as doubtful as the values.
    const isUnsettled = above > below || (above !== 0 && above === below);
    const isEither =
      (isUnsettled && occurrence.following.some(isTyped)) ||
      (next !== undefined && isBetween(occurrence, next, { isAlone, isUntold }, context));
    return isEither ? { ...occurrence, isEither } : occurrence;
  });
}

/** A word or two: what is all there is in a reply, and no longer, may as well answer the choice below. */
const REMARK_MAX = 4;

/**
 * Whether a single line between a text's anchor and a blank line below may be meant for either: where it answers
 * that well, for nobody writes just 順調 or ○ of what was done; where it stands next to it; where it is all there is
 * and a name would be as short; between two texts, where no other line of the reply tells the side.
 */
function isBetween(
  occurrence: Occurrence,
  next: Occurrence,
  { isAlone, isUntold }: { readonly isAlone: boolean; readonly isUntold: boolean },
  context: DateContext,
): boolean {
  const { following, line } = occurrence;
  const [only, ...more] = following.filter(isTyped);
  if (only === undefined || more.length > 0 || line.field.input !== 'text') return false;
  if (!next.preceding.includes(only) || next.following.some(isTyped)) return false;
  if (next.line.field.input === 'text')
    return leansDown(occurrence) || isUntold || (isAlone && following[0] !== only);
  const saysTooLittle =
    only.body.length <= 2 || (isAlone && (line.field.kind === 'answerer' || only.body.length <= REMARK_MAX));
  return saysTooLittle || suits(next, [only], context) > 0;
}
