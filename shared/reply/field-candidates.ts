import { signatureStart } from './line-labels.ts';
import type { DateContext } from './normalise-date.ts';
import { normaliseField } from './normalise-field.ts';
import { type Normalised, unclear } from './normalised.ts';
import { plain } from './plain-text.ts';
import { columnsOf, joinLines } from './reply-lines.ts';
import type { AuthoredLine, Occurrence } from './walk-reply.ts';

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

function isBlank(line: AuthoredLine): boolean {
  return line.body === '';
}

/** The changed parenthesis of a label: the choice that was left or marked, or the number put in place of the unit. */
function readInside(occurrence: Occurrence, context: DateContext): Normalised | null {
  const { inside, line } = occurrence;
  const { field } = line;
  if (inside === null || plain(inside) === '') return null;
  if (field.input === 'number') {
    const read = normaliseField(field, inside, context);
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
  const read = normaliseField(field, words, context);
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
  const typed = lines.filter((line) => !isBlank(line));
  const [first] = typed;
  if (!first) return { candidates: [], leftover: [] };
  const readings = typed
    .slice(0, 5)
    .map((line) => ({ line, read: normaliseField(field, line.body, context) }));
  const success = readings.find(({ read }) => read.kind === 'value');
  if (success) {
    const { line, read } = success;
    return {
      candidates: [{ raw: line.body, rank: line.rank, read }],
      leftover: typed.filter((other) => other !== line),
    };
  }
  if (first.body.length > FAILED_ANSWER_MAX) return { candidates: [], leftover: typed };
  const read = readings[0]?.read ?? unclear('not-a-number');
  return { candidates: [{ raw: first.body, rank: first.rank, read }], leftover: typed.slice(1) };
}

function readTyped(occurrence: Occurrence, context: DateContext): OccurrenceReading {
  const { field } = occurrence.line;
  const lines = withoutSignature(occurrence).lines;
  const inside = readInside(occurrence, context);
  if (occurrence.answer === '') {
    if (inside) {
      const candidate = { raw: occurrence.inside ?? '', rank: occurrence.rank, read: inside };
      return { candidates: [candidate], leftover: lines.filter((line) => !isBlank(line)) };
    }
    return readBelow(occurrence, lines, context);
  }
  const { text, used } = withOpenBracket(occurrence.answer, lines);
  const same = { raw: text, rank: occurrence.rank, read: normaliseField(field, text, context) };
  const rest = lines.slice(used).filter((line) => !isBlank(line));
  const [next] = rest;
  if (!next) return { candidates: [same], leftover: [] };
  // A second value under the line is another answer; anything else is a remark.
  const below = normaliseField(field, next.body, context);
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
    const marks = Math.max(0, line.depth - occurrence.depth);
    if (marks === 0 || line.body === '') return [line];
    return isText ? [{ ...line, body: `${'>'.repeat(marks)} ${line.body}` }] : [];
  });
  if (occurrence.isClosed) return { lines: following, wasOpen: false };
  const lines = following.slice(0, signatureStart(following.map(({ body }) => body)));
  return { lines: lines.filter(({ body }) => !CLOSING_COURTESY.test(body)), wasOpen: true };
}

function readFreeText(occurrence: Occurrence, context: ReadingContext): OccurrenceReading {
  const { field } = occurrence.line;
  const { lines, wasOpen } = withoutSignature(occurrence);
  const typed = lines.filter((line) => !isBlank(line));
  const pieces = lines.map(({ body }) => ({ text: body, columns: columnsOf(body) }));
  const same = { text: occurrence.answer, columns: occurrence.columns };
  const raw = joinLines(same.text === '' ? pieces : [same, ...pieces], context.wrapColumns);
  if (raw === '') return { candidates: [], leftover: [] };
  const rank = typed.reduce((least, line) => Math.min(least, line.rank), Number.POSITIVE_INFINITY);
  const read = normaliseField(field, raw, context);
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
  const first = lines.find((line) => !isBlank(line));
  if (!first) return 0;
  return normaliseField(occurrence.line.field, first.body, context).kind === 'value' ? 1 : -1;
}

/**
 * Gives each anchor of a copy the lines above it instead of those below, where the values say that the sender
 * answers above: only if nothing stands behind any colon and more typed fields read well that way.
 */
export function settleSides(occurrences: readonly Occurrence[], context: DateContext): readonly Occurrence[] {
  const typed = occurrences.filter(({ line }) => line.field.input !== 'text');
  if (
    occurrences.some(({ answer }) => answer !== '') ||
    typed.every(({ preceding }) => preceding.length === 0)
  ) {
    return occurrences;
  }
  const below = typed.reduce((sum, occurrence) => sum + suits(occurrence, occurrence.following, context), 0);
  const above = typed.reduce((sum, occurrence) => sum + suits(occurrence, occurrence.preceding, context), 0);
  if (above <= below) return occurrences;
  return occurrences.map((occurrence) => ({
    ...occurrence,
    following: occurrence.preceding,
    isClosed: true,
  }));
}
