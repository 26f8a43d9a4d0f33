import type * as z from 'zod';
import type { DraftBook } from './draft-book.ts';
import type { Money } from './money.ts';
import type { ReadingContext } from './read-kpi.ts';
import { plainWord, readFiscalYear, readNumber } from './read-values.ts';
import { createRowReader, type Row, type RowReader } from './row.ts';

type MoneyDraft = z.input<typeof Money>;
type YearDraft = NonNullable<MoneyDraft['years']>[number];

/** 効果額・予算 of one initiative: its labels 算定根拠 and 効果の按分, and one row a fiscal year. */
export function readMoney(
  reader: RowReader,
  rows: readonly Row[],
  { book, unsetBy }: Pick<ReadingContext, 'book' | 'unsetBy'>,
): MoneyDraft | undefined {
  const basis = reader.text('算定根拠', 'money.basis');
  const shares = readShares(reader);
  if (basis === undefined && shares === undefined && rows.length === 0) return undefined;
  return {
    ...(basis === undefined ? {} : { basis }),
    ...(shares === undefined ? {} : { shares }),
    years: rows.map((row, index) =>
      readYear(createRowReader(row, `${reader.path}.money.years[${index}]`, book, unsetBy)),
    ),
  };
}

function readYear(reader: RowReader): YearDraft {
  const text = reader.needed('年度', 'year');
  const cell = reader.cell('年度', 'year');
  const year = readFiscalYear(text);
  if (year === null && cell) reader.refuse('year', cell, 'R8(2026)のような年度');
  const figure = (column: string, field: string) => {
    const value = reader.number(column, field, '千円');
    return value === undefined ? {} : { [field]: value };
  };
  return {
    year: year ?? 1990,
    ...figure('予算額', 'budget'),
    ...figure('執行額', 'spent'),
    ...figure('効果額計画', 'effectPlanned'),
    ...figure('効果額実績', 'effectActual'),
  };
}

/** `2-1-1: 0.6、2-1-2: 0.4`, by 番号 still: whose they are is known once every initiative is read. */
function readShares(reader: RowReader): MoneyDraft['shares'] {
  const cell = reader.cell('効果の按分', 'money.shares');
  if (!cell) return undefined;
  const shares: Record<string, number> = {};
  for (const part of cell.text.split(/[、;；\r\n]+/u)) {
    const [, code = '', share = ''] = /^(.*)[:：](.*)$/su.exec(part) ?? [];
    const value = readNumber(share);
    const key = plainWord(code);
    if (key === '' || value === null || key in shares) {
      reader.refuse(
        'money.shares',
        { ...cell, text: part.trim() },
        '2-1-1: 0.6、2-1-2: 0.4 のような、取り組みの番号と割合',
      );
    } else shares[key] = value;
  }
  return shares;
}

/** Turns the 番号 of 効果の按分 into ids. One that no initiative has is a fault. */
export function resolveShares<
  T extends { readonly id: string; readonly code: string; readonly money?: MoneyDraft | undefined },
>(initiatives: readonly T[], book: DraftBook): T[] {
  const ids = new Map(initiatives.map(({ id, code }) => [plainWord(code), id]));
  return initiatives.map((initiative, index) => {
    const { money } = initiative;
    if (money?.shares === undefined) return initiative;
    const path = `initiatives[${index}].money.shares`;
    const shares = Object.entries(money.shares).flatMap(([code, share]) => {
      const id = ids.get(code);
      if (id !== undefined) return [[id, share] as const];
      book.fault(
        book.placeOf(path),
        `「${code}」とありますが、この計画にある取り組みの番号を 2-1-1: 0.6 のように書いてください。`,
      );
      book.doubt(path);
      return [];
    });
    return { ...initiative, money: { ...money, shares: Object.fromEntries(shares) } };
  });
}
