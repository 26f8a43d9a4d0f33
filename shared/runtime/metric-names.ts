/** The few numbers that the platform cannot count by itself; alarms name them, so they stand apart from the counter. */
export const METRICS = {
  /** Mails the mail service accepted. */
  mailsSent: 'MailsSent',
  /** Mails that came in and were settled, whatever became of them. */
  mailsReceived: 'MailsReceived',
  /** Answers to received mails that were not given because the day's limits were reached: a loop, or a flood. */
  answersUnsaid: 'AnswersUnsaid',
  /** Mails that came in unread, found by the sweep. */
  sweptRawMails: 'SweptRawMails',
  /** Mails that have waited to be read for more than half an hour. */
  unreadMails: 'UnreadMails',
  /** Mails that were decided and had not left. */
  stalePending: 'StalePendingMails',
  /** Mails of which nobody knows for too long whether they left. */
  unknownSends: 'UnknownSends',
  /** Steps of the timetable that did not happen at their time. */
  missedSteps: 'MissedSteps',
  /** Schedules that are missing or too many. */
  scheduleDrift: 'ScheduleDrift',
  /** Open rounds nobody has answered days after they opened. */
  silentRounds: 'SilentRounds',
} as const;

export type MetricName = (typeof METRICS)[keyof typeof METRICS];

/** Adds to one of the numbers. */
export type Count = (metric: MetricName, by?: number) => void;

/** For everywhere that is not watched: tests, the local host. */
export const countNothing: Count = () => {};
