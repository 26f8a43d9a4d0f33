import type { Clock } from '../../../shared/calendar/time.ts';
import type { Schedules, Store } from '../../../shared/ports.ts';
import { type SettledActivation, settleActivation } from '../../../shared/steps/activate-rules.ts';
import {
  loadStepPlan,
  namePrefix,
  type ScheduleDifference,
  schedulesOf,
} from '../../../shared/steps/planned-steps.ts';
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
};

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

  async function planSchedules(plan: string): Promise<PlanSchedulesOutcome> {
    const activation = await settleActivation(store, { city, plan, now: clock() });
    const { create, remove, unchanged } = await reconcile(schedules, await desiredSchedules(plan));
    return { created: create.length, deleted: remove.length, unchanged, activation };
  }

  return { planSchedules, difference, desiredSchedules };
}
