import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isMailable, toMailable } from '../../../shared/mail/mailable.ts';
import {
  alignTable,
  cellsOf,
  clip,
  LINE_CELLS,
  oneLine,
  TABLE_CELLS,
  wrap,
} from '../../../shared/report/plain-text.ts';
import { isJis } from './jis.ts';

const japanese = fc.string({
  unit: fc.constantFrom(
    ...'取組の状況は順調です。（計画12％、判定基準5）ーっ「遅れ」DX推進 1,200万円～①㈪髙🎉ｶﾞ−―㎡',
  ),
  maxLength: 200,
});

describe('characters of a mail', () => {
  it('keeps what ISO-2022-JP carries and refuses what arrives as something else', () => {
    expect([...'漢字かなカナABC 123（火）％◎○△×★'].every(isMailable)).toBe(true);
    expect([...'～〜①㈪―—−髙﨑🎉ｶ㎡'].some(isMailable)).toBe(false);
  });

  it('says the same in characters that survive', () => {
    expect(toMailable('①4月～6月の実績（㈪）　面積12㎡')).toBe('(1)4月から6月の実績（(月)）　面積12m2');
    expect(toMailable('髙橋・山﨑　ｶﾞｲﾄﾞ｡完了🎉')).toBe('高橋・山崎　ガイド。完了');
    expect(toMailable('−5―改善～未来へ～café𠮷')).toBe('-5-改善-未来へ-cafe〓');
  });

  it('leaves only characters of JIS X 0208 and ASCII, whatever comes in', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }), japanese),
        (text) => {
          expect([...toMailable(text)].filter((character) => !isJis(character))).toEqual([]);
        },
      ),
    );
  });
});

describe('lines of a mail', () => {
  it('breaks by the Japanese rules and keeps numbers with their units', () => {
    expect(wrap('一二三四五六七八九十一二三四五六七八九十一二三四五六七八九。次の文')).toEqual([
      '一二三四五六七八九十一二三四五六七八九十一二三四五六七八九。',
      '次の文',
    ]);
    expect(wrap('あああ1,200万円', { cells: 12 })).toEqual(['あああ', '1,200万円']);
    expect(wrap('長い文が続くとき', { first: '　1 ', rest: '　　', cells: 12 })).toEqual([
      '　1 長い文が',
      '　　続くとき',
    ]);
  });

  it('never exceeds the width, never begins with a closing mark, loses no word', () => {
    fc.assert(
      fc.property(japanese, (text) => {
        const lines = wrap(text, { first: '　1 ', rest: '　　' });
        for (const line of lines) expect(cellsOf(line)).toBeLessThanOrEqual(LINE_CELLS);
        for (const line of lines.slice(1)) expect(line.trim()).not.toMatch(/^[、。）」％]./);
        const squeeze = (words: string) => words.replace(/\s/g, '');
        expect(squeeze(lines.join('')).replace(/^1/, '')).toBe(squeeze(oneLine(toMailable(text))));
      }),
    );
  });

  it('cuts a text where it is told to and says so', () => {
    expect(clip('短い', 10)).toBe('短い');
    expect(clip('一二三四五六七八', 10)).toBe('一二三四…');
  });
});

describe('a table in a monospace mail client', () => {
  it('begins every column at the same cell in every row', () => {
    const lines = alignTable([
      ['', '順調', 'やや遅れ', '遅れ'],
      ['人', '14(-1)', '4', '3(+3)'],
      ['施設', '2', '10(+10)', '0'],
    ]);
    expect(lines).toEqual([
      '　　　　順調　　やや遅れ　遅れ',
      '　人　　14(-1)　4　　　　 3(+3)',
      '　施設　2　　　 10(+10)　 0',
    ]);
    const starts = lines.map((line) => cellsOf(line.slice(0, line.search(/遅れ$|3\(|0$/))));
    expect(new Set(starts.slice(1)).size).toBe(1);
  });

  it('continues below itself, labels repeated, rather than run over the line', () => {
    const rows = [
      ['', ...Array.from({ length: 8 }, () => '評価不能')],
      ['人', ...Array.from({ length: 8 }, () => '100(+100)')],
    ];
    const lines = alignTable(rows);
    expect(lines.every((line) => cellsOf(line) <= TABLE_CELLS)).toBe(true);
    expect(lines.filter((line) => line.startsWith('　人'))).toHaveLength(2);
    expect(lines.join('').match(/100\(\+100\)/g)).toHaveLength(8);
  });
});
