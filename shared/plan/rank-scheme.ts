import * as z from 'zod';

/**
 * What a city's rank words are measured by: the way gone as a part of the way planned by now (計画比); the value over
 * the planned value; the value over the target; where the value stands between baseline and target; or nothing a
 * reader could compute (the department's own judgement).
 */
const RankMeasure = z.enum(['plan-ratio', 'value-to-plan', 'value-to-target', 'against-baseline', 'own']);
export type RankMeasure = z.infer<typeof RankMeasure>;

/** One word, best first. The last has no bound: it takes what is left. */
const Rank = z.strictObject({
  word: z.string().trim().min(1).max(20),
  /** The least ratio that earns it; for `against-baseline` by position, and null for the last. */
  from: z.number().nullable(),
  /** The ratio itself is not enough: `over 110％`. */
  isOver: z.boolean().default(false),
});

/** The words in which a city ranks its KPIs, beside the colours, which are the same everywhere. */
export const RankScheme = z.strictObject({
  name: z.string().trim().min(1).max(40),
  measure: RankMeasure,
  ranks: z.array(Rank).min(2).max(8),
  /** For `against-baseline`: the part of the baseline by which a value may fall and still count as unchanged. */
  sameWithin: z.number().min(0).max(1).default(0),
});
export type RankScheme = z.infer<typeof RankScheme>;
