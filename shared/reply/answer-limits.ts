/** Answers to one mail of ours on one day, whoever writes: two machines that answer each other end here. */
const PER_MAIL = 10;
/** The same text to the same mail on one day: answered the first two times it comes. */
const PER_TEXT = 2;

/** What could not be read is told once a day; the second such mail of a day is held like the first, in silence. */
const TOLD_ONCE_A_DAY: ReadonlySet<string> = new Set([
  'free-text',
  'nothing-answered',
  'no-open-request',
  'no-key',
  'too-large',
  'reader-failed',
  'words-for-the-secretariat',
  'outside-sender',
  'unreadable-sender',
  'code-only-unverified',
  'colleague-spam',
  'virus',
]);

/** One answer about to be given. */
export interface AnswerToLimit {
  /** To whom it goes. */
  readonly to: string;
  /** The reason code of the received mail's end. */
  readonly reason: string | null;
  /** The mail of ours that was answered, if any. */
  readonly mail: string | null;
  /** Hash of the received text. */
  readonly textHash: string;
}

/** A number of answers given on one day, and how many there may be. */
export interface AnswerLimit {
  /** What is counted; with the day it identifies the tally. */
  readonly about: string;
  readonly most: number;
  readonly why: 'too-many-for-one-mail' | 'told-today' | 'same-text-again';
}

/** The tallies an answer counts in: it is given only where none of them is full (replies.md, limits). */
export function limitsOn({ to, reason, mail, textHash }: AnswerToLimit): AnswerLimit[] {
  const receiver = to.toLowerCase();
  const limits: AnswerLimit[] = [
    { about: `text/${receiver}/${mail ?? '-'}/${textHash}`, most: PER_TEXT, why: 'same-text-again' },
  ];
  if (mail !== null) limits.push({ about: `mail/${mail}`, most: PER_MAIL, why: 'too-many-for-one-mail' });
  if (reason !== null && TOLD_ONCE_A_DAY.has(reason))
    limits.push({ about: `told/${receiver}/${reason}`, most: 1, why: 'told-today' });
  return limits;
}
