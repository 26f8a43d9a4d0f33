/** A figure stays what it is: `-600` is a number, not a formula. */
type CsvCell = string | number | null;

/** A cell of a CSV file; what a spreadsheet would take for a formula is disarmed. */
function csvCell(cell: CsvCell): string {
  const text = cell === null ? '' : String(cell);
  const safe = typeof cell === 'string' && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return `"${safe.replaceAll('"', '""')}"`;
}

/** A CSV file, with a byte order mark, so that Excel reads it as what it is. */
export function csvOf(rows: readonly (readonly CsvCell[])[]): string {
  return `\uFEFF${rows.map((row) => row.map(csvCell).join(',')).join('\r\n')}\r\n`;
}
