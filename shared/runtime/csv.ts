/** A cell of a CSV file; what a spreadsheet would take for a formula is disarmed. */
function csvCell(text: string | null): string {
  const safe = text === null ? '' : /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return `"${safe.replaceAll('"', '""')}"`;
}

/** A CSV file, with a byte order mark, so that Excel reads it as what it is. */
export function csvOf(rows: readonly (readonly (string | null)[])[]): string {
  return `\uFEFF${rows.map((row) => row.map(csvCell).join(',')).join('\r\n')}\r\n`;
}
