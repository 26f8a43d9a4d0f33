import type { BusinessCalendar } from '../calendar/business-days.ts';
import { type Instant, Temporal } from '../calendar/time.ts';
import type { RoundId } from '../round/round.ts';
import { businessDayAfter } from './lateness.ts';
import type { Occurrence } from './occurrences.ts';

/** What is noted of one step: done, brought late by the sweep, or given up. */
export interface StepMark {
  readonly round: RoundId;
  readonly step: string;
  readonly at: Instant;
  readonly state: 'done' | 'late' | 'missed';
}

/** A step that fell due and was not done, and what is to be done about it. */
export interface MissedStep<T> {
  readonly planned: T;
  readonly action: 'fire' | 'give-up';
  /** Whether nobody knew of it until now; else it has been fired before and is still not done. */
  readonly isNew: boolean;
}

/**
 * The steps among `due` that nobody has done. Late by less than a business day one is fired after all; later it is
 * given up, for it would contradict the next step (decision 18). What a round cannot do without — its opening, its
 * freeze, the draft of its paper — is fired however late. A step of a round that has not opened waits for the
 * opening. Pure.
 */
export function findMissedSteps<T extends { readonly occurrence: Occurrence }>(
  due: readonly T[],
  {
    marks,
    opened,
    calendar,
    now,
  }: {
    readonly marks: readonly StepMark[];
    readonly opened: ReadonlySet<RoundId>;
    readonly calendar: BusinessCalendar;
    readonly now: Instant;
  },
): MissedStep<T>[] {
  return due.flatMap((planned): MissedStep<T>[] => {
    const { round, step, at, action } = planned.occurrence;
    const mark = marks.find((known) => known.round === round && known.step === step && known.at.equals(at));
    if (mark?.state === 'done' || mark?.state === 'missed') return [];
    if (action.does !== 'open' && !opened.has(round)) return [];
    const isTooLate = Temporal.Instant.compare(businessDayAfter(at, calendar), now) <= 0;
    const isGivenUp = isTooLate && !isWantedHoweverLate(planned.occurrence);
    return [{ planned, action: isGivenUp ? 'give-up' : 'fire', isNew: mark === undefined }];
  });
}

function isWantedHoweverLate({ action }: Occurrence): boolean {
  switch (action.does) {
    case 'open':
    case 'freeze':
    case 'draft-digest':
      return true;
    case 'remind':
    case 'remind-release':
    case 'secretariat-digest':
      return false;
    default:
      return action satisfies never;
  }
}
