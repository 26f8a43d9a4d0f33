/** A cell as a file holds it, before anybody says what it means. */
export type FormCell =
  | { readonly kind: 'text'; readonly text: string }
  /** `format` is the number format's code, as in `0%`; empty for the general one. */
  | { readonly kind: 'number'; readonly value: number; readonly format: string }
  | { readonly kind: 'truth'; readonly value: boolean }
  /** A formula that ended in a fault, or was never calculated. */
  | { readonly kind: 'fault' };

/** Where a defined name points to; rows and columns are counted from 0. */
export interface CellPlace {
  readonly sheet: string;
  readonly row: number;
  readonly column: number;
}

/** What was read of a workbook that may be our form. Blank cells are absent. */
export interface FormWorkbook {
  /** By sheet name, then by `row,column`. */
  readonly sheets: ReadonlyMap<string, ReadonlyMap<string, FormCell>>;
  readonly names: ReadonlyMap<string, CellPlace>;
  /** The Mac's day count begins four years later. */
  readonly daysFrom1904: boolean;
}

/** Why a workbook that is, or may well be, our form is not opened. The code is also the reason its mail is held. */
export type FormRefusal =
  /** It carries macros. */
  | 'form-macro'
  /** It is larger than any form, or unpacks to more: a zip bomb. */
  | 'form-too-large'
  /** It is under a password. */
  | 'form-locked'
  | 'form-broken';

export type FormOpening =
  | { readonly kind: 'opened'; readonly workbook: FormWorkbook }
  | { readonly kind: 'refused'; readonly reason: FormRefusal }
  /** Some other file, which nobody opens. */
  | { readonly kind: 'not-a-form' };
