import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fillLines, numberWords, widthOf, wrapText } from '../../../shared/round/text-lines.ts';

const NEVER_FIRST = [
  ...'、。，．）」』】］〕・：；？！ー％ゃゅょっぁぃぅぇぉャュョッァィゥェォ々)]},.:;?!%*#>-',
];
const NEVER_LAST = [...'（「『【［〔([{'];

const someText = fc
  .array(
    fc.oneof(
      { weight: 6, arbitrary: fc.constantFrom(...'進捗照会の状況をお知らせください窓口手続時間') },
      { weight: 2, arbitrary: fc.constantFrom(...NEVER_FIRST, ...NEVER_LAST) },
      { weight: 2, arbitrary: fc.constantFrom('1,200', 'DX', '0.5', ' ', '　', 'R8', 'https', '_') },
      { weight: 1, arbitrary: fc.constantFrom('\n', '\r\n', 'a'.repeat(70), '﨑', '𠮷', 'ｶﾅ') },
    ),
    { maxLength: 120 },
  )
  .map((parts) => parts.join(''));

const withoutSpace = (text: string) => text.replace(/\s/g, '');

describe('the width of a text', () => {
  it('counts half-width characters half, half-width kana among them', () => {
    expect(widthOf('令和8年度')).toBe(4.5);
    expect(widthOf('ｶﾅ')).toBe(1);
    expect(widthOf('𠮷')).toBe(1);
  });
});

describe('wrapping', () => {
  it('leaves a line of thirty full-width characters alone and breaks the thirty-first', () => {
    expect(wrapText('あ'.repeat(30))).toEqual(['あ'.repeat(30)]);
    expect(wrapText('あ'.repeat(31))).toEqual(['あ'.repeat(30), 'あ']);
  });

  it('takes a character along rather than begin a line with a full stop', () => {
    expect(wrapText(`${'あ'.repeat(30)}。`)).toEqual(['あ'.repeat(29), 'あ。']);
    expect(wrapText(`${'あ'.repeat(29)}い」。`)).toEqual(['あ'.repeat(29), 'い」。']);
  });

  it('takes an opening bracket along rather than end a line with it', () => {
    expect(wrapText(`${'あ'.repeat(29)}（い）`)).toEqual(['あ'.repeat(29), '（い）']);
  });

  it('keeps numbers with their commas and words whole', () => {
    expect(wrapText(`${'あ'.repeat(28)}1,200円`)).toEqual(['あ'.repeat(28), '1,200円']);
  });

  it('never begins a line with what a mail client takes for a list or a quotation', () => {
    for (const sign of ['-', '*', '#', '>']) {
      const lines = wrapText(`${'あ'.repeat(29)}い${sign}5`);
      expect(lines.at(-1)).toBe(`い${sign}5`);
    }
  });

  it('indents every line but the first', () => {
    expect(wrapText('あ'.repeat(60), { indent: '　　' })).toEqual([
      'あ'.repeat(30),
      `　　${'あ'.repeat(28)}`,
      '　　ああ',
    ]);
  });

  it('takes a line feed in the text for a break', () => {
    expect(wrapText('一行目\n二行目\r\n\r\n三行目', { indent: '　' })).toEqual([
      '一行目',
      '　二行目',
      '　三行目',
    ]);
  });

  it('cuts a word that is longer than a line', () => {
    const lines = wrapText('a'.repeat(130), { indent: '　' });
    expect(lines.every((line) => widthOf(line) <= 30)).toBe(true);
    expect(lines.join('').replaceAll('　', '')).toBe('a'.repeat(130));
  });

  it('makes no line of nothing', () => {
    expect(wrapText('')).toEqual([]);
    expect(wrapText(' 　\n')).toEqual([]);
  });

  it('keeps every character but spaces, whatever the text', () => {
    fc.assert(
      fc.property(someText, fc.constantFrom('', '　', '　　'), (text, indent) => {
        expect(withoutSpace(wrapText(text, { indent }).join(''))).toBe(withoutSpace(text));
      }),
    );
  });

  it('never makes a line too wide or one that ends in a space, whatever the text', () => {
    fc.assert(
      fc.property(someText, fc.integer({ min: 10, max: 40 }), (text, width) => {
        for (const line of wrapText(text, { width, indent: '　' })) {
          expect(widthOf(line)).toBeLessThanOrEqual(width);
          expect(line).toBe(line.trimEnd());
        }
      }),
    );
  });

  it('begins no line with a character that may not, where there is any other place to break', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...'あいうえおかきくけこ、。）」ー'), { maxLength: 100 }),
        (parts) => {
          // Two forbidden characters in a row at most, so that there is always such a place.
          const text = parts
            .join('')
            .replace(/^[、。）」ー]+/, '')
            .replace(/([、。）」ー]{2})[、。）」ー]+/g, '$1');
          for (const line of wrapText(text)) expect(NEVER_FIRST).not.toContain(line[0]);
        },
      ),
    );
  });
});

describe('filling lines', () => {
  it('puts parts side by side and breaks between them', () => {
    expect(fillLines(['目標 68,000時間（令和8年度末）', '計画 17,000時間（6月末）', '前回 20時間'])).toEqual([
      '目標 68,000時間（令和8年度末）　計画 17,000時間（6月末）',
      '前回 20時間',
    ]);
  });

  it('breaks inside a part only where it is longer than a line', () => {
    const lines = fillLines(['あ'.repeat(40), 'い'.repeat(3)]);
    expect(lines).toEqual(['あ'.repeat(30), `　${'あ'.repeat(10)}`, 'いいい']);
  });
});

describe('numbers', () => {
  it.each([
    [1200, '1,200'],
    [0.8, '0.8'],
    [-3.5, '-3.5'],
    [0.1 + 0.2, '0.3'],
    [1234567.12345, '1,234,567.1235'],
  ])('%d is written %s', (value, words) => {
    expect(numberWords(value)).toBe(words);
  });
});
