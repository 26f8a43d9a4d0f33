import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readEntryForm } from '../../../functions/web/serve-pages/console/replies/entry-form.ts';
import { answerId, readingFaults } from '../../../functions/web/serve-pages/entry/answers.ts';
import { instantOf } from '../../../shared/calendar/time.ts';
import type { FormField } from '../../../shared/round/form.ts';
import { RoundId } from '../../../shared/round/round.ts';

const field = (parts: Partial<FormField>): FormField => ({
  anchor: '1-A',
  kind: 'actual',
  input: 'number',
  label: '実績値（台）',
  number: { unit: '台' },
  initiative: 'ini-1',
  subject: 'kpi-1',
  ...parts,
});
const FIELDS = [
  field({}),
  field({ anchor: '1-B', kind: 'narrative', input: 'text', label: '取組内容', subject: null }),
  field({ anchor: '9-A', kind: 'answerer', input: 'text', label: '回答者', initiative: null, subject: null }),
];
const ABOUT = {
  request: { round: RoundId.parse('2026Q1'), department: 'dep-civil' },
  fields: FIELDS,
  by: 'jimukyoku@small.example',
  now: instantOf('2026-07-10T12:00:00+09:00'),
};
const FILLED = { via: 'phone', saidAt: '2026-07-10T10:30', 'answer-1-A': '３２', 'answer-9-A': '土木 太郎' };

describe('the form of an answer by phone or on paper', () => {
  it('becomes the lines a department would write into a mail', () => {
    const read = readEntryForm(FILLED, ABOUT);
    expect(read).toMatchObject({
      entry: {
        via: 'phone',
        by: 'jimukyoku@small.example',
        text: '【1-A】実績値（台）：３２\n【9-A】回答者：土木 太郎\n',
        reason: null,
        approvedBy: null,
      },
    });
    expect('entry' in read && read.entry.saidAt.equals(instantOf('2026-07-10T10:30:00+09:00'))).toBe(true);
  });

  it('says 該当なし alone where nothing else is to be said, and who let a correction count', () => {
    const form = { ...FILLED, 'answer-1-A': '', nothing: 'yes', reason: '見落とし', approvedBy: '部長' };
    expect(readEntryForm(form, ABOUT)).toMatchObject({
      entry: { text: '該当なし\n【9-A】回答者：土木 太郎\n', reason: '見落とし', approvedBy: '部長' },
    });
  });

  it.each([
    ['via', { via: 'mail' }],
    ['saidAt', { saidAt: '昨日' }],
    ['saidAt', { saidAt: '2026-07-11T10:30' }],
    ['saidAt', { saidAt: '2026-02-30T10:30' }],
    ['answer-9-A', { 'answer-9-A': ' ' }],
    ['answer-1-A', { 'answer-1-A': '' }],
    ['answer-1-B', { 'answer-1-B': '【1-A】99' }],
  ])('names %s where something is wrong with it', (name, wrong) => {
    const read = readEntryForm({ ...FILLED, ...wrong }, ABOUT);
    expect('faults' in read && read.faults.map(({ field: at }) => at)).toEqual([name]);
  });

  it('never lets what is typed into one field stand for another', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (one, two) => {
        const read = readEntryForm({ ...FILLED, 'answer-1-B': one, 'answer-9-A': two }, ABOUT);
        if (!('entry' in read)) return;
        const anchors = read.entry.text.match(/【[^】]*】/g) ?? [];
        expect(anchors).toEqual(
          one.trim() === '' ? ['【1-A】', '【9-A】'] : ['【1-A】', '【1-B】', '【9-A】'],
        );
      }),
    );
  });

  it('shows what could not be read at the field it was typed into', () => {
    const reading = {
      ambiguous: [{ field: field({}), raw: '3か4', reason: 'two-values' as const }],
      notUnderstood: [],
    };
    const whole = { receiptCode: null, fields: [], blank: [], comment: null, command: null, ...reading };
    expect(readingFaults(whole, FIELDS)).toEqual([
      { field: answerId('1-A'), message: '二つの答えがあります。一つにしてください。' },
    ]);
  });
});
