import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findOpinionFaults } from '../../../shared/opinion/faults.ts';
import { countClasses, EVERY_OPINION, fitsFilter } from '../../../shared/opinion/filter.ts';
import { isSettled, nextNumber, Opinion, OpinionClass } from '../../../shared/opinion/opinion.ts';
import { diffOpinions } from '../../../shared/opinion/revise.ts';
import { raisedWords } from '../../../shared/opinion/words.ts';
import { aDirectory, anInitiative } from '../../support/builders.ts';
import { anOpinion } from './builders.ts';

const world = { plan: { initiatives: [anInitiative()] }, directory: aDirectory() };

describe('an opinion of the ledger', () => {
  it('is not closed as 対応困難 without a reason', () => {
    const faults = findOpinionFaults(anOpinion({ class: 'difficult' }), world);
    expect(faults).toMatchObject([{ field: 'reason' }]);
    expect(findOpinionFaults(anOpinion({ class: 'difficult', reason: '人員が足りない' }), world)).toEqual([]);
  });

  it('is not called reflected without a place where it is', () => {
    for (const is of ['reflected', 'partly-reflected'])
      expect(findOpinionFaults(anOpinion({ class: is }), world)).toMatchObject([{ field: 'reflected' }]);
  });

  it('is not put off without a policy', () => {
    for (const is of ['under-way', 'later'])
      expect(findOpinionFaults(anOpinion({ class: is, policy: null }), world)).toMatchObject([
        { field: 'policy' },
      ]);
  });

  it('names only initiatives of the plan and departments of the list', () => {
    const stray = anOpinion({
      object: { level: 'initiative', initiative: 'nobody-knows' },
      department: 'dep-nowhere',
    });
    expect(findOpinionFaults(stray, world).map(({ field }) => field)).toEqual(['object', 'department']);
  });

  it('may know the month of its meeting alone', () => {
    expect(raisedWords('2023-08')).toBe('令和5年8月');
    expect(raisedWords('2026-07-14')).toBe('令和8年7月14日');
    expect(Opinion.safeParse({ ...anOpinion(), raisedOn: '2023-13' }).success).toBe(false);
  });

  it('comes back until it is 反映済, 対応困難 or 参考', () => {
    const settled = OpinionClass.options.filter((one) => isSettled({ class: one }));
    expect(settled).toEqual(['reflected', 'difficult', 'noted']);
  });
});

describe('the ledger', () => {
  it('gives the next number after the highest, so that none is given twice', () => {
    expect(nextNumber([])).toBe(1);
    expect(nextNumber([{ number: 7 }, { number: 2 }])).toBe(8);
  });

  it('says field by field what changed', () => {
    const before = anOpinion();
    const after = { ...before, class: 'difficult' as const, reason: '人員が足りない' };
    expect(diffOpinions(before, after)).toEqual([
      { field: 'class', label: '区分', before: '対応中', after: '対応困難' },
      { field: 'reason', label: '対応困難の理由', before: '（なし）', after: '人員が足りない' },
    ]);
    expect(diffOpinions(before, before)).toEqual([]);
  });

  const classes = fc.array(fc.constantFrom(...OpinionClass.options), { maxLength: 40 });

  it('counts every opinion in one class, and shows with every filter a part of it', () => {
    fc.assert(
      fc.property(classes, fc.boolean(), (list, open) => {
        const opinions = list.map((one, index) => anOpinion({ number: index + 1, class: one }));
        const counted = countClasses(opinions).reduce((sum, { count }) => sum + count, 0);
        expect(counted).toBe(opinions.length);
        const shown = opinions.filter((opinion) => fitsFilter(opinion, { ...EVERY_OPINION, open }));
        const settled = opinions.filter(isSettled);
        expect(shown.length).toBe(open ? opinions.length - settled.length : opinions.length);
      }),
    );
  });
});
