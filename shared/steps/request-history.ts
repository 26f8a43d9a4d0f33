import { dateOf, instantOf, Temporal } from '../calendar/time.ts';
import type { RequestRecord } from '../records.ts';
import type { HistoryEvent, RequestHistory } from '../schedule/world.ts';

/** A request's events as the planner reads them, oldest first. */
export function historyOf({ round, department, events }: RequestRecord): RequestHistory {
  return {
    round,
    department,
    events: events
      .map((event): HistoryEvent => {
        const at = instantOf(event.at);
        return event.what === 'extended'
          ? { what: 'extended', at, until: dateOf(event.until) }
          : { ...event, at };
      })
      .sort((a, b) => Temporal.Instant.compare(a.at, b.at)),
  };
}
