import { describe, expect, it } from 'vitest';
import { type OpinionAnswer, opinionsAsked, proposalOf, withAnswer } from '../../../shared/opinion/answer.ts';
import { findOpinionFaults } from '../../../shared/opinion/faults.ts';
import { aDirectory, anInitiative } from '../../support/builders.ts';
import { anOpinion } from './builders.ts';

const initiative = anInitiative({
  id: 'init-roads',
  owners: [
    { department: 'dep-civil', role: 'lead' },
    { department: 'dep-farming', role: 'unit' },
  ],
});
const object = { level: 'initiative', initiative: 'init-roads' } as const;

function anAnswer(parts: Partial<OpinionAnswer> = {}): OpinionAnswer {
  return {
    round: '2026Q1',
    department: 'dep-civil',
    response: '反映済',
    handling: '実施要領第3条',
    receivedAt: '2026-07-10T00:00:00Z',
    ...parts,
  };
}

describe('the opinions a department is asked about', () => {
  const numbers = (department: string, ...opinions: Parameters<typeof anOpinion>[0][]) =>
    opinionsAsked(
      initiative,
      department,
      opinions.map((parts) => anOpinion({ object, ...parts })),
    ).map(({ number }) => number);

  it('are those about the initiative that are not settled, by number', () => {
    const opinions = [
      { number: 5 },
      { number: 2, class: 'later' },
      { number: 3, class: 'noted' },
      { number: 4, object: { level: 'plan' } },
      { number: 6, object: { level: 'initiative', initiative: 'init-tablets' } },
    ];
    expect(numbers('dep-civil', ...opinions)).toEqual([2, 5]);
  });

  it('go to the unit that the ledger names, else to the lead, and never to both', () => {
    const opinions = [
      { number: 1, department: 'dep-farming' },
      { number: 2, department: 'dep-civil' },
      { number: 3, department: 'dep-elsewhere' },
      { number: 4 },
    ];
    expect(numbers('dep-farming', ...opinions)).toEqual([1]);
    expect(numbers('dep-civil', ...opinions)).toEqual([2, 3, 4]);
  });

  it('go to the department that took the work of the lead over', () => {
    expect(numbers('dep-successor', { number: 1, department: 'dep-civil' })).toEqual([1]);
  });
});

describe('an answer taken in', () => {
  it.each([
    ['反映済', { class: 'reflected', reflected: { where: '実施要領第3条', before: null, after: null } }],
    ['対応困難', { class: 'difficult', reason: '実施要領第3条' }],
    ['対応中', { class: 'under-way', policy: '実施要領第3条' }],
    ['今後検討', { class: 'later', policy: '実施要領第3条' }],
  ])('as %s puts its words where that class needs them', (response, expected) => {
    const next = withAnswer(anOpinion({ policy: null }), anAnswer({ response }));
    expect(next).toMatchObject(expected);
    expect(findOpinionFaults(next, { plan: { initiatives: [] }, directory: aDirectory() })).toEqual([]);
  });

  it('without a choice changes the policy alone', () => {
    const next = withAnswer(anOpinion(), anAnswer({ response: null }));
    expect(next).toEqual({ ...anOpinion(), policy: '実施要領第3条' });
  });

  it('without a place, or with one that is too long, leaves it to the secretariat to name it', () => {
    for (const handling of [null, '長'.repeat(121)]) {
      const next = withAnswer(anOpinion(), anAnswer({ handling }));
      expect(findOpinionFaults(next, { plan: { initiatives: [] }, directory: aDirectory() })).toMatchObject([
        { field: 'reflected' },
      ]);
    }
  });
});

describe('a proposal', () => {
  const stood = { opinion: anOpinion(), changedAt: '2026-07-01T00:00:00Z' };

  it('says what the newest answer would change', () => {
    const answers = [
      anAnswer({ receivedAt: '2026-07-12T00:00:00Z', response: '対応中', handling: '要領を改めている' }),
      anAnswer(),
    ];
    expect(proposalOf(stood, answers)?.changes.map(({ label, after }) => [label, after])).toEqual([
      ['対応方針', '要領を改めている'],
    ]);
  });

  it('is none where the ledger says the same, or was changed since', () => {
    expect(proposalOf(stood, [])).toBeNull();
    const same = anAnswer({ response: '対応中', handling: stood.opinion.policy });
    expect(proposalOf(stood, [same])).toBeNull();
    expect(proposalOf({ ...stood, changedAt: '2026-07-11T00:00:00Z' }, [anAnswer()])).toBeNull();
  });
});
