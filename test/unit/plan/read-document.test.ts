import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readPlanDocument } from '../../../shared/plan/read-document.ts';
import { aDirectory, anInitiative, aPlan, faultsOf, planOf } from './builders.ts';

const document = (overrides: Record<string, unknown> = {}) => ({
  ...structuredClone(aPlan()),
  directory: aDirectory(),
  ...overrides,
});
const withInitiative = (overrides: Record<string, unknown>) =>
  document({ initiatives: [{ ...anInitiative(), ...overrides }] });

describe('reading a plan document', () => {
  it('takes the plan and the directory beside it', () => {
    const reading = readPlanDocument(document());
    expect(planOf(reading)).toEqual(aPlan());
    expect(reading).toMatchObject({ directory: aDirectory() });
  });

  it('takes the stored directory where the document brings none', () => {
    const reading = readPlanDocument(structuredClone(aPlan()), aDirectory());
    expect(planOf(reading)).toEqual(aPlan());
    expect(reading).toMatchObject({ directory: null });
  });

  it('says so where there is no directory at all', () => {
    expect(faultsOf(readPlanDocument(aPlan()))).toEqual([
      '部署一覧 部署一覧がありません。ファイルに「部署」と「連絡先」を加えるか、先に部署一覧を取り込んでください。',
    ]);
  });

  it.each([
    [
      'a number where a text stands',
      { title: 5 },
      'initiatives[0].title 「5」とありますが、文字にしてください。',
    ],
    [
      'a missing field',
      { policy: undefined },
      'initiatives[0].policy 値がありません。文字を書いてください。',
    ],
    ['an empty text', { policy: ' ' }, 'initiatives[0].policy 空です。文字を書いてください。'],
    [
      'a bad code',
      { code: '２－１' },
      'initiatives[0].code 「２－１」とありますが、半角の英数字・ピリオド・ハイフン（20文字まで）にしてください。',
    ],
    [
      'a bad id',
      { id: 'A' },
      'initiatives[0].id 「A」とありますが、半角の英小文字・数字・ハイフン（2文字から48文字）にしてください。',
    ],
    [
      'a bad date',
      { sunset: '3月末' },
      'initiatives[0].sunset 「3月末」とありますが、2026-04-01のような日付にしてください。',
    ],
    [
      'an unset field without its deadline',
      { purpose: { unset: true } },
      'initiatives[0].purpose.by 値がありません。文字を書いてください。',
    ],
    [
      'a field it does not know',
      { propose: 'x' },
      'initiatives[0].propose 「propose」という項目はありません。つづりを確かめてください。',
    ],
    ['no owner', { owners: [] }, 'initiatives[0].owners 一覧の数が合いません。1件以上にしてください。'],
  ])('says what is wrong with %s', (_, overrides, fault) => {
    expect(faultsOf(readPlanDocument(withInitiative(overrides)))).toEqual([fault]);
  });

  it.each([
    [
      'a kind it does not know',
      { kind: 'sum' },
      'kind 「sum」とありますが、cumulative・level・rate のどれかにしてください。',
    ],
    [
      'a year it does not know',
      { targets: { R6: 1, 2026: 60 } },
      'targets.R6 項目名「R6」が正しくありません。2026のような西暦の年度にしてください。',
    ],
    [
      'a target that is no number',
      { targets: { 2026: '三' } },
      'targets.2026 「三」とありますが、数にしてください。',
    ],
    [
      'a frequency it does not know',
      { frequency: { every: 'week' } },
      'frequency.every 書ける値ではありません。quarter・half-year・year のどれかにしてください。',
    ],
    [
      'three shares',
      { kind: 'cumulative', shares: [0.5, 0.25, 0.25] },
      'shares 一覧の数が合いません。4件以上にしてください。',
    ],
    ['a negative tolerance', { tolerance: -1 }, 'tolerance 「-1」は範囲の外です。0以上にしてください。'],
  ])('says what is wrong with %s', (_, overrides, fault) => {
    const [kpi] = anInitiative().kpis;
    const reading = readPlanDocument(withInitiative({ kpis: [{ ...kpi, ...overrides }] }));
    expect(faultsOf(reading)).toEqual([`initiatives[0].kpis[0].${fault}`]);
  });

  it('tells faults of shape and faults that join parts at once, and nothing that only a gap causes', () => {
    const [kpi] = anInitiative().kpis;
    const faulty = document({
      pillars: undefined,
      initiatives: [
        {
          ...anInitiative(),
          title: 5,
          owners: [{ department: 'nowhere' }],
          kpis: [{ ...kpi, kind: 'sum', shares: [0.1, 0.2, 0.3, 0.3] }],
        },
        {
          ...anInitiative(),
          id: 'second',
          title: '別',
          kpis: [],
          milestones: [{ id: 'm2', item: '項目', fiscalYear: 2030, text: '内容', due: '2030Q4' }],
        },
      ],
    });
    expect(faultsOf(readPlanDocument(faulty)).map((text) => text.split(' ')[0])).toEqual([
      'pillars',
      'initiatives[0].title',
      'initiatives[0].kpis[0].kind',
      'initiatives[1].code',
      'initiatives[1].exitRules[0].id',
      'initiatives[0].owners[0].department',
      'initiatives[0].kpis[0].shares',
      'initiatives[1].milestones[0].fiscalYear',
      'initiatives[1].exitRules[0].measure.kpi',
    ]);
  });

  it('does not call a department unknown when its own row is what failed', () => {
    const directory = {
      ...aDirectory(),
      departments: [{ id: 'doboku' }, ...aDirectory().departments.slice(2)],
    };
    const reading = readPlanDocument(document({ directory }));
    expect(faultsOf(reading).every((text) => text.startsWith('directory.departments[0].'))).toBe(true);
  });

  it.each([null, 5, 'plan', [], undefined])('refuses %s in one sentence', (value) => {
    expect(faultsOf(readPlanDocument(value))).toEqual([
      '文書 計画の項目（id、title、initiatives など）が見つかりません。',
    ]);
  });

  it('never throws and never half reads, whatever part of a plan is replaced by whatever value', () => {
    const paths = listPaths(document());
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.constantFrom(...paths), fc.jsonValue()), { minLength: 1, maxLength: 4 }),
        (changes) => {
          const changed = document();
          for (const [path, value] of changes) setAt(changed, path, value);
          const reading = readPlanDocument(changed);
          if (!reading.ok) expect(reading.faults.length).toBeGreaterThan(0);
          else expect(readPlanDocument({ ...reading.plan, directory: reading.directory }).ok).toBe(true);
        },
      ),
      { numRuns: 500 },
    );
  });
});

type Path = (string | number)[];

function listPaths(value: unknown, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [path];
  return [
    path,
    ...Object.entries(value).flatMap(([key, inner]) =>
      listPaths(inner, [...path, Array.isArray(value) ? Number(key) : key]),
    ),
  ].filter((found) => found.length > 0);
}

function setAt(root: unknown, path: Path, value: unknown): void {
  const parent = path
    .slice(0, -1)
    .reduce<unknown>(
      (at, key) => (typeof at === 'object' && at !== null ? Reflect.get(at, key) : undefined),
      root,
    );
  const last = path.at(-1);
  if (typeof parent === 'object' && parent !== null && last !== undefined) Reflect.set(parent, last, value);
}
