import type { Paper, PaperCell, PaperTable } from '../../../../shared/report/paper/paper.ts';
import { cellWords } from '../../../../shared/report/paper/paper-text.ts';

/** A paper as a page that prints on A4. */
export function PaperSheet({ paper }: { paper: Paper }) {
  const { addressee, date, basis, notes, sections } = paper;
  return (
    <article class="paper">
      <p class="paper-head">
        <span>{addressee}</span>
        <span>{date}</span>
      </p>
      <p class="paper-basis">{[basis, ...notes].join('')}</p>
      {sections.map(({ heading, paragraphs, table }) => (
        <section>
          <h2>{heading}</h2>
          {paragraphs.map((line) => (
            <p>{line}</p>
          ))}
          {table !== null && <PaperRows table={table} />}
        </section>
      ))}
    </article>
  );
}

function PaperRows({ table: { caption, columns, rows, total } }: { table: PaperTable }) {
  const figures = columns.map((_, column) => isFigures(rows, column));
  return (
    <section class="scroll" tabindex={0} aria-label={caption}>
      <table class="paper-table">
        <caption>{caption}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <th scope="col">{column}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <Row cells={row} figures={figures} />
          ))}
        </tbody>
        {total !== null && (
          <tfoot>
            <Row cells={total} figures={figures} />
          </tfoot>
        )}
      </table>
    </section>
  );
}

/** Whether a column holds figures, so that a blank among them stands where they do. */
function isFigures(rows: PaperTable['rows'], column: number): boolean {
  const cells = rows.map((row) => row[column] ?? null);
  return cells.some((cell) => typeof cell === 'number') && cells.every((cell) => typeof cell !== 'string');
}

function Row({
  cells: [first = null, ...rest],
  figures,
}: {
  cells: readonly PaperCell[];
  figures: readonly boolean[];
}) {
  return (
    <tr>
      <th scope="row" class={cellClass(first, false)}>
        {cellWords(first)}
      </th>
      {rest.map((cell, index) => (
        <td class={cellClass(cell, figures[index + 1] ?? false)}>{cellWords(cell)}</td>
      ))}
    </tr>
  );
}

/** A word so short never wraps. */
const SHORT_MAX_CHARS = 6;

/** The classes of a cell: `.paper-table` alone says how they look. */
function cellClass(cell: PaperCell, isFigure: boolean): string {
  if (isFigure || typeof cell === 'number') return 'number';
  return cell === null || cell.length <= SHORT_MAX_CHARS ? 'short' : 'words';
}
