import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkInquiry } from '../../../shared/mail/check-inquiry.ts';
import { isMailable } from '../../../shared/mail/mailable.ts';
import { composeForm } from '../../../shared/round/compose-form.ts';
import { formOfInquiry } from '../../../shared/round/form-initiatives.ts';
import { Inquiry, topicOf } from '../../../shared/round/inquiry.ts';
import { RoundId } from '../../../shared/round/round.ts';
import { widthOf } from '../../../shared/round/text-lines.ts';

const ROUND = RoundId.parse('2026Q2I01');

const anInquiry = (parts: Partial<Inquiry> = {}): Inquiry => ({
  subject: '空き家の見回りの状況',
  words: '空き家の見回りの状況をうかがいます。',
  questions: [{ answer: 'text', words: '困っていること' }],
  reminds: true,
  ...parts,
});

const asked = (question: Inquiry['questions'][number]) => checkInquiry(anInquiry({ questions: [question] }));

describe('checkInquiry', () => {
  it('passes plain words', () => {
    expect(checkInquiry(anInquiry())).toEqual([]);
  });

  it.each([
    [{ subject: '①空き家' }, 'subject', '(1)空き家'],
    [{ words: '【重要】空き家' }, 'words', '「重要」空き家'],
    [{ words: '{期限}まで' }, 'words', '「期限」まで'],
    [{ subject: '空き家\nの状況' }, 'subject', '空き家 の状況'],
  ])('refuses %j, with the nearest that can stand', (parts, field, nearest) => {
    expect(checkInquiry(anInquiry(parts))).toMatchObject([{ field, nearest }]);
  });

  it('refuses words of a choice that the reader would take apart, or twice the same', () => {
    const choice = (choices: string[]) => asked({ answer: 'choice', words: '進め方', choices });
    expect(choice(['続ける（予算あり）', 'やめる'])).toMatchObject([{ field: 'questions.0.choices' }]);
    expect(choice(['続ける', '続ける'])).toMatchObject([{ field: 'questions.0.choices', nearest: '続ける' }]);
    expect(choice(['続ける・増やす', 'やめる'])).toMatchObject([{ field: 'questions.0.choices' }]);
  });

  it('refuses a line of the form that a mail client would wrap', () => {
    const choices = ['予算を増やして続ける', '今のまま続ける', '来年度にやめる'];
    expect(asked({ answer: 'choice', words: '進め方', choices })).toMatchObject([
      { field: 'questions.0.choices', message: expect.stringContaining('全角30字を') },
    ]);
  });

  it('lets through only what every line of the form carries and holds', () => {
    const text = fc.string({
      unit: fc.constantFrom(...'空き家の件数をABC12（）・【①、 \n'),
      minLength: 1,
      maxLength: 60,
    });
    const question = fc.oneof(
      fc.record({ answer: fc.constantFrom('text' as const, 'date' as const), words: text }),
      fc.record({
        answer: fc.constant('number' as const),
        words: text,
        unit: text.filter((unit) => unit.length < 12),
      }),
      fc.record({
        answer: fc.constant('choice' as const),
        words: text,
        choices: fc.array(
          text.filter((word) => word.length < 20),
          { minLength: 2, maxLength: 8 },
        ),
      }),
    );
    fc.assert(
      fc.property(fc.array(question, { minLength: 1, maxLength: 5 }), (questions) => {
        const read = Inquiry.safeParse(anInquiry({ questions }));
        fc.pre(read.success && checkInquiry(read.data).length === 0);
        if (!read.success) return;
        const form = formOfInquiry(topicOf(ROUND, read.data, ['dep-civil']), read.data);
        const { lines, manifest } = composeForm({
          ...{ round: ROUND, department: 'dep-civil', receiptCode: 'K7F3-9Q2M', only: null },
          initiatives: [form],
        });
        for (const line of lines) {
          expect(widthOf(line)).toBeLessThanOrEqual(30);
          expect([...line].every(isMailable)).toBe(true);
        }
        expect(manifest.fields.filter(({ kind }) => kind === 'inquiry')).toHaveLength(questions.length);
      }),
      { numRuns: 300 },
    );
  });
});
