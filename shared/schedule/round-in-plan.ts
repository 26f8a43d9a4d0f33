import { type Instant, type PlainDate, tokyoDate } from '../calendar/time.ts';
import type { Id } from '../plan/ids.ts';
import type { RoundId } from '../round/round.ts';
import { type AskedDepartment, askedDepartments } from './asked-departments.ts';
import { hasOwnSteps, type Occurrence, stepInstants } from './occurrences.ts';
import { daysFromDue, dueDateOf } from './sending-days.ts';
import { timetableOf } from './timetable.ts';
import type { DueSeen } from './why.ts';
import type { HistoryEvent, World } from './world.ts';

/** What every step of a round asks anew: worked out once, so that the work grows with the departments alone. */
export interface RoundInPlan {
  /** The due date of a department before any extension. */
  dueOnOf(department: Id): PlainDate | null;
  /** A due date seen from a moment: steps that a quiet day put off are not as many days away as their name says. */
  seen(due: PlainDate | null, at: Instant): DueSeen | null;
  readonly departments: readonly AskedDepartment[];
  readonly events: ReadonlyMap<Id, readonly HistoryEvent[]>;
  /** Whether a step at that instant is one of that department. */
  isOwnStep(occurrence: Occurrence, department: Id): boolean;
}

/** Lays one round out for the planner; a round the rules hold no rhythm for asks nobody. */
export function layOutRound(world: World, round: RoundId): RoundInPlan {
  const timetable = timetableOf(round, world.rules, world.calendar);
  if (!timetable)
    return {
      dueOnOf: () => null,
      seen: () => null,
      departments: [],
      events: new Map(),
      isOwnStep: () => false,
    };
  const events = new Map(
    world.history.filter((history) => history.round === round).map((own) => [own.department, own.events]),
  );
  const keysOf = (department: Id | null) =>
    new Set(
      stepInstants(world, timetable, (department && events.get(department)) || [], department).map(keyOf),
    );
  const common = keysOf(null);
  const particular = new Map<Id, ReadonlySet<string>>();
  const stepsOf = (department: Id): ReadonlySet<string> => {
    if (!hasOwnSteps(world, { department, events: events.get(department) ?? [] })) return common;
    const steps = particular.get(department) ?? keysOf(department);
    particular.set(department, steps);
    return steps;
  };
  const seen = new Map<string, DueSeen>();
  return {
    seen: (due, at) => {
      if (due === null) return null;
      const key = `${due}@${at.epochMilliseconds}`;
      const known = seen.get(key) ?? { on: due, days: daysFromDue(world.calendar, due, tokyoDate(at)) };
      seen.set(key, known);
      return known;
    },
    dueOnOf: (department) => dueDateOf(timetable, world.rules, world.calendar, department),
    departments: askedDepartments(world, round, timetable.opensOn),
    events,
    isOwnStep: (occurrence, department) => stepsOf(department).has(keyOf(occurrence)),
  };
}

const keyOf = ({ step, at }: Occurrence) => `${step}@${at.epochMilliseconds}`;
