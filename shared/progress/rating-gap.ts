import type { Status } from './judgement.ts';

/** The four words for the owner's own rating (decision 10). */
export const OWN_RATINGS = ['順調', 'やや遅れ', '遅れ', '完了'] as const;
/** 見込みあり, 手当てが要る, 現状では困難; half-width, because choice words hold no full-width letters. */
export const CONFIDENCES = ['A', 'B', 'C'] as const;

export type OwnRating = (typeof OWN_RATINGS)[number];
export type OwnConfidence = (typeof CONFIDENCES)[number];

/** Steps from good to bad. What has no colour has no step. */
const STATUS_STEPS: Partial<Record<Status, number>> = {
  achieved: 0,
  'on-track': 0,
  'at-risk': 1,
  'off-track': 2,
};
const RATING_STEPS: Record<OwnRating, number> = { 完了: 0, 順調: 0, やや遅れ: 1, 遅れ: 2 };
const CONFIDENCE_STEPS: Record<OwnConfidence, number> = { A: 0, B: 1, C: 2 };

/**
 * How many steps the owner's rating is better than the computed status (negative where it is worse, 0 where they
 * agree); null where there is nothing to compare. It never overwrites the computed status.
 */
export function findRatingGap(own: OwnRating | null, status: Status): number | null {
  const computed = STATUS_STEPS[status];
  return own === null || computed === undefined ? null : computed - RATING_STEPS[own];
}

/** The same for the confidence asked of a flagged initiative: A 見込みあり, B 手当てが要る, C 現状では困難. */
export function findConfidenceGap(own: OwnConfidence | null, status: Status): number | null {
  const computed = STATUS_STEPS[status];
  return own === null || computed === undefined ? null : computed - CONFIDENCE_STEPS[own];
}
