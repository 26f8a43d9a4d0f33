import type { BusinessCalendar } from '../calendar/business-days.ts';
import { type Instant, type PlainDate, Temporal } from '../calendar/time.ts';
import type { Directory } from '../plan/directory.ts';
import type { Id } from '../plan/ids.ts';
import type { Plan } from '../plan/plan.ts';
import type { AddressBook } from '../plan/undeliverable.ts';
import type { RoundId } from '../round/round.ts';
import type { ScheduleRules } from './rules.ts';

/** What happened to one department's request, so that any past or future instant can be planned as of that instant. */
export type HistoryEvent =
  /** A reply or an entry was stored; these initiatives still have blanks that matter. */
  | { readonly at: Instant; readonly what: 'answered'; readonly outstanding: readonly Id[] }
  /** The due date was moved (延期) for this department alone. */
  | { readonly at: Instant; readonly what: 'extended'; readonly until: PlainDate }
  /** A reply waits for the secretariat: the department has done its part and is not chased. */
  | { readonly at: Instant; readonly what: 'held' }
  | { readonly at: Instant; readonly what: 'settled' };

export interface RequestHistory {
  readonly round: RoundId;
  readonly department: Id;
  readonly events: readonly HistoryEvent[];
}

/** All that decides who gets which mail when. The planner reads nothing else, not even a clock. */
export interface World {
  readonly plan: Plan;
  readonly directory: Directory;
  readonly rules: ScheduleRules;
  readonly calendar: BusinessCalendar;
  readonly history: readonly RequestHistory[];
  /** The addresses that take, or once took, no mail. */
  readonly undeliverable: AddressBook;
  /** When each round's draft was released to the headquarters. */
  readonly released: ReadonlyMap<RoundId, Instant>;
}

/** What is known of one department's request at an instant; an event at the very instant does not count yet. */
export interface RequestAsOf {
  /** The initiatives with blanks, or null where nothing has been answered. */
  readonly outstanding: readonly Id[] | null;
  readonly extendedTo: PlainDate | null;
  readonly held: boolean;
  readonly answeredAt: Instant | null;
}

export function requestAsOf(events: readonly HistoryEvent[], at: Instant): RequestAsOf {
  let outstanding: readonly Id[] | null = null;
  let extendedTo: PlainDate | null = null;
  let held = false;
  let answeredAt: Instant | null = null;
  for (const event of events) {
    if (Temporal.Instant.compare(event.at, at) >= 0) continue;
    switch (event.what) {
      case 'answered':
        outstanding = event.outstanding;
        answeredAt = event.at;
        // A proper answer after words nobody could read: what is still missing is asked for again.
        held = false;
        break;
      case 'extended':
        extendedTo = event.until;
        break;
      case 'held':
        held = true;
        break;
      case 'settled':
        held = false;
        break;
    }
  }
  return { outstanding, extendedTo, held, answeredAt };
}
