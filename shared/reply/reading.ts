import type { FormField } from '../round/form.ts';
import type { Confidence, FieldValue } from '../round/submission.ts';

/** Why a line was not taken as it stands. The code, not prose, decides what the answer says (wording.md). */
export type ReadingReason =
  | 'two-values'
  | 'not-a-number'
  | 'not-a-choice'
  | 'not-a-date'
  | 'not-by-month'
  | 'range-given'
  | 'unit-mismatch'
  | 'looks-like-fraction'
  | 'impossible-date'
  | 'ten-times-off'
  | 'over-hundred-percent'
  | 'cumulative-falls'
  | 'negative-count'
  | 'approximate'
  | 'extra-words'
  | 'decimal-or-thousands'
  | 'weekday-differs'
  | 'signature-near'
  | 'cell-fault'
  | 'unanchored'
  | 'outside-form';

/** A field that was read. `raw` is what was typed; an implausible value keeps `confidence: 'low'` and its reason. */
export interface ReadField {
  readonly field: FormField;
  readonly value: FieldValue;
  readonly unit: string | null;
  readonly raw: string;
  readonly confidence: Confidence;
  /** Why the confidence is low, else null. */
  readonly reason: ReadingReason | null;
  /** Said back in the receipt when the value was converted: 「1,200千円を1,200,000円と読みました」. */
  readonly echo: string | null;
}

/** A field answered in a way that has no single meaning: asked about, never stored. */
export interface AmbiguousField {
  readonly field: FormField;
  readonly raw: string;
  readonly reason: ReadingReason;
}

/** An authored line that belongs to no field and is not free comment. */
export interface UnreadLine {
  readonly line: string;
  readonly reason: ReadingReason;
}

/** What one reply says, field by field; nothing in it has been stored yet. */
export interface Reading {
  readonly receiptCode: string | null;
  readonly fields: readonly ReadField[];
  readonly ambiguous: readonly AmbiguousField[];
  readonly notUnderstood: readonly UnreadLine[];
  /** Fields of the form that carry no answer. */
  readonly blank: readonly FormField[];
  /** Authored free text outside the form's fields, or null. */
  readonly comment: string | null;
  readonly command: Command | null;
}

/** The short commands a reply may carry, alone or beside values (decision 11). Dates are ISO calendar dates. */
export type Command =
  | { readonly kind: 'approve' }
  | { readonly kind: 'send-back'; readonly reason: string | null }
  | { readonly kind: 'extend'; readonly until: string | null; readonly raw: string }
  | { readonly kind: 'nothing-to-report' }
  | { readonly kind: 'hand-over'; readonly note: string | null }
  | { readonly kind: 'confirm' }
  | { readonly kind: 'release' };
