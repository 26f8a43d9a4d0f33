import { columnsOf } from '../../../shared/reply/reply-lines.ts';

type Row = Readonly<Record<string, string | number>>;

/** Prints rows under the names of their cells; the first cell to the left, the others to the right. */
export function printTable(rows: readonly Row[]): void {
  const names = Object.keys(rows[0] ?? {});
  const lines = [names, ...rows.map((row) => names.map((name) => String(row[name] ?? '')))];
  const widths = names.map((_, at) => Math.max(...lines.map((cells) => columnsOf(cells[at] ?? ''))));
  for (const cells of lines) {
    const padded = cells.map((cell, at) => {
      const blanks = ' '.repeat((widths[at] ?? 0) - columnsOf(cell));
      return at === 0 ? cell + blanks : blanks + cell;
    });
    console.log(`| ${padded.join(' | ')} |`);
  }
}
