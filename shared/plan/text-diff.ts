/** A stretch of text two versions share, or that only the older or only the newer one has. */
export interface TextPiece {
  readonly kind: 'same' | 'deleted' | 'inserted';
  readonly text: string;
}

/** Words of both texts multiplied: beyond this the whole middle is told as replaced, so that no page waits for it. */
const COMPARED_MAX = 2_000_000;
/** A shared stretch this short between two changes is chance, such as a particle, and is read as part of the change. */
const ISLAND_MAX_CHARS = 2;

const words = new Intl.Segmenter('ja', { granularity: 'word' });
const wordsOf = (text: string) => Array.from(words.segment(text), ({ segment }) => segment);

/**
 * How a text became another, by whole words, as a 新旧対照表 marks it. The pieces that are not inserted make up the
 * old text, those not deleted the new one; what is deleted stands before what replaces it.
 */
export function diffTexts(was: string, now: string): TextPiece[] {
  const [before, after] = [wordsOf(was), wordsOf(now)];
  let head = 0;
  while (head < before.length && head < after.length && before[head] === after[head]) head += 1;
  let tail = 0;
  const rest = Math.min(before.length, after.length) - head;
  while (tail < rest && before.at(-1 - tail) === after.at(-1 - tail)) tail += 1;
  return joinPieces([
    { kind: 'same', text: before.slice(0, head).join('') },
    ...diffWords(before.slice(head, before.length - tail), after.slice(head, after.length - tail)),
    { kind: 'same', text: before.slice(before.length - tail).join('') },
  ]);
}

/** The shortest way from one list of words to the other, word by word. */
function diffWords(before: readonly string[], after: readonly string[]): TextPiece[] {
  if (before.length * after.length > COMPARED_MAX)
    return [
      { kind: 'deleted', text: before.join('') },
      { kind: 'inserted', text: after.join('') },
    ];
  const width = after.length + 1;
  // How many words the rest of both has in common, from each pair of places on.
  const common = new Uint16Array((before.length + 1) * width);
  const at = (i: number, j: number) => common[i * width + j] ?? 0;
  for (let i = before.length - 1; i >= 0; i -= 1)
    for (let j = after.length - 1; j >= 0; j -= 1)
      common[i * width + j] =
        before[i] === after[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
  const pieces: TextPiece[] = [];
  let [i, j] = [0, 0];
  while (i < before.length || j < after.length) {
    const [old, fresh] = [before[i], after[j]];
    if (old !== undefined && old === fresh) {
      pieces.push({ kind: 'same', text: old });
      i += 1;
      j += 1;
    } else if (old !== undefined && (fresh === undefined || at(i + 1, j) >= at(i, j + 1))) {
      pieces.push({ kind: 'deleted', text: old });
      i += 1;
    } else if (fresh !== undefined) {
      pieces.push({ kind: 'inserted', text: fresh });
      j += 1;
    }
  }
  return pieces;
}

/** Neighbours of one kind as one piece, short islands taken into the change around them, and no empty piece. */
function joinPieces(pieces: readonly TextPiece[]): TextPiece[] {
  const runs: TextPiece[] = [];
  for (const piece of pieces) {
    const last = runs.at(-1);
    if (piece.text === '') continue;
    if (last?.kind === piece.kind) runs[runs.length - 1] = { ...last, text: last.text + piece.text };
    else runs.push(piece);
  }
  const joined: TextPiece[] = [];
  let [deleted, inserted] = ['', ''];
  const settle = () => {
    if (deleted !== '') joined.push({ kind: 'deleted', text: deleted });
    if (inserted !== '') joined.push({ kind: 'inserted', text: inserted });
    [deleted, inserted] = ['', ''];
  };
  runs.forEach((run, index) => {
    const isIsland = run.text.length <= ISLAND_MAX_CHARS && index > 0 && index < runs.length - 1;
    if (run.kind === 'same' && !isIsland) {
      settle();
      joined.push(run);
      return;
    }
    if (run.kind !== 'inserted') deleted += run.text;
    if (run.kind !== 'deleted') inserted += run.text;
  });
  settle();
  return joined;
}
