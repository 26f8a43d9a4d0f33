import type { Clock } from '../../../shared/calendar/time.ts';
import type { NewSchedule, Schedules, Store } from '../../../shared/ports.ts';
import { type SettledActivation, settleActivation } from '../../../shared/steps/activate-rules.ts';
import { eachInTurn } from '../../../shared/steps/each-in-turn.ts';
import {
  diffSchedules,
  loadStepPlan,
  namePrefix,
  type ScheduleDifference,
  schedulesOf,
} from '../../../shared/steps/planned-steps.ts';

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
  async function difference(plan: string): Promise<ScheduleDifference> {
    const desired = await desiredSchedules(plan);
    const prefix = namePrefix({ city, plan });
    const standing = (await schedules.list()).filter((name) => name.startsWith(prefix));
    return diffSchedules(desired, standing, clock());
  }

  /** Every schedule that may stand now. */
  async function desiredSchedules(plan: string): Promise<NewSchedule[]> {
    return schedulesOf(await loadStepPlan(store, plan), clock(), { city, plan });
  }

  async function planSchedules(plan: string): Promise<PlanSchedulesOutcome> {
    const activation = await settleActivation(store, { city, plan, now: clock() });
    const { create, remove, unchanged } = await difference(plan);
    await eachInTurn(create, async (schedule) => {
      await schedules.create(schedule);
    });
    await eachInTurn(remove, async (name) => {
      await schedules.delete(name);
    });
    return { created: create.length, deleted: remove.length, unchanged, activation };
  }

  return { planSchedules, difference, desiredSchedules };
}
