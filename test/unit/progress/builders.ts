import type { QuarterId } from '../../../shared/calendar/fiscal.ts';
import { Initiative, Kpi, type Plan, STANDARD_CUTOFFS } from '../../../shared/plan/plan.ts';
import type { UnitTotal } from '../../../shared/progress/combine-units.ts';
import type { InitiativeInput } from '../../../shared/progress/judge-initiative.ts';
import { judgeKpi } from '../../../shared/progress/judge-kpi.ts';
import { type Judgement, JudgementInput } from '../../../shared/progress/judgement.ts';

type Written<T> = { [K in keyof T]?: unknown };

/** Judges a KPI written as in a file for `progress evaluate`. */
export function judge(input: {
  kpi: Written<JudgementInput['kpi']>;
  actuals?: Record<string, number | null>;
  asOf: QuarterId;
  cutoffs?: { onTrack: number; atRisk: number };
  monthly?: Record<string, number>;
}): Judgement {
  return judgeKpi(JudgementInput.parse(input));
}

/** Overtime hours, from 73,000 to 60,000 by the end of the plan. */
export const OVERTIME = {
  kind: 'level',
  polarity: 'down',
  unit: '時間',
  baseline: { value: 73000, at: '2025Q4' },
  targets: { 2028: 60000 },
} as const;

/** An outcome KPI: tablets from 20 to 60 in three years, asked every quarter. */
export function aKpi(parts: Written<Kpi> = {}): Kpi {
  return Kpi.parse({
    id: 'kpi-tablets',
    name: 'タブレット端末数',
    unit: '台',
    kind: 'level',
    polarity: 'up',
    layer: 'outcome',
    baseline: { value: 20, at: '2025Q4' },
    targets: { 2026: 32, 2027: 46, 2028: 60 },
    frequency: { every: 'quarter' },
    ...parts,
  });
}

export function anInitiative(parts: Written<Initiative> = {}): Initiative {
  return Initiative.parse({
    id: 'init-tablets',
    code: '2-1-1',
    title: '現場に持ち出せるタブレット端末の配備',
    direction: 'dir-efficiency',
    purpose: '職員が現場で記録を済ませ、帰庁後の入力をなくす',
    policy: '現場業務から端末を配備する',
    owners: [{ department: 'dep-civil', role: 'lead' }],
    desiredState: '各課に1台',
    kpis: [aKpi()],
    milestones: [],
    exitRules: [
      {
        id: 'exit-use',
        text: '試行の利用が月100回に満たなければ見直す',
        measure: { on: 'kpi', kpi: 'kpi-tablets', comparator: 'below', threshold: 25, at: '2027Q4' },
        action: 'change-method',
      },
    ],
    sunset: '2029-03-31',
    review: '毎年度末に見直す',
    ...parts,
  });
}

export function aMilestone(parts: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    id: 'ms-select',
    item: '端末の選定',
    fiscalYear: 2026,
    text: '機種の選定',
    due: '2026Q2',
    ...parts,
  };
}

export function whole(value: number | null): UnitTotal {
  return { value, partial: false, missing: [] };
}

/** A frozen round of 2026Q1 in which nothing has been answered. */
export function anInput(parts: Partial<InitiativeInput> = {}): InitiativeInput {
  return {
    initiative: anInitiative(),
    quarter: '2026Q1',
    cutoffs: STANDARD_CUTOFFS,
    round: 'frozen',
    actuals: {},
    milestones: {},
    ...parts,
  };
}

export const PILLARS: Plan['pillars'] = [
  {
    id: 'pillar-people',
    code: '1',
    name: '人',
    short: '人',
    directions: [
      { id: 'dir-work', code: '1-1', name: '働き方改革' },
      { id: 'dir-talent', code: '1-2', name: '人材確保・育成' },
    ],
  },
  {
    id: 'pillar-digital',
    code: '2',
    name: '情報・デジタル化',
    short: '情報',
    directions: [{ id: 'dir-efficiency', code: '2-1', name: '業務効率化' }],
  },
];
