import { describe, expect, it } from 'vitest';
import { encodeJapanese } from '../../../infra/local/departments/encode-japanese.ts';
import { bytesOf } from '../../../shared/reply/binary.ts';
import { decodeJapanese } from '../../../shared/reply/decode-japanese.ts';

const TEXT = '実績値：１２０件\r\n進捗：順調\r\nソ連・能力・表示・予算。Ⅲ期 ①㈱ 髙橋・﨑山\r\n';
const raw = (text: string) => bytesOf(text);

describe('decodeJapanese', () => {
  it.each([
    ['1', 'ISO-2022-JP'],
    ['4', null],
    ['7', 'us-ascii'],
    ['9', 'utf-8'],
    ['12', 'csISO2022JP'],
    ['12', 'cp50220'],
    ['12', 'cp50221'],
    ['12', 'iso-2022-jp-ms'],
    ['12', 'x-windows-iso2022jp'],
    ['12', 'JIS'],
  ])('edge %s: reads ISO-2022-JP under the label %s', (_edge, label) => {
    expect(decodeJapanese(encodeJapanese(TEXT, 'iso-2022-jp'), label)).toEqual({
      text: TEXT,
      charset: 'iso-2022-jp',
    });
  });

  it.each([
    ['9', 'utf-8'],
    ['11', 'windows-31j'],
    ['11', 'cp932'],
    ['11', 'ms932'],
    ['11', 'x-sjis'],
    ['11', 'MS_Kanji'],
    ['5', null],
    ['10', 'iso-2022-jp'],
    ['7', 'us-ascii'],
    ['10', 'windows-1252'],
  ])('edge %s: reads Shift_JIS under the label %s', (_edge, label) => {
    expect(decodeJapanese(encodeJapanese(TEXT, 'shift_jis'), label)).toEqual({
      text: TEXT,
      charset: 'shift_jis',
    });
  });

  it.each(['euc-jp', 'eucJP-ms', 'cp51932', 'x-euc-jp', null, 'utf-8'])(
    'edge 13: reads EUC-JP under the label %s',
    (label) => {
      expect(decodeJapanese(encodeJapanese(TEXT, 'euc-jp'), label)).toEqual({
        text: TEXT,
        charset: 'euc-jp',
      });
    },
  );

  it.each([
    ['6', 'iso-2022-jp'],
    ['8', 'us-ascii'],
    ['10', 'shift_jis'],
    ['10', 'euc-jp'],
    ['19', 'gb2312'],
    ['19', 'ks_c_5601-1987'],
    ['8', null],
    ['8', 'x-no-such-charset'],
  ])('edge %s: reads UTF-8 under the label %s', (_edge, label) => {
    expect(decodeJapanese(encodeJapanese(TEXT, 'utf-8'), label)).toEqual({ text: TEXT, charset: 'utf-8' });
  });

  it('edge 10: reads EUC-JP under a label whose half-width kana the bytes would spell as well', () => {
    expect(decodeJapanese(encodeJapanese('実績値：順調', 'euc-jp'), 'shift_jis').text).toBe('実績値：順調');
  });

  it('edge 14: reads row 13 and the IBM extensions in ISO-2022-JP', () => {
    const jis = raw('\u001b$B-!-"-#\u001b(B \u001b$B|b\u001b(B');
    expect(decodeJapanese(jis, 'iso-2022-jp').text).toBe('①②③ 髙');
  });

  it('edge 15: reads half-width kana after ESC ( I and between SO and SI, and keeps it half-width', () => {
    expect(decodeJapanese(raw('\u001b(I18@\u001b(B'), 'iso-2022-jp').text).toBe('ｱｸﾀ');
    expect(decodeJapanese(raw('A\u000e18@\u000fB'), 'iso-2022-jp').text).toBe('AｱｸﾀB');
    expect(decodeJapanese(raw('\u001b$B<B\u001b(B\xb1\xb2'), 'iso-2022-jp').text).toBe('実ｱｲ');
  });

  it('edge 15: keeps half-width kana of Shift_JIS half-width', () => {
    const text = 'ｼﾞｯｾｷ ﾁ:ﾀﾞﾐｰ\r\n';
    expect(decodeJapanese(encodeJapanese(text, 'shift_jis'), 'shift_jis').text).toBe(text);
  });

  it('edge 16: reads escapes that follow one another', () => {
    expect(decodeJapanese(raw('\u001b(B\u001b$B\u001b$B<B@S\u001b(B\u001b(B!'), null).text).toBe('実績!');
  });

  it('edge 17: puts back escape bytes that a gateway removed', () => {
    expect(decodeJapanese(raw('$B<B@SCM(B: 35\r\n$B=gD4(B\r\n'), 'iso-2022-jp').text).toBe(
      '実績値: 35\r\n順調\r\n',
    );
    expect(decodeJapanese(raw('echo $BAR(B and $B'), 'us-ascii').text).toBe('echo $BAR(B and $B');
  });

  it('edge 18: returns to ASCII at the end of a line, unless the pairs plainly go on', () => {
    expect(decodeJapanese(raw('\u001b$B<B@S\r\nTEL 1234\r\n'), 'iso-2022-jp').text).toBe(
      '実績\r\nTEL 1234\r\n',
    );
    expect(decodeJapanese(raw('\u001b$B<B@S\r\n?JD=\u001b(B\r\n'), 'iso-2022-jp').text).toBe(
      '実績\r\n進捗\r\n',
    );
  });

  it('edge 19: obeys a foreign label where the bytes agree with it', () => {
    expect(decodeJapanese(Uint8Array.of(0xc7, 0xd1, 0xb1, 0xdb), 'ks_c_5601-1987').text).toBe('한글');
  });

  it('edge 22: reads UTF-16 with and without a mark, drops a byte order mark and NUL', () => {
    const utf16 = [...'実績35'].flatMap((char) => [char.charCodeAt(0) & 0xff, char.charCodeAt(0) >> 8]);
    expect(decodeJapanese(Uint8Array.from([0xff, 0xfe, ...utf16]), null).text).toBe('実績35');
    expect(
      decodeJapanese(Uint8Array.from([...'abc 35\r\n'].flatMap((c) => [c.charCodeAt(0), 0])), 'utf-16').text,
    ).toBe('abc 35\r\n');
    expect(decodeJapanese(raw('\xef\xbb\xbf1-A\0 35'), 'utf-8').text).toBe('1-A 35');
  });

  it('reads a line in another encoding that a gateway appended to ISO-2022-JP', () => {
    const mixed = Buffer.concat([
      encodeJapanese('実績値：35\r\n', 'iso-2022-jp'),
      encodeJapanese('※外部メール\r\n', 'utf-8'),
    ]);
    expect(decodeJapanese(mixed, 'iso-2022-jp').text).toBe('実績値：35\r\n※外部メール\r\n');
  });

  it('leaves Western text Western', () => {
    expect(decodeJapanese(raw('Envoy\xc3\xa9 par'), 'us-ascii').text).toBe('Envoyé par');
  });
});
