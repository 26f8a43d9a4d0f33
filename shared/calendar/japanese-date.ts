import type { FiscalYear, QuarterId } from './fiscal.ts';
import { lastDayOf, parseQuarter } from './fiscal.ts';
import { type Instant, type PlainDate, Temporal, tokyoTime } from './time.ts';

const WEEKDAYS = ['月', '火', '水', '木', '金', '土', '日'] as const;

/** The eras a city's papers of 1989 to 2050 can name. Source: the Era Name Act and its cabinet orders. */
const ERAS = [
  { name: '令和', letter: 'R', from: Temporal.PlainDate.from('2019-05-01') },
  { name: '平成', letter: 'H', from: Temporal.PlainDate.from('1989-01-08') },
  { name: '昭和', letter: 'S', from: Temporal.PlainDate.from('1926-12-25') },
] as const;

function eraOf(date: PlainDate) {
  const era = ERAS.find(({ from }) => Temporal.PlainDate.compare(date, from) >= 0);
  if (!era) throw new RangeError(`no era before Showa is known: ${date}`);
  return { name: era.name, letter: era.letter, year: date.year - era.from.year + 1 };
}

function yearWords(year: number): string {
  return year === 1 ? '元' : String(year);
}

/** `（火）` */
export function weekday(date: PlainDate): string {
  return `（${WEEKDAYS[date.dayOfWeek - 1]}）`;
}

/** `令和8年7月14日` */
export function longDate(date: PlainDate): string {
  const { name, year } = eraOf(date);
  return `${name}${yearWords(year)}年${date.month}月${date.day}日`;
}

/** `7月14日（火）` */
export function monthDay(date: PlainDate): string {
  return `${date.month}月${date.day}日${weekday(date)}`;
}

/** `7/14（火）` */
export function shortDate(date: PlainDate): string {
  return `${date.month}/${date.day}${weekday(date)}`;
}

/** `17時` or `9時30分`, in Tokyo. */
export function clockTime(instant: Instant): string {
  const { hour, minute } = tokyoTime(instant);
  return minute === 0 ? `${hour}時` : `${hour}時${minute}分`;
}

/** `7/14（火）17時`, in Tokyo. */
export function shortDateTime(instant: Instant): string {
  return shortDate(tokyoTime(instant).toPlainDate()) + clockTime(instant);
}

/** `令和8年度`. A fiscal year is named after the era of its first day, but 2019 is 令和元年度 by common use. */
export function fiscalYearName(year: FiscalYear): string {
  const { name, year: eraYear } = eraOf(namingDayOf(year));
  return `${name}${yearWords(eraYear)}年度`;
}

/** `R8`, for subjects and tables. */
export function fiscalYearShort(year: FiscalYear): string {
  const { letter, year: eraYear } = eraOf(namingDayOf(year));
  return `${letter}${eraYear}`;
}

/** `令和8年度第1四半期` */
export function quarterName(id: QuarterId): string {
  const { fiscalYear, quarter } = parseQuarter(id);
  return `${fiscalYearName(fiscalYear)}第${quarter}四半期`;
}

/** `R8第1四半期`, for subjects and tables. */
export function quarterShort(id: QuarterId): string {
  const { fiscalYear, quarter } = parseQuarter(id);
  return `${fiscalYearShort(fiscalYear)}第${quarter}四半期`;
}

/** `4月から6月` */
export function quarterMonths(id: QuarterId): string {
  const { quarter } = parseQuarter(id);
  return ['', '4月から6月', '7月から9月', '10月から12月', '1月から3月'][quarter] ?? '';
}

/** `6月末`: the day a value of the quarter speaks of. */
export function quarterEnd(id: QuarterId): string {
  return `${lastDayOf(id).month}月末`;
}

/** `令和8年度末` */
export function fiscalYearEnd(year: FiscalYear): string {
  return `${fiscalYearName(year)}末`;
}

function namingDayOf(year: FiscalYear): PlainDate {
  return Temporal.PlainDate.from({ year, month: year === 2019 ? 5 : 4, day: 1 });
}
