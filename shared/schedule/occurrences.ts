import { atTokyo, type Instant, type PlainDate, Temporal } from '../calendar/time.ts';
import type { RoundId } from '../round/round.ts';
import type { LadderStep } from './rules.ts';
import { draftOn, ladderStepId, type RoundTimetable, releaseReminderOn, roundsBetween } from './timetable.ts';
import type { HistoryEvent, World } from './world.ts';

/** What a step does when it falls due. */
export type StepAction =
  | { readonly does: 'open' }
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

/** Every occurrence with `from` <= at <= `to`, in order of time, then round, then step. */
export function planOccurrences(world: World, from: Instant, to: Instant): Occurrence[] {
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

function roundOccurrences(world: World, timetable: RoundTimetable): Occurrence[] {
  const { rules, calendar } = world;
  const { round, rhythm } = timetable;
  const morning = (date: PlainDate) => atTokyo(date, rules.sendAt);
  const found: Occurrence[] = [
    { round, step: 'request', at: timetable.opensAt, action: { does: 'open' } },
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
  { rules, calendar }: World,
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

/** The instants of every ladder step: the round's own, and those of departments whose due date was moved. */
function ladderOccurrences(world: World, timetable: RoundTimetable): Occurrence[] {
  const found = new Map<string, Occurrence>();
  const histories = [
    [],
    ...world.history.filter(({ round }) => round === timetable.round).map(({ events }) => events),
  ];
  for (const events of histories) {
    for (const occurrence of stepInstants(world, timetable, events)) {
      found.set(`${occurrence.step}@${occurrence.at}`, occurrence);
    }
  }
  return [...found.values()];
}

/**
 * When each step of the ladder falls for one department. An extension moves the steps that are still to come to
 * its new due date; nothing is sent from the freeze on.
 */
export function stepInstants(
  { rules, calendar }: World,
  timetable: RoundTimetable,
  events: readonly HistoryEvent[],
): Occurrence[] {
  const extensions = events.flatMap((event) => (event.what === 'extended' ? [event] : []));
  const spans = [
    { from: null, until: extensions[0]?.at ?? null, dueOn: timetable.dueOn },
    ...extensions.map((event, index) => ({
      from: event.at,
      until: extensions[index + 1]?.at ?? null,
      dueOn: event.until,
    })),
  ];
  return spans.flatMap(({ from, until, dueOn }) =>
    timetable.rhythm.ladder.flatMap((ladder): Occurrence[] => {
      const at = atTokyo(calendar.add(dueOn, ladder.days), rules.sendAt);
      const isInSpan =
        (from === null || Temporal.Instant.compare(from, at) < 0) &&
        (until === null || Temporal.Instant.compare(at, until) <= 0);
      const isInRound =
        Temporal.Instant.compare(timetable.opensAt, at) < 0 &&
        Temporal.Instant.compare(at, timetable.freezesAt) < 0;
      return isInSpan && isInRound
        ? [{ round: timetable.round, step: ladderStepId(ladder), at, action: { does: 'remind', ladder } }]
        : [];
    }),
  );
}
