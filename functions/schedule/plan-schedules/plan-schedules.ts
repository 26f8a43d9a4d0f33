import { createHash } from 'node:crypto';
import { type Clock, type Instant, isoUtc, Temporal } from '../../../shared/calendar/time.ts';
import type { NewSchedule, Schedules, Store } from '../../../shared/ports.ts';
import { type Occurrence, planOccurrences } from '../../../shared/schedule/occurrences.ts';
import { eachInTurn } from '../../../shared/steps/each-in-turn.ts';
import { loadCity, loadWorld } from '../../../shared/steps/load-city.ts';

/** Schedules are laid so far ahead; the daily run lays the rest in time. */
const HORIZON_DAYS = 400;
/** What falls due sooner than this is left to the schedule that stands, or to the sweep: creating it would race the clock. */
const LEAD_SECONDS = 1;
/**
 * A schedule stands until it has fired, which Scheduler promises within the minute and manages later after a fault.
 * One that has been due for less than this is left alone: removing it would be losing it.
 */
const FIRING_MINUTES = 60;

export interface PlanSchedulesDependencies {
  readonly store: Store;
  readonly schedules: Schedules;
  readonly clock: Clock;
  readonly city: string;
}

/** What stands too many and what is missing; `unchanged` tells that the rest was left alone. */
export interface ScheduleDifference {
  readonly create: readonly NewSchedule[];
  readonly remove: readonly string[];
  readonly unchanged: number;
}

export type PlanSchedulesOutcome = {
  readonly created: number;
  readonly deleted: number;
  readonly unchanged: number;
};

/** The function that handles an occurrence; the schedule drops its event into that function's queue. */
export function targetOf({ action }: Occurrence): NewSchedule['target'] {
  switch (action.does) {
    case 'open':
      return 'open-round';
    case 'remind':
      return 'remind';
    case 'freeze':
      return 'evaluate-progress';
    case 'draft-digest':
    case 'secretariat-digest':
    case 'remind-release':
      return 'send-digest';
  }
}

/**
 * An occurrence as a schedule. The name carries a hash of all the schedule says, so that the names alone tell the
 * whole difference (the list of schedules does not return what they say).
 */
export function scheduleOf(
  occurrence: Occurrence,
  context: { city: string; plan: string; rulesVersion: number },
): NewSchedule {
  const { round, step, at } = occurrence;
  const scheduledAt = isoUtc(at);
  const input = JSON.stringify({
    id: `step/${context.plan}/${round}/${step}/${scheduledAt}`,
    type: 'step-fell-due.v1',
    city: context.city,
    at: scheduledAt,
    data: { plan: context.plan, round, step, scheduledAt, rulesVersion: context.rulesVersion },
  });
  const target = targetOf(occurrence);
  return {
    name: `${namePrefix(context)}${round}-${step}-${digestOf(`${target}\n${input}`, 10)}`,
    at,
    input,
    target,
  };
}

/** All names of one plan's schedules begin alike, so that plans and cities which share a group leave each other alone. */
function namePrefix({ city, plan }: { city: string; plan: string }): string {
  return `p${digestOf(`${city}\n${plan}`, 6)}-`;
}

function digestOf(text: string, length: number): string {
  return createHash('sha256').update(text).digest('hex').slice(0, length);
}

/** Compares what should stand with what stands; what fell due before `now` may still stand, but is not made anew. Pure. */
export function diffSchedules(
  desired: readonly NewSchedule[],
  actual: readonly string[],
  now: Instant,
): ScheduleDifference {
  const wanted = new Set(desired.map(({ name }) => name));
  const standing = new Set(actual);
  const earliest = now.add({ seconds: LEAD_SECONDS });
  return {
    create: desired.filter(
      ({ name, at }) => !standing.has(name) && Temporal.Instant.compare(earliest, at) <= 0,
    ),
    remove: actual.filter((name) => !wanted.has(name)),
    unchanged: actual.filter((name) => wanted.has(name)).length,
  };
}

/** Brings the schedules into line with the planner. Every part can be run again. */
export function createPlanSchedules({ store, schedules, clock, city: cityId }: PlanSchedulesDependencies) {
  async function difference(plan: string): Promise<ScheduleDifference> {
    const now = clock();
    const desired = await desiredSchedules(plan, now);
    const prefix = namePrefix({ city: cityId, plan });
    const standing = (await schedules.list()).filter((name) => name.startsWith(prefix));
    return diffSchedules(desired, standing, now);
  }

  /** Every schedule that may stand now. A round already open keeps the rules it opened with. */
  async function desiredSchedules(plan: string, now: Instant): Promise<NewSchedule[]> {
    const from = now.subtract({ minutes: FIRING_MINUTES });
    const to = now.add({ hours: 24 * HORIZON_DAYS });
    const current = await loadCity(store, plan);
    const opened = (await store.list('round', { plan })).map(({ value }) => value);
    const versions = new Set([current.rulesVersion, ...opened.map(({ rulesVersion }) => rulesVersion)]);
    const desired: NewSchedule[] = [];
    for (const rulesVersion of versions) {
      const rules = await store.loadDocument('rules', plan, rulesVersion);
      if (!rules) continue;
      const city = { ...current, rules: rules.document, rulesVersion };
      const world = await loadWorld(store, city, plan);
      const mine = planOccurrences(world, from, to).filter(({ round }) => {
        const pinned = opened.find(({ id }) => id === round);
        return (pinned?.rulesVersion ?? current.rulesVersion) === rulesVersion;
      });
      desired.push(...mine.map((occurrence) => scheduleOf(occurrence, { city: cityId, plan, rulesVersion })));
    }
    return desired.sort((a, b) => Temporal.Instant.compare(a.at, b.at));
  }

  async function planSchedules(plan: string): Promise<PlanSchedulesOutcome> {
    const { create, remove, unchanged } = await difference(plan);
    await eachInTurn(create, async (schedule) => {
      await schedules.create(schedule);
    });
    await eachInTurn(remove, async (name) => {
      await schedules.delete(name);
    });
    return { created: create.length, deleted: remove.length, unchanged };
  }

  return { planSchedules, difference, desiredSchedules };
}
