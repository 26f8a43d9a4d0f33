import { type FormField, fieldKey } from '../round/form.ts';
import type { AmbiguousField, ReadField, Reading } from './reading.ts';

function bare(value: unknown): string {
  return String(value).replace(/\s+/g, '');
}

/**
 * Joins what a mail says in its text and in its form. A field both answer alike counts once; one they answer
 * differently, or one asks about, is asked about: neither door goes before the other.
 */
export function mergeReadings(text: Reading, form: Reading): Reading {
  const keyed = <T extends { field: FormField }>(list: readonly T[]) =>
    new Map(list.map((entry) => [fieldKey(entry.field), entry] as const));
  const [typed, filled] = [keyed(text.fields), keyed(form.fields)];
  const [typedAsked, filledAsked] = [keyed(text.ambiguous), keyed(form.ambiguous)];
  const fields: ReadField[] = [];
  const ambiguous: AmbiguousField[] = [];
  for (const key of new Set([
    ...typed.keys(),
    ...typedAsked.keys(),
    ...filled.keys(),
    ...filledAsked.keys(),
  ])) {
    const [left, right] = [typed.get(key) ?? typedAsked.get(key), filled.get(key) ?? filledAsked.get(key)];
    const [one, other] = left && right ? [left, right] : [left ?? right, undefined];
    if (!one) continue;
    if (!other) {
      if ('value' in one) fields.push(one);
      else ambiguous.push(one);
    } else if ('value' in one && 'value' in other && bare(one.value) === bare(other.value)) {
      fields.push(other);
    } else {
      const raws = [...new Set([one.raw, other.raw])];
      ambiguous.push({ field: one.field, raw: raws.join(' / '), reason: 'two-values' });
    }
  }
  const answered = new Set([...fields, ...ambiguous].map(({ field }) => fieldKey(field)));
  return {
    ...text,
    fields,
    ambiguous,
    notUnderstood: [...text.notUnderstood, ...form.notUnderstood],
    blank: text.blank.filter((field) => !answered.has(fieldKey(field))),
  };
}
