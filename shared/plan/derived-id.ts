import type { Id } from './ids.ts';

/** `1-2.A` as part of an id: `1-2-a`. */
export function slugOf(code: string): string {
  return code
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/gu, '-')
    .replaceAll(/^-|-$/gu, '');
}

/** Seven letters and digits that stand for a text: the same text, the same letters, on every machine (FNV-1a). */
export function shortHash(text: string): string {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) {
    hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  }
  return hash.toString(36).padStart(7, '0');
}

/** Gives out ids derived from codes and names, and never one id twice: a second wish for one gets `-2`. */
export function createIdGiver(taken: Iterable<Id> = []): (wish: string) => Id {
  const given = new Set<Id>(taken);
  return (wish) => {
    const base = wish.length < 2 ? `x${wish}` : wish.slice(0, 44);
    let id = base;
    for (let n = 2; given.has(id); n += 1) id = `${base}-${n}`;
    given.add(id);
    return id;
  };
}
