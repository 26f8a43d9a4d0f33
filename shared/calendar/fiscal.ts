import * as z from 'zod';
import { type PlainDate, Temporal } from './time.ts';

/** A Japanese fiscal year by the Western year in which it begins: 2026 runs from April 2026 to March 2027. */
export const FiscalYear = z.number().int().min(1990).max(2100);
export type FiscalYear = number;

/** A quarter of a fiscal year: `2026Q1` is April to June 2026, `2026Q4` January to March 2027. */
export const QuarterId = z
  .string()
  .regex(/^\d{4}Q[1-4]$/, 'expected a quarter such as 2026Q1')
  .transform((text) => text as QuarterId);
export type QuarterId = `${number}Q${1 | 2 | 3 | 4}`;

export type QuarterNumber = 1 | 2 | 3 | 4;

export interface Quarter {
  readonly fiscalYear: FiscalYear;
  readonly quarter: QuarterNumber;
}

const QUARTER_NUMBERS = [1, 2, 3, 4] as const;

/** Quarters taken apart before: judging a plan asks for the same few dozen a million times. */
const parsed = new Map<string, Quarter>();
const PARSED_MAX = 1000;

/** Takes a quarter id apart. Throws a RangeError for anything but `YYYYQ1` to `YYYYQ4`. */
export function parseQuarter(id: string): Quarter {
  const known = parsed.get(id);
  if (known !== undefined) return known;
  const quarter = takeApart(id);
  if (parsed.size < PARSED_MAX) parsed.set(id, quarter);
  return quarter;
}

function takeApart(id: string): Quarter {
  const match = /^(\d{4})Q([1-4])$/.exec(id);
  const quarter = QUARTER_NUMBERS[Number(match?.[2]) - 1];
  if (!match || quarter === undefined)
    throw new RangeError(`not a quarter: "${id}", expected one such as 2026Q1`);
  return Object.freeze({ fiscalYear: Number(match[1]), quarter });
}

export function quarterId({ fiscalYear, quarter }: Quarter): QuarterId {
  return `${fiscalYear}Q${quarter}`;
}

/** Counts quarters from year 0, so that the distance of two quarters is a subtraction. */
export function quarterIndex(id: QuarterId): number {
  const { fiscalYear, quarter } = parseQuarter(id);
  return fiscalYear * 4 + quarter - 1;
}

/** The inverse of {@link quarterIndex}. */
export function quarterAt(index: number): QuarterId {
  const quarter = QUARTER_NUMBERS[((index % 4) + 4) % 4] ?? 1;
  return `${Math.floor(index / 4)}Q${quarter}`;
}

/** The quarter `n` quarters after `id` (before it when `n` is negative). */
export function addQuarters(id: QuarterId, n: number): QuarterId {
  return quarterAt(quarterIndex(id) + n);
}

/** The quarter in which a date lies. */
export function quarterOf(date: PlainDate): QuarterId {
  const quarter = QUARTER_NUMBERS[Math.floor(((date.month + 8) % 12) / 3)] ?? 1;
  return `${fiscalYearOf(date)}Q${quarter}`;
}

/** The fiscal year in which a date lies: January to March belong to the year that began in April before. */
export function fiscalYearOf(date: PlainDate): FiscalYear {
  return date.month >= 4 ? date.year : date.year - 1;
}

export function firstDayOf(id: QuarterId): PlainDate {
  const { fiscalYear, quarter } = parseQuarter(id);
  return quarter === 4
    ? Temporal.PlainDate.from({ year: fiscalYear + 1, month: 1, day: 1 })
    : Temporal.PlainDate.from({ year: fiscalYear, month: 1 + quarter * 3, day: 1 });
}

export function lastDayOf(id: QuarterId): PlainDate {
  return firstDayOf(id).add({ months: 3 }).subtract({ days: 1 });
}
