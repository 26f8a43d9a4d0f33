import { dateOf, type PlainDate } from '../../../../shared/calendar/time.ts';

/** The day an address or a form names, as in `2026-07-01`; null where it names none. */
export function readDay(text: string | undefined): PlainDate | null {
  try {
    return text === undefined ? null : dateOf(text);
  } catch {
    return null;
  }
}
