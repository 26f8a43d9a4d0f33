import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mergeReadings } from '../../../shared/reply/merge-readings.ts';
import type { AmbiguousField, ReadField, Reading } from '../../../shared/reply/reading.ts';
import type { FieldValue } from '../../../shared/round/submission.ts';
import { aForm, fieldAt } from '../mail/small-form.ts';

const { manifest } = aForm();

const said = (anchor: string, value: FieldValue, raw = String(value)): ReadField => ({
  field: fieldAt(anchor),
  value,
  unit: null,
  raw,
  confidence: 'high',
  reason: null,
  echo: null,
});

const asked = (anchor: string, raw: string): AmbiguousField => ({
  field: fieldAt(anchor),
  raw,
  reason: 'not-a-number',
});

function aReading(fields: readonly ReadField[], ambiguous: readonly AmbiguousField[] = []): Reading {
  const taken = new Set([...fields, ...ambiguous].map(({ field }) => field.anchor));
  return {
    receiptCode: null,
    fields,
    ambiguous,
    notUnderstood: [],
    blank: manifest.fields.filter(({ anchor }) => !taken.has(anchor)),
    comment: null,
    command: null,
  };
}

const anchorsOf = (list: readonly { field: { anchor: string } }[]) => list.map(({ field }) => field.anchor);

describe('a mail and its form', () => {
  it('count once what they both say, and each what it says alone', () => {
    const merged = mergeReadings(
      aReading([said('1-A', '済'), said('1-B', 32, '３２台')]),
      aReading([said('1-B', 32), said('1-D', '順調')]),
    );
    expect(merged.fields.map(({ field, value, raw }) => [field.anchor, value, raw])).toEqual([
      ['1-A', '済', '済'],
      ['1-B', 32, '32'],
      ['1-D', '順調', '順調'],
    ]);
    expect(merged.ambiguous).toEqual([]);
    expect(merged.blank.map(({ anchor }) => anchor)).toEqual(['1-C', '2-A', '2-B', '2-C', '9-A', '9-B']);
  });

  it('are asked about what they say differently, with both quoted', () => {
    const merged = mergeReadings(aReading([said('1-B', 35)]), aReading([said('1-B', 32)]));
    expect(merged.fields).toEqual([]);
    expect(merged.ambiguous).toMatchObject([{ raw: '35 / 32', reason: 'two-values' }]);
  });

  it('are asked where one of them is clear and the other is not', () => {
    const merged = mergeReadings(aReading([], [asked('1-B', '多数')]), aReading([said('1-B', 32)]));
    expect(merged.fields).toEqual([]);
    expect(merged.ambiguous).toMatchObject([{ raw: '多数 / 32', reason: 'two-values' }]);
  });

  it('tell "no value" from a value', () => {
    const merged = mergeReadings(aReading([said('1-B', null, '－')]), aReading([said('1-B', 32)]));
    expect(merged.ambiguous).toHaveLength(1);
  });

  it('keep the words and the command of the mail', () => {
    const text: Reading = { ...aReading([]), comment: '添付します。', command: { kind: 'confirm' } };
    const merged = mergeReadings(text, aReading([said('1-B', 32)]));
    expect(merged).toMatchObject({ comment: '添付します。', command: { kind: 'confirm' } });
  });

  it('never lose a field and never store one that was asked about', () => {
    const state = fc.constantFrom('blank', 'asked', 'one', 'other');
    const reading = fc.tuple(...manifest.fields.map(() => state)).map((states) =>
      aReading(
        manifest.fields.flatMap(({ anchor }, at) =>
          states[at] === 'one' || states[at] === 'other' ? [said(anchor, states[at] ?? '')] : [],
        ),
        manifest.fields.flatMap(({ anchor }, at) => (states[at] === 'asked' ? [asked(anchor, '？')] : [])),
      ),
    );
    fc.assert(
      fc.property(reading, reading, (text, form) => {
        const merged = mergeReadings(text, form);
        const all = [
          ...anchorsOf(merged.fields),
          ...anchorsOf(merged.ambiguous),
          ...merged.blank.map(({ anchor }) => anchor),
        ];
        expect(all.toSorted()).toEqual(manifest.fields.map(({ anchor }) => anchor).toSorted());
        const doubtful = new Set([...anchorsOf(text.ambiguous), ...anchorsOf(form.ambiguous)]);
        expect(anchorsOf(merged.fields).filter((anchor) => doubtful.has(anchor))).toEqual([]);
      }),
    );
  });
});
