import type { OutboxEvent } from '../events/catalogue.ts';
import type { SweepDueV1 } from '../events/sweep-due.v1.ts';
import type { TimetableChangedV1 } from '../events/timetable-changed.v1.ts';

/** What a function may do, by intent; each side turns it into grants or into the dependencies it hands over. */
export type Permission =
  /** Single rows by their key. */
  | 'read-table'
  /** All rows of a partition. */
  | 'list-table'
  /** What stands in a state, oldest first. */
  | 'list-worklist'
  | 'write-table'
  /** Mails as they came in. */
  | 'read-received'
  /** Rendered mails on their way out. */
  | 'read-mails'
  | 'write-mails'
  /** What was printed of digests. */
  | 'read-papers'
  | 'write-papers'
  /** Answers as the secretariat typed them in. */
  | 'write-entries'
  /** The same, to read them. */
  | 'read-entries'
  /** Writes over a mail that came in, so that what it said is gone. */
  | 'redact-received'
  /** Deletes answers and days of the trail whose years are over, and no other row. */
  | 'delete-expired'
  | 'send-mail'
  /** The names of the mails that came in, and nothing else. */
  | 'list-received'
  | 'list-schedules'
  | 'change-schedules';

/** What wakes a function. Every trigger ends in the function's own queue. */
export type Trigger =
  /** One-time schedules name this function as their target; a step none of them fired comes through the outbox. */
  | { readonly on: 'schedule' }
  /** An event that left through the outbox. */
  | { readonly on: 'event'; readonly type: OutboxEvent['type'] }
  /** A mail arrived: SES's receipt notification through SNS. */
  | { readonly on: 'mail-arrived' }
  /** SES tells what became of a mail. */
  | { readonly on: 'delivery-reported' }
  /** A fixed rate, without a plan behind it. */
  | {
      readonly on: 'rate';
      readonly expression: string;
      readonly type: (SweepDueV1 | TimetableChangedV1)['type'];
      /**
       * On one machine the clock jumps over months, so that what runs by the minute would run thousands of times in a
       * second. It is woken there when the clock has come to rest.
       */
      readonly locally?: 'at-rest';
    };

export interface Wired {
  /** The function's folder, which holds its index.ts. */
  readonly folder: string;
  readonly triggers: readonly Trigger[];
  readonly may: readonly Permission[];
  readonly queue: {
    /** At least six times the function's timeout (AWS's advice for queues behind functions). */
    readonly visibilitySeconds: number;
    /** Deliveries before a message goes to the dead letters. */
    readonly maxReceiveCount: number;
    /** Invocations at once, where the world behind allows no more. */
    readonly maxConcurrency?: number;
  };
  readonly timeoutSeconds: number;
  /** Lambda gives CPU in proportion, so this also sets the speed; 512 unless said otherwise. */
  readonly memoryMb?: number;
  /** x86_64 for functions with native parts (decision 29), arm64 for all others. */
  readonly architecture?: 'arm64' | 'x86_64';
  /** Room for files; 512 unless said otherwise. */
  readonly temporaryMb?: number;
}

/**
 * Which function exists, what wakes it, what it may do (decision 25). The CDK app and the local host both read this
 * table, so that the two cannot drift.
 */
export const WIRING = {
  'open-round': {
    folder: 'functions/collect/open-round',
    triggers: [{ on: 'schedule' }],
    may: ['read-table', 'list-table', 'write-table', 'write-mails'],
    queue: { visibilitySeconds: 720, maxReceiveCount: 5 },
    timeoutSeconds: 120,
  },
  remind: {
    folder: 'functions/collect/remind',
    triggers: [{ on: 'schedule' }, { on: 'event', type: 'contact-check-started.v1' }],
    may: ['read-table', 'list-table', 'write-table', 'write-mails'],
    queue: { visibilitySeconds: 720, maxReceiveCount: 5 },
    timeoutSeconds: 120,
  },
  'receive-reply': {
    folder: 'functions/collect/receive-reply',
    triggers: [{ on: 'mail-arrived' }, { on: 'event', type: 'mail-found.v1' }],
    may: ['read-table', 'list-table', 'write-table', 'read-received', 'write-mails'],
    queue: { visibilitySeconds: 360, maxReceiveCount: 5 },
    timeoutSeconds: 60,
  },
  'evaluate-progress': {
    folder: 'functions/report/evaluate-progress',
    triggers: [{ on: 'schedule' }, { on: 'event', type: 'submission-recorded.v1' }],
    may: ['read-table', 'list-table', 'write-table'],
    queue: { visibilitySeconds: 720, maxReceiveCount: 5 },
    timeoutSeconds: 120,
  },
  'send-digest': {
    folder: 'functions/report/send-digest',
    triggers: [{ on: 'schedule' }, { on: 'event', type: 'digest-released.v1' }],
    may: ['read-table', 'list-table', 'list-worklist', 'write-table', 'write-mails', 'read-papers'],
    queue: { visibilitySeconds: 720, maxReceiveCount: 5 },
    timeoutSeconds: 120,
  },
  'print-papers': {
    folder: 'functions/report/print-papers',
    triggers: [{ on: 'event', type: 'digest-drafted.v1' }],
    may: ['read-table', 'list-table', 'list-worklist', 'write-table', 'write-papers'],
    // One that fails three times has something wrong with it; the digest goes without what is missing.
    queue: { visibilitySeconds: 720, maxReceiveCount: 3 },
    timeoutSeconds: 120,
    // A browser: about 500 MB while it prints, and a whole processor.
    memoryMb: 2048,
    architecture: 'x86_64',
    // It unpacks to 200 MB.
    temporaryMb: 1024,
  },
  'deliver-mail': {
    folder: 'functions/mail/deliver-mail',
    triggers: [{ on: 'event', type: 'mail-queued.v1' }],
    may: ['read-table', 'write-table', 'read-mails', 'send-mail'],
    // Each crash between claim and answer costs six deliveries of waiting, and a bad day may have several.
    queue: { visibilitySeconds: 180, maxReceiveCount: 40, maxConcurrency: 2 },
    timeoutSeconds: 30,
  },
  'track-delivery': {
    folder: 'functions/mail/track-delivery',
    triggers: [{ on: 'delivery-reported' }],
    may: ['read-table', 'write-table'],
    queue: { visibilitySeconds: 180, maxReceiveCount: 8 },
    timeoutSeconds: 30,
  },
  'plan-schedules': {
    folder: 'functions/schedule/plan-schedules',
    triggers: [
      { on: 'schedule' },
      { on: 'event', type: 'timetable-changed.v1' },
      { on: 'rate', expression: 'rate(1 day)', type: 'timetable-changed.v1' },
    ],
    may: ['read-table', 'list-table', 'write-table', 'list-schedules', 'change-schedules'],
    queue: { visibilitySeconds: 720, maxReceiveCount: 5 },
    timeoutSeconds: 120,
  },
  'sweep-missed': {
    folder: 'functions/schedule/sweep-missed',
    triggers: [{ on: 'rate', expression: 'rate(15 minutes)', type: 'sweep-due.v1', locally: 'at-rest' }],
    may: [
      'read-table',
      'list-table',
      'list-worklist',
      'write-table',
      'list-received',
      'list-schedules',
      // What is past its years is blanked and deleted here.
      'read-received',
      'redact-received',
      'read-entries',
      'write-entries',
      'delete-expired',
    ],
    // One that fails is followed by the next; a third try would only come in its way.
    queue: { visibilitySeconds: 720, maxReceiveCount: 2 },
    timeoutSeconds: 120,
  },
} as const satisfies Record<string, Wired>;

export type FunctionName = keyof typeof WIRING;

/** The pages: called by the HTTP API, not by a queue. */
export const WEB = {
  folder: 'functions/web/serve-pages',
  may: [
    'read-table',
    'list-table',
    'list-worklist',
    'write-table',
    'read-received',
    'redact-received',
    'read-entries',
    'write-entries',
    'write-mails',
    'read-papers',
  ],
  timeoutSeconds: 10,
} as const satisfies Pick<Wired, 'folder' | 'may' | 'timeoutSeconds'>;

/** Whoever runs the command line on a deployed stage: what its commands write and read; it sends nothing itself. */
export const OPERATOR = {
  may: [
    'read-table',
    'list-table',
    'list-worklist',
    'write-table',
    'read-received',
    'write-mails',
    'write-entries',
    'read-entries',
    'redact-received',
    'delete-expired',
    'list-schedules',
    'change-schedules',
  ],
} as const satisfies Pick<Wired, 'may'>;

/** Everything that is deployed as a function. */
export type DeployedName = FunctionName | 'serve-pages';

export const FUNCTION_NAMES = Object.keys(WIRING).filter((name): name is FunctionName => name in WIRING);

export const DEPLOYED_NAMES: readonly DeployedName[] = [...FUNCTION_NAMES, 'serve-pages'];

/** Where a function's code lies. */
export const folderOf = (name: DeployedName) => (name === 'serve-pages' ? WEB.folder : WIRING[name].folder);

/** The queue in front of a function, and the one that takes what it could not settle. */
export const queueName = (name: FunctionName) => `${name}-queue`;
export const deadLetterName = (name: FunctionName) => `${name}-dead-letters`;

/** The functions an outbox event wakes. */
export function functionsFor(event: OutboxEvent): FunctionName[] {
  if (event.type === 'step-fell-due.v1') return [event.data.target];
  const { type } = event;
  return FUNCTION_NAMES.filter((name) => {
    const triggers: readonly Trigger[] = WIRING[name].triggers;
    return triggers.some((trigger) => trigger.on === 'event' && trigger.type === type);
  });
}

/**
 * The message a fixed rate puts into a function's queue. The event's id carries the planned instant, which Scheduler
 * fills in, so that a repeat is the same event.
 */
export function rateMessage(
  name: FunctionName,
  type: (SweepDueV1 | TimetableChangedV1)['type'],
  { city, plan }: { city: string; plan: string },
  scheduledAt = '<aws.scheduler.scheduled-time>',
): string {
  const data = type === 'timetable-changed.v1' ? { plan, cause: 'daily' } : { plan };
  return JSON.stringify({ id: `rate/${name}/${scheduledAt}`, type, city, at: scheduledAt, data });
}

/** The one function a kind of outside event wakes. */
export function functionOn(on: 'mail-arrived' | 'delivery-reported'): FunctionName {
  const found = FUNCTION_NAMES.find((name) => {
    const triggers: readonly Trigger[] = WIRING[name].triggers;
    return triggers.some((trigger) => trigger.on === on);
  });
  if (!found) throw new RangeError(`no function is wired to ${on}`);
  return found;
}
