import type { Instant } from '../../../shared/calendar/time.ts';
import type { NewSchedule, Schedules } from '../../../shared/ports.ts';
import { eachInTurn } from '../../../shared/steps/each-in-turn.ts';
import { diffSchedules, type ScheduleDifference } from '../../../shared/steps/planned-steps.ts';

/** What should stand, and whose names it is compared with: those that begin with `prefix`. */
export interface DesiredSchedules {
  readonly desired: readonly NewSchedule[];
  readonly prefix: string;
  readonly now: Instant;
}

/** Compares what should stand with what stands. */
export async function findDifference(
  schedules: Schedules,
  { desired, prefix, now }: DesiredSchedules,
): Promise<ScheduleDifference> {
  const standing = (await schedules.list()).filter((name) => name.startsWith(prefix));
  return diffSchedules(desired, standing, now);
}

/**
 * Brings the group into line, with writes for the difference alone. It may be cut short anywhere and run again: a
 * name says all its schedule says, so what was laid before counts as laid, and a write whose answer was lost is
 * found done. What is missing is laid before what is too many goes, so that no step is ever without its schedule.
 *
 * Throws when any write failed, after it tried them all.
 */
export async function reconcile(schedules: Schedules, wanted: DesiredSchedules): Promise<ScheduleDifference> {
  const difference = await findDifference(schedules, wanted);
  await eachInTurn(difference.create, async (schedule) => {
    await schedules.create(schedule);
  });
  await eachInTurn(difference.remove, async (name) => {
    await schedules.delete(name);
  });
  return difference;
}
