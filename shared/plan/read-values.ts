import { Temporal } from '../calendar/time.ts';

/** Width, case of the Latin alphabet and spaces do not tell words apart in a city's papers. */
export function plainWord(text: string): string {
  return text.normalize('NFKC').replaceAll(/\s+/gu, '').toLowerCase();
}

/** A cell of one line: breaks set only to make it fit the column go, in Japanese without a space. */
export function oneLine(text: string): string {
  return text.replaceAll(/[ \t　]*[\r\n]+[ \t　]*/gu, '').trim();
}

/** Items of a list in one cell. 「・」 does not part them, for it stands inside names such as 業務改善・DX推進課. */
export function listItems(text: string): string[] {
  return text
    .split(/[、，,\r\n;；]/u)
    .map((item) => item.trim())
    .filter((item) => item !== '');
}

/**
 * A number as cities type it: full-width digits, thousands commas, ▲ or △ for minus, and the unit behind it.
 * Null for anything else; never a guess.
 */
export function readNumber(text: string, unit = ''): number | null {
  let plain = plainWord(text)
    .replaceAll(',', '')
    .replace(/^[▲△−–]/u, '-');
  const tail = plainWord(unit);
  // A unit that ends in a digit cannot be told from the number before it.
  if (tail !== '' && !/\d$/u.test(tail) && plain.endsWith(tail)) plain = plain.slice(0, -tail.length);
  return /^[+-]?\d+(\.\d+)?(e[+-]?\d+)?$/u.test(plain) ? Number(plain) : null;
}

const ERA_STARTS: Record<string, number> = { r: 2018, 令和: 2018, h: 1988, 平成: 1988 };

/** A year of an era or of the Western calendar, in plain words; 元 is 1. */
function westernYear(era: string | undefined, digits: string): number {
  const year = digits === '元' ? 1 : Number(digits);
  return era === undefined ? year : (ERA_STARTS[era] ?? 0) + year;
}

const YEAR = /^(r|h|令和|平成)?(\d{1,4}|元)(?:年度|年)?(?:\((\d{4})(?:年度|年)?\))?$/u;

/**
 * A fiscal year: `R6(2024)`, `Ｒ６`, `令和6年度`, `2024年度`, `2024`. Null for anything else, and where the era and
 * the Western year in brackets contradict each other.
 */
export function readFiscalYear(text: string): number | null {
  const [match, era, digits, western] = YEAR.exec(plainWord(text)) ?? [];
  if (match === undefined || digits === undefined) return null;
  const year = westernYear(era, digits);
  if (western !== undefined && Number(western) !== year) return null;
  return year >= 1990 && year <= 2100 ? year : null;
}

const QUARTER = /^(?:(r|h|令和|平成)?(\d{1,4}|元)(?:年度)?)(?:q|第|-|\/)([1-4])(?:四半期|q)?(?:末)?$/u;

/** A quarter: `2026Q1`, `R8第1四半期`, `令和8年度第1四半期`. Null for anything else. */
export function readQuarter(text: string): string | null {
  const [match, era, digits, quarter] = QUARTER.exec(plainWord(text)) ?? [];
  if (match === undefined || digits === undefined) return null;
  const year = westernYear(era, digits);
  return year >= 1990 && year <= 2100 ? `${year}Q${quarter}` : null;
}

const DATE = /^(r|h|令和|平成)?(\d{1,4}|元)(?:年|[-/.])(\d{1,2})(?:月|[-/.])(\d{1,2})日?$/u;

/** A date as `2027-03-31`, read from that, `2027/3/31`, `令和9年3月31日` or `R9.3.31`. Null for what is no date. */
export function readDate(text: string): string | null {
  const [match, era, digits, month, day] = DATE.exec(plainWord(text)) ?? [];
  if (match === undefined || digits === undefined) return null;
  const year = westernYear(era, digits);
  if (year < 1990 || year > 2200) return null;
  try {
    return Temporal.PlainDate.from(
      { year, month: Number(month), day: Number(day) },
      { overflow: 'reject' },
    ).toString();
  } catch {
    return null;
  }
}

const UNSET = /^(?:未設定(?:\(.*\))?|未定|[〇○◯]+)$/u;
const UNSET_FIGURE = /^[〇○◯]+[^\d]*?(?:\(.*\))?$/u;
const UNTIL = /^未設定\((?:設定期限)?(.+?)(?:まで)?\)$/u;

/** Whether a cell says 未設定, 未定 or 〇 and nothing else. */
export function saysUnset(text: string): boolean {
  return UNSET.test(plainWord(text));
}

/** Whether a cell for a figure says it is not set yet: also 「〇台」 and 「〇台（1課に〇台程度）」. */
export function saysUnsetFigure(text: string): boolean {
  return saysUnset(text) || UNSET_FIGURE.test(plainWord(text));
}

/** The deadline a cell gives with 未設定（2026-09-30まで）, or null where it gives none. */
export function readUnsetDeadline(text: string): string | null {
  const deadline = UNTIL.exec(plainWord(text))?.[1];
  return deadline === undefined ? null : readDate(deadline);
}
