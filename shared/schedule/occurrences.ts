import { type Instant, type PlainDate, Temporal } from '../calendar/time.ts';
import type { Id } from '../plan/ids.ts';
import type { RoundId } from '../round/round.ts';
import type { LadderStep } from './rules.ts';
import { dueDateOf, overrideOf, sendingDay, sendingInstant } from './sending-days.ts';
import { draftOn, ladderStepId, type RoundTimetable, releaseReminderOn, roundsBetween } from './timetable.ts';
import type { HistoryEvent, World } from './world.ts';

/** What a step does when it falls due. */
export type StepAction =
  | { readonly does: 'open'; readonly copyChief: boolean }
  | { readonly does: 'remind'; readonly ladder: LadderStep }
  | { readonly does: 'freeze' }
  | { readonly does: 'draft-digest' }
  | { readonly does: 'remind-release' }
  | { readonly does: 'secretariat-digest' };

/** One instant at which one step of one round falls due: exactly what a schedule stands for (decision 16). */
export interface Occurrence {
  readonly round: RoundId;
  readonly step: string;
  readonly at: Instant;
  readonly action: StepAction;
}

/** What the days of the steps depend on: neither who is written to nor whether a mail reaches them. */
export type StepWorld = Pick<World, 'plan' | 'rules' | 'calendar' | 'history'>;

/** Every occurrence with `from` <= at <= `to`, in order of time, then round, then step. */
export function planOccurrences(world: StepWorld, from: Instant, to: Instant): Occurrence[] {
  return roundsBetween(world.plan, world.rules, world.calendar, from, to)
    .flatMap((timetable) => [...roundOccurrences(world, timetable), ...ladderOccurrences(world, timetable)])
    .filter(({ at }) => Temporal.Instant.compare(from, at) <= 0 && Temporal.Instant.compare(at, to) <= 0)
    .sort(
      (a, b) =>
        Temporal.Instant.compare(a.at, b.at) ||
        a.round.localeCompare(b.round) ||
        a.step.localeCompare(b.step),
    );
}

function roundOccurrences(world: StepWorld, timetable: RoundTimetable): Occurrence[] {
  const { rules, calendar } = world;
  const { round, rhythm } = timetable;
  const morning = (date: PlainDate) => sendingInstant(rules, date);
  const found: Occurrence[] = [
    { round, step: 'request', at: timetable.opensAt, action: { does: 'open', copyChief: rhythm.copyChief } },
    { round, step: 'freeze', at: timetable.freezesAt, action: { does: 'freeze' } },
  ];
  if (!rhythm.digest) return found;
  found.push(
    ...secretariatDays(world, timetable).map((date) => ({
      round,
      step: 'secretariat-digest',
      at: morning(date),
      action: { does: 'secretariat-digest' } as const,
    })),
    {
      round,
      step: 'digest-draft',
      at: morning(draftOn(timetable, rules, calendar)),
      action: { does: 'draft-digest' },
    },
    {
      round,
      step: 'release-reminder',
      at: morning(releaseReminderOn(timetable, rules, calendar)),
      action: { does: 'remind-release' },
    },
  );
  return found;
}

/** Weekly while the round is open, daily around the due date; each on a business day, the opening day left out. */
function secretariatDays(
  { rules, calendar }: StepWorld,
  { opensOn, dueOn, freezesOn }: RoundTimetable,
): PlainDate[] {
  const dailyFrom = calendar.add(dueOn, -rules.secretariat.dailyFromBeforeDue);
  const dailyUntil = calendar.add(dueOn, rules.secretariat.dailyUntilAfterDue);
  const days = new Map<string, PlainDate>();
  let day = opensOn.add({ days: 1 });
  for (; Temporal.PlainDate.compare(day, freezesOn) <= 0; day = day.add({ days: 1 })) {
    if (day.dayOfWeek === rules.secretariat.weekday) {
      const moved = calendar.onOrAfter(day);
      if (Temporal.PlainDate.compare(moved, freezesOn) <= 0) days.set(moved.toString(), moved);
    }
    const isDaily =
      Temporal.PlainDate.compare(dailyFrom, day) <= 0 && Temporal.PlainDate.compare(day, dailyUntil) <= 0;
    if (isDaily && calendar.isBusinessDay(day)) days.set(day.toString(), day);
  }
  return [...days.values()];
}

/** The instants of every ladder step: the round's own, and those of departments whose due date is another. */
function ladderOccurrences(world: StepWorld, timetable: RoundTimetable): Occurrence[] {
  const found = new Map<string, Occurrence>();
  const histories = world.history.filter(({ round }) => round === timetable.round);
  const known = new Set(histories.map(({ department }) => department));
  const departments: { department: Id | null; events: readonly HistoryEvent[] }[] = [
    { department: null, events: [] },
    ...histories.filter((history) => hasOwnSteps(world, history)),
    ...world.rules.overrides
      .filter(({ department }) => !known.has(department))
      .map(({ department }) => ({ department, events: [] })),
  ];
  for (const { department, events } of departments) {
    for (const occurrence of stepInstants(world, timetable, events, department)) {
      found.set(`${occurrence.step}@${occurrence.at}`, occurrence);
    }
  }
  return [...found.values()];
}

/** Whether the ladder of a department may differ from the round's. */
export function hasOwnSteps(
  { rules }: Pick<World, 'rules'>,
  { department, events }: { department: Id; events: readonly HistoryEvent[] },
): boolean {
  return overrideOf(rules, department) !== null || events.some(({ what }) => what === 'extended');
}

/**
 * When each step of the ladder falls for one department, or for those of which nothing particular is known (null). An
 * extension moves the steps that are still to come to its new due date; nothing is sent from the freeze on. A step
 * that falls on a quiet day waits for the next day mails go; a reminder that would so reach the due date is left
 * out, because what follows the due date says it better.
 */
export function stepInstants(
  world: StepWorld,
  timetable: RoundTimetable,
  events: readonly HistoryEvent[],
  department: Id | null,
): Occurrence[] {
  const { rules, calendar } = world;
  const extensions = events.flatMap((event) => (event.what === 'extended' ? [event] : []));
  const dueOn = dueDateOf(timetable, rules, calendar, department);
  const spans = [
    { from: null, until: extensions[0]?.at ?? null, dueOn },
    ...extensions.map((event, index) => ({
      from: event.at,
      until: extensions[index + 1]?.at ?? null,
      dueOn: event.until,
    })),
  ];
  const off = department === null ? [] : (overrideOf(rules, department)?.laddersOff ?? []);
  const ladders = timetable.rhythm.ladder.filter(({ days }) => !off.includes(days));
  return spans.flatMap((span) =>
    ladders.flatMap((ladder): Occurrence[] => {
      const occurrence = placeStep(world, timetable, ladder, span.dueOn);
      if (occurrence === null) return [];
      const { at } = occurrence;
      const isInSpan =
        (span.from === null || Temporal.Instant.compare(span.from, at) < 0) &&
        (span.until === null || Temporal.Instant.compare(at, span.until) <= 0);
      return isInSpan ? [occurrence] : [];
    }),
  );
}

/** One step of the ladder for a due date; null where it falls out of the round, or beyond what it reminds of. */
function placeStep(
  { rules, calendar }: StepWorld,
  timetable: RoundTimetable,
  ladder: LadderStep,
  dueOn: PlainDate,
): Occurrence | null {
  const planned = calendar.add(dueOn, ladder.days);
  const date = sendingDay(rules, calendar, planned);
  const isMoved = !date.equals(planned);
  if (isMoved && ladder.days < 0 && Temporal.PlainDate.compare(dueOn, date) <= 0) return null;
  const at = sendingInstant(rules, date);
  const isInRound =
    Temporal.Instant.compare(timetable.opensAt, at) < 0 &&
    Temporal.Instant.compare(at, timetable.freezesAt) < 0;
  if (!isInRound) return null;
  return {
    round: timetable.round,
    step: ladderStepId(ladder),
    at,
    action: { does: 'remind', ladder },
  };
}
