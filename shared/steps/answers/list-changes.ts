import type { ReadField } from '../../reply/reading.ts';
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

/**
 * What was stored meanwhile in the very lines somebody answers now, and otherwise: they are shown it before their own
 * word takes its place. A version is null where there was none yet.
 */
export function changedMeanwhile(
  manifest: Pick<FormManifest, 'fields'>,
  seen: Pick<Submission, 'fields'> | null,
  stands: Pick<Submission, 'fields'> | null,
  said: readonly Pick<ReadField, 'field' | 'value' | 'unit'>[],
): FieldChange[] {
  if (stands === null) return [];
  const own = new Map(said.map((read) => [read.field.anchor, read]));
  return listChanges(manifest, seen, stands).filter(({ anchor }) => {
    const read = own.get(anchor);
    if (!read) return false;
    const stored = stands.fields[fieldKey(read.field)];
    return stored?.value !== read.value || stored.unit !== read.unit;
  });
}

function wordsOf(field: StoredField | undefined): string {
  if (!field) return '（空欄）';
  if (field.value === null) return '（値なし）';
  const words = `${field.value}${field.unit ?? ''}`.replaceAll(/\s*\n\s*/g, ' ');
  return words.length > WORDS_MAX ? `${words.slice(0, WORDS_MAX)}…` : words;
}
