import { describe, expect, it } from 'vitest';
import { dateOf } from '../../../shared/calendar/time.ts';
import { keepLedgers } from '../../../shared/plan/ledger.ts';
import { Plan } from '../../../shared/plan/plan.ts';
import { judgeInitiative } from '../../../shared/progress/judge-initiative.ts';
import { aKpi, aMilestone, anInitiative, aPlan } from '../../support/builders.ts';
import { anInput } from '../progress/builders.ts';

const planWith = (milestone: Record<string, unknown>, kpi = aKpi()) =>
  aPlan({ initiatives: [anInitiative({ kpis: [kpi], milestones: [aMilestone(milestone)] })] });
const due = (quarter: string) => planWith({ due: quarter });
const milestoneOf = (plan: Plan) => plan.initiatives[0]?.milestones[0];
const ledgerOf = (plan: Plan) => plan.initiatives[0]?.kpis[0]?.ledger;
const publish = (before: Plan | null, after: Plan, on = '2026-07-10') =>
  keepLedgers(before, after, dateOf(on));

describe('the slip ledger', () => {
  it('keeps the original date and every postponement, though the files say nothing of them', () => {
    const once = publish(due('2026Q2'), due('2026Q3'));
    const twice = publish(once, due('2026Q4'), '2026-10-05');
    expect(milestoneOf(twice)?.slips).toEqual([
      { from: '2026Q2', to: '2026Q3', on: '2026-07-10' },
      { from: '2026Q3', to: '2026Q4', on: '2026-10-05' },
    ]);
    expect(Plan.parse(twice)).toEqual(twice);
  });

  it('cannot be shortened by a file, and a date brought forward is no postponement', () => {
    const once = publish(due('2026Q2'), due('2026Q4'));
    expect(milestoneOf(publish(once, due('2026Q3')))?.slips).toHaveLength(1);
    expect(milestoneOf(publish(once, planWith({ due: '2026Q4', slips: [] })))?.slips).toHaveLength(1);
  });

  it('takes an item moved into the next year’s column for postponed', () => {
    const next = planWith({ id: 'ms-next', fiscalYear: 2027, due: '2027Q2' });
    expect(milestoneOf(publish(due('2026Q2'), next))?.slips).toEqual([
      { from: '2026Q2', to: '2027Q2', on: '2026-07-10' },
    ]);
  });

  it('is quoted in the reason: the original date and how often it was put off', () => {
    const plan = publish(publish(due('2026Q1'), due('2026Q2')), due('2026Q3'));
    const [initiative] = plan.initiatives;
    if (!initiative) throw new Error('the plan has lost its initiative');
    const status = judgeInitiative(
      anInput({
        initiative: { ...initiative, kpis: [] },
        quarter: '2026Q4',
        milestones: { 'ms-select': { done: null, state: '実施中' } },
      }),
    );
    expect(status.milestones).toMatchObject({
      status: 'at-risk',
      reason:
        '期限の来た1件の予定のうち0件が済み、「機種の選定」が1四半期遅れ（「機種の選定」の当初の期限は令和8年度第1四半期、延期2回、判定基準7）',
    });
  });
});

describe('the ledger of a KPI', () => {
  const kpi = (parts: object) => planWith({}, aKpi(parts));

  it('keeps the target that was revised, and a path that was replaced', () => {
    const before = kpi({ path: { '2026Q1': 22 } });
    const after = publish(before, kpi({ path: { '2026Q1': 21 }, targets: { 2026: 30, 2027: 46, 2028: 60 } }));
    expect(ledgerOf(after)).toEqual({
      units: [],
      targets: [{ year: 2026, was: 32, now: 30, on: '2026-07-10' }],
      paths: [{ path: { '2026Q1': 22 }, on: '2026-07-10' }],
      shares: [],
      approved: {},
    });
    expect(ledgerOf(publish(after, kpi({})))?.paths).toHaveLength(2);
  });

  it('keeps an earlier unit with its last quarter and the baseline in it', () => {
    expect(ledgerOf(publish(kpi({}), kpi({ unit: '％' })))?.units).toEqual([
      { unit: '台', until: '2026Q1', baseline: 20 },
    ]);
  });

  it('is absent while nothing changed, and for a first plan', () => {
    expect(publish(kpi({}), kpi({}))).toEqual(kpi({}));
    expect(publish(null, kpi({}))).toEqual(kpi({}));
  });
});
