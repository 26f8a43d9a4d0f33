import type { FormManifest } from '../../round/form.ts';
import { fieldKey } from '../../round/form.ts';
import type { StoredField, Submission } from '../../round/submission.ts';

/** One line of the form whose stored answer changed, in words for the trail and for whoever decided. */
export interface FieldChange {
  readonly anchor: string;
  readonly label: string;
  readonly before: string;
  readonly after: string;
}

/** A narrative of two lines says enough in so many characters. */
const WORDS_MAX = 80;

/** What a new version changes of the one that counted before, in the order of the form. */
export function listChanges(
  { fields }: Pick<FormManifest, 'fields'>,
  before: Pick<Submission, 'fields'> | null,
  after: Pick<Submission, 'fields'>,
): FieldChange[] {
  return fields.flatMap((field): FieldChange[] => {
    const was = before?.fields[fieldKey(field)];
    const is = after.fields[fieldKey(field)];
    if (!is || (was && was.value === is.value && was.unit === is.unit)) return [];
    return [{ anchor: field.anchor, label: field.label, before: wordsOf(was), after: wordsOf(is) }];
  });
}

function wordsOf(field: StoredField | undefined): string {
  if (!field) return '（空欄）';
  if (field.value === null) return '（値なし）';
  const words = `${field.value}${field.unit ?? ''}`.replaceAll(/\s*\n\s*/g, ' ');
  return words.length > WORDS_MAX ? `${words.slice(0, WORDS_MAX)}…` : words;
}
