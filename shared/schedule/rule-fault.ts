/** One rule that cannot stand, and the nearest that can. */
export interface RuleFault {
  /** The field of the form: `regular.due`, `regular.ladder.0.days`, `sendAt`. */
  readonly field: string;
  /** What would happen and why it may not, in Japanese. */
  readonly message: string;
  /** The value of that field nearest to the one refused that can stand; null where none can. */
  readonly nearest: string | number | null;
}
