import { toMailable } from '../../mail/mailable.ts';
import { alignTable, cellsOf, wrap } from '../plain-text.ts';
import type { Paper, PaperCell, PaperTable } from './paper.ts';

/** A figure with its thousands marked; a blank is a dash. */
export function cellWords(cell: PaperCell): string {
  if (cell === null) return '−';
  return typeof cell === 'number' ? cell.toLocaleString('ja-JP', { maximumFractionDigits: 4 }) : cell;
}

/** A paper as plain text of thirty full-width characters a line, which any system can carry. */
export function renderPaperText(paper: Paper): string {
  const { title, addressee, date, basis, notes, sections } = paper;
  const lines = [
    addressee,
    date,
    ...wrap(title, { first: '', rest: '' }),
    '',
    ...[basis, ...notes].flatMap((line) => wrap(line, { first: '　', rest: '　' })),
    ...sections.flatMap(({ heading, paragraphs, table }) => [
      '',
      heading,
      ...paragraphs.flatMap((line) => wrap(line, { first: '　', rest: '　　' })),
      ...(table === null ? [] : tableLines(table)),
    ]),
  ];
  return `${lines.map(toMailable).join('\n')}\n`;
}

/** A row's name beside figures that line up; a longer one leaves them no room. */
const NAME_CELLS_MAX = 20;

/** A table of figures lines up; one of sentences does not: there each row is an entry, its cells named below it. */
function tableLines({ columns, rows, total }: PaperTable): string[] {
  const isFigures = rows.every(
    ([name = null, ...cells]) =>
      cellsOf(cellWords(name)) <= NAME_CELLS_MAX && cells.every((cell) => typeof cell !== 'string'),
  );
  if (isFigures && total !== null)
    return alignTable([['', ...columns.slice(1)], ...[...rows, total].map((row) => row.map(cellWords))]);
  return [...rows, ...(total === null ? [] : [total])].flatMap((row) => {
    const [first = null, ...rest] = row;
    const named = rest.flatMap((cell, index) =>
      cell === null ? [] : [`${columns[index + 1] ?? ''} ${cellWords(cell)}`],
    );
    return [
      ...wrap(`・${cellWords(first)}`, { first: '　', rest: '　　' }),
      ...named.flatMap((line) => wrap(line, { first: '　　', rest: '　　　' })),
    ];
  });
}

/** A paper as the rows of a file: its tables whole, its sentences one a row. */
export function paperRows({
  title,
  addressee,
  date,
  basis,
  notes,
  sections,
}: Paper): (readonly PaperCell[])[] {
  return [
    ...[title, addressee, date, basis, ...notes].map((line) => [line]),
    ...sections.flatMap(({ heading, paragraphs, table }) => [
      [],
      [heading],
      ...paragraphs.map((line) => [line]),
      ...(table === null
        ? []
        : [table.columns, ...table.rows, ...(table.total === null ? [] : [table.total])]),
    ]),
  ];
}
