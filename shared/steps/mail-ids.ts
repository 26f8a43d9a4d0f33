import { type Instant, tokyoDate } from '../calendar/time.ts';
import type { Id } from '../plan/ids.ts';
import type { ReceivedMail } from '../records.ts';
import type { RoundId } from '../round/round.ts';
import type { PlannedMail } from '../schedule/planner.ts';

/**
 * Plan / round / department / step, so that a repeat is the same mail (decision 13), and so that two plans that ask for
 * the same quarter never take each other's mail for their own. A step that comes again because the due date was moved,
 * and a digest that comes many times a round, carry their day as well.
 */
export function plannedMailId(
  plan: Id,
  mail: Pick<PlannedMail, 'round' | 'department' | 'step' | 'at'>,
  ownInstant: Instant | null,
): string {
  const base = `${plan}/${mail.round}/${mail.department ?? 'secretariat'}/${mail.step}`;
  return ownInstant?.equals(mail.at) ? base : `${base}-${tokyoDate(mail.at).toString().replaceAll('-', '')}`;
}

/** The mail with which a round asks a department. */
export function requestMailId(plan: Id, round: RoundId, department: Id): string {
  return `${plan}/${round}/${department}/request`;
}

/** The mail that brings a version of the headquarters' page to one member. */
export function releasedMailId(plan: Id, round: RoundId, version: number, member: Id): string {
  return `${plan}/${round}/headquarters/digest-v${version}/${member}`;
}

/**
 * Names one reading of a received mail: the mail itself, or which time it is being read. What follows from a reading
 * is named after it, so that a repeat of one is the same and another reading is not.
 */
export function readingId({ id, again }: Pick<ReceivedMail, 'id' | 'again'>): string {
  return again === null ? id : `${id}/reading-${again.reading}`;
}

/** The names of all readings of a received mail so far, the latest first. */
export function readingIds({ id, again }: Pick<ReceivedMail, 'id' | 'again'>): string[] {
  const latest = again?.reading ?? 1;
  return Array.from({ length: latest }, (_, index) => latest - index).map((reading) =>
    readingId({ id, again: again === null || reading === 1 ? null : { ...again, reading } }),
  );
}

/** What is written because of one reading of a received mail, or of a decision about it; one mail for each receiver. */
export function answerMailId(cause: string, index: number): string {
  return `answer/${cause}${index === 0 ? '' : `/${index + 1}`}`;
}
