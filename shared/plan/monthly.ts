import { firstDayOf, type QuarterId } from '../calendar/fiscal.ts';

/** A quarter's values by calendar month, 1 to 12; null where the answer says that there is none. */
export type MonthValues = Readonly<Record<number, number | null>>;

/** `4月・5月・6月`: the months of a quarter as its line of the form names them. */
export function monthsOf(quarter: QuarterId): number[] {
  const first = firstDayOf(quarter);
  return [0, 1, 2].map((months) => first.add({ months }).month);
}

/** The label of the line that asks for them; the reader tells unit and months from it alone (decision 10). */
export function monthlyLabel(unit: string, quarter: QuarterId): string {
  return `月別の値（${unit}、${monthsOf(quarter)
    .map((month) => `${month}月`)
    .join('・')}）`;
}

const LABEL = /^月別の値（(.{1,12})、(\d{1,2})月・(\d{1,2})月・(\d{1,2})月）$/u;

/** The unit and the months a label names; null for any other label. */
export function readMonthlyLabel(label: string): { readonly unit: string; readonly months: number[] } | null {
  const [, unit, ...months] = LABEL.exec(label) ?? [];
  return unit === undefined ? null : { unit, months: months.map(Number) };
}

/** `4月 120、5月 130、6月 140`: as it is stored, and read back to whoever answered. */
export function writeMonths(values: MonthValues, months: readonly number[]): string {
  return months
    .filter((month) => values[month] !== undefined)
    .map((month) => `${month}月 ${values[month] ?? 'なし'}`)
    .join('、');
}

/** `4月 120、5月 130、6月 140`, to show how a line is answered; rates stay below 100. */
export function exampleMonths(unit: string, months: readonly number[]): string {
  const first = unit === '％' || unit === '%' ? 40 : 120;
  return writeMonths(Object.fromEntries(months.map((month, at) => [month, first + 10 * at])), months);
}

/** Stored values by month of the calendar (`2026-04`), those there are. Anything {@link writeMonths} did not write is left out. */
export function readMonths(text: string, quarter: QuarterId): Record<string, number> {
  const first = firstDayOf(quarter);
  const found: Record<string, number> = {};
  for (const [, month, value] of text.matchAll(/(?:^|、)(\d{1,2})月 (-?\d+(?:\.\d+)?)(?=、|$)/gu)) {
    const at = monthsOf(quarter).indexOf(Number(month));
    if (at >= 0) found[first.add({ months: at }).toString().slice(0, 7)] = Number(value);
  }
  return found;
}
