import { addQuarters, type QuarterId, quarterIndex } from '../calendar/fiscal.ts';
import type { Directory } from '../plan/directory.ts';
import type { Plan } from '../plan/plan.ts';
import {
  buildInitiativeInput,
  HISTORY_QUARTERS_MAX,
  type SharedSource,
  type StoredActual,
  type StoredMilestone,
} from './build-input.ts';
import type { InitiativeStatus, PastStatus } from './initiative-status.ts';
import { judgeInitiative } from './judge-initiative.ts';

/** A plan with all that was reported for it, as files hold it. */
export interface ReportedPlan {
  readonly plan: Plan;
  readonly directory: Pick<Directory, 'departments'>;
  readonly actuals: readonly StoredActual[];
  readonly milestones: readonly StoredMilestone[];
}

export interface EvaluatedInitiative {
  readonly initiative: string;
  readonly status: InitiativeStatus;
}

/**
 * Judges every initiative of a plan for a quarter from what is stored, as the system does once the quarter's round
 * has frozen. The `past` quarters before it, at most three years, are judged first, for triggers look back at them.
 */
export function evaluatePlan(
  reported: ReportedPlan,
  quarter: QuarterId,
  past: number = HISTORY_QUARTERS_MAX,
): EvaluatedInitiative[] {
  const { plan, directory } = reported;
  const actuals = Map.groupBy(reported.actuals, ({ kpi }) => kpi);
  const milestones = Map.groupBy(reported.milestones, ({ milestone }) => milestone);
  const owners = new Map(
    plan.initiatives.flatMap((owner) => owner.kpis.map(({ id }) => [id, owner] as const)),
  );
  return plan.initiatives.map((initiative) => {
    const shared = initiative.kpis.flatMap(({ sharedFrom }): SharedSource[] => {
      const source = sharedFrom === undefined ? undefined : owners.get(sharedFrom);
      if (sharedFrom === undefined || source === undefined) return [];
      return [{ initiative: source, actuals: actuals.get(sharedFrom) ?? [], answers: [] }];
    });
    const facts = {
      plan,
      directory,
      initiative,
      stage: 'regular',
      round: 'frozen',
      actuals: initiative.kpis.flatMap(({ id }) => actuals.get(id) ?? []),
      milestones: initiative.milestones.flatMap(({ id }) => milestones.get(id) ?? []),
      answers: [],
      shared,
    } as const;
    const history: PastStatus[] = [];
    for (const at of quartersBefore(plan, quarter, past)) {
      const status = judgeInitiative(buildInitiativeInput({ ...facts, quarter: at, history }));
      history.push({ quarter: at, status: status.status, tags: status.tags });
    }
    return {
      initiative: initiative.id,
      status: judgeInitiative(buildInitiativeInput({ ...facts, quarter, history })),
    };
  });
}

/** The quarters of the plan's period before one, oldest first. */
function quartersBefore({ period }: Plan, quarter: QuarterId, past: number): QuarterId[] {
  const count = Math.min(past, quarterIndex(quarter) - quarterIndex(`${period.from}Q1`));
  return Array.from({ length: Math.max(0, count) }, (_, at) => addQuarters(quarter, at - count));
}
