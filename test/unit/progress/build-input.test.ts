import { describe, expect, it } from 'vitest';
import {
  ALL_UNITS,
  buildInitiativeInput,
  type JudgingFacts,
  type StoredActual,
  type StoredMilestone,
  totalsByQuarter,
} from '../../../shared/progress/build-input.ts';
import { judgeInitiative } from '../../../shared/progress/judge-initiative.ts';
import { aDepartment, aDirectory, aKpi, aMilestone, anInitiative, aPlan } from '../../support/builders.ts';

function build(parts: Partial<JudgingFacts> = {}) {
  return buildInitiativeInput({
    plan: aPlan(),
    directory: aDirectory(),
    initiative: anInitiative(),
    quarter: '2026Q2',
    stage: 'regular',
    round: 'open',
    actuals: [],
    milestones: [],
    answers: [],
    history: [],
    ...parts,
  });
}

const actual = (parts: Partial<StoredActual>): StoredActual => ({
  kpi: 'kpi-tablets',
  quarter: '2026Q1',
  stage: 'regular',
  department: 'dep-civil',
  value: 20,
  ...parts,
});

const field = (kind: string, value: string | number | null, subject: string | null = null) => ({
  initiative: 'init-tablets',
  kind,
  subject,
  value,
});
const answer = (...fields: ReturnType<typeof field>[]) => ({
  department: 'dep-civil',
  fields,
  nothingToReport: false,
});

const valueAt = (input: ReturnType<typeof build>, quarter: string) => input.actuals['kpi-tablets']?.[quarter];

describe('the values an initiative is judged from', () => {
  it('are those stored, with what was just answered laid over the quarter', () => {
    const actuals = [actual({}), actual({ quarter: '2026Q2', value: 22 })];
    const input = build({ actuals, answers: [answer(field('actual', 25, 'kpi-tablets'))] });
    expect(valueAt(input, '2026Q1')?.value).toBe(20);
    expect(valueAt(input, '2026Q2')?.value).toBe(25);
  });

  it('are the final ones where both are stored, in whatever order', () => {
    const final = actual({ stage: 'final', value: 21 });
    for (const actuals of [
      [actual({}), final],
      [final, actual({})],
    ])
      expect(valueAt(build({ actuals }), '2026Q1')?.value).toBe(21);
  });

  it('are no expectations of March', () => {
    expect(valueAt(build({ actuals: [actual({ stage: 'handover', value: 99 })] }), '2026Q1')).toBeUndefined();
  });

  it('name who is missing in the quarter being judged, even where nobody answered', () => {
    expect(valueAt(build(), '2026Q2')).toEqual({ value: null, partial: false, missing: ['土木管理課'] });
  });

  it('take a value reported for the whole as the whole', () => {
    const initiative = anInitiative({
      owners: [{ department: 'dep-civil' }, { department: 'dep-architecture' }],
      kpis: [aKpi({ combine: 'sum' })],
    });
    const actuals = [actual({ department: ALL_UNITS, value: 50 })];
    expect(valueAt(build({ initiative, actuals }), '2026Q1')).toEqual({
      value: 50,
      partial: false,
      missing: [],
    });
  });
});

describe('a department that was reorganised', () => {
  const shared = anInitiative({
    owners: [{ department: 'dep-civil', role: 'lead' }, { department: 'dep-architecture' }],
    kpis: [aKpi({ combine: 'sum' })],
  });
  const directory = aDirectory({
    departments: [
      ...aDirectory().departments.filter(({ id }) => id !== 'dep-civil'),
      aDepartment({ to: '2026-06-30', successors: ['dep-roads', 'dep-rivers'] }),
      aDepartment({ id: 'dep-roads', code: '23', name: '道路課' }),
      aDepartment({ id: 'dep-rivers', code: '24', name: '河川課' }),
    ],
  });
  const of = (department: string, value: number) => ({
    ...answer(field('actual', value, 'kpi-tablets')),
    department,
  });

  it('counts through its successors from then on, and itself before', () => {
    const actuals = [actual({ value: 20 }), actual({ department: 'dep-architecture', value: 5 })];
    const answers = [of('dep-roads', 12), of('dep-rivers', 10), of('dep-architecture', 6)];
    const input = build({ initiative: shared, directory, actuals, answers });
    expect(valueAt(input, '2026Q1')?.value).toBe(25);
    expect(valueAt(input, '2026Q2')).toEqual({ value: 28, partial: false, missing: [] });
  });

  it('is missed under the name of the successor that has not answered', () => {
    const silent = { department: 'dep-rivers', fields: [], nothingToReport: false };
    const answers = [of('dep-roads', 12), silent, of('dep-architecture', 6)];
    const input = build({ initiative: shared, directory, answers });
    expect(valueAt(input, '2026Q2')).toEqual({ value: 18, partial: true, missing: ['河川課'] });
  });

  it('keeps its place as the lead: the own rating of its first successor counts', () => {
    const answers = [{ ...answer(field('own-rating', 'やや遅れ')), department: 'dep-roads' }];
    expect(build({ initiative: shared, directory, answers }).ownRating).toBe('やや遅れ');
  });

  it('by departments that name each other does not go on for ever', () => {
    const loop = aDirectory({
      departments: [
        ...aDirectory().departments.filter(({ id }) => id !== 'dep-civil'),
        aDepartment({ successors: ['dep-roads'] }),
        aDepartment({ id: 'dep-roads', code: '23', successors: ['dep-civil'] }),
      ],
    });
    expect(valueAt(build({ directory: loop }), '2026Q2')?.value).toBeNull();
  });
});

describe('該当なし', () => {
  it('of every owner takes the initiative out of the judgement, of one of them does not', () => {
    const owners = [{ department: 'dep-civil' }, { department: 'dep-architecture' }];
    const initiative = anInitiative({ owners, kpis: [aKpi({ combine: 'sum' })] });
    const none = (department: string) => ({ department, fields: [], nothingToReport: true });
    expect(build({ initiative, answers: [none('dep-civil')] }).excluded).toBeUndefined();
    expect(build({ initiative, answers: [none('dep-civil'), none('dep-architecture')] }).excluded).toEqual([
      'init-tablets',
    ]);
  });
});

describe('a milestone', () => {
  const initiative = anInitiative({ milestones: [aMilestone()] });
  const stored = (parts: Partial<StoredMilestone>): StoredMilestone => ({
    milestone: 'ms-select',
    department: 'dep-civil',
    reportedFor: '2026Q2',
    state: '済',
    doneIn: '2026Q2',
    ...parts,
  });
  const reportOf = (parts: Partial<JudgingFacts>) => build({ initiative, ...parts }).milestones['ms-select'];
  const said = (state: string) => ({ answers: [answer(field('milestone-status', state, 'ms-select'))] });

  it('is done in the quarter in which it is first said to be', () => {
    expect(reportOf(said('済'))).toEqual({ done: '2026Q2', state: '済' });
  });

  it('done earlier keeps its quarter', () => {
    const milestones = [stored({ reportedFor: '2026Q1', doneIn: '2026Q1' })];
    expect(reportOf({ milestones })).toEqual({ done: '2026Q1', state: null });
    expect(reportOf({ milestones, ...said('済') })).toEqual({ done: '2026Q1', state: '済' });
  });

  it('taken back within the quarter is open again', () => {
    expect(reportOf({ milestones: [stored({})], ...said('実施中') })).toEqual({
      done: null,
      state: '実施中',
    });
  });

  it('said in an earlier quarter to be under way is not said to be so now', () => {
    const milestones = [stored({ reportedFor: '2026Q1', state: '実施中', doneIn: null })];
    expect(reportOf({ milestones })).toEqual({ done: null, state: null });
  });

  it('done in a quarter after the one judged is not done yet', () => {
    expect(reportOf({ milestones: [stored({ reportedFor: '2026Q3', doneIn: '2026Q3' })] })).toEqual({
      done: null,
      state: null,
    });
  });

  it('is as the lead says, whoever else answers', () => {
    const shared = anInitiative({
      owners: [
        { department: 'dep-architecture', role: 'unit' },
        { department: 'dep-civil', role: 'lead' },
      ],
      milestones: [aMilestone()],
    });
    const unit = { ...answer(field('milestone-status', '済', 'ms-select')), department: 'dep-architecture' };
    const lead = answer(field('milestone-status', '実施中', 'ms-select'));
    expect(reportOf({ initiative: shared, answers: [unit, lead] })?.state).toBe('実施中');
  });
});

describe('the totals of a KPI', () => {
  it('are there for every quarter stored, and for no other', () => {
    const kpi = aKpi();
    const actuals = [
      actual({ quarter: '2025Q4' }),
      actual({}),
      actual({ kpi: 'kpi-other', quarter: '2026Q2' }),
    ];
    const totals = totalsByQuarter({ kpi, initiative: anInitiative(), actuals, directory: aDirectory() });
    expect(Object.keys(totals).toSorted()).toEqual(['2025Q4', '2026Q1']);
  });
});

describe('the months a KPI is reported by', () => {
  const kpi = aKpi({ monthly: true });
  const initiative = anInitiative({ kpis: [kpi] });
  const months = (quarter: StoredActual['quarter'], first: number, values: readonly number[]) =>
    actual({
      quarter,
      monthly: Object.fromEntries(
        values.map((value, at) => [`2026-${String(first + at).padStart(2, '0')}`, value]),
      ),
    });

  it('are those stored, with what was just answered laid over them', () => {
    const { monthly } = build({
      initiative,
      actuals: [months('2026Q1', 4, [20, 21, 22]), months('2026Q2', 7, [1, 1, 1])],
      answers: [answer(field('monthly', '7月 23、8月 24、9月 なし', 'kpi-tablets'))],
    });
    expect(monthly?.['kpi-tablets']).toEqual({
      '2026-04': 20,
      '2026-05': 21,
      '2026-06': 22,
      '2026-07': 23,
      '2026-08': 24,
      '2026-09': 1,
    });
  });

  it('are none where the plan does not ask for them', () => {
    expect(build({ actuals: [months('2026Q1', 4, [20, 21, 22])] }).monthly).toEqual({});
  });

  it('are combined over the units, and a month that misses one is left out', () => {
    const shared = anInitiative({
      kpis: [aKpi({ monthly: true, combine: 'sum' })],
      owners: [{ department: 'dep-civil' }, { department: 'dep-architecture', role: 'unit' }],
    });
    const other = { ...months('2026Q1', 4, [1, 2]), department: 'dep-architecture' };
    const { monthly } = build({ initiative: shared, actuals: [months('2026Q1', 4, [20, 21, 22]), other] });
    expect(monthly?.['kpi-tablets']).toEqual({ '2026-04': 21, '2026-05': 23 });
  });

  it('stand as they are where they were reported for all units together', () => {
    const papers = { ...months('2026Q1', 4, [20, 21, 22]), department: ALL_UNITS };
    expect(Object.values(build({ initiative, actuals: [papers] }).monthly?.['kpi-tablets'] ?? {})).toEqual([
      20, 21, 22,
    ]);
  });

  it('tell of a month out of the ordinary beside the status, once there are eight of them', () => {
    const steady = [20, 21, 20, 22, 21, 20, 21];
    const judged = (last: number) =>
      judgeInitiative(
        build({
          initiative,
          quarter: '2026Q3',
          actuals: [
            months('2026Q1', 4, steady.slice(0, 3)),
            months('2026Q2', 7, steady.slice(3, 6)),
            { ...months('2026Q3', 10, [...steady.slice(6), last]), value: 28 },
          ],
        }),
      ).kpis[0]?.judgement;
    expect(judged(90)).toMatchObject({
      status: 'at-risk',
      signals: [expect.stringMatching(/^2026年11月の90台は通常のばらつきを外れています。確認してください/)],
    });
    expect(judged(21)?.signals).toEqual([]);
  });

  it('are left alone where one is too large to reckon with', () => {
    const actuals = [{ ...months('2026Q2', 7, [1e16]), value: 25 }];
    const [status] = judgeInitiative(build({ initiative, actuals })).kpis;
    expect(status?.judgement.signals).toBeUndefined();
  });
});
