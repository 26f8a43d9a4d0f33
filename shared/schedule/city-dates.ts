import type { Instant, PlainDate } from '../calendar/time.ts';
import type { StepWorld } from './occurrences.ts';
import { extraRoundOf } from './rules.ts';
import { draftOn, roundsBetween } from './timetable.ts';
import { roundName } from './why.ts';

/** A day of the rhythm that everybody in the city may know: it names no person and no answer. */
export interface CityDate {
  /** The same as long as round and kind are the same, so that a date that moves is moved in calendars as well. */
  readonly id: string;
  readonly on: PlainDate;
  readonly title: string;
}

/** The days on which the rounds between `from` and `to` are sent, due, closed and laid before the headquarters. */
export function cityDates(
  { plan, rules, calendar }: Pick<StepWorld, 'plan' | 'rules' | 'calendar'>,
  from: Instant,
  to: Instant,
): CityDate[] {
  return roundsBetween(plan, rules, calendar, from, to).flatMap((timetable) => {
    const { round, opensOn, dueOn, freezesOn, rhythm } = timetable;
    const subject = extraRoundOf(rules, round)?.inquiry?.subject;
    const name = `${roundName(round)}${subject === undefined ? '' : `（${subject}）`}`;
    return [
      { id: `${round}/opens`, on: opensOn, title: `照会の送信　${name}` },
      { id: `${round}/due`, on: dueOn, title: `回答期限　${name}` },
      { id: `${round}/freezes`, on: freezesOn, title: `回答の締切　${name}` },
      ...(rhythm.digest
        ? [{ id: `${round}/paper`, on: draftOn(timetable, rules, calendar), title: `本部資料の案　${name}` }]
        : []),
    ];
  });
}
