import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Kpi, Perspective, type Plan } from '../../../shared/plan/plan.ts';
import { readPlanWorkbook } from '../../../shared/plan/read-workbook.ts';
import { layOutPlan } from '../../../shared/plan/write-workbook.ts';
import { aDirectory, anInitiative, aPlan, known, notesOf, planOf, sampleCity } from './builders.ts';

/** Texts a city writes: no control characters, nothing that means 未設定, no spaces at the ends. */
const line = fc
  .string({
    unit: fc.constantFrom(...'取組推進計画の見直しABＡ12〇。、・（）%％ 課'),
    minLength: 1,
    maxLength: 20,
  })
  .map((text) => `事${text.trim()}`);
const paragraph = fc.array(line, { minLength: 1, maxLength: 3 }).map((lines) => lines.join('\n'));
const unset = fc
  .date({ min: new Date('2024-01-01'), max: new Date('2030-01-01'), noInvalidDate: true })
  .map((date) => ({
    unset: true as const,
    by: date.toISOString().slice(0, 10),
  }));
const figure = fc.oneof(
  fc.integer({ min: -1e9, max: 1e9 }),
  fc.double({ min: -1e6, max: 1e6, noNaN: true }).map((value) => value + 0),
);
const quarter = fc
  .tuple(fc.constantFrom(2024, 2025, 2026), fc.constantFrom(1, 2, 3, 4))
  .map(([year, n]) => `${year}Q${n}`);
const orUnset = <T>(value: fc.Arbitrary<T>) => fc.oneof({ weight: 3, arbitrary: value }, unset);
const targets = fc
  .record({ 2024: orUnset(figure), 2025: orUnset(figure), 2026: orUnset(figure) }, { requiredKeys: ['2026'] })
  .map((values) => values);

const anyKpi = fc.record(
  {
    unit: fc.constantFrom('台', '％', '百万円', '千平方メートル'),
    kind: fc.constant('cumulative'),
    polarity: fc.constant('up'),
    layer: fc.constantFrom('outcome', 'output'),
    baseline: orUnset(fc.record({ value: figure, at: fc.constant('2023Q4') })),
    targets,
    path: fc.dictionary(quarter, figure, { minKeys: 1, maxKeys: 4 }),
    shares: fc.constantFrom([0.25, 0.25, 0.25, 0.25], [0.1, 0.2, 0.3, 0.4], [1, 0, 0, 0]),
    tolerance: fc.nat(5),
    frequency: fc.oneof(
      fc.constantFrom({ every: 'quarter' }, { every: 'half-year' }),
      fc.record({ every: fc.constant('year'), month: fc.integer({ min: 1, max: 12 }) }),
    ),
    account: fc.constantFrom('general', 'special', 'enterprise'),
    monthly: fc.constant(true),
    money: fc.boolean(),
    combine: fc.constantFrom('lead', 'sum', 'mean'),
    definition: paragraph,
    source: line,
    lag: fc.integer({ min: 1, max: 24 }),
    since: fc.constantFrom('2024Q1', '2025Q2'),
    until: fc.constantFrom('2025Q4', '2026Q3'),
  },
  { requiredKeys: ['unit', 'kind', 'polarity', 'layer', 'baseline', 'targets', 'frequency'] },
);
/** Months are asked for with a quarter's value alone. */
const kpi = anyKpi.map(({ monthly, ...rest }) =>
  monthly && rest.frequency.every === 'quarter' ? { ...rest, monthly } : rest,
);

const owners = fc.constantFrom(
  [{ department: 'doboku', role: 'lead' }],
  [
    { department: 'dx', role: 'unit' },
    { department: 'doboku', role: 'lead' },
  ],
  [
    { department: 'kenchiku', role: 'lead' },
    { department: 'doboku', role: 'unit' },
  ],
);

const exitRule = (kpis: readonly { id: string }[]) => {
  const status = fc.record({
    on: fc.constant('status'),
    status: fc.constantFrom('off-track', 'not-reported'),
    consecutive: fc.integer({ min: 1, max: 12 }),
  });
  const onKpi = () =>
    fc.record({
      on: fc.constant('kpi'),
      kpi: fc.constantFrom(...kpis.map(({ id }) => id)),
      comparator: fc.constantFrom('below', 'above'),
      threshold: figure,
      at: quarter,
    });
  return fc.record({
    measure: kpis.length === 0 ? status : fc.oneof(status, onKpi()),
    action: fc.constantFrom('abolish', 'reduce', 'merge', 'change-method'),
  });
};

const thousands = fc.option(fc.nat(1e9), { nil: undefined });
const money = fc.record({
  basis: paragraph,
  years: fc.subarray([2024, 2025, 2026], { minLength: 1 }).chain((years) =>
    fc.tuple(
      ...years.map((year) =>
        fc
          .record({ budget: thousands, spent: thousands, effectPlanned: thousands, effectActual: thousands })
          .map((figures) => ({
            year,
            ...Object.fromEntries(Object.entries(figures).filter(([, value]) => value !== undefined)),
          })),
      ),
    ),
  ),
});

/** A whole initiative whose parts hold together; ids count up, names are told apart by their number. */
const initiative = (n: number) =>
  fc.array(kpi, { maxLength: 3 }).chain((parts) => {
    const kpis = parts.map((part, index) => ({
      ...part,
      id: `k-${n}-${index}`,
      name: `指標（その${index}）`,
    }));
    return fc.record({
      id: fc.constant(`i-${n}`),
      code: fc.constant(`2-1-${n}`),
      title: line.map((text) => `${text}${n}`),
      purpose: orUnset(paragraph),
      policy: paragraph,
      owners,
      desiredState: paragraph,
      kpis: fc.constant(kpis),
      precedents: fc.array(line, { maxLength: 3 }),
      milestones: fc.subarray([2024, 2025, 2026], { minLength: 1 }).chain((years) =>
        fc.tuple(
          ...years.map((year) =>
            fc.record({
              id: fc.constant(`m-${n}-${year}`),
              item: fc.constant('項目その1'),
              fiscalYear: fc.constant(year),
              text: line,
              due: fc.constantFrom(1, 2, 3, 4).map((q) => `${year}Q${q}`),
              key: fc.boolean(),
            }),
          ),
        ),
      ),
      exitRules: orUnset(
        fc
          .array(exitRule(kpis), { minLength: 1, maxLength: 3 })
          .map((rules) =>
            rules.map((rule, index) => ({ ...rule, id: `x-${n}-${index}`, text: `基準その${index}` })),
          ),
      ),
      sunset: orUnset(fc.constant('2029-03-31')),
      review: orUnset(paragraph),
      money: fc.option(money, { nil: undefined }),
      illustrative: fc.constantFrom([], ['*'], ['kpis.targets', 'purpose']),
    });
  });

const plan: fc.Arbitrary<Plan> = fc
  .integer({ min: 1, max: 3 })
  .chain((count) => fc.tuple(...Array.from({ length: count }, (_, n) => initiative(n + 1))))
  .map((initiatives) => aPlan({ initiatives: initiatives.map((item) => anInitiative(item)) }))
  .chain((unlinked) => fc.infiniteStream(fc.nat()).map((picks) => withLinks(unlinked, picks)));

/** The plan with some KPIs repeating the first one and some that ended gone into another; effects shared with the first. */
function withLinks(unlinked: Plan, picks: Iterator<number>): Plan {
  const pick = () => Number(picks.next().value);
  const [first, ...others] = unlinked.initiatives.flatMap(({ kpis }) => kpis);
  const link = (item: Kpi): Kpi => {
    const heirs = [first, ...others].filter((heir) => heir !== undefined && heir.id !== item.id);
    const heir = item.until !== undefined && pick() % 2 === 0 ? heirs[pick() % heirs.length] : undefined;
    const isShared = first !== undefined && item !== first && pick() % 3 === 0;
    const isCounted = item.kind === 'cumulative' && item.polarity === 'up' && !isShared;
    return {
      ...item,
      ...(isCounted && pick() % 2 === 0 ? { unitCostMax: 1 + (pick() % 1000) } : {}),
      ...(heir ? { mergedInto: heir.id } : {}),
      ...(isShared ? { sharedFrom: first.id } : {}),
    };
  };
  return {
    ...unlinked,
    pillars: unlinked.pillars.map((pillar) => {
      const perspective = Perspective.options[pick() % (Perspective.options.length + 1)];
      return perspective === undefined ? pillar : { ...pillar, perspective };
    }),
    initiatives: unlinked.initiatives.map((item, at) => ({
      ...item,
      kpis: item.kpis.map(link),
      ...(item.money && at > 0 ? { money: { ...item.money, shares: { [item.id]: 0.75, 'i-1': 0.25 } } } : {}),
    })),
  };
}

describe('laying a plan out as a workbook', () => {
  it('reads back as the same plan and directory, in the sample city', () => {
    const { plan: sample, directory } = sampleCity();
    const reading = readPlanWorkbook(layOutPlan(sample, directory), { plan: sample, directory });
    // Years that were closed stand in no file; publishing keeps them.
    const { closed: _closed, ...written } = sample;
    expect(planOf(reading)).toEqual(written);
    expect(reading).toMatchObject({ directory });
    expect(notesOf(reading)).toEqual([]);
  });

  it('reads back as the same plan, whatever the plan', () => {
    fc.assert(
      fc.property(plan, (written) => {
        const directory = aDirectory();
        // A target below an "up" baseline is a fault of its own; a cumulative KPI has none.
        const reading = readPlanWorkbook(layOutPlan(written, directory), known({ plan: written, directory }));
        expect(planOf(reading)).toEqual(written);
      }),
      { numRuns: 60 },
    );
  });

  it('reads back without anything stored as the same plan but for its ids', () => {
    const { plan: sample, directory } = sampleCity();
    const alone = planOf(readPlanWorkbook(layOutPlan(sample, directory)));
    const names = ({ initiatives }: Plan) =>
      initiatives.map(({ code, title, kpis, milestones }) => [
        code,
        title,
        kpis.map(({ name }) => name),
        milestones.length,
      ]);
    expect(names(alone)).toEqual(names(sample));
    expect(alone.vision.goals.map(({ readFrom }) => readFrom.length)).toEqual(
      sample.vision.goals.map(({ readFrom }) => readFrom.length),
    );
  });

  it("puts the founding document's own labels first on each sheet, in its order", () => {
    const [, sheet] = layOutPlan(aPlan(), aDirectory()).sheets;
    const labels = sheet?.cells
      .map(([first]) => first?.value)
      .filter((value) => /^\d\./u.test(String(value)));
    expect(sheet?.name).toBe('2-1-1');
    expect(labels).toEqual([
      '1.取組方針',
      '2.所管部署',
      '3.関係部署',
      '4.目指す姿（3年後）',
      '5.目標値（KPI）',
      '6.参考事例',
    ]);
    expect(sheet?.cells.map((row) => row.slice(0, 4).map(({ value }) => value))).toContainEqual([
      '項目/年度',
      'R6(2024)',
      'R7(2025)',
      'R8(2026)',
    ]);
  });

  it('names sheets apart that Excel would take for one', () => {
    const written = aPlan({
      initiatives: [
        anInitiative({ code: 'A1' }),
        anInitiative({ id: 'second', code: 'a1', title: '別の取り組み' }),
      ],
    });
    expect(layOutPlan(written, aDirectory()).sheets.map(({ name }) => name)).toEqual([
      '計画',
      'A1',
      'a1 (2)',
      '部署',
      '連絡先',
      '市',
    ]);
  });
});
