/** What the local system calls its resources; a deployed stage names its own. */
export const LOCAL = {
  city: 'iizuka',
  /** The sample city's plan. */
  plan: 'iizuka-plan-r6',
  table: 'shinchoku',
  bucket: 'shinchoku',
  replyDomain: 'in.iizuka.example',
  fromAddress: 'shinchoku@in.iizuka.example',
  /** Where the pages are unless they are started on another port. */
  webOrigin: 'http://127.0.0.1:8025',
  configurationSet: 'shinchoku',
  scheduleGroup: 'shinchoku',
  /** Schedules that stand whatever the plan is; kept apart so that reconciling never touches them. */
  fixedGroup: 'shinchoku-fixed',
  /** The first round of the sample city opens at this instant, so that there is something to see at once. */
  startsAt: '2026-07-01T09:00:00+09:00',
} as const;

/** Everything local is credentials for nothing: the loopback services check none. */
export const LOCAL_CREDENTIALS = { accessKeyId: 'local', secretAccessKey: 'local' } as const;
