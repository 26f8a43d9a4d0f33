import { PRICES } from './prices.ts';

/** What a city does in a month in which a round is open: the dear months, not the mean of the year. */
export interface Workload {
  readonly initiatives: number;
  readonly departments: number;
  /** Mails to a department in such a month: the request, reminders, receipts. */
  readonly mailsPerDepartment: number;
  readonly repliesPerDepartment: number;
}

/** The parts of the deployed shape that cost something by merely standing there. */
export interface Standing {
  readonly polledQueues: number;
  readonly alarms: number;
  readonly metrics: number;
  readonly dashboards: number;
  readonly keys: number;
  /** How often in a month what runs at a fixed rate does so, all together. */
  readonly fixedRuns: number;
}

export interface CostLine {
  readonly what: string;
  readonly quantity: string;
  readonly dollars: number;
}

type Template = Readonly<Record<string, unknown>>;

function resourcesOf(template: Template): { type: string; properties: Record<string, unknown> }[] {
  const { Resources: resources } = template;
  if (typeof resources !== 'object' || resources === null) return [];
  return Object.values(resources).flatMap((resource: unknown) => {
    if (typeof resource !== 'object' || resource === null || !('Type' in resource)) return [];
    const properties =
      'Properties' in resource && typeof resource.Properties === 'object' ? { ...resource.Properties } : {};
    return [{ type: String(resource.Type), properties }];
  });
}

/** Counts what stands, from the synthesized templates: what is added to the stack is added to the bill. */
export function standingOf(templates: readonly Template[]): Standing {
  const resources = templates.flatMap(resourcesOf);
  const count = (type: string) => resources.filter((resource) => resource.type === type).length;
  const alarms = resources.filter(({ type }) => type === 'AWS::CloudWatch::Alarm');
  // Metrics of AWS's own namespaces are free; ours are paid for, each name once.
  const own = new Set(
    alarms.flatMap(({ properties }) => metricsIn(properties).filter((metric) => !metric.startsWith('AWS/'))),
  );
  const rates = resources.flatMap(({ type, properties }) =>
    type === 'AWS::Scheduler::Schedule' ? [String(properties.ScheduleExpression)] : [],
  );
  return {
    polledQueues: count('AWS::Lambda::EventSourceMapping'),
    alarms: alarms.length,
    metrics: own.size,
    dashboards: count('AWS::CloudWatch::Dashboard'),
    keys: count('AWS::KMS::Key'),
    fixedRuns: rates.reduce((sum, rate) => sum + runsInMonth(rate), 0),
  };
}

/** The metrics an alarm looks at, those of an expression included. */
function metricsIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  const own = 'Namespace' in value && 'MetricName' in value ? [`${value.Namespace}/${value.MetricName}`] : [];
  return [...own, ...Object.values(value).flatMap(metricsIn)];
}

const MINUTES = { minute: 1, hour: 60, day: 24 * 60 } as const;

/** How often `rate(15 minutes)` comes in thirty days. Throws for what is no rate. */
function runsInMonth(expression: string): number {
  const [, count, unit] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression) ?? [];
  if (unit !== 'minute' && unit !== 'hour' && unit !== 'day')
    throw new RangeError(`no fixed rate: ${expression}`);
  return (30 * 24 * 60) / (Number(count) * MINUTES[unit]);
}

/** Lambda keeps five pollers on each queue, each asking every twenty seconds, however quiet it is. */
const POLLS_PER_QUEUE = (5 * 60 * 60 * 24 * 30) / 20;
/** What one mail and one reply lead to, all functions together; counted from the functions' code, rounded up. */
const PER_MAIL = { reads: 14, writes: 9, invocations: 4, events: 1, puts: 1, gets: 1, sends: 6 };
const PER_REPLY = { reads: 30, writes: 14, invocations: 4, events: 2, puts: 2, gets: 1, sends: 6 };
/** A sweep that finds nothing, and the pages of mails it lists; beyond this it reads what the departments owe. */
const PER_RUN = { reads: 16, writes: 1, sends: 3, lists: 5 };
const REQUESTS_PER_READ = 4;
/** Milliseconds and memory of one invocation, generously. */
const INVOCATION = { seconds: 0.3, gb: 0.5 };
const MAIL_KB = 12;
/** Printing a digest starts a browser; a month has one, and a draft made anew has another. */
const PRINTING = { times: 2, seconds: 20, gb: 2, papersKb: 1500 };
const LOG_KB_PER_INVOCATION = 3;

/** Estimates one month, line by line. Free tiers that every account has are taken off; those of new accounts are not. */
export function estimateMonth(
  { initiatives, departments, mailsPerDepartment, repliesPerDepartment }: Workload,
  standing: Standing,
): CostLine[] {
  const mails = departments * mailsPerDepartment;
  const replies = departments * repliesPerDepartment;
  const sum = (part: keyof typeof PER_MAIL) => mails * PER_MAIL[part] + replies * PER_REPLY[part];
  const runs = standing.fixedRuns;
  // Judging touches each initiative twice in such a month: when it is answered and at the freeze.
  const reads = sum('reads') + initiatives * 12 + runs * (PER_RUN.reads + departments / REQUESTS_PER_READ);
  const writes = sum('writes') + initiatives * 8 + runs * PER_RUN.writes;
  const invocations = sum('invocations') + runs;
  const polls = standing.polledQueues * POLLS_PER_QUEUE + sum('sends') + runs * PER_RUN.sends;
  const puts = sum('puts') + runs * PER_RUN.lists;
  const printed = PRINTING.times * PRINTING.seconds * PRINTING.gb;
  const gigabytes =
    (mails + replies) * 12 * MAIL_KB * 1e-6 * 3 +
    initiatives * 5e-5 +
    PRINTING.times * PRINTING.papersKb * 1e-6;
  const over = (amount: number, free: number) => Math.max(0, amount - free);
  const line = (what: string, quantity: string, dollars: number): CostLine => ({ what, quantity, dollars });
  const number = (value: number) => Math.round(value).toLocaleString('en');
  return [
    line('mail out', `${number(mails)} mails`, (mails / 1000) * PRICES.mailOutPer1000),
    line(
      'mail in',
      `${number(replies)} mails`,
      (replies / 1000) * (PRICES.mailInPer1000 + PRICES.mailInChunkPer1000),
    ),
    line('table reads', number(reads), (reads / 1e6) * PRICES.tableReadPerMillion),
    // A transactional write counts twice.
    line(
      'table writes',
      `${number(writes)} transactional`,
      ((writes * 2) / 1e6) * PRICES.tableWritePerMillion,
    ),
    line(
      'table storage and backup',
      `${gigabytes.toFixed(3)} GB`,
      gigabytes * (PRICES.tableStoragePerGb + PRICES.tableBackupPerGb),
    ),
    line(
      'objects',
      `${gigabytes.toFixed(3)} GB, ${number(puts)} puts and lists`,
      gigabytes * PRICES.objectStoragePerGb +
        (puts / 1000) * PRICES.objectPutPer1000 +
        (sum('gets') / 1000) * PRICES.objectGetPer1000,
    ),
    line(
      'functions',
      `${number(invocations)} invocations`,
      over(invocations * INVOCATION.seconds * INVOCATION.gb + printed, PRICES.functionFreeGbSeconds) *
        PRICES.functionGbSecond +
        (over(invocations, PRICES.functionFreeRequests) / 1e6) * PRICES.functionPerMillion,
    ),
    line(
      'queues, idle polling included',
      `${(polls / 1e6).toFixed(1)} million requests`,
      (over(polls, PRICES.queueFree) / 1e6) * PRICES.queuePerMillion,
    ),
    line(
      'bus and pipe',
      `${number(sum('events'))} events`,
      (sum('events') / 1e6) * (PRICES.busPerMillion + PRICES.pipePerMillion),
    ),
    line('schedules', 'under the free 14 million', 0),
    line(
      'logs',
      `${((invocations * LOG_KB_PER_INVOCATION) / 1e6).toFixed(3)} GB`,
      ((invocations * LOG_KB_PER_INVOCATION) / 1e6) * PRICES.logsPerGb,
    ),
    line('alarms', `${standing.alarms}`, over(standing.alarms, PRICES.alarmFree) * PRICES.alarm),
    line('own metrics', `${standing.metrics}`, over(standing.metrics, PRICES.metricFree) * PRICES.metric),
    line(
      'dashboards',
      `${standing.dashboards}`,
      over(standing.dashboards, PRICES.dashboardFree) * PRICES.dashboard,
    ),
    line(
      'keys',
      `${standing.keys}`,
      standing.keys * PRICES.key +
        ((sum('puts') + sum('gets') + reads / 100) / 10_000) * PRICES.keyUsePer10000,
    ),
  ];
}

export function totalOf(lines: readonly CostLine[]): number {
  return lines.reduce((sum, { dollars }) => sum + dollars, 0);
}
