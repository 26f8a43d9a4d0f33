import { createHash } from 'node:crypto';
import type { StepTarget } from '../../events/step-fell-due.v1.ts';
import { type Instant, instantOf, isoUtc, Temporal } from '../calendar/time.ts';
import type { NewSchedule, ScheduleTarget, Store } from '../ports.ts';
import type { ActivationRecord } from '../records.ts';
import type { Round } from '../round/round.ts';
import { type Occurrence, planOccurrences } from '../schedule/occurrences.ts';
import type { RequestHistory } from '../schedule/world.ts';
import { pendingActivation } from './activate-rules.ts';
import { type City, loadCity } from './load-city.ts';
import { historyOf } from './request-history.ts';

/** Schedules are laid so far ahead; the daily run lays the rest in time. */
const HORIZON_DAYS = 400;
/** What falls due sooner than this is left to the schedule that stands, or to the sweep: creating it would race the clock. */
const LEAD_SECONDS = 1;
/**
 * A schedule stands until it has fired, which Scheduler promises within the minute and manages later after a fault.
 * One that has been due for less than this is left alone: removing it would be losing it.
 */
const FIRING_MINUTES = 60;

/** A step that falls due, with the rules version its round runs by. */
export interface PlannedStep {
  readonly occurrence: Occurrence;
  readonly rulesVersion: number;
}

/** All that says which steps fall due when: looked up once, asked for any span. */
export interface StepPlan {
  readonly city: City;
  /** What became of the requests of open rounds so far: a due date that was moved moves steps. */
  readonly history: readonly RequestHistory[];
  /** Every round opened so far. */
  readonly rounds: readonly Round[];
  /** Rules that wait to come into force. */
  readonly activation: ActivationRecord | null;
  /** The steps with `from` <= at <= `to`, in order of time. A round already open keeps the rules it opened with. */
  between(from: Instant, to: Instant): PlannedStep[];
}

/** Looks up what the planner's occurrences depend on. */
export async function loadStepPlan(store: Store, plan: string): Promise<StepPlan> {
  const [city, activation] = await Promise.all([loadCity(store, plan), pendingActivation(store, plan)]);
  const rounds = (await store.list('round', { plan })).map(({ value }) => value);
  const open = rounds.filter(({ state }) => state === 'open');
  const requests = await Promise.all(open.map(({ id: round }) => store.list('request', { plan, round })));
  const history = requests.flat().map(({ value }) => historyOf(value));
  const pinned = new Map(rounds.map(({ id, rulesVersion }) => [id, rulesVersion]));
  const versions = [...new Set([city.rulesVersion, ...pinned.values()])];
  const loaded = await Promise.all(versions.map((version) => store.loadDocument('rules', plan, version)));
  return {
    city,
    history,
    rounds,
    activation,
    // Nothing of a plan that has ended falls due any more.
    between: (from, to) =>
      (city.plan.ended ? [] : loaded)
        .flatMap((rules) => {
          if (!rules) return [];
          const rulesVersion = rules.version;
          return planOccurrences({ ...city, history, rules: rules.document }, from, to)
            .filter(({ round }) => (pinned.get(round) ?? city.rulesVersion) === rulesVersion)
            .map((occurrence) => ({ occurrence, rulesVersion }));
        })
        .sort((a, b) => Temporal.Instant.compare(a.occurrence.at, b.occurrence.at)),
  };
}

/** Every schedule that may stand at `now`: that of an activation first, then those of the steps in order of time. */
export function schedulesOf(
  steps: StepPlan,
  now: Instant,
  context: { readonly city: string; readonly plan: string },
): NewSchedule[] {
  const { activation } = steps;
  return [
    ...(activation === null ? [] : [activationSchedule(activation, context)]),
    ...steps
      .between(now.subtract({ minutes: FIRING_MINUTES }), now.add({ hours: 24 * HORIZON_DAYS }))
      .map(({ occurrence, rulesVersion }) => scheduleOf(occurrence, { ...context, rulesVersion })),
  ];
}

/** What stands too many and what is missing; `unchanged` tells that the rest was left alone. */
export interface ScheduleDifference {
  readonly create: readonly NewSchedule[];
  readonly remove: readonly string[];
  readonly unchanged: number;
}

/** The function that handles an occurrence; the schedule drops its event into that function's queue. */
export function targetOf({ action }: Occurrence): StepTarget {
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
  return named(context, `${round}-${step}`, { at, input, target: targetOf(occurrence) });
}

/** Wakes the one who keeps the schedules when activated rules are to come into force. */
function activationSchedule(
  { id, activatesAt }: ActivationRecord,
  context: { readonly city: string; readonly plan: string },
): NewSchedule {
  const input = JSON.stringify({
    id: `activation/${context.plan}/${id}`,
    type: 'timetable-changed.v1',
    city: context.city,
    at: activatesAt,
    data: { plan: context.plan, cause: 'rules-activation' },
  });
  return named(context, 'rules-activation', { at: instantOf(activatesAt), input, target: 'plan-schedules' });
}

function named(
  context: { readonly city: string; readonly plan: string },
  words: string,
  said: { readonly at: Instant; readonly input: string; readonly target: ScheduleTarget },
): NewSchedule {
  const digest = digestOf(`${said.target}\n${said.input}`, 10);
  return { name: `${namePrefix(context)}${words}-${digest}`, ...said };
}

/** All names of one plan's schedules begin alike, so that plans and cities which share a group leave each other alone. */
export function namePrefix({ city, plan }: { city: string; plan: string }): string {
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
