import { Temporal } from '../calendar/time.ts';
import type { InputKind } from '../round/form.ts';
import type { FormCell } from '../round/form-workbook.ts';

/** Days from 1900 as spreadsheets count them: with a 29 February 1900 that never was, hence from 30 December. */
const FIRST_DAY = Temporal.PlainDate.from('1899-12-30');
const FIRST_DAY_1904 = Temporal.PlainDate.from('1904-01-01');
/** The last day spreadsheets know, 31 December 9999. */
const DAYS_MAX = 2_958_465;
/** Days before 1982 and after 2064 are likelier plain numbers in a date's cell. */
const BARE_DAYS = { min: 30_000, max: 60_000 };

/** A format's code without its literals, colours, conditions and escaped characters, up to the part for negatives. */
function bareFormat(format: string): string {
  return (format.split(';')[0] ?? '')
    .replace(/"[^"]*"/g, '')
    .replace(/\[[^\]]*\]/g, '')
    .replace(/[\\_*]./g, '')
    .replace(/general/gi, '');
}

function isPercent(format: string): boolean {
  return bareFormat(format).includes('%');
}

function isDay(format: string): boolean {
  const bare = bareFormat(format).replace(/E[+-]/gi, '');
  return /[dy]|g{1,3}e/i.test(bare);
}

/** Digits without an exponent and without the tail that binary fractions leave: 0.1 + 0.2 is 0.3. */
function digits(value: number): string {
  return new Intl.NumberFormat('en-US', { useGrouping: false, maximumSignificantDigits: 15 }).format(value);
}

function dayText(value: number, daysFrom1904: boolean): string | null {
  const days = Math.floor(value);
  if (days < 1 || days > DAYS_MAX) return null;
  const date = (daysFrom1904 ? FIRST_DAY_1904 : FIRST_DAY).add({ days });
  return `${date.year}/${date.month}/${date.day}`;
}

function numberText(
  { value, format }: Extract<FormCell, { kind: 'number' }>,
  input: InputKind,
  daysFrom1904: boolean,
): string {
  const isBareDay =
    input === 'date' && bareFormat(format) === '' && value >= BARE_DAYS.min && value <= BARE_DAYS.max;
  if (isDay(format) || isBareDay) return dayText(value, daysFrom1904) ?? digits(value);
  if (isPercent(format)) return `${digits(value * 100)}%`;
  // A unit that the format alone shows was seen by whoever typed the number: it belongs to the answer.
  const unit = /"([^"]{1,20})"\s*$/.exec(format.split(';')[0] ?? '')?.[1] ?? '';
  return `${digits(value)}${unit.trim()}`;
}

/**
 * The answer in a cell as its author saw it and would have typed it into a mail: 0.95 in a cell formatted as a rate
 * is 95%, a day count in a cell formatted as a date is that day. Null for a formula that ended in a fault.
 */
export function cellText(cell: FormCell, input: InputKind, daysFrom1904: boolean): string | null {
  switch (cell.kind) {
    case 'text':
      return cell.text.trim();
    case 'number':
      return numberText(cell, input, daysFrom1904);
    case 'truth':
      return cell.value ? 'TRUE' : 'FALSE';
    case 'fault':
      return null;
  }
}
