import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  formOfDraft,
  formToken,
  lengthFaults,
  readCount,
  readDraft,
  readPageEntry,
} from '../../../functions/web/serve-pages/answer/answer-form.ts';
import { instantOf } from '../../../shared/calendar/time.ts';
import { DRAFT_TEXT_MAX } from '../../../shared/records/answer-draft.ts';
import type { FormField } from '../../../shared/round/form.ts';
import { RoundId } from '../../../shared/round/round.ts';
import { pageStanding } from '../../../shared/steps/answers/answer-page.ts';

const FIELDS: FormField[] = [
  {
    anchor: '1-A',
    kind: 'actual',
    input: 'number',
    label: '実績値（台）',
    number: { unit: '台' },
    initiative: 'i1',
    subject: 'k1',
  },
  { anchor: '9-A', kind: 'answerer', input: 'text', label: '回答者', initiative: null, subject: null },
];
const PAGE = {
  request: { round: RoundId.parse('2026Q1'), department: 'dep' },
  mail: '2026Q1/dep/request',
  fields: FIELDS,
  now: instantOf('2026-07-10T10:00:00+09:00'),
};

describe('the form of a page', () => {
  it('becomes the lines of the mail, with the version it was filled in upon', () => {
    const form = { 'answer-1-A': ' ３２ ', 'answer-9-A': '山田', seen: '3' };
    expect(readPageEntry(form, 'send', PAGE)).toMatchObject({
      entry: {
        via: 'web',
        page: { mail: '2026Q1/dep/request', seen: 3 },
        text: '【1-A】実績値（台）：３２\n【9-A】回答者：山田\n',
      },
    });
  });

  it('says 延期 and 該当なし as a mail would', () => {
    expect(readPageEntry({ until: '2026-07-24' }, 'extend', PAGE)).toMatchObject({
      entry: { text: '延期 2026/7/24\n' },
    });
    expect(readPageEntry({}, 'nothing', PAGE)).toMatchObject({ entry: { text: '該当なし\n' } });
  });

  it.each(['', '7/24', '2026-02-30', '2026-07-24 09:00'])('asks for a day where it says 「%s」', (until) => {
    expect(readPageEntry({ until }, 'extend', PAGE)).toMatchObject({ faults: [{ field: 'until' }] });
  });

  it('asks who answered, and for one answer at least', () => {
    expect(readPageEntry({}, 'send', PAGE)).toMatchObject({
      faults: [{ field: 'answer-1-A' }, { field: 'answer-9-A' }],
    });
  });

  it('gives a draft back as it was typed, whatever was typed', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 200 }), (typed) => {
        const draft = readDraft({ 'answer-1-A': typed, 'answer-8-Z': 'x' }, FIELDS);
        expect(readDraft(formOfDraft(draft), FIELDS)).toEqual(draft);
        expect(Object.keys(draft)).toEqual(typed.trim() === '' ? [] : ['1-A']);
      }),
    );
  });

  it('refuses a line longer than a draft keeps', () => {
    expect(lengthFaults({ 'answer-1-A': 'あ'.repeat(DRAFT_TEXT_MAX) }, FIELDS)).toEqual([]);
    expect(lengthFaults({ 'answer-1-A': 'あ'.repeat(DRAFT_TEXT_MAX + 1) }, FIELDS)).toMatchObject([
      { field: 'answer-1-A' },
    ]);
  });

  it('carries a token of its own page alone, which does not tell the secret', () => {
    const [one, other] = ['a'.repeat(26), 'b'.repeat(26)];
    expect(formToken(one)).not.toBe(formToken(other));
    expect(formToken(one)).not.toContain(one);
  });

  it.each([
    ['3', 3],
    ['', null],
    ['-1', null],
    ['1e3', null],
    [undefined, null],
  ])('reads the version %s as %s', (text, count) => expect(readCount(text)).toBe(count));
});

describe('a page', () => {
  const round = { state: 'open', freezesAt: '2026-07-28T08:00:00Z' } as const;
  it.each([
    ['2026-07-28T07:59:59Z', 'open', 'open'],
    ['2026-07-28T07:59:59Z', 'frozen', 'read-only'],
    ['2026-07-28T08:00:00Z', 'open', 'read-only'],
    ['2026-07-28T20:00:00Z', 'frozen', 'read-only'],
    ['2026-07-28T20:00:01Z', 'frozen', 'over'],
  ] as const)('at %s in a round that is %s is %s', (now, state, standing) => {
    expect(pageStanding({ ...round, state }, instantOf(now))).toBe(standing);
  });
});
