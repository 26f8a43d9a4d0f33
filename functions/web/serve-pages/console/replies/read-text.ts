/** So many characters a reason or a note may have. */
export const TEXT_MAX = 1000;

/** What somebody wrote into a field; null where it is blank. Too much is cut at the limit the field itself has. */
export function readText(value: unknown): string | null {
  const text = typeof value === 'string' ? value.replaceAll('\r\n', '\n').trim() : '';
  return text === '' ? null : text.slice(0, TEXT_MAX);
}
