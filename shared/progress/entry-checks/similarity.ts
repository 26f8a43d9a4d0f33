/**
 * How alike two texts are, from 0 to 1: twice the pairs of neighbouring characters they share over all their pairs
 * (Dice). Width and white space do not count; texts without a pair are alike only when equal.
 */
export function similarityOf(a: string, b: string): number {
  const [pairsA, pairsB] = [pairsOf(a), pairsOf(b)];
  const all = sizeOf(pairsA) + sizeOf(pairsB);
  if (all === 0) return plain(a) === plain(b) ? 1 : 0;
  let shared = 0;
  for (const [pair, count] of pairsA) shared += Math.min(count, pairsB.get(pair) ?? 0);
  return (2 * shared) / all;
}

const plain = (text: string) => text.normalize('NFKC').replaceAll(/\s+/gu, '');

function pairsOf(text: string): Map<string, number> {
  const characters = [...plain(text)];
  const pairs = new Map<string, number>();
  characters.slice(1).forEach((character, index) => {
    const pair = `${characters[index] ?? ''}${character}`;
    pairs.set(pair, (pairs.get(pair) ?? 0) + 1);
  });
  return pairs;
}

function sizeOf(pairs: ReadonlyMap<string, number>): number {
  return [...pairs.values()].reduce((sum, count) => sum + count, 0);
}
