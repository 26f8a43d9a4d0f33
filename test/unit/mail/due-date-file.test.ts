import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { instantOf } from '../../../shared/calendar/time.ts';
import { type DueDateEntry, dueDateFile, isDueDateFile } from '../../../shared/mail/due-date-file.ts';

const ENTRY: DueDateEntry = {
  plan: 'plan-small',
  round: '2026Q1',
  department: 'dep-civil',
  dueAt: instantOf('2026-07-14T17:00:00+09:00'),
  sequence: 0,
  title: '回答期限　推進プラン進捗 令和8年度第1四半期',
  at: instantOf('2026-07-01T09:00:00+09:00'),
};
const write = (parts: Partial<DueDateEntry> = {}) =>
  new TextDecoder().decode(dueDateFile({ ...ENTRY, ...parts }).bytes);
/** The lines as a calendar reads them (RFC 5545, 3.1). */
const unfolded = (text: string) => text.replaceAll('\r\n ', '').split('\r\n');

describe('the due date as a file for calendars', () => {
  it('is one whole day, published, named by plan, round and department, without an alarm', () => {
    expect(unfolded(write())).toEqual([
      'BEGIN:VCALENDAR',
      'VERSION:2.0',
      'PRODID:-//shinchoku//due date//JA',
      'METHOD:PUBLISH',
      'BEGIN:VEVENT',
      'UID:plan-small/2026Q1/dep-civil/due@shinchoku',
      'SEQUENCE:0',
      'DTSTAMP:20260701T000000Z',
      'DTSTART;VALUE=DATE:20260714',
      'DTEND;VALUE=DATE:20260715',
      'SUMMARY:回答期限　推進プラン進捗 令和8年度第1四半期',
      'DESCRIPTION:17時までに、照会のメールに返信してください。',
      'TRANSP:TRANSPARENT',
      'END:VEVENT',
      'END:VCALENDAR',
      '',
    ]);
  });

  it('keeps its name when the date moves, with a higher number', () => {
    const moved = write({ dueAt: instantOf('2026-07-22T17:00:00+09:00'), sequence: 1 });
    expect(unfolded(moved)).toEqual(expect.arrayContaining(['SEQUENCE:1', 'DTSTART;VALUE=DATE:20260722']));
    expect(/UID:.*/.exec(moved)?.[0]).toBe(/UID:.*/.exec(write())?.[0]);
  });

  it('holds whatever the secretariat worded, in lines of 75 octets, no character cut', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 200 }).filter((text) => !/[\r\n]/.test(text)),
        (title) => {
          const { bytes } = dueDateFile({ ...ENTRY, title });
          // A cut character would not be UTF-8.
          const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
          for (const line of text.split('\r\n')) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
          const summary = unfolded(text)
            .find((line) => line.startsWith('SUMMARY:'))
            ?.slice('SUMMARY:'.length);
          expect(summary?.replace(/\\([\\;,])/g, '$1')).toBe(title);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('is known again by its name when a reply brings it back', () => {
    expect(isDueDateFile({ name: '提出期限.ics' })).toBe(true);
    expect(isDueDateFile({ name: '予定.ics' })).toBe(false);
    expect(isDueDateFile({ name: null })).toBe(false);
  });
});
