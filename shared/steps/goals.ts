import type { Store } from '../ports.ts';
import { totalsByQuarter } from '../progress/build-input.ts';
import { judgeGoal } from '../progress/judge-goal.ts';
import { isKpiDue } from '../progress/kpi-due.ts';
import type { GoalStanding } from '../report/headquarters-input.ts';
import { parseRoundId, type Round } from '../round/round.ts';
import type { City } from './load-city.ts';

/** The vision's goals, each read from the KPI of the plan that carries it. */
export async function loadGoals(
  store: Pick<Store, 'loadHistory' | 'get'>,
  city: Pick<City, 'plan' | 'directory'>,
  round: Pick<Round, 'id' | 'plan'>,
): Promise<GoalStanding[]> {
  const { quarter } = parseRoundId(round.id);
  return Promise.all(
    city.plan.vision.goals.map(async (goal): Promise<GoalStanding> => {
      const source = city.plan.initiatives.flatMap((initiative) =>
        initiative.kpis.filter(({ id }) => goal.readFrom.includes(id)).map((kpi) => ({ initiative, kpi })),
      )[0];
      if (!source) return { goal: goal.id, judgement: null, actual: null, due: false, expected: false };
      const { initiative, kpi } = source;
      const [{ actuals }, status] = await Promise.all([
        store.loadHistory(round.plan, initiative.id),
        store.get('status', { plan: round.plan, round: round.id, initiative: initiative.id }),
      ]);
      const standing = status?.value.status.kpis.find((judged) => judged.kpi === kpi.id);
      const isUnderReview = standing?.judgement.status === 'under-review';
      const totals = totalsByQuarter({
        kpi,
        initiative,
        actuals,
        directory: city.directory,
      });
      const values = Object.fromEntries(
        Object.entries(totals).map(([at, { value, partial }]) => [at, partial ? null : value]),
      );
      return {
        goal: goal.id,
        ...judgeGoal(goal, isUnderReview ? { ...values, [quarter]: null } : values, quarter),
        due: isKpiDue(kpi, quarter),
        expected: false,
        isUnderReview,
      };
    }),
  );
}
