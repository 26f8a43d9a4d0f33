import type { Clock } from '../../../shared/calendar/time.ts';
import type { Schedules, Store } from '../../../shared/ports.ts';
import { type SettledActivation, settleActivation } from '../../../shared/steps/activate-rules.ts';
import { carryOver } from '../../../shared/steps/carry-over.ts';
import { eachInTurn } from '../../../shared/steps/each-in-turn.ts';
import {
  loadStepPlan,
  namePrefix,
  type ScheduleDifference,
  schedulesOf,
} from '../../../shared/steps/planned-steps.ts';
import { listPlansInCare } from '../../../shared/steps/plans-in-care.ts';
import { type DesiredSchedules, findDifference, reconcile } from './reconcile.ts';

export interface PlanSchedulesDependencies {
  readonly store: Store;
  readonly schedules: Schedules;
  readonly clock: Clock;
  readonly city: string;
}

export type PlanSchedulesOutcome = {
  readonly created: number;
  readonly deleted: number;
  readonly unchanged: number;
  /** What became of activated rules that waited. */
  readonly activation: SettledActivation;
  /** Opinions and decisions taken over from the plan before. */
  readonly carriedOver: number;
};

/** What makes everything be looked at, whatever plan it names: the fixed rate names the one the stage was set up with. */
const DAILY = 'daily';
/** What may bring something to carry over: a mapping was applied; the day has turned. */
const CARRYING: readonly string[] = [DAILY, 'succession-published'];

/**
 * Puts activated rules into force once their instant has come, then brings the schedules into line with the planner.
 * Every part can be run again.
 */
export function createPlanSchedules({ store, schedules, clock, city }: PlanSchedulesDependencies) {
  async function desiredSchedules(plan: string): Promise<DesiredSchedules> {
    const now = clock();
    const desired = schedulesOf(await loadStepPlan(store, plan), now, { city, plan });
    return { desired, prefix: namePrefix({ city, plan }), now };
  }

  async function difference(plan: string): Promise<ScheduleDifference> {
    return findDifference(schedules, await desiredSchedules(plan));
  }

  async function planOne(plan: string, cause: string): Promise<PlanSchedulesOutcome> {
    const activation = await settleActivation(store, { city, plan, now: clock() });
    const { create, remove, unchanged } = await reconcile(schedules, await desiredSchedules(plan));
    const carried = CARRYING.includes(cause) ? await carryOver(store, { plan, at: clock() }) : null;
    return {
      ...{ created: create.length, deleted: remove.length, unchanged, activation },
      carriedOver: carried === null ? 0 : carried.opinions + carried.decisions,
    };
  }

  /** The daily run looks after every plan that has not ended; the others are counted with the one that was named. */
  async function planSchedules(plan: string, cause: string): Promise<PlanSchedulesOutcome> {
    if (cause !== DAILY) return planOne(plan, cause);
    const outcomes: PlanSchedulesOutcome[] = [];
    await eachInTurn(await listPlansInCare(store, plan), async (one) => {
      outcomes.push(await planOne(one, cause));
    });
    return outcomes.reduce((all, one) => ({
      created: all.created + one.created,
      deleted: all.deleted + one.deleted,
      unchanged: all.unchanged + one.unchanged,
      activation: all.activation,
      carriedOver: all.carriedOver + one.carriedOver,
    }));
  }

  return { planSchedules, difference, desiredSchedules };
}
