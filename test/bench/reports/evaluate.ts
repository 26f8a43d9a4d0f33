import { addQuarters } from '../../../shared/calendar/fiscal.ts';
import type { StoredActual, StoredMilestone } from '../../../shared/progress/build-input.ts';
import { evaluatePlan, type ReportedPlan } from '../../../shared/progress/evaluate-plan.ts';
import { aDirectory, aKpi, aMilestone, anInitiative, aPlan } from '../../support/builders.ts';

const INITIATIVES = 10_000;
const QUARTERS = 12;
const SECONDS_MAX = 2;
const MEGABYTES_MAX = 512;

export interface Measured {
  readonly what: string;
  readonly measured: string;
  readonly bound: string;
  readonly holds: boolean;
}

/** A plan of 10,000 initiatives, each with an outcome, an output, three milestones and twelve quarters of values. */
function largePlan(): ReportedPlan {
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

/** Judges 10,000 initiatives with three years behind them; the memory is the whole process's at its highest. */
export function measureEvaluation(): Measured[] {
  const reported = largePlan();
  const begun = performance.now();
  const judged = evaluatePlan(reported, '2028Q4', 0);
  const seconds = (performance.now() - begun) / 1000;
  const again = performance.now();
  evaluatePlan(reported, '2028Q4', QUARTERS - 1);
  const everyQuarter = (performance.now() - again) / 1000;
  const megabytes = process.resourceUsage().maxRSS / 1024;
  if (judged.length !== INITIATIVES) throw new Error(`judged ${judged.length} of ${INITIATIVES}`);
  return [
    {
      what: `${INITIATIVES} initiatives with ${QUARTERS} quarters of values, judged for the last`,
      measured: `${seconds.toFixed(2)} s`,
      bound: `${SECONDS_MAX} s`,
      holds: seconds < SECONDS_MAX,
    },
    {
      what: `the same, judged anew for each of the ${QUARTERS} quarters`,
      measured: `${everyQuarter.toFixed(2)} s`,
      bound: '-',
      holds: true,
    },
    {
      what: 'memory at its highest',
      measured: `${megabytes.toFixed(0)} MB`,
      bound: `${MEGABYTES_MAX} MB`,
      holds: megabytes < MEGABYTES_MAX,
    },
  ];
}
