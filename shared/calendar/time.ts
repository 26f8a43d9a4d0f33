import { Temporal as Polyfill } from 'temporal-polyfill';

/**
 * The one door to Temporal.
 *
 * Node 24 has no Temporal of its own; when a later one does, this line is all that changes.
 */
export const Temporal = Polyfill;
export type Instant = Polyfill.Instant;
export type PlainDate = Polyfill.PlainDate;
export type ZonedDateTime = Polyfill.ZonedDateTime;

/** Every date a person sees is in this zone; it has had no daylight saving time since 1951. */
export const TOKYO = 'Asia/Tokyo';

/** Where the present comes from. Rules never ask it: they are given instants. */
export type Clock = () => Instant;

/** Reads an ISO 8601 instant with an offset or `Z`. Throws a RangeError for anything else. */
export function instantOf(text: string): Instant {
  return Temporal.Instant.from(text);
}

/** Reads an ISO 8601 calendar date, as in `2026-07-01`. Throws a RangeError for anything else. */
export function dateOf(text: string): PlainDate {
  return Temporal.PlainDate.from(text);
}

/** The wall clock in Tokyo at an instant. */
export function tokyoTime(instant: Instant): ZonedDateTime {
  return instant.toZonedDateTimeISO(TOKYO);
}

/** The calendar date in Tokyo at an instant. */
export function tokyoDate(instant: Instant): PlainDate {
  return tokyoTime(instant).toPlainDate();
}

/** The instant at which a Tokyo wall clock shows `time` (`HH:MM`) on `date`. */
export function atTokyo(date: PlainDate, time: string): Instant {
  return date.toZonedDateTime({ timeZone: TOKYO, plainTime: Temporal.PlainTime.from(time) }).toInstant();
}

/** The last moment of a day in Tokyo: what was so on the day was so by then. */
export function endOf(date: PlainDate): Instant {
  return atTokyo(date.add({ days: 1 }), '00:00').subtract({ milliseconds: 1 });
}

/** An instant as people read it on the wire: `2026-07-01T09:00:00+09:00`, whole seconds. */
export function isoTokyo(instant: Instant): string {
  return tokyoTime(instant).toString({ timeZoneName: 'never', smallestUnit: 'second' });
}

/** An instant as it is stored: `2026-07-01T00:00:00.000Z`, so that text order is time order. */
export function isoUtc(instant: Instant): string {
  return instant.toString({ smallestUnit: 'millisecond' });
}
