/**
 * What each thing costs, in US dollars, Tokyo (ap-northeast-1). Written down on 2026-11-22 from public price pages'
 * figures as they were known then; prices move, so check AWS's own calculator before you rely on a number.
 */
export const PRICES_AS_OF = '2026-11-22';

export const PRICES = {
  /** Outgoing mail, the plan new accounts start on since July 2026; per thousand. */
  mailOutPer1000: 0.16,
  mailInPer1000: 0.1,
  /** Each begun 256 KB of an incoming mail; per thousand. */
  mailInChunkPer1000: 0.09,
  /** EventBridge Scheduler; 14 million a month are free. */
  schedulePerMillion: 1.25,
  scheduleFree: 14_000_000,
  tableWritePerMillion: 0.715,
  tableReadPerMillion: 0.1425,
  tableStoragePerGb: 0.285,
  tableBackupPerGb: 0.228,
  objectStoragePerGb: 0.025,
  objectPutPer1000: 0.0047,
  objectGetPer1000: 0.00037,
  /** Lambda on arm64 (what prints runs on x86_64, a quarter dearer, for seconds a month): per GB-second and per million requests; one million requests and 400,000 GB-s are free. */
  functionGbSecond: 0.0000133334,
  functionPerMillion: 0.2,
  functionFreeGbSeconds: 400_000,
  functionFreeRequests: 1_000_000,
  /** One million a month are free. */
  queuePerMillion: 0.4,
  queueFree: 1_000_000,
  busPerMillion: 1,
  pipePerMillion: 0.4,
  webPerMillion: 1.29,
  logsPerGb: 0.76,
  /** Ten alarms, ten custom metrics and three dashboards a month are free. */
  alarm: 0.1,
  alarmFree: 10,
  metric: 0.3,
  metricFree: 10,
  dashboard: 3,
  dashboardFree: 3,
  key: 1,
  keyUsePer10000: 0.03,
} as const;
