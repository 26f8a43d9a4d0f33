/** So many KPIs a quarter are drawn by lot for a look at their evidence. */
export const DRAWN = 3;

/** FNV-1a over the code points of a text, as an unsigned number of 32 bits. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (const character of text) {
    hash ^= character.codePointAt(0) ?? 0;
    hash = Math.imul(hash, 0x01000193) >>> 0;
  }
  return hash;
}

/**
 * The seed of a quarter's draw: its round, and a hash of all values answered to it. Nobody knows it before the last
 * answer is in, and whoever has the answers can make it again.
 */
export function seedOf(round: string, values: readonly string[]): string {
  return `${round}-${hashOf(values.toSorted().join('\n')).toString(16).padStart(8, '0')}`;
}

/**
 * Draws from a list by lot: each item gets a number from the seed and its own name, and the lowest are drawn. The
 * same seed and list draw the same, in whatever order the list comes; an item added changes nobody else's number.
 */
export function drawByLot(items: readonly string[], seed: string, count = DRAWN): string[] {
  return [...new Set(items)]
    .map((item) => ({ item, lot: hashOf(`${seed}/${item}/${hashOf(item)}`) }))
    .toSorted((a, b) => a.lot - b.lot || a.item.localeCompare(b.item))
    .slice(0, count)
    .map(({ item }) => item);
}
