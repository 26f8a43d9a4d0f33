import type { Cause } from './case.ts';

/** How a run of bad quarters is told: its length, and what it is a run of since when. */
const RUN = /^\d+四半期続けて(.+)$/;

/**
 * The causes of a case in words, in the order they came up. A run that has grown since it was first told
 * (2四半期、3四半期続けて) is told once, at the length it has reached.
 */
export function causeTexts(causes: readonly Pick<Cause, 'text'>[]): string[] {
  const told = new Map<string, string>();
  for (const { text } of causes) told.set(RUN.exec(text)?.[1] ?? text, text);
  return [...told.values()];
}
