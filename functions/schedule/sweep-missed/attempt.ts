import type { Instant } from '../../../shared/calendar/time.ts';

/**
 * For which time something is asked for again that has been waiting since `since`: 0 after `firstMinutes`, 1 after
 * twice that, 2 after four times. So what stays stuck is asked for ever more rarely, and a repeat of the same
 * asking is the same event. Null while it is too early.
 */
export function attemptAt(since: Instant, now: Instant, firstMinutes: number): number | null {
  const waited = since.until(now).total('minutes');
  return waited < firstMinutes ? null : Math.floor(Math.log2(waited / firstMinutes));
}
