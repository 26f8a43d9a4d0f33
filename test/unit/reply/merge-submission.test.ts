import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Instant, instantOf } from '../../../shared/calendar/time.ts';
import { mergeSubmission, sortByAge } from '../../../shared/reply/merge-submission.ts';
import type { ReadField } from '../../../shared/reply/reading.ts';
import { isOlderThan, isWithinGrace, sentTimeOf } from '../../../shared/reply/sent-time.ts';
import { fieldKey } from '../../../shared/round/form.ts';
import { NO_APPROVAL_NEEDED, type Submission } from '../../../shared/round/submission.ts';
import { aManifest } from '../../support/replies.ts';

const START = instantOf('2026-07-10T10:00:00+09:00');
const minute = (minutes: number): Instant => START.add({ minutes });
const [TABLETS, RATING] = ['1-B', '1-D'].map((anchor) => {
  const field = aManifest().fields.find((candidate) => candidate.anchor === anchor);
  if (!field) throw new Error(`no field ${anchor}`);
  return field;
});
if (!TABLETS || !RATING) throw new Error('the form lacks its fields');

function read(field: typeof TABLETS, value: number | string): ReadField {
  const raw = String(value);
  return {
    field: field as ReadField['field'],
    value,
    unit: null,
    raw,
    confidence: 'high',
    reason: null,
    echo: null,
  };
}

interface Said {
  readonly sent: number;
  readonly received: number;
  readonly fields: readonly ReadField[];
  readonly comment?: string;
}

function merge(before: Submission | null, { sent, received, fields, comment = '' }: Said): Submission {
  return mergeSubmission(
    before,
    {
      round: '2026Q1',
      department: 'dep-civil',
      via: 'mail',
      enteredBy: null,
      source: `in-${received}`,
      sentAt: minute(sent),
      receivedAt: minute(received),
      settledAt: minute(received),
      fields,
      comment: comment === '' ? null : comment,
      afterFreeze: false,
      correction: null,
      approval: NO_APPROVAL_NEEDED,
      nothingToReport: false,
    },
    (before?.version ?? 0) + 1,
  );
}

const storedValue = (submission: Submission, field: typeof TABLETS) =>
  submission.fields[fieldKey(field as ReadField['field'])]?.value;

describe('merging an answer', () => {
  it('takes the newer word, and leaves alone what it is silent about', () => {
    const first = merge(null, { sent: 0, received: 1, fields: [read(TABLETS, 30), read(RATING, '順調')] });
    const second = merge(first, { sent: 60, received: 61, fields: [read(TABLETS, 32)] });
    expect(storedValue(second, TABLETS)).toBe(32);
    expect(storedValue(second, RATING)).toBe('順調');
    expect(second).toMatchObject({ version: 2, receivedAt: '2026-07-10T02:01:00.000Z' });
  });

  it('93: a mail held back on its way does not undo what was sent after it', () => {
    const correction = merge(null, { sent: 60, received: 61, fields: [read(TABLETS, 32)] });
    const late = { sent: 0, received: 120, fields: [read(TABLETS, 30), read(RATING, '順調')] };
    const merged = merge(correction, late);
    expect(storedValue(merged, TABLETS)).toBe(32);
    expect(storedValue(merged, RATING)).toBe('順調');
    const { current, outdated } = sortByAge(correction, late.fields, {
      sentAt: minute(0),
      receivedAt: minute(120),
    });
    expect([current, outdated].map((list) => list.map(({ field }) => field.anchor))).toEqual([
      ['1-D'],
      ['1-B'],
    ]);
  });

  it('orders by arrival what was sent within the tolerance of office clocks', () => {
    const first = merge(null, { sent: 3, received: 3, fields: [read(TABLETS, 30)] });
    expect(storedValue(merge(first, { sent: 0, received: 5, fields: [read(TABLETS, 32)] }), TABLETS)).toBe(
      32,
    );
  });

  it('keeps the comment that stood when a later answer has none', () => {
    const first = merge(null, { sent: 0, received: 0, fields: [], comment: '研修は8月' });
    expect(merge(first, { sent: 9, received: 9, fields: [] }).comment).toBe('研修は8月');
  });

  it('ends the same whatever the order of arrival, for mails sent further apart than clocks differ', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.integer({ min: 0, max: 100 }), { minLength: 1, maxLength: 6 }),
        fc.infiniteStream(fc.nat(1000)),
        (hours, order) => {
          const said = hours.map((hour) => ({ hour, rank: order.next().value ?? 0 }));
          const arriving = said.toSorted((a, b) => a.rank - b.rank);
          let merged: Submission | null = null;
          for (const [index, { hour }] of arriving.entries())
            merged = merge(merged, {
              sent: hour * 60,
              received: 7000 + index,
              fields: [read(TABLETS, hour)],
            });
          expect(merged && storedValue(merged, TABLETS)).toBe(Math.max(...hours));
        },
      ),
    );
  });
});

describe('the time a mail was sent', () => {
  const received = minute(0);
  it.each([
    ['its own date', '2026-07-10T00:00:00Z', '2026-07-10T00:00:00Z'],
    ['the arrival where the date lies after it', '2026-07-10T03:00:00Z', '2026-07-10T01:00:00Z'],
    ['the arrival where the date lies more than a week back', '2026-06-01T00:00:00Z', '2026-07-10T01:00:00Z'],
    ['the arrival where there is no date', null, '2026-07-10T01:00:00Z'],
  ])('is %s', (_, date, expected) => {
    expect(sentTimeOf(date, received).toString()).toBe(expected);
  });

  it('never lies after the arrival', () => {
    fc.assert(
      fc.property(fc.date({ noInvalidDate: true }), (date) => {
        expect(
          sentTimeOf(date.toISOString(), received).until(received).total('hours'),
        ).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  it('makes an answer older than one that arrived later', () => {
    const earlier = { sentAt: minute(0), receivedAt: minute(0) };
    const later = { sentAt: minute(0), receivedAt: minute(1) };
    expect(isOlderThan(earlier, later)).toBe(true);
    expect(isOlderThan(later, earlier)).toBe(false);
  });
});

describe('the grace after the freeze', () => {
  const freeze = minute(60);
  it.each([
    ['sent before, arrived within twelve hours', 50, 60 + 12 * 60, true],
    ['sent before, arrived later than that', 50, 61 + 12 * 60, false],
    ['sent after', 61, 62, false],
  ])('%s', (_, sent, received, counts) => {
    expect(isWithinGrace({ sentAt: minute(sent), receivedAt: minute(received) }, freeze)).toBe(counts);
  });
});
