import { describe, expect, it } from 'vitest';
import { dateOf } from '../../../shared/calendar/time.ts';
import { keepLedgers } from '../../../shared/plan/ledger.ts';
import type { Kpi, Plan } from '../../../shared/plan/plan.ts';
import {
  buildInitiativeInput,
  type StoredActual,
  type UnitAnswer,
} from '../../../shared/progress/build-input.ts';
import { judgeInitiative } from '../../../shared/progress/judge-initiative.ts';
import { newest } from '../../../shared/steps/form-facts.ts';
import { aDepartment, aDirectory, aKpi, anInitiative, aPlan } from '../../support/builders.ts';
import { anInput, judge, whole } from './builders.ts';

const level = (parts: object) => ({
  kind: 'level' as const,
  polarity: 'up' as const,
  unit: '件',
  baseline: { value: 10, at: '2025Q4' },
  ...parts,
});
const at2026Q1 = (kpi: object, value: number) => judge({ kpi, actuals: { '2026Q1': value }, asOf: '2026Q1' });

/** One KPI of the plan, with what was reported for it, judged in a frozen round. */
function judgedKpi(kpi: Kpi, values: Record<string, number | null>, quarter: '2026Q1' | '2026Q3' | '2026Q4') {
  const status = judgeInitiative(
    anInput({
      quarter,
      initiative: anInitiative({ kpis: [kpi] }),
      actuals: {
        [kpi.id]: Object.fromEntries(Object.entries(values).map(([key, value]) => [key, whole(value)])),
      },
      kpiNames: { 'kpi-total': '手続きの総数' },
    }),
  );
  return { ...status.kpis[0], initiative: status };
}

/** The only KPI of the small plan as it stands after a change published on a day. */
function revised(change: Partial<Kpi>, on: string, before: Kpi = aKpi()): Kpi {
  const plan = (kpi: Kpi): Plan => aPlan({ initiatives: [anInitiative({ kpis: [kpi] })] });
  const kept = keepLedgers(plan(before), plan({ ...before, ...change }), dateOf(on));
  const kpi = kept.initiatives[0]?.kpis[0];
  if (kpi === undefined) throw new Error('the plan has lost its KPI');
  return kpi;
}

describe('bad input has a stated outcome, and never a wrong colour', () => {
  it('a target equal to the baseline is a level to be kept: 範囲内 順調, clearly worse 遅れ', () => {
    const kpi = level({ targets: { 2028: 10 } });
    expect(at2026Q1(kpi, 10)).toMatchObject({ status: 'on-track', rule: '6' });
    expect(at2026Q1(kpi, 9.6)).toMatchObject({ status: 'at-risk', rule: '6' });
    expect(at2026Q1(kpi, 5)).toMatchObject({ status: 'off-track', rule: '6', tags: ['基準値より悪化'] });
  });

  it('a target of zero is a target', () => {
    const kpi = level({ polarity: 'down', targets: { 2028: 0 } });
    expect(at2026Q1(kpi, 0)).toMatchObject({ status: 'achieved', rule: '1' });
    expect(at2026Q1(kpi, 9)).toMatchObject({ status: 'on-track' });
  });

  it('a negative target and a negative actual are judged by the same distance', () => {
    const kpi = level({ polarity: 'down', unit: '百万円', targets: { 2028: -20 }, path: { '2026Q1': -5 } });
    expect(at2026Q1(kpi, -5)).toMatchObject({ status: 'on-track', rule: '2' });
    expect(at2026Q1(kpi, -20)).toMatchObject({ status: 'achieved' });
    expect(at2026Q1(kpi, 4)).toMatchObject({ status: 'off-track', ratio: 0.4 });
  });

  it('a missing baseline is 評価不能 and says so', () => {
    expect(at2026Q1({ kind: 'level', polarity: 'up', targets: { 2028: 60 } }, 20)).toMatchObject({
      status: 'not-evaluable',
      reason: '基準値が未設定のため評価できません（判定基準0）',
    });
  });

  it('a target revised in mid-year is judged by the new one, and the reason tells of the old', () => {
    const kpi = revised({ targets: { 2026: 26, 2027: 46, 2028: 60 } }, '2026-10-05');
    const { judgement } = judgedKpi(kpi, { '2026Q3': 24.5 }, '2026Q3');
    expect(judgement).toMatchObject({ status: 'on-track', planned: 24.5 });
    expect(judgement?.reason).toMatch(/。令和8年度の目標は令和8年10月5日に32台から26台に見直し$/);
  });

  it('a KPI added in mid-plan is 対象外 before its first quarter and judged from then on', () => {
    const kpi = aKpi({ since: '2026Q3', baseline: { value: 20, at: '2026Q2' } });
    expect(judgedKpi(kpi, {}, '2026Q1').judgement).toMatchObject({
      status: 'excluded',
      reason: '令和8年度第1四半期の報告はなく、令和8年度第3四半期から加わる指標（判定基準0）',
    });
    expect(judgedKpi(kpi, { '2026Q3': 26 }, '2026Q3').judgement?.status).toBe('on-track');
  });

  it('a KPI merged into another (集約) is 対象外 from then on, names its heir, and shows no old colour', () => {
    const kpi = aKpi({ until: '2026Q2', mergedInto: 'kpi-total' });
    const { judgement, pace } = judgedKpi(kpi, { '2026Q1': 20 }, '2026Q3');
    expect(judgement).toMatchObject({ status: 'excluded', ratio: null, tags: [] });
    expect(judgement?.reason).toContain('令和8年度第2四半期で「手続きの総数」に集約した指標');
    expect(pace).toBeNull();
  });

  it('a KPI ended in mid-plan lets the others decide, and is not missed', () => {
    const initiative = anInitiative({
      kpis: [aKpi({ until: '2026Q2' }), aKpi({ id: 'kpi-b', name: '指標B' })],
    });
    const status = judgeInitiative(
      anInput({ initiative, quarter: '2026Q3', actuals: { 'kpi-b': { '2026Q3': whole(29) } } }),
    );
    expect(status.kpis[0]?.judgement.reason).toContain('第2四半期で終了した指標');
    expect(status.status).toBe('on-track');
  });

  it('a change of unit with the old baseline is 評価不能 until the baseline is restated', () => {
    const kpi = revised({ unit: '％', targets: { 2028: 60 } }, '2026-07-10');
    expect(judgedKpi(kpi, { '2026Q1': 20, '2026Q3': 50 }, '2026Q3').judgement).toMatchObject({
      status: 'not-evaluable',
      reason: '単位が「台」から「％」に変わり、基準値が前の単位のままのため評価できません（判定基準0）',
    });
  });

  it('after a change of unit, values of the old unit are neither quoted nor drawn a line through', () => {
    const kpi = revised(
      { unit: '％', targets: { 2028: 60 }, baseline: { value: 30, at: '2025Q4' } },
      '2026-07-10',
    );
    const { judgement, pace } = judgedKpi(kpi, { '2026Q1': 20, '2026Q3': 40 }, '2026Q3');
    expect(judgement?.status).toBe('on-track');
    expect(judgement?.step).toBeUndefined();
    expect(pace).not.toContain('直近');
    expect(judgedKpi(kpi, { '2026Q1': 20, '2026Q3': null }, '2026Q3').judgement?.reason).not.toContain('20');
  });
});

describe('a department abolished', () => {
  const gone = aDepartment({ id: 'dep-old', code: '99', name: '旧管理課', to: '2026-06-30', successors: [] });
  const initiative = anInitiative({
    owners: [
      { department: 'dep-civil', role: 'lead' },
      { department: 'dep-old', role: 'unit' },
    ],
    kpis: [aKpi({ combine: 'sum' })],
  });
  const stored = (department: string, value: number): StoredActual => ({
    kpi: 'kpi-tablets',
    quarter: '2026Q2',
    stage: 'regular',
    department,
    value,
  });
  const answered: UnitAnswer = { department: 'dep-civil', fields: [], nothingToReport: false };
  const judged = (departments: ReturnType<typeof aDepartment>[], actuals: StoredActual[]) =>
    judgeInitiative(
      buildInitiativeInput({
        plan: aPlan(),
        directory: { departments },
        initiative,
        quarter: '2026Q2',
        stage: 'regular',
        round: 'frozen',
        actuals,
        milestones: [],
        answers: [answered],
        history: [],
      }),
    );

  it('without a successor is named as abolished, and the sum is not judged without it', () => {
    const status = judged([...aDirectory().departments, gone], [stored('dep-civil', 12)]);
    expect(status.status).toBe('not-reported');
    expect(status.reason).toContain('旧管理課（廃止）が未報告のため、合計を判定できません');
  });

  it('with a successor counts through it', () => {
    const withHeir = { ...gone, successors: ['dep-architecture'] };
    const status = judged(
      [...aDirectory().departments, withHeir],
      [stored('dep-civil', 12), stored('dep-architecture', 14)],
    );
    expect(status.kpis[0]).toMatchObject({ actual: 26, missing: [] });
  });
});

describe('two submissions for one period', () => {
  const version = (number: number, parts = {}) => ({
    plan: 'plan-small',
    round: '2026Q1' as const,
    department: 'dep-civil',
    version: number,
    via: 'mail' as const,
    enteredBy: null,
    receivedAt: '2026-07-03T01:00:00Z',
    fields: {},
    comment: null,
    afterFreeze: false,
    correction: null,
    approval: { state: 'not-needed' as const, by: null, at: null, as: null, reason: null },
    nothingToReport: false,
    ...parts,
  });

  it('count as the newer one, in whatever order they are read', () => {
    expect(newest([version(2), version(1)])?.version).toBe(2);
    expect(newest([version(1), version(2)])?.version).toBe(2);
  });

  it('count as the older one while the newer, after the freeze, waits for the secretariat', () => {
    expect(newest([version(1), version(2, { afterFreeze: true })])?.version).toBe(1);
  });
});
