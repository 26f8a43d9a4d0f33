import { expect, it } from 'vitest';
import { findConfidenceGap, findRatingGap } from '../../../shared/progress/rating-gap.ts';

it.each([
  ['順調', 'off-track', 2],
  ['順調', 'at-risk', 1],
  ['完了', 'on-track', 0],
  ['遅れ', 'on-track', -2],
  ['やや遅れ', 'achieved', -1],
  ['順調', 'not-reported', null],
  [null, 'off-track', null],
] as const)('own rating %s beside %s differs by %s steps', (own, status, gap) => {
  expect(findRatingGap(own, status)).toBe(gap);
});

it('compares the confidence likewise', () => {
  expect(findConfidenceGap('A', 'off-track')).toBe(2);
  expect(findConfidenceGap('C', 'on-track')).toBe(-2);
  expect(findConfidenceGap('B', 'not-evaluable')).toBeNull();
});
