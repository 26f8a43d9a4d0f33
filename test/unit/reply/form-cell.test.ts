import { describe, expect, it } from 'vitest';
import { cellText } from '../../../shared/reply/form-cell.ts';
import type { FormCell } from '../../../shared/round/form-workbook.ts';

const number = (value: number, format = ''): FormCell => ({ kind: 'number', value, format });

describe('the answer in a cell', () => {
  it.each([
    ['a plain number', number(1200), '1200'],
    ['a fraction without the tail of its binary form', number(0.1 + 0.2), '0.3'],
    ['a small number without an exponent', number(1.5e-7), '0.00000015'],
    ['a large one likewise', number(1.2e21), '1200000000000000000000'],
    ['a negative one', number(-3), '-3'],
    ['a rate as it is shown', number(0.95, '0%'), '95%'],
    ['a rate with decimals', number(0.07, '0.00%'), '7%'],
    ['a number grouped by its format', number(1200, '#,##0'), '1200'],
    ['a unit that only the format shows', number(1200, '#,##0"千円"'), '1200千円'],
    ['a colour, a condition and a form for negatives put aside', number(5, '[Red]#,##0;[Blue]-0%'), '5'],
  ])('is %s', (_, cell, expected) => {
    expect(cellText(cell, 'number', false)).toBe(expected);
  });

  it.each([
    ['yyyy/m/d', 46204, '2026/7/1'],
    ['[$-411]ggge"年"m"月"d"日"', 46204, '2026/7/1'],
    ['m/d', 46204.75, '2026/7/1'],
    ['', 46204, '2026/7/1'],
    ['', 15, '15'],
    ['0.00E+00', 46204, '46204'],
  ])(
    'is a day in a cell that asks for one where the format %j does not say otherwise',
    (format, value, expected) => {
      expect(cellText(number(value, format), 'date', false)).toBe(expected);
    },
  );

  it('counts days as a Mac does where the workbook says so', () => {
    expect(cellText(number(44742, 'yyyy/m/d'), 'date', true)).toBe('2026/7/1');
  });

  it('shows what became a date by accident as a date, whatever was asked', () => {
    // 4/1 typed into a cell without a format.
    expect(cellText(number(46113, 'm"月"d"日"'), 'number', false)).toBe('2026/4/1');
  });

  it('is the text without blanks at its ends, a truth in capitals, and nothing for a formula that failed', () => {
    expect(cellText({ kind: 'text', text: '  順調 \n' }, 'choice', false)).toBe('順調');
    expect(cellText({ kind: 'truth', value: true }, 'choice', false)).toBe('TRUE');
    expect(cellText({ kind: 'fault' }, 'number', false)).toBeNull();
  });
});
