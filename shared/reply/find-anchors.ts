import { keyed, keyOf } from './matching-key.ts';
import type { FieldLine, SentForm } from './sent-form.ts';

const BLANK = '[ \\t\\u3000\\u00a0]{0,6}';
const DIGITS = '([0-9０-９]{1,3})';
const DASH = '[-‐‑‒–—―−ー－ｰ]';
const LETTERS = '([A-Za-zＡ-Ｚａ-ｚ]{1,2})';
const CODE = `${DIGITS}${BLANK}${DASH}${BLANK}${LETTERS}`;
const OPEN = '[【［[〔「（(<＜〈《]';
const CLOSE = '[】］\\]〕」）)>＞〉》]';
/** What a client or a person puts before a line: a bullet, or the number of a list it thinks it sees. */
const ONE_BULLET = `(?:[・*•●◆○▪‣⁃■□→⇒-]|[0-9０-９]{1,3}[.．)）、])${BLANK}`;
const BULLET = `(?:${ONE_BULLET}){0,2}`;

const BRACKETED = new RegExp(`^${BLANK}${BULLET}${OPEN}${BLANK}${CODE}${BLANK}${CLOSE}`);
/** A slip of the hand in the form's own brackets: the dash or the closing bracket is missing. */
const SLIPPED = new RegExp(
  `^${BLANK}${BULLET}[【［[]${BLANK}(?:${DIGITS}${LETTERS}${BLANK}[】］\\]]|${CODE}(?![A-Za-zＡ-Ｚａ-ｚ]))`,
);
const BARE = new RegExp(`^${BLANK}${BULLET}${CODE}(?![0-9A-Za-z０-９Ａ-Ｚａ-ｚ])`);
/** An anchor anywhere: in brackets, or bare behind something that parts it from what stands before. */
const ANYWHERE = new RegExp(
  `([【［[])${BLANK}${CODE}${BLANK}[】］\\]]|([\\s\\u3000、,，;；／/])${CODE}(?=[\\s\\u3000:：=＝])`,
  'g',
);
const SPLITTABLE = /[【［[]|[0-9０-９][ \u3000]?[-‐‑‒–—―−ー－ｰ][ \u3000]?[A-Za-zＡ-Ｚａ-ｚ]/;
const MARKER = /[【［[][ \t\u3000]{0,4}(?:おわり|受付番号)/g;

export interface FoundAnchor {
  readonly line: FieldLine;
  /** What follows the anchor, label included. */
  readonly rest: string;
}

function fieldOf(form: SentForm, digits: string, letters: string): FieldLine | null {
  const anchor = `${Number(digits.normalize('NFKC'))}-${letters.normalize('NFKC').toUpperCase()}`;
  return form.byAnchor.get(anchor) ?? null;
}

/** The anchor a line begins with, if it is one of this form. */
export function anchorOf(body: string, form: SentForm): FoundAnchor | null {
  const bracketed = BRACKETED.exec(body) ?? SLIPPED.exec(body);
  const match = bracketed ?? BARE.exec(body);
  if (!match) return null;
  const line = fieldOf(form, match[1] ?? match[3] ?? '', match[2] ?? match[4] ?? '');
  if (!line) return null;
  const rest = body.slice(match[0].length);
  // `1-A棟` is a building, not an anchor: without brackets something has to part it from what follows.
  if (!bracketed && !/^(?:[\s:：=＝、,]|$)/.test(rest) && matchLabel(rest, line).match === 'none')
    return null;
  return { line, rest };
}

const SLIPPED_BEGINNING = new RegExp(`^${BLANK}[【［[]${BLANK}${CODE}`);

/** Whether a line begins with an anchor of whatever form, so that it cannot be part of an answer. */
export function looksAnchored(body: string): boolean {
  return BRACKETED.test(body) || SLIPPED_BEGINNING.test(body);
}

interface Mention {
  readonly line: FieldLine;
  readonly at: number;
  readonly end: number;
  readonly isBracketed: boolean;
}

function mentionsIn(body: string, form: SentForm): Mention[] {
  const mentions: Mention[] = [];
  for (const match of body.matchAll(ANYWHERE)) {
    const [whole, bracket, digits, letters, separator = '', bareDigits = '', bareLetters = ''] = match;
    const line = fieldOf(form, digits ?? bareDigits, letters ?? bareLetters);
    if (line) {
      const at = match.index + separator.length;
      mentions.push({ line, at, end: match.index + whole.length, isBracketed: bracket !== undefined });
    }
  }
  return mentions;
}

/** What follows an anchor that a text only mentions: 【1-A】のとおり, 【1-B】と同じ, 【1-D】も参照. */
const MENTIONED = /^[\s、,]*(?:の|と|を|は|が|も|に|で|へ|参照|同様|同じ|」|』|）|\))/;

/** Whether an anchor in the middle of a line begins an answer of its own, and is not just mentioned. */
function beginsAnswer(mention: Mention, rest: string, before: FieldLine | null): boolean {
  const { match } = matchLabel(rest.slice(0, 200), mention.line);
  if (mention.isBracketed && (match === 'full' || match === 'short') && rest !== '') return true;
  // Without its label, only in a row of answers that a text did not begin: 1-A：済、1-B：35.
  if (!before || before.field.input === 'text') return false;
  if (COLON.test(rest)) return true;
  const answer = rest.replace(/[、,，;；\s]+$/, '').trim();
  if (answer === '' || MENTIONED.test(rest)) return false;
  return mention.isBracketed || mention.line.field.input !== 'text';
}

/**
 * Splits a line into which a client ran several lines of the form, or a person several answers. A further anchor
 * counts only with its own label behind it or as one of a row of answers, because people mention anchors in texts.
 * `goesOn` is the field a row of answers had come to where the client wrapped it.
 */
export function splitAtAnchors(body: string, form: SentForm, goesOn: FieldLine | null = null): string[] {
  if (!SPLITTABLE.test(body.slice(1))) return [body];
  const cuts: number[] = [];
  // The anchor a line begins with is no cut, whatever bullet stands before it.
  // In a row that goes on, a number before the next anchor is the end of an answer and no list number.
  const first = goesOn !== null && /^[~〜～→⇒]?[0-9０-９]/.test(body) ? null : anchorOf(body, form);
  const own = first ? body.length - first.rest.length : 0;
  const mentions = mentionsIn(body, form);
  for (const [index, mention] of mentions.entries()) {
    const rest = body.slice(mention.end, mentions[index + 1]?.at ?? body.length);
    if (mention.at > 0 && mention.end > own && beginsAnswer(mention, rest, first?.line ?? goesOn))
      cuts.push(mention.at);
  }
  for (const match of body.matchAll(MARKER)) if (match.index > 0) cuts.push(match.index);
  const bounds = [0, ...cuts.sort((a, b) => a - b), body.length];
  return bounds.slice(0, -1).map((from, index) =>
    body
      .slice(from, bounds[index + 1])
      .replace(/[、,，;；]\s*$/, index < cuts.length ? '' : '$&')
      .trim(),
  );
}

/** How much of a field's label stands before the answer. */
export interface LabelMatch {
  readonly match: 'full' | 'short' | 'cut' | 'none';
  /** What follows label and colon. */
  readonly answer: string;
  /** What stands in the label's parenthesis where that was changed: a choice that was left, a number put in. */
  readonly inside: string | null;
}

/** A colon, or what people put in its place. */
const COLON = /^[ \t\u3000]*(?:[:：=＝→⇒;；]|[-=]>)/;

function afterColon(text: string): string {
  return text.replace(COLON, '').trim();
}

function insideOf(rest: string): { inside: string | null; after: string } {
  const match = /^[ \t\u3000]*[（(]([^（()）]{0,120})[）)]/.exec(rest);
  return match
    ? { inside: match[1] ?? '', after: afterColon(rest.slice(match[0].length)) }
    : { inside: null, after: afterColon(rest) };
}

/** A label ends within this much of a line, blanks and all. */
const LABEL_MAX_CHARS = 600;

/** Finds where the label ends and the answer begins in what follows an anchor. */
export function matchLabel(rest: string, line: FieldLine): LabelMatch {
  const { key, at } = keyed(rest.slice(0, LABEL_MAX_CHARS));
  // A bracket that opens at the right edge of a line belongs to the answer on the next.
  if (key === '')
    return { match: 'full', answer: /^\s*[「『（(]\s*$/.test(rest) ? rest.trim() : '', inside: null };
  if (key.startsWith(line.labelKey)) {
    const end = (at[line.labelKey.length - 1] ?? -1) + 1;
    const tail = rest.slice(end).replace(/^[ \t\u3000]*[）)\]］]/, '');
    return { match: 'full', answer: afterColon(tail), inside: null };
  }
  if (line.labelKey.startsWith(key)) return { match: 'cut', answer: '', inside: null };
  if (line.shortKey !== '' && key.startsWith(line.shortKey)) {
    const { inside, after } = insideOf(rest.slice((at[line.shortKey.length - 1] ?? -1) + 1));
    return { match: 'short', answer: after, inside };
  }
  return { match: 'none', answer: afterColon(rest), inside: null };
}

/** A label that a client wrapped, put together again. */
export interface WholeLabel extends LabelMatch {
  /** How many of the lines below belong to it. */
  readonly used: number;
}

/** A label comes in at most this many pieces. */
const LABEL_PIECES_MAX = 12;

/**
 * Finds label and answer in what follows an anchor, where the client may have wrapped the label itself: then it goes
 * on in the lines below, down to its colon.
 */
export function matchWrappedLabel(rest: string, below: readonly string[], line: FieldLine): WholeLabel {
  const whole = `${line.labelKey}:`;
  let found = { ...matchLabel(rest, line), used: 0 };
  let joined = rest;
  for (let used = 0; used < LABEL_PIECES_MAX; used += 1) {
    const { key } = keyed(joined.slice(0, LABEL_MAX_CHARS));
    if (key.startsWith(whole) || key === '' || !whole.startsWith(key)) break;
    const next = below[used];
    if (next === undefined || next === '') break;
    const cutInside = key.length < line.labelKey.length;
    joined += next;
    const longer = keyed(joined.slice(0, LABEL_MAX_CHARS)).key;
    if (longer.startsWith(whole)) return { ...matchLabel(joined, line), used: used + 1 };
    // Without its colon a label is only taken as going on if it was cut inside its own words.
    if (cutInside && longer.startsWith(line.labelKey))
      found = { ...matchLabel(joined, line), used: used + 1 };
  }
  return found;
}

/** Takes a piece of the template, given by its key, out of a text into which a client ran it. */
function withoutPiece(text: string, piece: string): string {
  const { key, at } = keyed(text);
  const index = piece.length >= PIECE_MIN ? key.indexOf(piece) : -1;
  if (index === -1) return text;
  const from = at[index] ?? 0;
  const to = (at[index + piece.length - 1] ?? text.length - 1) + 1;
  return `${text.slice(0, from).replace(/[（「【[(]+$/, '')} ${text.slice(to).replace(/^[）」】\])]+/, '')}`.trim();
}

/** A shorter piece could be an answer by chance. */
const PIECE_MIN = 4;

/** Takes out of a same-line answer the template lines that a client ran into it. */
export function withoutGap(answer: string, line: FieldLine): string {
  // The lines of the gap in a row first, because a single wrapped one may be too short to be told from an answer.
  const rest = [line.gap.join(''), ...line.gap].reduce(withoutPiece, answer).trim();
  if (rest === answer) return answer;
  return rest
    .split(/[\s\u3000]+/)
    .filter((word) => !line.gap.includes(keyOf(word)))
    .join(' ');
}

/** Takes out of a line the template's own mentions of anchors, such as the example in a receipt. */
export function withoutDecoys(body: string, form: SentForm): string {
  return form.decoys.reduce(withoutPiece, body);
}

/** A label at the beginning of a line whose anchor was deleted. */
export interface FoundLabel {
  readonly shortKey: string;
  /** Whether a colon follows, as in the form; else a blank does. */
  readonly hasColon: boolean;
  readonly rest: string;
}

const LABEL_BULLET = new RegExp(`^${BLANK}${BULLET}`);

const FIRST_BULLET = new RegExp(`^${BLANK}${ONE_BULLET}`);

/** A line without the bullet or number a client put before it; ■ may be the line's own. */
export function withoutBullet(body: string): string {
  return body.replace(FIRST_BULLET, '');
}

/** The label a line begins with, with something that parts it from the answer. */
export function labelOf(body: string, form: SentForm): FoundLabel | null {
  const text = body.replace(LABEL_BULLET, '');
  const { key, at } = keyed(text.slice(0, LABEL_MAX_CHARS));
  let best: FoundLabel | null = null;
  let bestLength = 0;
  for (const { shortKey, labelKey } of form.fields) {
    if (shortKey.length < 2 || shortKey.length <= bestLength || !key.startsWith(shortKey)) continue;
    const after = text.slice((at[shortKey.length - 1] ?? -1) + 1);
    const hasColon =
      key.startsWith(`${labelKey}:`) ||
      /^[ \t\u3000]*(?:[（(][^（()）]{0,120}[）)])?[ \t\u3000]*[:：=＝]/.test(after);
    if (!hasColon && !/^[ \t\u3000]/.test(after)) continue;
    best = { shortKey, hasColon, rest: text };
    bestLength = shortKey.length;
  }
  return best;
}
