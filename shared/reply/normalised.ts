import type { Confidence, FieldValue } from '../round/submission.ts';
import type { ReadingReason } from './reading.ts';

/** An answer brought to the form in which it is stored, or the reason why it has none. */
export type Normalised =
  | {
      readonly kind: 'value';
      readonly value: FieldValue;
      readonly confidence: Confidence;
      readonly reason: ReadingReason | null;
      readonly echo: string | null;
    }
  | { readonly kind: 'unclear'; readonly reason: ReadingReason };

export function sure(value: FieldValue, echo: string | null = null): Normalised {
  return { kind: 'value', value, confidence: 'high', reason: null, echo };
}

export function doubtful(value: FieldValue, reason: ReadingReason, echo: string | null = null): Normalised {
  return { kind: 'value', value, confidence: 'low', reason, echo };
}

export function unclear(reason: ReadingReason): Normalised {
  return { kind: 'unclear', reason };
}
