import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judgeKpi } from '../../../shared/progress/judge-kpi.ts';
import { STATUS_WORDS, type Status } from '../../../shared/progress/judgement.ts';
import { judgedKpiOf } from '../../../shared/progress/plan-kpi.ts';
import { type CountedStatus, summariseStatuses } from '../../../shared/progress/summarise.ts';
import type { SubmissionRecord } from '../../../shared/records.ts';
import type { RoundId } from '../../../shared/round/round.ts';
import { newest } from '../../../shared/steps/form-facts.ts';
import { answersOf, judgeFor, projectAnswers, type RoundAnswers } from '../../../shared/steps/judge.ts';
import { aCityOf, aKpi, anInitiative, aPlan } from '../../support/builders.ts';

const STATUSES = Object.keys(STATUS_WORDS) as Status[];
const DIRECTIONS = ['dir-work', 'dir-talent', 'dir-efficiency'];
const DEPARTMENT = 'dep-civil';

/** The versions of one department's submission to a round: what each says of each initiative, newest last. */
type Versions = readonly (readonly (number | null)[])[];

const cityOf = (directions: readonly string[]) =>
  aCityOf(
    aPlan({
      initiatives: directions.map((direction, at) =>
        anInitiative({
          id: `init-${at}`,
          code: `1-${at}`,
          title: `取り組み${at}`,
          direction,
          kpis: [aKpi({ id: `kpi-${at}` })],
          exitRules: { unset: true, by: '2026-09-30' },
        }),
      ),
    }),
  );

function submissions(round: RoundId, versions: Versions): SubmissionRecord[] {
  return versions.map((values, at) => ({
    plan: 'plan-small',
    round,
    department: DEPARTMENT,
    version: at + 1,
    via: 'mail',
    enteredBy: null,
    receivedAt: '2026-07-03T01:00:00Z',
    fields: Object.fromEntries(
      values.map((value, index) => [
        `actual/${index}`,
        {
          initiative: `init-${index}`,
          kind: 'actual',
          subject: `kpi-${index}`,
          value,
          unit: '台',
          raw: String(value),
          confidence: 'high',
          sentAt: null,
          receivedAt: '2026-07-03T01:00:00Z',
          source: 'mail',
        },
      ]),
    ),
    comment: null,
    afterFreeze: false,
    correction: null,
    approval: { state: 'not-needed', by: null, at: null, as: null, reason: null },
    nothingToReport: false,
  }));
}

/** As the system does it: the newest version counts, is projected into histories, and is judged. */
function judgedBySystem(
  city: ReturnType<typeof cityOf>,
  round: RoundId,
  versions: Versions,
): CountedStatus[] {
  const counting = newest(submissions(round, versions));
  const answers: RoundAnswers = {
    requests: [],
    submissions: counting ? [counting] : [],
    unapproved: new Set(),
  };
  return city.plan.initiatives.map((initiative) => {
    const { actuals, milestones } = counting
      ? projectAnswers(counting, initiative, [])
      : { actuals: [], milestones: [] };
    const history = { actuals, milestones, statuses: [], statements: [], decisions: [] };
    const { status } = judgeFor(
      city,
      { id: round, state: 'frozen' },
      initiative,
      history,
      answersOf(answers, initiative),
    );
    return { initiative: initiative.id, direction: initiative.direction, status };
  });
}

/** Anew from the raw values alone, by none of the system's steps: the last version's value, one judgement each. */
function recounted(city: ReturnType<typeof cityOf>, asOf: '2026Q1' | '2026Q2', versions: Versions) {
  const counts = new Map<Status, number>();
  city.plan.initiatives.forEach((initiative, index) => {
    const [kpi] = initiative.kpis;
    if (!kpi) throw new Error('every initiative has one KPI');
    const value = versions.at(-1)?.[index] ?? null;
    const { status } = judgeKpi({
      kpi: judgedKpiOf(kpi, city.plan.period),
      actuals: { [asOf]: value },
      asOf,
      cutoffs: city.plan.cutoffs,
    });
    counts.set(status, (counts.get(status) ?? 0) + 1);
  });
  return counts;
}

const arbitrary = fc.integer({ min: 1, max: 12 }).chain((size) => {
  const values = fc.array(fc.option(fc.integer({ min: 0, max: 70 })), { minLength: size, maxLength: size });
  const versions = fc.array(values, { maxLength: 3 });
  const directions = fc.array(fc.constantFrom(...DIRECTIONS), { minLength: size, maxLength: size });
  return fc.tuple(directions, versions, versions);
});

describe('the totals of a round', () => {
  it('equal a recomputation from the raw submissions; pillars and differences add up to them', () => {
    fc.assert(
      fc.property(arbitrary, ([directions, before, now]) => {
        const city = cityOf(directions);
        const previous = judgedBySystem(city, '2026Q1', before);
        const current = judgedBySystem(city, '2026Q2', now);
        const { pillars, total } = summariseStatuses(city.plan.pillars, current, previous);
        const earlier = recounted(city, '2026Q1', before);
        const recount = recounted(city, '2026Q2', now);
        for (const status of STATUSES) {
          expect(total.counts[status]).toBe(recount.get(status) ?? 0);
          expect(total.difference?.[status]).toBe((recount.get(status) ?? 0) - (earlier.get(status) ?? 0));
          const sum = (of: (summary: (typeof pillars)[number]) => number) =>
            pillars.reduce((added, summary) => added + of(summary), 0);
          expect(sum(({ counts }) => counts[status])).toBe(total.counts[status]);
          expect(sum(({ difference }) => difference?.[status] ?? 0)).toBe(total.difference?.[status]);
        }
        const all = Object.values(total.counts).reduce((sum, count) => sum + count, 0);
        expect(all).toBe(directions.length);
        expect(Object.values(total.difference ?? {}).reduce((sum, count) => sum + count, 0)).toBe(0);
      }),
      { numRuns: 60 },
    );
  });
});
