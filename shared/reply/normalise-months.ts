import { readMonthlyLabel, writeMonths } from '../plan/monthly.ts';
import type { FormField } from '../round/form.ts';
import { normaliseNumber } from './normalise-number.ts';
import { type Normalised, sure, unclear } from './normalised.ts';
import { plain, saysNoValue, unwrapped } from './plain-text.ts';

/** A month where a value begins: not in the middle of a number, and with a word that leads to the value at most. */
const MONTH = /(?<![\d.])(\d{1,2})月(?:分|末|中)?(?:の(?:値|実績))?(?:は|が|[:=])?[ \u3000]*/gu;
/** What may stand between one month's value and the next month. */
const PARTING = /[\s、,，・;；/／。]+$/u;
/** What may stand before the first month. */
const LIST_MARK = /^[\s・*■○]*$/u;

/**
 * Reads the values of a quarter's months: `4月 120、5月 130、6月 140`, on one line or three. Each month of the quarter
 * is named once, with one clear number or the words that there is none; anything else is asked about, because a value
 * put down for the wrong month would be believed. Stored as `4月 120、5月 130、6月 140`.
 */
export function normaliseMonths(raw: string, field: FormField): Normalised {
  const asked = readMonthlyLabel(field.label);
  if (saysNoValue(raw)) return sure(null);
  const text = unwrapped(plain(raw));
  const found = [...text.matchAll(MONTH)];
  const [first] = found;
  if (asked === null || first === undefined || !LIST_MARK.test(text.slice(0, first.index)))
    return unclear('not-by-month');
  const values: Record<number, number | null> = {};
  for (const [at, match] of found.entries()) {
    const month = Number(match[1]);
    if (!asked.months.includes(month) || month in values) return unclear('not-by-month');
    const said = text.slice(match.index + match[0].length, found[at + 1]?.index ?? text.length);
    const read = normaliseNumber(said.replace(PARTING, ''), numberField(field, asked.unit));
    if (read.kind === 'unclear') return read;
    if (read.confidence === 'low' || typeof read.value === 'string')
      return unclear(read.reason ?? 'not-by-month');
    values[month] = read.value;
  }
  const isWhole = asked.months.every((month) => month in values);
  const hasValue = Object.values(values).some((value) => value !== null);
  return isWhole && hasValue ? sure(writeMonths(values, asked.months)) : unclear('not-by-month');
}

/** One month's value is read like any other, but knows of none before it. */
function numberField(field: FormField, unit: string): FormField {
  return { ...field, kind: 'actual', input: 'number', number: { unit, kpiKind: 'level' } };
}
