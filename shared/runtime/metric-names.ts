/** The few numbers that the platform cannot count by itself; alarms name them, so they stand apart from the counter. */
export const METRICS = {
  /** Mails the mail service accepted. */
  mailsSent: 'MailsSent',
  /** Mails that came in and were settled, whatever became of them. */
  mailsReceived: 'MailsReceived',
  /** Answers to received mails that were not given because the day's limits were reached: a loop, or a flood. */
  answersUnsaid: 'AnswersUnsaid',
  /** Schedules the daily run found standing that nothing asks for. */
  schedulesCorrected: 'SchedulesCorrected',
} as const;

export type MetricName = (typeof METRICS)[keyof typeof METRICS];

/** Adds to one of the numbers. */
export type Count = (metric: MetricName, by?: number) => void;

/** For everywhere that is not watched: tests, the local host. */
export const countNothing: Count = () => {};
