import { addQuarters } from '../../../shared/calendar/fiscal.ts';
import type { StoredActual, StoredMilestone } from '../../../shared/progress/build-input.ts';
import type { ReportedPlan } from '../../../shared/progress/evaluate-plan.ts';
import { aDirectory, aKpi, aMilestone, anInitiative, aPlan } from '../../support/builders.ts';

export const INITIATIVES = 10_000;
export const QUARTERS = 12;

/** A plan of 10,000 initiatives, each with an outcome, an output, three milestones and twelve quarters of values. */
export function largePlan(): ReportedPlan {
  const initiatives = Array.from({ length: INITIATIVES }, (_, at) =>
    anInitiative({
      id: `init-${at}`,
      code: `2-1-${at}`,
      title: `取り組み${at}`,
      kpis: [
        aKpi({ id: `kpi-${at}-a` }),
        aKpi({ id: `kpi-${at}-b`, name: '件数', kind: 'cumulative', layer: 'output' }),
      ],
      milestones: [2026, 2027, 2028].map((year) =>
        aMilestone({ id: `ms-${at}-${year}`, fiscalYear: year, due: `${year}Q4` }),
      ),
      exitRules: [
        {
          id: `exit-${at}`,
          text: '三期続けて遅れたら見直す',
          measure: { on: 'status', status: 'off-track', consecutive: 3 },
          action: 'reduce',
        },
      ],
    }),
  );
  const actuals = initiatives.flatMap(({ kpis }, at) =>
    kpis.flatMap(({ id }) =>
      Array.from(
        { length: QUARTERS },
        (_, quarter): StoredActual => ({
          kpi: id,
          quarter: addQuarters('2026Q1', quarter),
          stage: 'regular',
          department: 'dep-civil',
          value: 20 + quarter * (1 + (at % 7)) + ((at * 31 + quarter * 17) % 5),
        }),
      ),
    ),
  );
  const milestones = initiatives.flatMap((initiative, at) =>
    initiative.milestones.map(
      ({ id, due }): StoredMilestone => ({
        milestone: id,
        department: 'dep-civil',
        reportedFor: due,
        state: at % 5 === 0 ? '実施中' : '済',
        doneIn: at % 5 === 0 ? null : due,
      }),
    ),
  );
  return { plan: { ...aPlan(), initiatives }, directory: aDirectory(), actuals, milestones };
}

export interface Judged {
  readonly seconds: number;
  /** Of the whole process at its highest, the plan and its values among it. */
  readonly megabytes: number;
}
