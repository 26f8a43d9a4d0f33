import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeText } from '../../../shared/plan/decode-text.ts';

const bytes = (...values: number[]) => Uint8Array.from(values);

describe('decoding a file a city saved', () => {
  it('reads UTF-8 with and without a byte order mark', () => {
    const text = '番号,取り組み名';
    expect(decodeText(new TextEncoder().encode(text))).toEqual({ ok: true, text, charset: 'UTF-8' });
    expect(decodeText(new TextEncoder().encode(`\ufeff${text}`))).toEqual({
      ok: true,
      text,
      charset: 'UTF-8',
    });
  });

  it('reads CP932 with the characters Windows adds to Shift_JIS', () => {
    // 番号①髙㈱, of which ① and ㈱ are NEC's and 髙 is IBM's.
    const cp932 = bytes(0x94, 0xd4, 0x8d, 0x86, 0x87, 0x40, 0xfb, 0xfc, 0x87, 0x8a);
    expect(decodeText(cp932)).toEqual({ ok: true, text: '番号①髙㈱', charset: 'CP932' });
  });

  it('reads UTF-16 with a byte order mark, as Excel saves Unicode text', () => {
    expect(decodeText(bytes(0xff, 0xfe, 0x6a, 0x75))).toEqual({
      ok: true,
      text: '番'.replace('番', '\u756a'),
      charset: 'UTF-16',
    });
  });

  it('refuses bytes that are no text rather than reading them with holes', () => {
    expect(decodeText(bytes(0x82, 0xff, 0xa0, 0x00))).toEqual({ ok: false });
  });

  it('never throws, whatever the bytes', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (any) => void decodeText(any)));
  });
});
