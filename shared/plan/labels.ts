import { columnName } from './columns.ts';
import type { Grid, TableHead } from './grid.ts';
import type { Located } from './row.ts';

/** Which cells have been read, so that what nobody read can be told. */
export interface Taken {
  has(row: number, column: number): boolean;
  take(row: number, column: number): void;
}

export function createTaken({ columns }: Grid): Taken {
  const cells = new Set<number>();
  const key = (row: number, column: number) => row * (columns + 1) + column;
  return {
    has: (row, column) => cells.has(key(row, column)),
    take: (row, column) => void cells.add(key(row, column)),
  };
}

/** The values beside each label, one entry per line of cells; the same label twice continues the first. */
export function readLabels(
  grid: Grid,
  taken: Taken,
  labels: ReadonlySet<string>,
  beside: TableHead | null = null,
): Map<string, Located[]> {
  const labelled = new Map<string, Located[]>();
  const edge = beside === null ? Number.POSITIVE_INFINITY : Math.min(...beside.columns.keys());
  for (let row = 0; row < grid.rows; row += 1) {
    for (let column = 0; column < grid.columns; column += 1) {
      if (taken.has(row, column)) continue;
      const name = columnName(grid.text(row, column));
      if (name === null || !labels.has(name)) continue;
      taken.take(row, column);
      // Beside the overview stands the table of years; a blank value must not reach over into it.
      const end = column < edge ? Math.min(edge, grid.columns) : grid.columns;
      const values = readBeside(grid, taken, row, column, end);
      labelled.set(name, [...(labelled.get(name) ?? []), ...values]);
    }
  }
  return labelled;
}

/** The first cell right of a label, and those below it for as long as the label's own column stays blank. */
function readBeside(grid: Grid, taken: Taken, row: number, label: number, end: number): Located[] {
  const values: Located[] = [];
  const reach = row + grid.span(row, label).rows;
  let valueColumn = -1;
  for (let r = row; r < grid.rows && (r === row || grid.text(r, label) === ''); r += 1) {
    let c = valueColumn === -1 ? label + 1 : valueColumn;
    while (valueColumn === -1 && c < end && (grid.text(r, c) === '' || taken.has(r, c))) c += 1;
    const value = c < end && !taken.has(r, c) ? grid.located(r, c) : undefined;
    if (!value) {
      if (r + 1 >= reach) break;
      continue;
    }
    valueColumn = c;
    taken.take(r, c);
    values.push(value);
  }
  return values;
}

/** The values of each label as one text, lines of cells parted by line breaks. */
export function joinLabels(labelled: ReadonlyMap<string, readonly Located[]>): Map<string, Located> {
  const cells = new Map<string, Located>();
  for (const [name, values] of labelled) {
    const [first] = values;
    if (first) cells.set(name, { text: values.map(({ text }) => text).join('\n'), place: first.place });
  }
  return cells;
}
