import { describe, expect, it } from 'vitest';
import { dateOf } from '../../../shared/calendar/time.ts';
import { checkDecision, type DecisionEntry } from '../../../shared/decision/check-decision.ts';
import { anInitiative, aPlan } from '../../support/builders.ts';
import { aCase, aCause } from './builders.ts';

const ENTRY: DecisionEntry = {
  option: 'improve',
  text: '対象を10施設に絞る',
  decidedOn: '2026-08-20',
  decider: '行政経営戦略推進本部',
  minutes: '令和8年度第2回本部会議 会議録3',
  nextOn: '',
  until: '',
  into: '',
};
const plan = aPlan({
  initiatives: [anInitiative(), anInitiative({ id: 'init-other', code: '9-9-9', title: '他の取組' })],
});
const check = (entry: Partial<DecisionEntry>, about = aCase()) =>
  checkDecision({ ...ENTRY, ...entry }, about, plan, dateOf('2026-08-21'));
const fieldsOf = (entry: Partial<DecisionEntry>, about = aCase()) =>
  check(entry, about).faults.map(({ field }) => field);

describe('a decision of the headquarters', () => {
  it('is taken with what it needs', () => {
    expect(check({})).toEqual({
      faults: [],
      decision: {
        option: 'improve',
        text: '対象を10施設に絞る',
        decidedOn: '2026-08-20',
        decider: '行政経営戦略推進本部',
        minutes: '令和8年度第2回本部会議 会議録3',
        nextOn: null,
        until: null,
        into: null,
      },
    });
  });

  it('names all that is missing at once', () => {
    const nothing = Object.fromEntries(Object.keys(ENTRY).map((field) => [field, '']));
    expect(fieldsOf(nothing)).toEqual(['option', 'text', 'decider', 'minutes', 'decidedOn']);
  });

  it.each([
    ['継続 without the day it is judged again', { option: 'continue' }, ['nextOn']],
    ['継続 without its reason', { option: 'continue', nextOn: '2027-03-31', text: ' ' }, ['text']],
    ['a day that is not there', { decidedOn: '2026-02-30' }, ['decidedOn']],
    ['a day to come', { decidedOn: '2026-08-22' }, ['decidedOn']],
    ['judging again on the day itself', { nextOn: '2026-08-20' }, ['nextOn']],
    ['merging into nothing', { option: 'merge' }, ['into']],
    ['merging into itself', { option: 'merge', into: anInitiative().code }, ['into']],
    ['more words than a form holds', { text: 'あ'.repeat(101) }, ['text']],
  ] as const)('refuses %s', (_, entry, fields) => {
    expect(fieldsOf(entry)).toEqual(fields);
  });

  it('going on past an end date needs a new one; ending needs none', () => {
    const ending = aCase({ causes: [aCause({ kind: 'sunset', trigger: 'sunset', occasion: '2027-03-31' })] });
    expect(fieldsOf({}, ending)).toEqual(['until']);
    expect(fieldsOf({ until: '2030-03-31' }, ending)).toEqual([]);
    expect(fieldsOf({ option: 'abolish' }, ending)).toEqual([]);
  });

  it('merging names the other initiative by its code', () => {
    const checked = check({ option: 'merge', into: '9-9-9' });
    expect('decision' in checked && checked.decision.into).toBe('init-other');
  });
});
