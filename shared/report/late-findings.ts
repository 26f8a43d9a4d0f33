import { shortDateTime } from '../calendar/japanese-date.ts';
import type { Instant } from '../calendar/time.ts';
import { roundShort } from '../mail/wording.ts';
import { type Directory, departmentName } from '../plan/directory.ts';
import type { Id } from '../plan/ids.ts';
import type { RoundId } from '../round/round.ts';
import { stepName } from '../schedule/why.ts';

/** A step of the timetable that did not happen at its time. */
export interface LateStep {
  readonly round: RoundId;
  /** As ids name it: `request`, `due-plus-3`. */
  readonly step: string;
  readonly dueAt: Instant;
  readonly foundAt: Instant;
  /** It was found so late that it would have done harm. */
  readonly isGivenUp: boolean;
}

/** A mail that came in and was read late, because its notification was lost or its reader failed. */
export interface LateMail {
  /** Null where the sender could not be told. */
  readonly department: Id | null;
  readonly receivedAt: Instant;
  readonly foundAt: Instant;
  /** False while it still has not been read. */
  readonly isRead: boolean;
}

type Line = { label: string; text: string };

/** What each step that did not happen in time was, and what became of it. */
export function listLateSteps(steps: readonly LateStep[]): Line[] {
  return steps.map(({ round, step, dueAt, foundAt, isGivenUp }) => ({
    label: `${roundShort(round)}　${stepName(step)}`,
    text: isGivenUp
      ? `${shortDateTime(dueAt)}の予定でした。1開庁日以上遅れたため、行いませんでした。`
      : `${shortDateTime(dueAt)}の予定でした。${shortDateTime(foundAt)}に行いました。`,
  }));
}

/** Whose mail was read late, and when it had come. */
export function listLateMails(mails: readonly LateMail[], directory: Directory): Line[] {
  return mails.map(({ department, receivedAt, foundAt, isRead }) => ({
    label: department === null ? '送信元を確認できません' : departmentName(directory, department),
    text: isRead
      ? `${shortDateTime(receivedAt)}に届き、${shortDateTime(foundAt)}に取り込みました。`
      : `${shortDateTime(receivedAt)}に届きましたが、まだ読み取れていません。`,
  }));
}
