import type { FormField } from '../round/form.ts';
import { normaliseChoice } from './normalise-choice.ts';
import { type DateContext, normaliseDate } from './normalise-date.ts';
import { normaliseNumber } from './normalise-number.ts';
import { normaliseText } from './normalise-text.ts';
import type { Normalised } from './normalised.ts';

/** Brings an answer to the form in which its field stores it. `raw` is not blank. */
export function normaliseField(field: FormField, raw: string, context: DateContext): Normalised {
  switch (field.input) {
    case 'number':
      return normaliseNumber(raw, field);
    case 'choice':
      return normaliseChoice(raw, field.choices ?? []);
    case 'date':
      return normaliseDate(raw, context);
    case 'text':
      return normaliseText(raw, field);
  }
}
