import { describe, expect, it } from 'vitest';
import { inquiryRoundId, isJudged, isOfRhythm, parseRoundId, RoundId } from '../../../shared/round/round.ts';

describe('a round’s name', () => {
  it('says which inquiry of its fiscal year it is, and that nothing of it is judged', () => {
    const id = inquiryRoundId('2026Q3', 7);
    expect(id).toBe('2026Q3I07');
    expect(parseRoundId(id)).toEqual({ quarter: '2026Q3', stage: 'inquiry', isTrial: false, number: 7 });
    expect([isOfRhythm(id), isJudged(id)]).toEqual([false, false]);
    expect(parseRoundId('2026Q3T')).toMatchObject({ stage: 'regular', isTrial: true, number: null });
  });

  it.each(['2026Q3I', '2026Q3I7', '2026Q3I007', '2026Q3T01', '2026Q3FI01'])('is not %s', (text) => {
    expect(RoundId.safeParse(text).success).toBe(false);
  });
});
