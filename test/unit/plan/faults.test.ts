import { describe, expect, it } from 'vitest';
import { findPlanFaults } from '../../../shared/plan/faults.ts';
import { listUnset } from '../../../shared/plan/unset.ts';
import { aDirectory, aKpi, anInitiative, aPlan } from './builders.ts';

const where = (plan = aPlan(), directory = aDirectory()) =>
  findPlanFaults(plan, directory).map((fault) => fault.where);
const withInitiative = (overrides: Record<string, unknown>) =>
  aPlan({ initiatives: [anInitiative(overrides)] });
const withKpi = (overrides: Record<string, unknown>) => withInitiative({ kpis: [aKpi(overrides)] });

describe('finding the faults of a plan', () => {
  it('finds none in a plan that holds', () => {
    expect(findPlanFaults(aPlan(), aDirectory())).toEqual([]);
  });

  it('names an unknown owner by path and says what was expected', () => {
    const plan = withInitiative({ owners: [{ department: 'nowhere' }] });
    expect(findPlanFaults(plan, aDirectory())).toEqual([
      {
        where: 'initiatives[0].owners[0].department',
        message:
          '「2-1-1 現場に持ち出せるタブレット端末の配備」の部署「nowhere」が部署一覧にありません。一覧にある部署にしてください。',
      },
    ]);
  });

  it.each([
    ['an unknown related department', { related: ['nowhere'] }, 'initiatives[0].related[0]'],
    ['a related department that owns it already', { related: ['doboku'] }, 'initiatives[0].related[0]'],
    ['an unknown direction', { direction: 'nowhere' }, 'initiatives[0].direction'],
    [
      'an owner named twice',
      { owners: [{ department: 'doboku' }, { department: 'doboku', role: 'unit' }] },
      'initiatives[0].owners[1].department',
    ],
    [
      'two leads',
      { owners: [{ department: 'doboku' }, { department: 'kenchiku' }] },
      'initiatives[0].owners',
    ],
    ['no lead', { owners: [{ department: 'doboku', role: 'unit' }] }, 'initiatives[0].owners'],
    [
      'nothing to ask for',
      { kpis: [], milestones: [], exitRules: { unset: true, by: '2026-09-30' } },
      'initiatives[0].kpis',
    ],
    ['an end before the plan begins', { sunset: '2024-03-31' }, 'initiatives[0].sunset'],
    [
      'a milestone outside the period',
      { milestones: [{ id: 'm1', item: '項目', fiscalYear: 2027, text: '内容', due: '2027Q4' }] },
      'initiatives[0].milestones[0].fiscalYear',
    ],
    [
      'a milestone due in another year',
      { milestones: [{ id: 'm1', item: '項目', fiscalYear: 2025, text: '内容', due: '2026Q1' }] },
      'initiatives[0].milestones[0].due',
    ],
    [
      'two milestones in one cell',
      {
        milestones: [1, 2].map((n) => ({
          id: `m${n}`,
          item: '項目',
          fiscalYear: 2025,
          text: `内容${n}`,
          due: '2025Q4',
        })),
      },
      'initiatives[0].milestones[1].item',
    ],
    ['two KPIs of one name', { kpis: [aKpi(), aKpi({ id: 'other' })] }, 'initiatives[0].kpis[1].name'],
    [
      'an exit rule on a KPI of another initiative',
      { kpis: [aKpi({ id: 'other' })] },
      'initiatives[0].exitRules[0].measure.kpi',
    ],
  ])('names %s', (_, overrides, path) => {
    expect(where(withInitiative(overrides))).toEqual([path]);
  });

  it.each([
    ['a target year outside the period', { targets: { 2024: 5, 2027: 9 } }, 'targets.2027'],
    ['no target at all', { targets: {} }, 'targets'],
    [
      'a baseline that is not before the first target',
      { baseline: { value: 0, at: '2024Q4' } },
      'baseline.at',
    ],
    ['a target on the wrong side of the baseline', { baseline: { value: 99, at: '2023Q4' } }, 'polarity'],
    ['a planned value outside the period', { path: { '2027Q1': 3 } }, 'path.2027Q1'],
    ['a range turned round', { polarity: 'keep', range: [5, 3] }, 'range'],
    ['a value to keep without a range', { polarity: 'keep' }, 'polarity'],
    ['a range on a KPI that is to grow', { range: [3, 5] }, 'polarity'],
    ['shares on a KPI that is not cumulative', { shares: [0.25, 0.25, 0.25, 0.25] }, 'kind'],
    ['shares that do not add up to 1', { kind: 'cumulative', shares: [0.25, 0.25, 0.25, 0.2] }, 'shares'],
    ['a negative share', { kind: 'cumulative', shares: [0.5, 0.5, 0.5, -0.5] }, 'shares'],
    ['unit targets where the lead answers for all', { unitTargets: { doboku: 60 } }, 'combine'],
    ['unit targets that miss the whole', { combine: 'sum', unitTargets: { doboku: 59 } }, 'unitTargets'],
    ['a unit target of no owner', { combine: 'mean', unitTargets: { kenchiku: 60 } }, 'unitTargets.kenchiku'],
  ])('names %s', (_, overrides, field) => {
    expect(where(withKpi(overrides))).toEqual([`initiatives[0].kpis[0].${field}`]);
  });

  it('takes shares whose sum is off by rounding only', () => {
    expect(where(withKpi({ kind: 'cumulative', shares: [0.1, 0.2, 0.3, 0.4] }))).toEqual([]);
  });

  it('names every repeated id, code and title', () => {
    const plan = aPlan({ initiatives: [anInitiative(), anInitiative()] });
    expect(where(plan)).toEqual([
      'initiatives[1].id',
      'initiatives[1].code',
      'initiatives[1].title',
      'initiatives[1].kpis[0].id',
      'initiatives[1].milestones[0].id',
      'initiatives[1].exitRules[0].id',
    ]);
  });

  it('takes one id for a KPI and a milestone as a repeat, because a form line knows them by id alone', () => {
    const plan = withInitiative({
      milestones: [{ id: 'count', item: '項目', fiscalYear: 2025, text: '内容', due: '2025Q4' }],
    });
    expect(where(plan)).toEqual(['initiatives[0].milestones[0].id']);
  });

  it('names an owner nobody can write to', () => {
    const directory = aDirectory({ contacts: [] });
    expect(where(aPlan(), directory)).toEqual(['initiatives[0].owners[0].department']);
  });

  it('names goals that point nowhere, periods and cut-offs turned round', () => {
    const goal = {
      id: 'goal',
      pillar: 'nowhere',
      name: '目標',
      unit: '人',
      kind: 'level',
      polarity: 'up',
      baseline: { unset: true, by: '2026-09-30' },
      targetYear: 2030,
      target: { unset: true, by: '2026-09-30' },
      readFrom: ['nowhere'],
    };
    const plan = aPlan({
      cutoffs: { onTrack: 0.8, atRisk: 0.95 },
      vision: { ...aPlan().vision, goals: [goal] },
    });
    expect(where(plan)).toEqual([
      'cutoffs',
      'vision.goals[0].pillar',
      'vision.goals[0].targetYear',
      'vision.goals[0].readFrom[0]',
    ]);
    expect(where(aPlan({ period: { from: 2026, to: 2024 } }))).toContain('period');
  });

  it('tells all faults at once', () => {
    const plan = aPlan({
      initiatives: [
        anInitiative({ direction: 'nowhere', owners: [{ department: 'nowhere' }], related: ['nobody'] }),
        anInitiative({
          id: 'bb',
          code: '2-1-2',
          title: 'b',
          kpis: [aKpi({ id: 'kb', targets: { 2030: 1 } })],
          exitRules: { unset: true, by: '2026-09-30' },
          milestones: [],
        }),
      ],
    });
    expect(where(plan)).toEqual([
      'initiatives[0].direction',
      'initiatives[0].owners[0].department',
      'initiatives[0].related[0]',
      'initiatives[1].kpis[0].targets.2030',
    ]);
  });
});

describe('finding the faults of a directory', () => {
  const department = (overrides: Record<string, unknown>) => ({
    id: 'aa',
    code: '1',
    name: '甲課',
    kind: 'section',
    headTitle: '甲課長',
    ...overrides,
  });
  const contact = (overrides: Record<string, unknown>) => ({
    id: 'c-a',
    role: 'officer',
    department: 'aa',
    address: 'a@city.example',
    ...overrides,
  });
  const faultsIn = (departments: unknown[], contacts: unknown[] = []) =>
    findPlanFaults(aPlan(), aDirectory({ departments, contacts }))
      .map((fault) => fault.where)
      .filter((path) => path.startsWith('directory.'));

  it.each([
    ['a circle of parents', [department({ parent: 'aa' })], 'directory.departments[0].parent'],
    ['an unknown parent', [department({ parent: 'x-1' })], 'directory.departments[0].parent'],
    [
      'an unknown last recipient',
      [department({ escalatesTo: 'x-1' })],
      'directory.departments[0].escalatesTo',
    ],
    ['an unknown successor', [department({ successors: ['x-1'] })], 'directory.departments[0].successors[0]'],
    [
      'a span turned round',
      [department({ from: '2026-04-01', to: '2026-03-31' })],
      'directory.departments[0]',
    ],
    [
      'a repeated code',
      [department({}), department({ id: 'bb', name: '乙課' })],
      'directory.departments[1].code',
    ],
    [
      'two departments of one name at one time',
      [department({}), department({ id: 'bb', code: '2' })],
      'directory.departments[1].name',
    ],
  ])('names %s', (_, departments, path) => {
    expect(faultsIn(departments)).toEqual([path]);
  });

  it('lets a name return after the department that had it has ended', () => {
    const ended = department({ to: '2026-03-31' });
    expect(faultsIn([ended, department({ id: 'bb', code: '2', from: '2026-04-01' })])).toEqual([]);
  });

  const chiefReply = department({ approval: 'chief-reply' });
  it.each([
    ['nobody', []],
    ['an officer only', [contact({})]],
    ['a chief of another department', [contact({ role: 'chief', department: 'bb' })]],
    ['a chief who left before it began', [contact({ role: 'chief', to: '2026-03-31' })]],
  ])('names a department whose chief has to reply, with %s to do so', (_, contacts) => {
    const other = department({ id: 'bb', code: '2', name: '乙課' });
    const since = { ...chiefReply, from: '2026-04-01' };
    expect(faultsIn([since, other], contacts)).toEqual(['directory.departments[0].approval']);
  });

  it.each(['chief', 'deputy'])('is content where there is a %s to reply', (role) => {
    expect(faultsIn([chiefReply], [contact({ role })])).toEqual([]);
  });

  it.each([
    ['a contact of no department', contact({ department: 'x-1' })],
    ['an officer without a department', contact({ department: null })],
    ['a secretariat inside a department', contact({ role: 'secretariat' })],
  ])('names %s', (_, faulty) => {
    expect(faultsIn([department({})], [faulty])).toEqual(['directory.contacts[0].department']);
  });
});

describe('listing what is unset', () => {
  it('lists every unset field by its Japanese name, the earliest deadline first', () => {
    const unset = (by: string) => ({ unset: true, by });
    const plan = aPlan({
      initiatives: [
        anInitiative({
          purpose: unset('2026-09-30'),
          exitRules: unset('2026-09-30'),
          sunset: unset('2026-07-31'),
          review: unset('2026-09-30'),
          kpis: [aKpi({ baseline: unset('2026-09-30'), targets: { 2024: 5, 2026: unset('2026-08-31') } })],
        }),
      ],
    });
    expect(listUnset(plan)).toEqual([
      { initiative: 'tablets', field: '終期', by: '2026-07-31' },
      { initiative: 'tablets', field: '指標「タブレット端末数」の目標（R8）', by: '2026-08-31' },
      { initiative: 'tablets', field: '目的', by: '2026-09-30' },
      { initiative: 'tablets', field: '指標「タブレット端末数」の基準値', by: '2026-09-30' },
      { initiative: 'tablets', field: '撤退基準', by: '2026-09-30' },
      { initiative: 'tablets', field: '見直し方針', by: '2026-09-30' },
    ]);
  });

  it('lists nothing of a plan that is complete', () => {
    expect(listUnset(aPlan())).toEqual([]);
  });
});

describe('finding the faults of a KPI that goes into another or repeats one', () => {
  const other = { id: 'other', name: '利用時間' };
  const links = (...kpis: Record<string, unknown>[]) => where(withInitiative({ kpis: kpis.map(aKpi) }));

  it('finds none where the other one is of this plan', () => {
    expect(links({ until: '2025Q4', mergedInto: 'other' }, other)).toEqual([]);
    expect(links({ sharedFrom: 'other' }, other)).toEqual([]);
  });

  it.each([
    ['goes into an unknown one', { until: '2025Q4', mergedInto: 'nowhere' }, 'mergedInto'],
    ['goes into itself', { until: '2025Q4', mergedInto: 'count' }, 'mergedInto'],
    ['goes into another without an end', { mergedInto: 'other' }, 'until'],
    ['ends before it begins', { since: '2025Q2', until: '2025Q1' }, 'until'],
    ['repeats an unknown one', { sharedFrom: 'nowhere' }, 'sharedFrom'],
    ['repeats itself', { sharedFrom: 'count' }, 'sharedFrom'],
  ])('names one that %s', (_, overrides, field) => {
    expect(links(overrides, other)).toEqual([`initiatives[0].kpis[0].${field}`]);
  });

  it('names one that repeats a repetition, of which nobody is asked', () => {
    const third = { id: 'third', name: '延べ時間' };
    expect(links({ sharedFrom: 'other' }, { ...other, sharedFrom: 'third' }, third)).toEqual([
      'initiatives[0].kpis[0].sharedFrom',
    ]);
  });
});
