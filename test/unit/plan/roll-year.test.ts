import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dateOf } from '../../../shared/calendar/time.ts';
import { milestonesOf } from '../../../shared/plan/asked.ts';
import { findClosedYearFaults } from '../../../shared/plan/closed-years.ts';
import { keepLedgers } from '../../../shared/plan/ledger.ts';
import { Milestone, type Plan } from '../../../shared/plan/plan.ts';
import {
  describeRoll,
  nextRollTo,
  originalDue,
  planYearRoll,
  rollYear,
  whyNotRolled,
} from '../../../shared/plan/roll-year.ts';
import { aKpi, anInitiative, aPlan } from './builders.ts';

const ON = dateOf('2025-05-20');

const LATE = { id: 'late', item: '整備', fiscalYear: 2024, text: '設計', due: '2024Q4' };
const LATER = { id: 'later', item: '整備', fiscalYear: 2025, text: '工事', due: '2025Q4' };

function aPlanWith(initiative: Parameters<typeof anInitiative>[0]): Plan {
  return aPlan({ initiatives: [anInitiative(initiative)] });
}

function rolled(plan: Plan, targets = new Map<string, number>()): Plan {
  return rollYear(plan, planYearRoll(plan, 2025, new Set()), targets, ON);
}

describe('rolling a plan over to the next fiscal year', () => {
  it('asks on about what is not done, with the date and the ledger it had', () => {
    const slips = [{ from: '2024Q2', to: '2024Q4', on: '2024-07-01' }];
    const plan = aPlanWith({ milestones: [{ ...LATE, slips }, LATER] });
    const [carried] = planYearRoll(plan, 2025, new Set()).milestones;
    expect(carried).toMatchObject({ original: '2024Q2', slips: 1, becomes: 'carried' });
    const [initiative] = rolled(plan).initiatives;
    expect(initiative && milestonesOf(initiative, '2025Q1').map(({ id }) => id)).toEqual(['late', 'later']);
    expect(initiative?.milestones[0]).toMatchObject({ due: '2024Q4', fiscalYear: 2024, slips });
    expect(initiative && milestonesOf(initiative, '2026Q1')).toEqual([]);
  });

  it('carries nothing that is done, or whose initiative has ended', () => {
    const of = (sunset: string, done: string[]) =>
      planYearRoll(aPlanWith({ milestones: [LATE], sunset }), 2025, new Set(done)).milestones[0]?.becomes;
    expect(of('2029-03-31', ['late'])).toBe('done');
    expect(of('2025-03-31', [])).toBe('ended');
    expect(of('2025-04-01', [])).toBe('carried');
  });

  it('leaves what is open to the next plan where this one ends with the year', () => {
    const roll = planYearRoll(aPlanWith({ milestones: [LATE] }), 2027, new Set());
    expect(roll).toMatchObject({ isLast: true, targets: [], next: [], milestones: [{ becomes: 'left' }] });
  });

  it('sets a missing target, and leaves one that stands alone', () => {
    const kpis = [
      aKpi({ id: 'missing', name: '甲', targets: { 2024: 5, 2025: { unset: true, by: '2025-09-30' } } }),
      aKpi({ id: 'standing', name: '乙' }),
      aKpi({ id: 'ended', name: '丙', targets: { 2024: 5 }, until: '2024Q4' }),
    ];
    const plan = aPlanWith({ kpis, exitRules: { unset: true, by: '2025-09-30' } });
    const roll = planYearRoll(plan, 2025, new Set());
    expect(roll.targets.map(({ kpi, target, by }) => [kpi, target, by])).toEqual([
      ['missing', null, '2025-09-30'],
      ['standing', 20, null],
    ]);
    const targets = new Map([
      ['missing', 9],
      ['standing', 1],
    ]);
    const [initiative] = rolled(plan, targets).initiatives;
    expect(initiative?.kpis.map((kpi) => kpi.targets[2025])).toEqual([9, 20, undefined]);
    expect(describeRoll(roll, targets).map(({ now }) => now)).toContain('9台');
  });

  it('is done once: a second run changes nothing', () => {
    const after = rolled(aPlanWith({ milestones: [LATE] }));
    const again = planYearRoll(after, 2025, new Set());
    expect(again.isDone).toBe(true);
    expect(rollYear(after, again, new Map(), ON)).toBe(after);
    expect(describeRoll(again, new Map())).toEqual([]);
  });

  it('proposes the year that has begun until the one before it is closed, then the next', () => {
    const plan = aPlan();
    expect(nextRollTo(plan, ON)).toBe(2025);
    expect(nextRollTo(rolled(plan), ON)).toBe(2026);
    expect(nextRollTo(plan, dateOf('2024-06-01'))).toBe(2025);
    expect(whyNotRolled(plan, planYearRoll(plan, 2028, new Set()))).toContain('計画期間');
  });

  it('loses no milestone and moves no date, whatever is done and whatever was put off', () => {
    const milestone = fc.record({
      year: fc.constantFrom(2024, 2025, 2026),
      quarter: fc.constantFrom(1, 2, 3, 4),
      slipped: fc.boolean(),
      done: fc.boolean(),
    });
    fc.assert(
      fc.property(
        fc.array(milestone, { minLength: 1, maxLength: 12 }),
        fc.constantFrom(2025, 2026, 2027),
        fc.constantFrom('2025-03-31', '2026-03-31', '2029-03-31'),
        (drawn, to, sunset) => {
          const milestones = drawn.map(({ year, quarter, slipped }, index) =>
            Milestone.parse({
              id: `drawn-${index}`,
              item: `項目${index}`,
              fiscalYear: year,
              text: `予定${index}`,
              due: `${year}Q${quarter}`,
              ...(slipped ? { slips: [{ from: '2024Q1', to: `${year}Q${quarter}`, on: '2024-07-01' }] } : {}),
            }),
          );
          const done = new Set(drawn.flatMap((one, index) => (one.done ? [`drawn-${index}`] : [])));
          const plan = aPlanWith({ milestones, sunset });
          const roll = planYearRoll(plan, to, done);
          expect(roll.milestones.map(({ milestone: { id } }) => id).sort()).toEqual(
            milestones.flatMap(({ id, fiscalYear }) => (fiscalYear < to ? [id] : [])).sort(),
          );
          for (const {
            becomes,
            milestone: { id },
          } of roll.milestones)
            expect(becomes === 'done').toBe(done.has(id));
          const after = keepLedgers(plan, rollYear(plan, roll, new Map(), ON), ON);
          const now = after.initiatives[0]?.milestones ?? [];
          expect(now.map(originalDue)).toEqual(milestones.map(originalDue));
          expect(now.map(({ due }) => due)).toEqual(milestones.map(({ due }) => due));
          expect(findClosedYearFaults(after, after)).toEqual([]);
        },
      ),
    );
  });
});

describe('a closed year', () => {
  const plan = rolled(aPlanWith({ milestones: [LATE, LATER] }));
  const edited = (change: Parameters<typeof anInitiative>[0]): Plan => ({
    ...plan,
    initiatives: [anInitiative({ milestones: plan.initiatives[0]?.milestones, ...change })],
  });
  const wordsOf = (after: Plan) => findClosedYearFaults(plan, after).map(({ message }) => message);

  it('keeps its targets, and says what stood and what was written', () => {
    const kpis = (targets: object, more = {}) => [aKpi({ targets, ...more })];
    expect(wordsOf(edited({ kpis: kpis({ 2024: 6, 2025: 30, 2026: 60 }) }))).toEqual([
      '「2-1-1 現場に持ち出せるタブレット端末の配備」の指標「タブレット端末数」の令和6年度の目標は、年度を締めたため変えられません（締めた時は5、書かれたのは6）。元の値に戻してください。',
    ]);
    expect(wordsOf(edited({ kpis: kpis({ 2025: 20, 2026: 60 }) }))).toHaveLength(1);
    expect(wordsOf(edited({ kpis: kpis({ 2024: 5, 2025: 30, 2026: 60 }) }))).toEqual([]);
    // The ledger tells a change of unit, which restates every year.
    expect(wordsOf(edited({ kpis: kpis({ 2024: 0.5, 2026: 6 }, { unit: '十台' }) }))).toEqual([]);
    expect(wordsOf(edited({ kpis: [aKpi({ id: 'other', name: '別の指標' })] }))).toHaveLength(1);
  });

  it('keeps its milestones, but lets one that is not done be put off into an open year', () => {
    const put = (change: object) => wordsOf(edited({ milestones: [{ ...LATE, ...change }, LATER] }));
    expect(put({ text: '基本設計' })).toHaveLength(1);
    expect(put({ due: '2024Q3' })).toHaveLength(1);
    expect(put({ item: '整備の遅れ', fiscalYear: 2025, due: '2025Q2' })).toEqual([]);
    expect(wordsOf(edited({ milestones: [LATER] }))).toHaveLength(1);
  });

  it('stays closed, and what was carried stays carried, though a file knows nothing of it', () => {
    const { closed: _closed, ...file } = edited({ milestones: [LATE, LATER] });
    const kept = keepLedgers(plan, file, ON);
    expect(kept.closed).toEqual([{ year: 2024, on: '2025-05-20' }]);
    expect(kept.initiatives[0]?.milestones[0]).toMatchObject({ carriedInto: 2025, due: '2024Q4' });
  });
});
