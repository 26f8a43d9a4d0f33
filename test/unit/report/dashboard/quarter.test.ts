import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Status } from '../../../../shared/progress/judgement.ts';
import { groupByDepartment } from '../../../../shared/report/dashboard/departments.ts';
import { summariseOverview } from '../../../../shared/report/dashboard/overview.ts';
import { listLines, type QuarterFacts } from '../../../../shared/report/dashboard/quarter.ts';
import { layOutScorecard } from '../../../../shared/report/dashboard/scorecard.ts';
import { summariseForHeadquarters } from '../../../../shared/report/headquarters-page.ts';
import { Round } from '../../../../shared/round/round.ts';
import { aDirectory, aPlan, aStatus, aTellingInput } from '../small-city.ts';

const page = summariseForHeadquarters(aTellingInput());

function aQuarter(over: Partial<QuarterFacts> = {}): QuarterFacts {
  return {
    plan: aPlan(),
    directory: aDirectory(),
    round: Round.parse({
      id: '2026Q1',
      plan: 'small-plan',
      planVersion: 1,
      rulesVersion: 1,
      state: 'frozen',
      openedAt: '2026-07-01T00:00:00.000Z',
      dueAt: '2026-07-14T08:00:00.000Z',
      freezesAt: '2026-07-29T08:00:00.000Z',
      releasedAt: null,
    }),
    quarter: '2026Q1',
    current: new Map(),
    previous: new Map(),
    beforePrevious: new Map(),
    released: null,
    ...over,
  };
}

const nothingMore = {
  goals: [],
  cases: [],
  mayKnowCases: true,
  waiting: [],
  trendBefore: null,
  money: null,
};
const overviewOf = (facts: QuarterFacts, more = {}) =>
  summariseOverview(facts, { lines: listLines(facts), ...nothingMore, ...more });

describe('a quarter of the dashboard', () => {
  it('shows what was reported on, and beside it what a correction made of it', () => {
    const facts = aQuarter({
      current: new Map([['contest', aStatus('at-risk')]]),
      released: { page, version: 1 },
    });
    const contest = listLines(facts).find(({ sheet }) => sheet.id === 'contest');
    expect(contest).toMatchObject({ status: 'off-track', correctedTo: 'at-risk' });
    expect(overviewOf(facts)).toMatchObject({ corrected: 1, table: page.table, trend: page.trend });
  });

  it('counts a quarter not released as it stands, everything nobody judged as 回答待ち', () => {
    fc.assert(
      fc.property(
        fc.array(fc.option(fc.constantFrom(...Status.options)), { minLength: 8, maxLength: 8 }),
        (given) => {
          const plan = aPlan();
          const current = new Map(
            given.flatMap((status, index) => {
              const id = plan.initiatives[index]?.id;
              return status === null || id === undefined ? [] : [[id, aStatus(status)] as const];
            }),
          );
          const { table } = overviewOf(aQuarter({ plan, current }));
          const count = (status: Status) => table.total[table.columns.indexOf(status)]?.count ?? 0;
          const silent = given.filter((status) => status === null || status === 'not-reported').length;
          expect(table.total.reduce((sum, cell) => sum + cell.count, 0)).toBe(plan.initiatives.length);
          expect(count('not-reported')).toBe(silent);
          expect(table.total.every(({ difference }) => difference === null)).toBe(true);
        },
      ),
    );
  });

  it('tells the difference from the quarter before, and what became worse at once', () => {
    const facts = aQuarter({
      current: new Map([['overtime', aStatus('off-track')]]),
      previous: new Map([['overtime', aStatus('on-track')]]),
    });
    const { table } = overviewOf(facts);
    expect(table.total[table.columns.indexOf('off-track')]).toEqual({ count: 1, difference: 1 });
    const line = listLines(facts)[0];
    expect(line?.change).toEqual({ kind: 'worsened', from: 'on-track' });
    expect(line?.recent).toEqual([null, 'on-track', 'off-track']);
  });

  it('goes on with the quarters the last released page told of', () => {
    const facts = aQuarter({ quarter: '2026Q2', current: new Map([['overtime', aStatus('off-track')]]) });
    const { trend } = overviewOf(facts, { trendBefore: page.trend });
    expect(trend.points.map(({ label }) => label)).toEqual([
      'R7第3四半期',
      'R7第4四半期',
      'R8第1四半期',
      'R8第2四半期',
    ]);
    for (const { counts } of trend.points) expect(counts).toHaveLength(trend.columns.length);
    const before = trend.points[2]?.counts[trend.columns.indexOf('excluded')];
    expect(before).toBe(1);
  });

  it('keeps open cases from whoever may not know of them, released or not', () => {
    const released = aQuarter({ released: { page, version: 1 } });
    expect(overviewOf(released).questions?.length).toBeGreaterThan(0);
    expect(overviewOf(released, { mayKnowCases: false }).questions).toBeNull();
    expect(overviewOf(aQuarter(), { mayKnowCases: false }).questions).toBeNull();
  });

  it('refuses an initiative that belongs to no pillar, for counts would leave it out', () => {
    const plan = aPlan();
    const [first] = plan.initiatives;
    if (!first) throw new Error('the small plan has initiatives');
    const astray = { ...plan, initiatives: [{ ...first, direction: 'nowhere' }] };
    expect(() => listLines(aQuarter({ plan: astray }))).toThrow('1-1-1 belongs to no pillar');
  });
});

describe('the departments of the dashboard', () => {
  it('stand in the order of the directory, each with all it answers for', () => {
    const lines = listLines(aQuarter());
    const [own] = groupByDepartment(aDirectory(), lines);
    expect(own?.department.id).toBe('jinji');
    expect(own?.lines).toHaveLength(8);
  });
});

describe('the scorecard', () => {
  it('places pillars as the plan says, else as is usual, and names those it cannot place', () => {
    const plan = aPlan();
    const pillars = plan.pillars.map((pillar, index) => {
      if (index === 0) return { ...pillar, perspective: 'finance' as const };
      return index === 1 ? { ...pillar, short: '未知' } : pillar;
    });
    const card = layOutScorecard(pillars, listLines(aQuarter({ plan: { ...plan, pillars } })));
    const seen = new Map(
      card.perspectives.map(({ perspective, pillars: own }) => [perspective, own.map(({ id }) => id)]),
    );
    expect(seen.get('finance')).toEqual(['people', 'finance']);
    expect(seen.get('growth')).toEqual([]);
    expect(card.unplaced.map(({ id }) => id)).toEqual(['digital']);
    expect(card.assumed.map(({ id }) => id)).toEqual(['finance', 'facilities']);
  });

  it('counts every initiative of a placed pillar once', () => {
    const facts = aQuarter();
    const card = layOutScorecard(facts.plan.pillars, listLines(facts));
    const counted = card.perspectives.flatMap(({ counts }) => [...counts.values()]);
    expect(counted.reduce((sum, count) => sum + count, 0)).toBe(facts.plan.initiatives.length);
  });
});
