/** One thing that is wrong with a plan or a directory, worded for the secretariat. */
export interface Fault {
  /** Cell, row or path: `シート「1-1-1」!B3`, `3行目「単位」`, `initiatives[3].owners[0].department`. */
  readonly where: string;
  /** A Japanese sentence that says what was found and what was expected. */
  readonly message: string;
}

/** The path of a value inside a document, as the secretariat's YAML shows it: `kpis[0].targets.2026`. */
export function pathText(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, step) => {
    if (typeof step === 'number') return `${text}[${step}]`;
    return text === '' ? String(step) : `${text}.${String(step)}`;
  }, '');
}

/** The values that occur more than once, each with where it stands the second time and later. */
export function findRepeats<T>(items: readonly T[], keyOf: (item: T) => string): Map<T, T> {
  const first = new Map<string, T>();
  const repeats = new Map<T, T>();
  for (const item of items) {
    const key = keyOf(item);
    const before = first.get(key);
    if (before === undefined) first.set(key, item);
    else repeats.set(item, before);
  }
  return repeats;
}
