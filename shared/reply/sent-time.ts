import { type Instant, instantOf, Temporal } from '../calendar/time.ts';

/** A gateway or a queue holds a mail back for hours, at worst over a long weekend; an older date is a wrong clock. */
const DELAY_MAX_DAYS = 7;

/** Clocks of office machines differ: mails sent within so many minutes of each other are ordered by their arrival. */
const CLOCK_TOLERANCE_MINUTES = 5;

/** A mail sent before the freeze and held back on its way still counts, if it arrives within so many hours after. */
const GRACE_HOURS = 12;

/** When something was said, and when it reached us. */
export interface Times {
  readonly sentAt: Instant;
  readonly receivedAt: Instant;
}

/**
 * When a mail was sent: its own Date, as far as it can be believed. A date after the arrival, or more than a week
 * before it, is a wrong clock; then the arrival counts.
 */
export function sentTimeOf(date: string | null, receivedAt: Instant): Instant {
  if (date === null) return receivedAt;
  const sentAt = instantOf(date);
  const delay = sentAt.until(receivedAt).total('hours');
  return delay < 0 || delay > DELAY_MAX_DAYS * 24 ? receivedAt : sentAt;
}

/** Whether what is stored was said later than what has just come, so that it stays (replies.md: out of order). */
export function isOlderThan(said: Times, stored: Times): boolean {
  if (Temporal.Instant.compare(said.receivedAt, stored.receivedAt) < 0) return true;
  return said.sentAt.until(stored.sentAt).total('minutes') > CLOCK_TOLERANCE_MINUTES;
}

/** Until when an answer that was said in time may still arrive. */
export function graceEndsAt(freezesAt: Instant): Instant {
  return freezesAt.add({ hours: GRACE_HOURS });
}

/** Whether an answer that arrives after the freeze was held back on its way and counts as in time. */
export function isWithinGrace({ sentAt, receivedAt }: Times, freezesAt: Instant): boolean {
  return (
    Temporal.Instant.compare(sentAt, freezesAt) <= 0 &&
    freezesAt.until(receivedAt).total('hours') <= GRACE_HOURS
  );
}
