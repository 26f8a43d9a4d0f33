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
  /** A reply or an entry counts from now on; these initiatives still have blanks that matter. */
  | { readonly at: Instant; readonly what: 'answered'; readonly outstanding: readonly Id[] }
  /** A version was stored that counts only once it is approved (決裁); the blanks are those even it leaves. */
  | {
      readonly at: Instant;
      readonly what: 'awaiting-approval';
      readonly version: number;
      readonly outstanding: readonly Id[];
    }
  /** The chief sent that version back (差戻し): what counted before it counts still. */
  | { readonly at: Instant; readonly what: 'returned'; readonly version: number }
  /** The due date was moved (延期) for this department alone. */
  | { readonly at: Instant; readonly what: 'extended'; readonly until: PlainDate }
  /** A reply waits for the secretariat: the department has done its part and is not chased. */
  | { readonly at: Instant; readonly what: 'held'; readonly source?: string | null }
  /** 見送り: the secretariat keeps a step of the ladder back from this department (decision 20), or lets it go. */
  | ({ readonly at: Instant; readonly what: 'step-held' | 'step-freed'; readonly step: string } & StepHold)
  /** The secretariat has dealt with the reply that waited; without a source, with all of them. */
  | { readonly at: Instant; readonly what: 'settled'; readonly source?: string | null };

/** Who keeps a step back, and why; the reason is empty where none was given. */
export interface StepHold {
  readonly by: string;
  readonly reason: string;
}

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

/** A version that waits for its approval. */
export interface AwaitingApproval {
  readonly version: number;
  /** The initiatives with blanks even in that version. */
  readonly outstanding: readonly Id[];
  readonly since: Instant;
}

/** What is known of one department's request at an instant; an event at the very instant does not count yet. */
export interface RequestAsOf {
  /** The initiatives with blanks in what counts, or null where nothing counts. */
  readonly outstanding: readonly Id[] | null;
  readonly awaiting: AwaitingApproval | null;
  /** The version that was sent back and that no answer has followed yet. */
  readonly returned: number | null;
  readonly extendedTo: PlainDate | null;
  readonly held: boolean;
  /** The steps the secretariat keeps back (見送り). */
  readonly heldSteps: ReadonlyMap<string, StepHold>;
  readonly answeredAt: Instant | null;
}

/** While events are counted up, the replies that wait, by their source; null for one whose event names none. */
type Known = Omit<RequestAsOf, 'held'> & { readonly waiting: readonly (string | null)[] };

const NOTHING_KNOWN: Known = {
  outstanding: null,
  awaiting: null,
  returned: null,
  extendedTo: null,
  waiting: [],
  heldSteps: new Map(),
  answeredAt: null,
};

export function requestAsOf(events: readonly HistoryEvent[], at: Instant): RequestAsOf {
  const { waiting, ...known } = events
    .filter((event) => Temporal.Instant.compare(event.at, at) < 0)
    .reduce(after, NOTHING_KNOWN);
  return { ...known, held: waiting.length > 0 };
}

function after(known: Known, event: HistoryEvent): Known {
  switch (event.what) {
    case 'answered': {
      const { at, outstanding } = event;
      // A proper answer after words nobody could read: what is still missing is asked for again.
      return { ...known, outstanding, answeredAt: at, awaiting: null, returned: null, waiting: [] };
    }
    case 'awaiting-approval': {
      const { version, outstanding, at: since } = event;
      return { ...known, awaiting: { version, outstanding, since }, returned: null, waiting: [] };
    }
    case 'returned':
      return { ...known, awaiting: null, returned: event.version, waiting: [] };
    case 'extended':
      return { ...known, extendedTo: event.until };
    case 'held':
      return { ...known, waiting: [...known.waiting, event.source ?? null] };
    case 'step-held': {
      const { step, by, reason } = event;
      return { ...known, heldSteps: new Map(known.heldSteps).set(step, { by, reason }) };
    }
    case 'step-freed':
      return {
        ...known,
        heldSteps: new Map([...known.heldSteps].filter(([step]) => step !== event.step)),
      };
    case 'settled':
      return { ...known, waiting: stillWaiting(known.waiting, event.source ?? null) };
  }
}

/** What was held before each event named its source has none, and is settled with any. */
function stillWaiting(waiting: Known['waiting'], settled: string | null): Known['waiting'] {
  return settled === null ? [] : waiting.filter((source) => source !== settled && source !== null);
}
