import { describe, expect, it } from 'vitest';
import { addQuarters, type QuarterId } from '../../../../shared/calendar/fiscal.ts';
import { ALL_UNITS, type StoredActual } from '../../../../shared/progress/build-input.ts';
import { sumMoney } from '../../../../shared/progress/sum-money.ts';
import { drawKpiChart } from '../../../../shared/report/chart/draw-kpi-chart.ts';
import { composeSheet, type SheetFacts } from '../../../../shared/report/dashboard/initiative-sheet.ts';
import { rowsToTell, traceKpi } from '../../../../shared/report/dashboard/kpi-figure.ts';
import { aKpi, anInitiative } from '../../plan/builders.ts';
import { aMilestone } from '../../progress/builders.ts';
import { aDirectory, aPlan, aStatus } from '../small-city.ts';

const YEARS = [
  { year: 2025, budget: 5 },
  { year: 2026, budget: 6 },
];

const period = { from: 2024, to: 2026 };
const size = { width: 640, height: 260 };

/** So many values, a quarter each, from the first of 令和6年度. */
const valuesOf = (...values: number[]): Record<string, number> =>
  Object.fromEntries(values.map((value, index) => [addQuarters('2024Q1', index), value]));

describe('the figure of a KPI', () => {
  const figure = traceKpi(aKpi(), { period }, valuesOf(2, 4, 7, 9, 12, 15, 18), '2025Q3');
  const rowOf = (quarter: QuarterId) => figure.rows.find((row) => row.quarter === quarter);

  it('runs from the baseline to the end of the plan, with targets in the fourth quarters', () => {
    expect(figure.rows[0]?.quarter).toBe('2023Q4');
    expect(figure.rows.at(-1)?.quarter).toBe('2026Q4');
    expect(rowOf('2024Q4')).toMatchObject({ actual: 9, target: 5, planned: 5, isGuide: false });
    expect(rowOf('2025Q2')).toMatchObject({ actual: 15, target: null, planned: 12.5, isGuide: true });
  });

  it('draws a forecast only after the last value, widening towards the target', () => {
    expect(rowOf('2025Q3')?.forecast).toBeNull();
    const widths = figure.rows.flatMap(({ forecast }) =>
      forecast === null ? [] : [forecast.high - forecast.low],
    );
    expect(widths).toHaveLength(5);
    expect(widths.at(-1)).toBeGreaterThanOrEqual(widths[0] ?? Number.POSITIVE_INFINITY);
    const few = traceKpi(aKpi(), { period }, valuesOf(2, 4, 7), '2024Q3');
    expect(few.rows.every(({ forecast }) => forecast === null)).toBe(true);
  });

  it('tells nothing of a quarter after the one it speaks of', () => {
    const earlier = traceKpi(aKpi(), { period }, valuesOf(2, 4, 7, 9), '2024Q2');
    expect(earlier.rows.filter(({ actual }) => actual !== null)).toHaveLength(2);
  });

  it('keeps planned paths and targets of before with the day they ended', () => {
    const kpi = aKpi({
      ledger: {
        paths: [{ path: { '2025Q1': 8, '2025Q2': 16 }, on: '2025-07-01' }],
        targets: [{ year: 2026, was: 80, now: 60, on: '2025-07-01' }],
      },
    });
    const revised = traceKpi(kpi, { period }, valuesOf(2, 4), '2024Q2');
    expect(revised.oldPaths).toEqual(['2025-07-01']);
    expect(revised.rows.find(({ quarter }) => quarter === '2025Q2')?.earlier).toEqual([16]);
    expect(revised.revisions).toEqual(['R8年度の目標　80台から60台へ（令和7年7月1日）']);
    expect(rowsToTell(revised, '2024Q2').map(({ quarter }) => quarter)).toContain('2025Q2');
  });

  it('is drawn with every part named, words escaped, and not a number that is none', () => {
    const svg = drawKpiChart({ figure: { ...figure, name: '<指標>' }, size, idPrefix: 'kpi' });
    for (const word of ['実績', '計画（目安）', '目標', '見通しの幅（目安）']) expect(svg).toContain(word);
    expect(svg).not.toContain('前の計画');
    expect(svg).toContain('&lt;指標&gt;');
    expect(svg).not.toMatch(/NaN|Infinity/);
  });

  it('is drawn without any value, with one, and with values that are all the same', () => {
    for (const values of [valuesOf(), valuesOf(3), valuesOf(0, 0, 0, 0, 0, 0, 0)]) {
      const kpi = aKpi({ targets: { 2024: 0 }, baseline: { value: 0, at: '2023Q4' } });
      const drawn = drawKpiChart({
        figure: traceKpi(kpi, { period }, values, '2025Q3'),
        size,
        idPrefix: 'kpi',
      });
      expect(drawn).not.toMatch(/NaN|Infinity/);
    }
  });

  it('joins the values of a half-yearly KPI, and leaves a gap where one is missing', () => {
    const values = { '2024Q2': 2, '2024Q4': 4, '2025Q4': 9 };
    const drawn = (every: 'quarter' | 'half-year') =>
      drawKpiChart({
        figure: traceKpi(aKpi({ frequency: { every } }), { period }, values, '2025Q4'),
        size,
        idPrefix: 'kpi',
      }).match(/<path [^>]*stroke-width="2.5"/g)?.length ?? 0;
    expect(drawn('half-year')).toBe(1);
    expect(drawn('quarter')).toBe(0);
  });

  it('does not join the years of a half-yearly total', () => {
    const kpi = aKpi({ kind: 'cumulative', targets: { 2024: 40 }, frequency: { every: 'half-year' } });
    const values = { '2024Q2': 10, '2024Q4': 40, '2025Q2': 10, '2025Q4': 30 };
    const drawn = drawKpiChart({
      figure: traceKpi(kpi, { period }, values, '2025Q4'),
      size,
      idPrefix: 'kpi',
    });
    expect(drawn.match(/<path [^>]*stroke-width="2.5"/g)).toHaveLength(2);
  });

  it('breaks the line of a running total where the fiscal year begins anew', () => {
    const kpi = aKpi({ kind: 'cumulative', targets: { 2024: 40, 2025: 40 } });
    const drawn = drawKpiChart({
      figure: traceKpi(kpi, { period }, valuesOf(10, 20, 30, 40, 10, 20), '2025Q2'),
      size,
      idPrefix: 'kpi',
    });
    expect(drawn.match(/stroke-width="2.5"/g)).toHaveLength(3); // two years, and the legend's sign
  });
});

describe('the sheet of an initiative', () => {
  const initiative = anInitiative({
    milestones: [
      aMilestone({
        id: 'trial',
        due: '2026Q2',
        slips: [
          { from: '2025Q4', to: '2026Q1', on: '2026-01-10' },
          { from: '2026Q1', to: '2026Q2', on: '2026-04-10' },
        ],
      }),
    ],
  });
  const actual = (quarter: QuarterId, value: number): StoredActual => ({
    kpi: 'count',
    quarter,
    stage: 'regular',
    department: ALL_UNITS,
    value,
  });
  const facts: SheetFacts = {
    plan: aPlan({ period, initiatives: [initiative].map((sheet) => ({ ...sheet, direction: 'work' })) }),
    directory: aDirectory(),
    initiative,
    asOf: '2026Q1',
    reported: null,
    statuses: [
      aStatus('on-track', { quarter: '2025Q4' }),
      aStatus('at-risk'),
      aStatus('achieved', { quarter: '2026Q2' }),
    ],
    actuals: [actual('2025Q4', 20), actual('2026Q1', 25), actual('2026Q2', 60)],
    milestones: [
      { milestone: 'trial', department: 'doboku', reportedFor: '2026Q1', state: '延期', doneIn: null },
      { milestone: 'trial', department: 'doboku', reportedFor: '2026Q2', state: '済', doneIn: '2026Q2' },
    ],
    decisions: [],
    cases: [],
    money: null,
    opinions: [],
    answers: [
      { quarter: '2025Q4', narrative: '先', ownRating: null, nextStep: null },
      { quarter: '2026Q1', narrative: '今', ownRating: '順調', nextStep: null },
      { quarter: '2026Q2', narrative: '後', ownRating: null, nextStep: null },
    ],
  };

  it('speaks of its quarter and those before, newest first', () => {
    const sheet = composeSheet(facts);
    expect(sheet.standing?.status).toBe('at-risk');
    expect(sheet.history.map(({ quarter }) => quarter)).toEqual(['2026Q1', '2025Q4']);
    expect(sheet.answers.map(({ narrative }) => narrative)).toEqual(['今', '先']);
    const values = sheet.kpis[0]?.figure.rows.flatMap(({ actual: value }) => value ?? []);
    expect(values).toEqual([20, 25]);
    expect(sheet.milestones[0]).toMatchObject({ state: '延期', doneIn: null });
  });

  it('keeps the original date of what was put off, and counts how often', () => {
    expect(composeSheet(facts).milestones[0]).toMatchObject({ originally: '2025Q4', slips: 2 });
  });

  it('tells the ranks of the years closed before, and money until its own year', () => {
    const plan = {
      ...facts.plan,
      closed: [2024, 2025, 2026].map((year) => ({ year, on: `${year + 1}-06-15` })),
    };
    const money = sumMoney(
      {
        ...plan,
        initiatives: plan.initiatives.map((sheet) => ({ ...sheet, money: { years: YEARS } })),
      },
      new Map(),
    );
    const sheet = composeSheet({
      ...facts,
      plan,
      money,
    });
    expect(sheet.kpis[0]?.pastRanks.map(({ year }) => year)).toEqual([2025]);
    expect(sheet.money.map(({ year, single }) => [year, single.budget])).toEqual([
      [2025, 5],
      [2026, 6],
    ]);
  });

  it('shows what was reported on before what a correction made of it', () => {
    const reported = { status: 'off-track', reason: '当時の理由' } as const;
    const sheet = composeSheet({ ...facts, reported });
    expect(sheet.standing).toMatchObject({ status: 'off-track', reason: '当時の理由' });
    expect(sheet.correctedTo?.status).toBe('at-risk');
    const same = composeSheet({ ...facts, reported: { ...reported, status: 'at-risk' } });
    expect(same.correctedTo).toBeNull();
  });
});
