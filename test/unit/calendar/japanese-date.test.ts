import { describe, expect, it } from 'vitest';
import { addQuarters, quarterOf } from '../../../shared/calendar/fiscal.ts';
import {
  clockTime,
  fiscalYearEnd,
  fiscalYearName,
  fiscalYearShort,
  longDate,
  monthDay,
  quarterEnd,
  quarterMonths,
  quarterName,
  quarterShort,
  shortDate,
  shortDateTime,
  weekday,
} from '../../../shared/calendar/japanese-date.ts';
import { dateOf, instantOf } from '../../../shared/calendar/time.ts';

describe('dates', () => {
  it.each([
    ['2019-04-30', '平成31年4月30日'],
    ['2019-05-01', '令和元年5月1日'],
    ['2020-01-01', '令和2年1月1日'],
    ['2026-07-14', '令和8年7月14日'],
    ['1989-01-07', '昭和64年1月7日'],
    ['1989-01-08', '平成元年1月8日'],
  ])('%s is %s', (day, words) => {
    expect(longDate(dateOf(day))).toBe(words);
  });

  it('agree with the platform on the era and the year of every day from 2020 to 2050', () => {
    const platform = new Intl.DateTimeFormat('ja-JP-u-ca-japanese', {
      era: 'long',
      year: 'numeric',
      month: 'long',
      day: 'numeric',
      timeZone: 'UTC',
    });
    for (let day = dateOf('2020-01-01'); day.year <= 2050; day = day.add({ days: 1 }))
      expect(longDate(day)).toBe(platform.format(Date.UTC(day.year, day.month - 1, day.day)));
  });

  it('are written short with the weekday in full-width brackets', () => {
    const due = dateOf('2026-07-14');
    expect(weekday(due)).toBe('（火）');
    expect(monthDay(due)).toBe('7月14日（火）');
    expect(shortDate(due)).toBe('7/14（火）');
    expect(shortDate(dateOf('2026-07-19'))).toBe('7/19（日）');
  });

  it('refuse a day before the eras a paper can name', () => {
    expect(() => longDate(dateOf('1926-12-24'))).toThrow(RangeError);
  });
});

describe('times', () => {
  it('are those of Tokyo, minutes only where there are some', () => {
    expect(clockTime(instantOf('2026-07-14T08:00:00Z'))).toBe('17時');
    expect(clockTime(instantOf('2026-07-14T00:30:00Z'))).toBe('9時30分');
    expect(shortDateTime(instantOf('2026-07-13T15:00:00Z'))).toBe('7/14（火）0時');
  });
});

describe('fiscal years and quarters', () => {
  it.each([
    [2018, '平成30年度', 'H30'],
    [2019, '令和元年度', 'R1'],
    [2026, '令和8年度', 'R8'],
    [2050, '令和32年度', 'R32'],
  ])('%i is %s', (year, name, short) => {
    expect(fiscalYearName(year)).toBe(name);
    expect(fiscalYearShort(year)).toBe(short);
    expect(fiscalYearEnd(year)).toBe(`${name}末`);
  });

  it('name a quarter in full in a text and short in a subject', () => {
    expect(quarterName('2026Q1')).toBe('令和8年度第1四半期');
    expect(quarterShort('2026Q1')).toBe('R8第1四半期');
  });

  it('name the months of a quarter and the month at whose end it is measured', () => {
    const quarters = ['2026Q1', '2026Q2', '2026Q3', '2026Q4'] as const;
    expect(quarters.map(quarterMonths)).toEqual(['4月から6月', '7月から9月', '10月から12月', '1月から3月']);
    expect(quarters.map(quarterEnd)).toEqual(['6月末', '9月末', '12月末', '3月末']);
  });

  it('have words for every quarter from 2020 to 2050', () => {
    for (let id = quarterOf(dateOf('2020-04-01')); id <= '2050Q4'; id = addQuarters(id, 1)) {
      expect(quarterName(id)).toMatch(/^令和\d+年度第[1-4]四半期$/);
      expect(quarterMonths(id)).not.toBe('');
    }
  });
});
