import { readFileSync } from 'node:fs';
import { readSampleCity } from '../../../shared/adapters/document/sample-city.ts';
import { Directory } from '../../../shared/plan/directory.ts';
import { Initiative, Kpi, Plan } from '../../../shared/plan/plan.ts';
import type { KnownPlan } from '../../../shared/plan/read-workbook.ts';
import type { SampleCity } from '../../../shared/plan/sample/sample.ts';
import type { PlanReading } from '../../../shared/plan/settle.ts';
import type { Cell, CellValue, Sheet } from '../../../shared/plan/workbook.ts';

type Loose = Record<string, unknown>;

export function sampleText(name: string): string {
  return readFileSync(new URL(`../../../shared/plan/sample/${name}.yaml`, import.meta.url), 'utf8');
}

export function sampleCity(): SampleCity {
  return readSampleCity({
    plan: sampleText('plan'),
    directory: sampleText('directory'),
    actuals: sampleText('actuals'),
    scenario: sampleText('scenario'),
  });
}

export function aDirectory(overrides: Loose = {}): Directory {
  const departments = [
    { id: 'dx', code: '11', name: '業務改善・DX推進課', kind: 'section', headTitle: '業務改善・DX推進課長' },
    { id: 'doboku', code: '61', name: '土木管理課', kind: 'section', headTitle: '土木管理課長' },
    { id: 'kenchiku', code: '63', name: '建築課', kind: 'section', headTitle: '建築課長' },
  ];
  return Directory.parse({
    city: { id: 'city', name: '見本市', secretariat: '事務局', telephone: '内線 0000' },
    mailDomain: 'city.example',
    departments,
    contacts: departments.map(({ id }) => ({
      id: `c-${id}`,
      role: 'officer',
      department: id,
      address: `${id}@city.example`,
    })),
    ...overrides,
  });
}

export function aKpi(overrides: Loose = {}): Kpi {
  return Kpi.parse({
    id: 'count',
    name: 'タブレット端末数',
    unit: '台',
    kind: 'level',
    polarity: 'up',
    layer: 'outcome',
    baseline: { value: 0, at: '2023Q4' },
    targets: { 2024: 5, 2025: 20, 2026: 60 },
    frequency: { every: 'quarter' },
    ...overrides,
  });
}

export function anInitiative(overrides: Loose = {}): Initiative {
  return Initiative.parse({
    id: 'tablets',
    code: '2-1-1',
    title: '現場に持ち出せるタブレット端末の配備',
    direction: 'efficiency',
    purpose: '市民への対応を早める。',
    policy: '端末を配備する。',
    owners: [{ department: 'doboku', role: 'lead' }],
    desiredState: '時間を短縮する。',
    kpis: [aKpi()],
    milestones: [{ id: 'm1', item: '試行⇒検証', fiscalYear: 2024, text: '試行及び検証', due: '2024Q4' }],
    exitRules: [
      {
        id: 'x1',
        text: '10台を下回るときは縮小する。',
        measure: { on: 'kpi', kpi: 'count', comparator: 'below', threshold: 10, at: '2026Q4' },
        action: 'reduce',
      },
    ],
    sunset: '2029-03-31',
    review: '毎年度見直す。',
    ...overrides,
  });
}

export function aPlan(overrides: Loose = {}): Plan {
  return Plan.parse({
    id: 'plan',
    title: '推進プラン',
    period: { from: 2024, to: 2026 },
    vision: { title: '推進ビジョン', period: { from: 2024, to: 2028 }, desiredState: '目指す姿' },
    pillars: [
      {
        id: 'digital',
        code: '2',
        name: '情報・デジタル化',
        short: '情報',
        directions: [{ id: 'efficiency', code: '2-1', name: '業務の効率化' }],
      },
    ],
    initiatives: [anInitiative()],
    ...overrides,
  });
}

/** What is stored before a spreadsheet is read. */
export function known(overrides: Partial<KnownPlan> = {}): KnownPlan {
  return { plan: aPlan(), directory: aDirectory(), ...overrides };
}

/** A sheet from rows of values; a cell may be given whole where it is merged. */
export function aSheet(name: string, rows: readonly (readonly (CellValue | Cell)[])[]): Sheet {
  return {
    name,
    cells: rows.map((row) =>
      row.map((value) => (typeof value === 'object' && value !== null ? value : { value })),
    ),
  };
}

/** The plan of a reading that should hold; the faults are shown where it does not. */
export function planOf(reading: PlanReading): Plan {
  if (!reading.ok) throw new Error(`expected a plan, got ${JSON.stringify(reading.faults, null, 1)}`);
  return reading.plan;
}

/** The faults of a reading as `place message`, none where it holds. */
export function faultsOf(reading: PlanReading): string[] {
  return reading.ok ? [] : reading.faults.map(({ where, message }) => `${where} ${message}`);
}

export function notesOf(reading: PlanReading): string[] {
  return reading.ok ? reading.notes.map(({ where, message }) => `${where} ${message}`) : [];
}
