import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  listItems,
  oneLine,
  readDate,
  readFiscalYear,
  readNumber,
  readQuarter,
  readUnsetDeadline,
  saysUnset,
  saysUnsetFigure,
} from '../../../shared/plan/read-values.ts';

describe('reading figures as cities type them', () => {
  it.each([
    ['68000', '', 68000],
    ['68,000', '', 68000],
    ['６８，０００', '', 68000],
    ['６８，０００時間', '時間', 68000],
    ['26％', '％', 26],
    ['26%', '％', 26],
    ['26％', '%', 26],
    ['▲1,200', '', -1200],
    ['△５', '', -5],
    ['−5', '', -5],
    ['3.5', '', 3.5],
    ['1e-7', '', 1e-7],
    ['約30', '', null],
    ['30台程度', '台', null],
    ['〇', '', null],
    ['', '', null],
    ['1.2.3', '', null],
    ['12', '2', 12],
  ])('reads %s in %s as %s', (text, unit, value) => {
    expect(readNumber(text, unit)).toBe(value);
  });

  it('reads back every number a cell can show', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        expect(readNumber(String(value))).toBe(Object.is(value, -0) ? 0 : value);
      }),
    );
  });
});

describe('reading years, quarters and dates', () => {
  it.each([
    ['R6(2024)', 2024],
    ['Ｒ６（２０２４）', 2024],
    ['R6', 2024],
    ['令和6年度', 2024],
    ['令和元年度', 2019],
    ['平成30年度', 2018],
    ['2026年度', 2026],
    ['2026', 2026],
    ['R6(2025)', null],
    ['令和', null],
    ['6', null],
    ['取組', null],
  ])('reads the fiscal year %s as %s', (text, year) => {
    expect(readFiscalYear(text)).toBe(year);
  });

  it.each([
    ['2026Q1', '2026Q1'],
    ['２０２６Ｑ１', '2026Q1'],
    ['R8第1四半期', '2026Q1'],
    ['令和8年度第4四半期末', '2026Q4'],
    ['R8Q2', '2026Q2'],
    ['2026Q5', null],
    ['2026', null],
  ])('reads the quarter %s as %s', (text, quarter) => {
    expect(readQuarter(text)).toBe(quarter);
  });

  it.each([
    ['2027-03-31', '2027-03-31'],
    ['2027/3/31', '2027-03-31'],
    ['令和9年3月31日', '2027-03-31'],
    ['R9.3.31', '2027-03-31'],
    ['2027-02-30', null],
    ['3月31日', null],
    ['2027-03-31T09:00:00.000Z', null],
  ])('reads the date %s as %s', (text, date) => {
    expect(readDate(text)).toBe(date);
  });

  it('never throws, whatever is typed', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        readNumber(text, text);
        readFiscalYear(text);
        readQuarter(text);
        readDate(text);
        readUnsetDeadline(text);
        listItems(text);
      }),
    );
  });
});

describe('reading what is not set yet', () => {
  it.each(['〇', '○', '◯', '〇〇', '未設定', '未設定（2026-09-30まで）', '未定'])(
    'takes %s as unset',
    (text) => {
      expect(saysUnset(text)).toBe(true);
    },
  );

  it('takes a figure that is only a circle as unset, and a text that begins with one as a text', () => {
    expect(saysUnsetFigure('〇台（１課に〇台程度）')).toBe(true);
    expect(saysUnset('〇〇課と進める。')).toBe(false);
    expect(saysUnsetFigure('30台')).toBe(false);
  });

  it('reads the deadline given with it', () => {
    expect(readUnsetDeadline('未設定（設定期限 令和8年9月30日）')).toBe('2026-09-30');
    expect(readUnsetDeadline('〇')).toBeNull();
  });
});

describe('reading texts broken to fit their cell', () => {
  it('joins the lines of a one-line text', () => {
    expect(oneLine('対象業務\nの選定\r\n（試行\n分）')).toBe('対象業務の選定（試行分）');
  });

  it('parts a list at commas and lines, and not inside a name', () => {
    expect(listItems('業務改善・DX推進課、土木管理課\n建築課')).toEqual([
      '業務改善・DX推進課',
      '土木管理課',
      '建築課',
    ]);
  });
});
