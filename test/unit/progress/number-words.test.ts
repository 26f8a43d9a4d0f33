import { describe, expect, it } from 'vitest';
import {
  differenceWords,
  measureWords,
  numberWords,
  percentWords,
  round4,
} from '../../../shared/progress/number-words.ts';

describe('numbers in sentences', () => {
  it.each([
    [73000, '73,000'],
    [-1234.56, '-1,234.6'],
    [33.2, '33.2'],
    [66.66666, '66.67'],
    [0.1 + 0.2, '0.3'],
    [0.012345, '0.01235'],
    [0, '0'],
    [-0, '0'],
  ])('writes %d as %s', (value, words) => {
    expect(numberWords(value)).toBe(words);
  });

  it('writes a percentage full-width and its difference as ポイント', () => {
    expect(measureWords(34, '%')).toBe('34％');
    expect(differenceWords(1.5, '%')).toBe('1.5ポイント');
    expect(differenceWords(1.5, '時間')).toBe('1.5時間');
    expect(measureWords(5)).toBe('5');
  });

  it('never rounds a percentage across a cut-off', () => {
    expect(percentWords(0.9496, [0.95])).toBe('94.96％');
    expect(percentWords(0.9496)).toBe('95％');
    expect(percentWords(0.9615, [0.95])).toBe('96.2％');
  });

  it('rounds to four decimals without a negative zero', () => {
    expect(round4(0.07692)).toBe(0.0769);
    expect(Object.is(round4(-0.00001), 0)).toBe(true);
    expect(round4(1e300)).toBe(1e300);
  });
});
