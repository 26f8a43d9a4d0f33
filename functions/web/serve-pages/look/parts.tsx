import type { Child } from 'hono/jsx';
import type { Mark } from './words.ts';

/** Shape and word, with the colour that repeats them. */
export function MarkChip({ mark: { icon, word, tone } }: { mark: Mark }) {
  return (
    <span class={`mark ${tone}`}>
      <span aria-hidden="true">{icon}</span> {word}
    </span>
  );
}

/**
 * A table that may be wider than a phone: there a row is a block, every cell carries its column's name, and what is
 * blank (null) is left out.
 */
export function RowTable({
  caption,
  columns,
  rows,
}: {
  caption: string;
  columns: readonly string[];
  rows: readonly { readonly cells: readonly Child[] }[];
}) {
  return (
    <table class="rows">
      <caption>{caption}</caption>
      <thead>
        <tr>
          {columns.map((column) => (
            <th scope="col">{column}</th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(({ cells }) => (
          <tr>
            {cells.map((cell, index) =>
              index === 0 ? (
                <th scope="row">{cell}</th>
              ) : (
                <td class={cellClass(cell)}>
                  <span class="column" aria-hidden="true">
                    {columns[index]}
                  </span>
                  <span class="value">{cell ?? '−'}</span>
                </td>
              ),
            )}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** A date, a figure or a short word never wraps. */
const SHORT_MAX_CHARS = 14;

function cellClass(cell: Child): string {
  if (cell === null) return 'blank';
  return typeof cell === 'string' && cell.length <= SHORT_MAX_CHARS ? 'short' : 'long';
}

/** Mail addresses, which break behind the at sign before anywhere else. */
export function Addresses({ of }: { of: readonly string[] }) {
  return (
    <span class="addresses">
      {of.map((address, index) => {
        const [name, domain] = address.split('@');
        return (
          <>
            {index > 0 && '、'}
            {name}@<wbr />
            {domain}
          </>
        );
      })}
    </span>
  );
}
