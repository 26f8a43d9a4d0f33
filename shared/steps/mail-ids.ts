import { type Instant, tokyoDate } from '../calendar/time.ts';
import type { PlannedMail } from '../schedule/planner.ts';

/**
 * Round / department / step, so that a repeat is the same mail (decision 13). A step that comes again because the
 * due date was moved, and a digest that comes many times a round, carry their day as well.
 */
export function plannedMailId(
  mail: Pick<PlannedMail, 'round' | 'department' | 'step' | 'at'>,
  ownInstant: Instant | null,
): string {
  const base = `${mail.round}/${mail.department ?? 'secretariat'}/${mail.step}`;
  return ownInstant?.equals(mail.at) ? base : `${base}-${tokyoDate(mail.at).toString().replaceAll('-', '')}`;
}

/** The answer to a received mail; one answer for each receiver. */
export function answerMailId(receivedId: string, index: number): string {
  return `answer/${receivedId}${index === 0 ? '' : `/${index + 1}`}`;
}
