import { type Instant, instantOf, Temporal } from '../calendar/time.ts';

/** So long activated rules wait, so that whoever activated them has time to take them back. */
export const ACTIVATION_DELAY_MINUTES = 10;

/** When rules activated at `now` come into force. */
export const activationInstant = (now: Instant): Instant => now.add({ minutes: ACTIVATION_DELAY_MINUTES });

/** What an activation has come to, as far as its future depends on it. */
export interface Activation {
  readonly state: 'pending' | 'withdrawn' | 'in-force' | 'overtaken';
  readonly basedOn: number;
  readonly activatesAt: string;
}

/**
 * What is to be done about an activation at `now`, with that version in force: nothing, wait, put it into force, or
 * give it up because the rules it was compared with are no longer those in force. The very instant is in time.
 */
export function decideActivation(
  activation: Activation | null,
  versionInForce: number,
  now: Instant,
): 'nothing' | 'wait' | 'publish' | 'give-up' {
  if (activation?.state !== 'pending') return 'nothing';
  if (activation.basedOn !== versionInForce) return 'give-up';
  return Temporal.Instant.compare(now, instantOf(activation.activatesAt)) < 0 ? 'wait' : 'publish';
}
