import { describe, expect, it } from 'vitest';
import {
  inForm,
  placesIn,
  readInquiryForm,
} from '../../../functions/web/serve-pages/console/inquiry-form.tsx';
import { instantOf } from '../../../shared/calendar/time.ts';
import { aCityOf } from '../../support/builders.ts';

const AT = instantOf('2026-07-01T09:00:00+09:00');
const FILLED = {
  subject: '空き家の見回りの状況',
  words: '状況をうかがいます。',
  target: 'all',
  opensOn: '2026-07-02',
  dueOn: '2026-07-09',
  'questions.0.words': '見回った数',
  'questions.0.answer': 'number',
  'questions.0.unit': '件',
  'questions.1.words': '',
  'questions.2.words': '進め方',
  'questions.2.answer': 'choice',
  'questions.2.choices': '続ける・ やめる、',
};
const read = (parts: Record<string, string> = {}, ticked: string[] = []) =>
  readInquiryForm({ filled: { ...FILLED, ...parts }, ticked }, aCityOf(), AT);

describe('the form of an inquiry', () => {
  it('leaves out blank questions, and asks every department that can be written to', () => {
    expect(read()).toMatchObject({
      outcome: 'read',
      asked: {
        reminds: false,
        departments: ['dep-civil', 'dep-architecture', 'dep-farming'],
        questions: [
          { answer: 'number', words: '見回った数', unit: '件' },
          { answer: 'choice', words: '進め方', choices: ['続ける', 'やめる'] },
        ],
      },
    });
  });

  it('asks those who own an initiative of a pillar, or those ticked', () => {
    const pillar = aCityOf().plan.pillars.find(({ directions }) =>
      directions.some(({ id }) => id === aCityOf().plan.initiatives[0]?.direction),
    );
    expect(read({ target: pillar?.id ?? '' })).toMatchObject({ outcome: 'read' });
    expect(read({ target: 'chosen' }, ['dep-farming'])).toMatchObject({
      asked: { departments: ['dep-farming'] },
    });
    expect(read({ target: 'chosen' })).toMatchObject({ faults: [{ field: 'departments' }] });
  });

  it.each([
    [{ 'questions.2.choices': '続ける' }, 'questions.2.choices', '2つ以上'],
    [{ 'questions.0.unit': '' }, 'questions.0.unit', '空欄にはできません。'],
    [{ 'questions.0.words': '', 'questions.2.words': '' }, 'questions', '問を1つ以上'],
    [{ subject: 'あ'.repeat(41) }, 'subject', '40字まで'],
    [{ dueOn: '7月9日' }, 'dueOn', '2026-07-14'],
  ])('names the field of %j as it stands in the form', (parts, field, words) => {
    expect(read(parts)).toMatchObject({ faults: [{ field, message: expect.stringContaining(words) }] });
  });

  it('finds its way back to the place of a question', () => {
    const places = placesIn({ filled: FILLED, ticked: [] });
    expect(places).toEqual([0, 2]);
    expect(inForm([{ field: 'questions.1.choices', message: '', nearest: null }], places)).toMatchObject([
      { field: 'questions.2.choices' },
    ]);
  });
});
