import type { FormField } from '../round/form.ts';
import { type Normalised, sure } from './normalised.ts';
import { saysNoValue } from './plain-text.ts';

/**
 * A free-text answer as typed, without blanks at its ends. なし and its like mean that there is nothing to tell; for
 * the person who answers they are no name either.
 */
export function normaliseText(raw: string, field: FormField): Normalised {
  const text = raw.trim();
  if (field.kind !== 'answerer' && saysNoValue(text)) return sure(null);
  return sure(text);
}
