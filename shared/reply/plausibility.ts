import type * as z from 'zod';
import type { NumberFacts } from '../round/form.ts';
import type { ReadingReason } from './reading.ts';
import { isCount, isPercent } from './units.ts';

/** Beyond this ratio to the value before, a digit too many or a unit too large is likelier than real change. */
const JUMP = 10;

/**
 * Why a number is stored with low confidence and asked about, or null. It never refuses one: what looks
 * implausible may be true (replies.md, range and plausibility).
 */
export function judgePlausibility(
  value: number,
  facts: z.infer<typeof NumberFacts> | undefined,
): ReadingReason | null {
  if (!facts) return null;
  if (isPercent(facts.unit) && value > 100) return 'over-hundred-percent';
  if (value < 0 && isCount(facts.unit)) return 'negative-count';
  const inYear = facts.previousInYear ?? null;
  if (facts.kpiKind === 'cumulative' && inYear !== null && value < inYear) return 'cumulative-falls';
  const previous = facts.previous ?? null;
  if (previous === null || previous === 0 || value === 0) return null;
  const ratio = Math.abs(value / previous);
  // A running total begins the year near zero, so only its jumps upwards say anything.
  const fell = ratio < 1 / JUMP && facts.kpiKind !== 'cumulative';
  return ratio > JUMP || fell ? 'ten-times-off' : null;
}
