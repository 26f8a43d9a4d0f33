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
            <Row cells={row} />
          ))}
        </tbody>
        {total !== null && (
          <tfoot>
            <Row cells={total} />
          </tfoot>
        )}
      </table>
    </section>
  );
}

function Row({ cells: [first = null, ...rest] }: { cells: readonly PaperCell[] }) {
  return (
    <tr>
      <th scope="row">{cellWords(first)}</th>
      {rest.map((cell) => (
        <td class={cellClass(cell)}>{cellWords(cell)}</td>
      ))}
    </tr>
  );
}

/** A word so short never wraps. */
const SHORT_MAX_CHARS = 6;

/** The classes of a cell: `.paper-table` alone says how they look. */
function cellClass(cell: PaperCell): string {
  if (typeof cell === 'number') return 'number';
  return cell === null || cell.length <= SHORT_MAX_CHARS ? 'short' : 'words';
}
