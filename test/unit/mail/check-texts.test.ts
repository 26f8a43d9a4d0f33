import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkTexts } from '../../../shared/mail/check-texts.ts';
import { type MailTexts, STANDARD_TEXTS } from '../../../shared/schedule/mail-texts.ts';

const check = (parts: Partial<MailTexts>) => checkTexts({ ...STANDARD_TEXTS, ...parts });
const opening = (text: string): Partial<MailTexts> => ({
  letters: { ...STANDARD_TEXTS.letters, request: { ...STANDARD_TEXTS.letters.request, opening: text } },
});
const subject = (text: string): Partial<MailTexts> => ({
  letters: { ...STANDARD_TEXTS.letters, request: { ...STANDARD_TEXTS.letters.request, subject: text } },
});
const COMPLETE = '{計画}{四半期}{期間}\n{依頼}';

describe('the words of the secretariat', () => {
  it('may be the standard ones, and any others that keep the placeholders', () => {
    expect(check({})).toEqual([]);
    expect(check(opening(`こんにちは。\n${COMPLETE}`))).toEqual([]);
  });

  it.each([
    [
      'a character mails do not carry',
      opening(`①${COMPLETE}`),
      'メールで使えない文字「①」',
      `(1)${COMPLETE}`,
    ],
    ['a mark of the form', opening(`【1-A】${COMPLETE}`), '目印', `「1-A」${COMPLETE}`],
    ['a placeholder lost', opening('{計画}{四半期}\n{依頼}'), '{期間}がなくなっています。', null],
    ['a placeholder unknown', opening(`${COMPLETE}{受付番号}`), '{受付番号}は、ここでは使えません。', null],
    ['half a placeholder', opening(`${COMPLETE}{`), '「{」と「}」', null],
    ['a subject of two lines', subject('{計画}\n{回}'), '件名は1行', '{計画} {回}'],
    ['a placeholder where none is known', { greeting: '{計画}です。' }, '差し込めません', null],
  ])('are refused with %s', (_, parts, message, nearest) => {
    expect(check(parts)).toMatchObject([{ message: expect.stringContaining(message), nearest }]);
  });

  it('are refused with a line over thirty full-width characters, and broken where they may be', () => {
    const long = 'いつもお世話になっております。年度末のお忙しいところ恐れ入りますが、お願いします。';
    expect(check({ greeting: long })).toEqual([
      {
        field: 'texts.greeting',
        message: `「${long}」が全角30字を超えます。改行してください。`,
        nearest: 'いつもお世話になっております。年度末のお忙しいところ恐れ入り\nますが、お願いします。',
      },
    ]);
  });

  it('offers, whatever is written without braces, only words that stand themselves', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 90 }), (text) => {
        const greeting = text.replaceAll(/[{}\r]/g, '');
        const [fault] = check({ greeting });
        if (typeof fault?.nearest !== 'string') return;
        const again = check({ greeting: fault.nearest }).map(({ message }) => message);
        expect(again).not.toContain(fault.message);
      }),
      { numRuns: 200 },
    );
  });
});
