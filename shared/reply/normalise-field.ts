import type { FormField } from '../round/form.ts';
import { normaliseChoice } from './normalise-choice.ts';
import { type DateContext, normaliseDate } from './normalise-date.ts';
import { normaliseMonths } from './normalise-months.ts';
import { normaliseNumber } from './normalise-number.ts';
import { normaliseText } from './normalise-text.ts';
import { type Normalised, unclear } from './normalised.ts';

/** A longer answer to a number, choice or date line is prose; its patterns are not tried on it. */
const TYPED_MAX_CHARS = 300;

/** What is said of a line that is no answer to its field. */
export const NOT_READ = {
  number: 'not-a-number',
  choice: 'not-a-choice',
  date: 'not-a-date',
  text: 'unanchored',
} as const;

/** Brings an answer to the form in which its field stores it. `raw` is not blank. */
export function normaliseField(field: FormField, raw: string, context: DateContext): Normalised {
  if (field.kind === 'monthly')
    return raw.length > TYPED_MAX_CHARS ? unclear('not-by-month') : normaliseMonths(raw, field);
  if (field.input === 'text') return normaliseText(raw, field);
  if (raw.length > TYPED_MAX_CHARS) return unclear(NOT_READ[field.input]);
  switch (field.input) {
    case 'number':
      return normaliseNumber(raw, field);
    case 'choice':
      return normaliseChoice(raw, field.choices ?? []);
    case 'date':
      return normaliseDate(raw, context);
  }
}
