import { clockTime } from '../calendar/japanese-date.ts';
import { type Instant, isoUtc, tokyoDate } from '../calendar/time.ts';

/** What the file with the due date is called; a reply that brings it back brings nothing new. */
export const DUE_DATE_FILE_NAME = '提出期限.ics';

/** A due date as a calendar takes it in. */
export interface DueDateEntry {
  readonly plan: string;
  readonly round: string;
  readonly department: string;
  readonly dueAt: Instant;
  /** How often the due date has been moved: a calendar replaces the date it holds by one of a higher number. */
  readonly sequence: number;
  /** What is due, in words. */
  readonly title: string;
  /** The date the mail bears. */
  readonly at: Instant;
}

/** A file to go along with a mail. */
export interface CalendarFile {
  readonly name: string;
  readonly mediaType: string;
  readonly bytes: Uint8Array;
}

/**
 * The due date as a file that calendars open (RFC 5545): one whole day, published, without an alarm. Its name in the
 * calendar is the same for a department and a round, so that a date that moves replaces the one before.
 */
export function dueDateFile(entry: DueDateEntry): CalendarFile {
  const { plan, round, department, dueAt, sequence, title, at } = entry;
  const on = tokyoDate(dueAt);
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//shinchoku//due date//JA',
    'METHOD:PUBLISH',
    'BEGIN:VEVENT',
    `UID:${plan}/${round}/${department}/due@shinchoku`,
    `SEQUENCE:${sequence}`,
    `DTSTAMP:${compact(isoUtc(at).slice(0, 19))}Z`,
    `DTSTART;VALUE=DATE:${compact(on.toString())}`,
    // The end of a whole day is the day after it.
    `DTEND;VALUE=DATE:${compact(on.add({ days: 1 }).toString())}`,
    `SUMMARY:${escaped(title)}`,
    `DESCRIPTION:${escaped(`${clockTime(dueAt)}までに、照会のメールに返信してください。`)}`,
    'TRANSP:TRANSPARENT',
    'END:VEVENT',
    'END:VCALENDAR',
  ];
  return {
    name: DUE_DATE_FILE_NAME,
    mediaType: 'text/calendar; charset=utf-8; method=PUBLISH',
    bytes: UTF8.encode(lines.flatMap((line) => [...folded(line), '\r\n']).join('')),
  };
}

/** Whether an attachment is this very file, whatever a mail client made of its type. */
export function isDueDateFile({ name }: { readonly name: string | null }): boolean {
  return name?.normalize('NFC') === DUE_DATE_FILE_NAME;
}

const UTF8 = new TextEncoder();

/** `20260714`, `20260701T000000` */
const compact = (text: string) => text.replace(/[-:]/g, '');

const escaped = (text: string) => text.replace(/[\\;,]/g, '\\$&').replaceAll('\n', '\\n');

/** A line holds 75 octets; what is longer goes on in the next, which begins with a blank (RFC 5545, 3.1). */
const LINE_BYTES_MAX = 75;

/** A line in pieces of at most 75 octets, each but the first behind a line break and a blank. No character is cut. */
function folded(line: string): string[] {
  const pieces: string[] = [];
  let piece = '';
  for (const character of line) {
    if (UTF8.encode(piece + character).length > LINE_BYTES_MAX) {
      pieces.push(piece, '\r\n');
      piece = ' ';
    }
    piece += character;
  }
  return [...pieces, piece];
}
