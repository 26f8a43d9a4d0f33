import type { Instant } from '../../../shared/calendar/time.ts';
import type { Store } from '../../../shared/ports.ts';

/** What one run works with. */
export interface Sweep {
  readonly store: Store;
  readonly city: string;
  readonly plan: string;
  readonly now: Instant;
}
