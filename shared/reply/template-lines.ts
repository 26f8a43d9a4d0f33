import { anchorOf, splitAtAnchors, withoutBullet, withoutDecoys } from './find-anchors.ts';
import { keyOf } from './matching-key.ts';
import { columnsOf, type ReplyLine, WRAP_MIN_COLUMNS } from './reply-lines.ts';
import { beginningOf, type FieldLine, type SentForm } from './sent-form.ts';

/** A wrapped line of the template comes in at most this many pieces. */
export const PIECES_MAX = 12;
/** How many lines from `index` on are one wrapped line of the template; 0 if they are none, 1 for a whole one. */
export function templateLines(lines: readonly ReplyLine[], index: number, form: SentForm): number {
  const body = lines[index]?.body ?? '';
  const bare = withoutBullet(body);
  return (
    piecesFrom(keyOf(body), lines, index, form) ||
    (bare === body ? 0 : piecesFrom(keyOf(bare), lines, index, form))
  );
}

function piecesFrom(first: string, lines: readonly ReplyLine[], index: number, form: SentForm): number {
  if (first === '') return 0;
  if (form.lineKeys.has(first)) return 1;
  for (const whole of form.byBeginning.get(beginningOf(first)) ?? []) {
    if (!whole.startsWith(first)) continue;
    let joined = first;
    for (let count = 2; count <= PIECES_MAX; count += 1) {
      const next = keyOf(lines[index + count - 1]?.body ?? '');
      if (next === '') break;
      joined += next;
      if (joined === whole) return count;
      if (!whole.startsWith(joined)) break;
    }
  }
  return 0;
}

/** A template line that somebody shortened counts as the template's if both its ends or this much of it are left. */
const SHORTENED_MIN = { characters: 8, share: 0.45 } as const;

/** Whether a line is a hint of the form from which words were taken out: all its characters, in order, are the hint's. */
export function isShortened(body: string, hints: readonly string[]): boolean {
  const key = keyOf(withoutBullet(body));
  if (key.length < SHORTENED_MIN.characters) return false;
  return hints.some((hint) => {
    const sameEnds = key.slice(0, 3) === hint.slice(0, 3) && key.slice(-3) === hint.slice(-3);
    if (key.length > hint.length || (!sameEnds && key.length < hint.length * SHORTENED_MIN.share))
      return false;
    let at = 0;
    for (const char of hint) if (char === key[at]) at += 1;
    return at === key.length;
  });
}

/** An anchor at the end of a line whose rest the client put on the next one. */
const CUT_ANCHOR = /[【［[][ \u3000]?[0-9０-９]{0,3}[-‐‑‒–—―−ー－ｰ]?[A-Za-zＡ-Ｚａ-ｚ]{0,2}$/;

/** A reply that comes to more lines than this by splitting is nobody's form; its further lines stay whole. */
const SPLIT_MAX_LINES = 10_000;

/** The lines of a reply, with those split that hold several of the form's. */
export function splitLines(lines: readonly ReplyLine[], form: SentForm): ReplyLine[] {
  let goesOn: FieldLine | null = null;
  let cut = '';
  let count = 0;
  return lines.flatMap((line) => {
    if (count > SPLIT_MAX_LINES) return [line];
    const isWide = columnsOf(line.text) >= WRAP_MIN_COLUMNS;
    const whole = cut + withoutDecoys(line.body, form);
    cut = (isWide && CUT_ANCHOR.exec(whole)?.[0]) || '';
    const pieces = splitAtAnchors(whole.slice(0, whole.length - cut.length), form, goesOn);
    count += pieces.length;
    goesOn = isWide ? (anchorOf(pieces.at(-1) ?? '', form)?.line ?? goesOn) : null;
    return pieces.length === 1 && pieces[0] === line.body
      ? [line]
      : pieces.map((body, at) => ({ ...line, body, text: at < pieces.length - 1 ? body : line.text }));
  });
}
