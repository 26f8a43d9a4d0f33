import type { Instant } from '../calendar/time.ts';
import { type Candidate, readOccurrence, settleSides } from './field-candidates.ts';
import { signatureStart } from './line-labels.ts';
import type { DateContext } from './normalise-date.ts';
import { normaliseField } from './normalise-field.ts';
import { readCommand } from './read-command.ts';
import type { AmbiguousField, Command, ReadField, Reading, ReadingReason, UnreadLine } from './reading.ts';
import { columnsOf, joinLines } from './reply-lines.ts';
import type { FieldLine, SentForm } from './sent-form.ts';
import type { AuthoredLine, Occurrence, Walk } from './walk-reply.ts';

/**
 * The occurrences that answer this mail: not those of another receipt code, and not what is quoted below our own
 * form without a code where that form has the same field, because then it is an older mail's.
 */
function ownOccurrences(walk: Walk, form: SentForm): readonly Occurrence[] {
  const own = walk.occurrences.filter(({ code }) => code === null || code === form.receiptCode);
  const deepest = new Map<FieldLine, number>();
  for (const { code, line, rank } of own) {
    if (code !== null) deepest.set(line, Math.max(deepest.get(line) ?? 0, rank));
  }
  return own.filter(({ code, line, rank }) => code !== null || rank <= (deepest.get(line) ?? rank));
}

function byCopy(occurrences: readonly Occurrence[]): Occurrence[][] {
  const copies = new Map<number, Occurrence[]>();
  for (const occurrence of occurrences) {
    const copy = copies.get(occurrence.copy);
    if (copy) copy.push(occurrence);
    else copies.set(occurrence.copy, [occurrence]);
  }
  return [...copies.values()];
}

type Decision =
  | { readonly kind: 'read'; readonly field: ReadField }
  | { readonly kind: 'asked'; readonly field: AmbiguousField }
  | { readonly kind: 'blank' };

/** What is quoted least counts; two different values of one rank are asked about. */
function decide(line: FieldLine, candidates: readonly Candidate[]): Decision {
  const { field } = line;
  const rank = candidates.reduce(
    (least, candidate) => Math.min(least, candidate.rank),
    Number.POSITIVE_INFINITY,
  );
  const nearest = candidates.filter((candidate) => candidate.rank === rank);
  const [first] = nearest;
  if (!first) return { kind: 'blank' };
  const raws = [...new Set(nearest.map(({ raw }) => raw))];
  const asked = (reason: ReadingReason): Decision => ({
    kind: 'asked',
    field: { field, raw: raws.join(' / '), reason },
  });
  const meanings = new Set(
    nearest.map(({ read }) => (read.kind === 'value' ? JSON.stringify(read.value) : `?${read.reason}`)),
  );
  if (meanings.size > 1) return asked('two-values');
  const { read, raw } = first;
  if (read.kind === 'unclear') return asked(read.reason);
  return {
    kind: 'read',
    field: {
      field,
      value: read.value,
      unit: field.number?.unit ?? null,
      raw,
      confidence: read.confidence,
      reason: read.reason,
      echo: read.echo,
    },
  };
}

interface FreeText {
  readonly command: Command | null;
  readonly lines: readonly AuthoredLine[];
  readonly conflicting: readonly UnreadLine[];
}

/** Takes the command out of the free lines. Two different commands cancel each other and are asked about. */
function findCommand(lines: readonly AuthoredLine[], receivedAt: Instant): FreeText {
  const commands = lines.flatMap((line) => {
    const command = line.depth === 0 ? readCommand(line.body, receivedAt) : null;
    return command ? [{ line, command }] : [];
  });
  const kinds = new Set(commands.map(({ command }) => JSON.stringify(command)));
  const taken = new Set(commands.map(({ line }) => line));
  const rest = lines.filter((line) => !taken.has(line));
  if (kinds.size > 1) {
    const conflicting = [...taken].map(({ body }) => ({ line: body, reason: 'two-values' as const }));
    return { command: null, lines: rest, conflicting };
  }
  return { command: commands[0]?.command ?? null, lines: rest, conflicting: [] };
}

/** Free lines in runs that stand together, each without the signature at its end. */
function withoutSignatures(lines: readonly AuthoredLine[]): AuthoredLine[] {
  const runs: AuthoredLine[][] = [];
  for (const line of lines) {
    const run = runs.at(-1);
    const last = run?.at(-1);
    if (run && last && line.index === last.index + 1 && line.rank === last.rank) run.push(line);
    else runs.push([line]);
  }
  return runs.flatMap((run) => run.slice(0, signatureStart(run.map(({ body }) => body))));
}

function commentOf(lines: readonly AuthoredLine[], wrapColumns: number | null): string | null {
  const ordered = [...lines].sort((a, b) => a.index - b.index);
  const pieces = ordered.map(({ body }) => ({ text: body, columns: columnsOf(body) }));
  const comment = joinLines(pieces, wrapColumns).replace(/\n{3,}/g, '\n\n');
  return comment === '' ? null : comment;
}

/** More lines than this are not looked at for bare values; they stay in the comment. */
const UNANCHORED_MAX = 40;

/** Lines of a reply that answers no line which look like answers: which field they are for cannot be told. */
function unanchoredAnswers(
  lines: readonly AuthoredLine[],
  form: SentForm,
  context: DateContext,
): UnreadLine[] {
  // Lines with the same unit or the same words take the same answers.
  const typed = form.fields.filter(({ field }) => field.input !== 'text');
  const asked = [...new Map(typed.map(({ field, labelKey }) => [labelKey, field])).values()];
  const reads = (text: string) => {
    return asked.some((field) => {
      const read = normaliseField(field, text, context);
      return read.kind === 'value' && read.value !== null && read.reason !== 'extra-words';
    });
  };
  return lines
    .filter(({ body }) => body !== '' && body.length <= 40)
    .slice(0, UNANCHORED_MAX)
    .filter(
      ({ body }) => reads(body) || body.split(/[\s\u3000、,]+/).every((word) => word !== '' && reads(word)),
    )
    .map(({ body }) => ({ line: body, reason: 'unanchored' as const }));
}

/** Decides, field by field, what a walked reply says. */
export function assembleReading(
  walk: Walk,
  form: SentForm,
  context: DateContext,
  receivedAt: Instant,
): Reading {
  const settled = byCopy(ownOccurrences(walk, form)).flatMap((copy) => settleSides(copy, context));
  const candidates = new Map<string, Candidate[]>();
  const leftover: AuthoredLine[] = [];
  const readingContext = { ...context, wrapColumns: walk.wrapColumns };
  for (const occurrence of settled) {
    const { anchor } = occurrence.line.field;
    const read = readOccurrence(occurrence, readingContext);
    const known = candidates.get(anchor);
    if (known) known.push(...read.candidates);
    else candidates.set(anchor, [...read.candidates]);
    leftover.push(...read.leftover);
  }
  const decisions = form.fields.map((line) => ({
    line,
    decision: decide(line, candidates.get(line.field.anchor) ?? []),
  }));

  const taken = new Set(settled.flatMap(({ following }) => following.map(({ index }) => index)));
  const unclaimed = walk.free.filter(({ index }) => !taken.has(index));
  const free = findCommand([...withoutSignatures(unclaimed), ...leftover], receivedAt);
  const isAnswered = decisions.some(({ decision }) => decision.kind !== 'blank');
  return {
    receiptCode: walk.codes.includes(form.receiptCode) ? form.receiptCode : (walk.codes[0] ?? null),
    fields: decisions.flatMap(({ decision }) => (decision.kind === 'read' ? [decision.field] : [])),
    ambiguous: decisions.flatMap(({ decision }) => (decision.kind === 'asked' ? [decision.field] : [])),
    notUnderstood: [
      ...walk.outside,
      ...free.conflicting,
      ...(isAnswered || free.command ? [] : unanchoredAnswers(free.lines, form, context)),
    ],
    blank: decisions.flatMap(({ line, decision }) => (decision.kind === 'blank' ? [line.field] : [])),
    comment: commentOf(free.lines, walk.wrapColumns),
    command: free.command,
  };
}
