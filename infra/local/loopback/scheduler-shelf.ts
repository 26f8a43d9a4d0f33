import { randomUUID } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import * as z from 'zod';
import { type Clock, type Instant, Temporal } from '../../../shared/calendar/time.ts';
import type { Queues } from '../queues.ts';
import { inTransaction, integerOf, optionalIntegerOf, type Row, textOf } from '../sqlite.ts';
import { ACCOUNT, REGION } from './account.ts';
import { nextTime, readScheduleExpression } from './schedule-expression.ts';

/** A recurring schedule whose times were jumped over is moved on at most so often in one question. */
const MOVES_MAX = 10_000;

/** Client tokens remembered, newest first: far more than one process has calls under way. */
const TOKENS_KEPT = 1_000;

const TABLES = `
  CREATE TABLE IF NOT EXISTS schedule_groups (name TEXT PRIMARY KEY, created_at INTEGER NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS schedules (
    group_name TEXT NOT NULL REFERENCES schedule_groups (name),
    name TEXT NOT NULL,
    definition TEXT NOT NULL,
    state TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    modified_at INTEGER NOT NULL,
    next_at INTEGER,
    PRIMARY KEY (group_name, name)
  ) STRICT;
  CREATE INDEX IF NOT EXISTS schedules_by_time ON schedules (state, next_at, group_name, name);
  CREATE TABLE IF NOT EXISTS schedule_tokens (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    token TEXT NOT NULL UNIQUE,
    request TEXT NOT NULL
  ) STRICT;`;

/** What CreateSchedule and UpdateSchedule take, as far as the loopback knows it. */
export const ScheduleDefinition = z.strictObject({
  ScheduleExpression: z.string().min(1).max(256),
  ScheduleExpressionTimezone: z.string().default('UTC'),
  /** Seconds since 1970, as the protocol writes times. */
  StartDate: z.number().optional(),
  EndDate: z.number().optional(),
  Description: z.string().max(512).optional(),
  State: z.enum(['ENABLED', 'DISABLED']).default('ENABLED'),
  ActionAfterCompletion: z.enum(['NONE', 'DELETE']).default('NONE'),
  FlexibleTimeWindow: z.strictObject({ Mode: z.literal('OFF') }),
  Target: z.strictObject({
    Arn: z.string().regex(/^arn:aws:sqs:[a-z0-9-]+:\d{12}:[\w-]+$/),
    RoleArn: z.string().regex(/^arn:aws:iam::\d{12}:role\/.+$/),
    Input: z
      .string()
      .max(256 * 1024)
      .optional(),
    DeadLetterConfig: z.strictObject({ Arn: z.string().startsWith('arn:aws:sqs:') }).optional(),
    RetryPolicy: z
      .strictObject({
        MaximumEventAgeInSeconds: z.int().min(60).max(86_400).optional(),
        MaximumRetryAttempts: z.int().min(0).max(185).optional(),
      })
      .optional(),
  }),
});
export type ScheduleDefinition = z.infer<typeof ScheduleDefinition>;

export type StoredSchedule = {
  readonly group: string;
  readonly name: string;
  readonly definition: ScheduleDefinition;
  readonly createdAt: number;
  readonly modifiedAt: number;
};

export type StoredGroup = { readonly name: string; readonly createdAt: number };

/** One time at which one schedule is due. */
export type Occurrence = { readonly group: string; readonly name: string; readonly at: Instant };

type Page = { readonly prefix: string; readonly after: string; readonly limit: number };

export type ScheduleShelf = ReturnType<typeof createScheduleShelf>;

export type ScheduleShelfOptions = {
  readonly db: DatabaseSync;
  readonly clock: Clock;
  readonly queues: Queues;
};

/** The schedules kept in `db`, each with the next time at which it is due. */
export function createScheduleShelf({ db, clock, queues }: ScheduleShelfOptions) {
  db.exec(TABLES);
  const sql = statements(db);
  const now = () => clock().epochMilliseconds;
  sql.addGroup.run('default', now());

  const find = (group: string, name: string) => {
    const row = sql.get.get(group, name);
    return row === undefined ? undefined : scheduleOf(row);
  };

  return {
    addGroup: (name: string) => sql.addGroup.run(name, now()).changes > 0,
    getGroup: (name: string): StoredGroup | undefined => {
      const row = sql.getGroup.get(name);
      return row === undefined ? undefined : groupOf(row);
    },
    listGroups: ({ prefix, after, limit }: Page): readonly StoredGroup[] =>
      sql.listGroups.all(prefix, after, limit).map(groupOf),
    /** Makes a schedule, or replaces one as a whole. */
    put(group: string, name: string, definition: ScheduleDefinition) {
      const createdAt = find(group, name)?.createdAt ?? now();
      // A time already past when the schedule is made is never due: AWS promises nothing about such a one.
      const due = dueTime({ definition, createdAt }, clock());
      const json = JSON.stringify(definition);
      sql.put.run(group, name, json, definition.State, createdAt, now(), due?.epochMilliseconds ?? null);
    },
    get: find,
    remove: (group: string, name: string) => sql.remove.run(group, name).changes > 0,
    /** In the order of group and name; `after` is `group/name`. */
    list: (group: string | undefined, state: string | undefined, { prefix, after, limit }: Page) =>
      sql.list.all(group ?? null, prefix, after, limit, state ?? null).map(scheduleOf),
    /**
     * Does `work` unless a request under the same token did it before; both are noted in one transaction.
     * Tells `reused` when the token came with a different request.
     */
    once(token: string | undefined, request: string, work: () => void): 'done' | 'repeated' | 'reused' {
      if (token === undefined) {
        work();
        return 'done';
      }
      return inTransaction(db, () => {
        const row = sql.getToken.get(token);
        if (row !== undefined) return textOf(row, 'request') === request ? 'repeated' : 'reused';
        work();
        sql.addToken.run(token, request);
        sql.forgetTokens.run(TOKENS_KEPT);
        return 'done';
      });
    },
    /**
     * The next time at or before `upTo` at which a schedule is due, the earliest first.
     *
     * A one-time schedule that was missed stays due. A recurring one is not made up for: its times before
     * `after` are passed over, because time on AWS does not jump.
     */
    nextDue(after: Instant, upTo: Instant): Occurrence | undefined {
      for (let moves = 0; moves < MOVES_MAX; moves++) {
        const row = sql.nextDue.get(upTo.epochMilliseconds);
        if (row === undefined) return undefined;
        const at = Temporal.Instant.fromEpochMilliseconds(integerOf(row, 'next_at'));
        const schedule = scheduleOf(row);
        const oneTime = schedule.definition.ScheduleExpression.startsWith('at(');
        if (oneTime || Temporal.Instant.compare(at, after) >= 0) {
          return { group: schedule.group, name: schedule.name, at };
        }
        const next = dueTime(schedule, after)?.epochMilliseconds ?? null;
        sql.setNext.run(next, schedule.group, schedule.name);
      }
      throw new Error(`more than ${MOVES_MAX} recurring schedules were passed over at once`);
    },
    /**
     * Puts the message of an occurrence on its queue, and in the same transaction moves the schedule on or
     * deletes it. False when that occurrence is no longer due, having fired or been replaced.
     */
    fire({ group, name, at }: Occurrence): boolean {
      return inTransaction(db, () => {
        const row = sql.get.get(group, name);
        if (row === undefined || optionalIntegerOf(row, 'next_at') !== at.epochMilliseconds) return false;
        const schedule = scheduleOf(row);
        const { Target, ActionAfterCompletion } = schedule.definition;
        queues.send(queueOf(Target.Arn), messageOf(schedule, at));
        const next = dueTime(schedule, at.add({ milliseconds: 1 }));
        if (next === undefined && ActionAfterCompletion === 'DELETE') sql.remove.run(group, name);
        else sql.setNext.run(next?.epochMilliseconds ?? null, group, name);
        return true;
      });
    },
  };
}

/** The last part of a queue's ARN, which is the name the local queue goes by. */
function queueOf(arn: string): string {
  return arn.slice(arn.lastIndexOf(':') + 1);
}

export function scheduleArn({ group, name }: { readonly group: string; readonly name: string }): string {
  return `arn:aws:scheduler:${REGION}:${ACCOUNT}:schedule/${group}/${name}`;
}

type Timed = Pick<StoredSchedule, 'definition' | 'createdAt'>;

/** The first time at or after `from` within the schedule's own beginning and end. */
function dueTime({ definition, createdAt }: Timed, from: Instant): Instant | undefined {
  const { ScheduleExpression, ScheduleExpressionTimezone, StartDate, EndDate } = definition;
  const expression = readScheduleExpression(ScheduleExpression, ScheduleExpressionTimezone);
  if (expression === undefined) return undefined;
  if (expression.kind === 'at') return nextTime(expression, from, from);
  // Without a beginning of its own, a rate starts when the schedule is made.
  const anchorMs = StartDate === undefined ? createdAt : StartDate * 1000;
  const anchor = Temporal.Instant.fromEpochMilliseconds(anchorMs);
  const begin = Temporal.Instant.compare(from, anchor) < 0 ? anchor : from;
  const next = nextTime(expression, begin, anchor);
  const ended = next !== undefined && EndDate !== undefined && next.epochMilliseconds > EndDate * 1000;
  return ended ? undefined : next;
}

function messageOf(schedule: StoredSchedule, at: Instant): string {
  const time = at.toString({ smallestUnit: 'second' });
  const { Input } = schedule.definition.Target;
  const input =
    Input ??
    JSON.stringify({
      version: '0',
      id: randomUUID(),
      'detail-type': 'Scheduled Event',
      source: 'aws.scheduler',
      account: ACCOUNT,
      time,
      region: REGION,
      resources: [scheduleArn(schedule)],
      detail: '{}',
    });
  return input
    .replaceAll('<aws.scheduler.scheduled-time>', time)
    .replaceAll('<aws.scheduler.schedule-arn>', scheduleArn(schedule))
    .replaceAll('<aws.scheduler.execution-id>', randomUUID())
    .replaceAll('<aws.scheduler.attempt-number>', '1');
}

function scheduleOf(row: Row): StoredSchedule {
  return {
    group: textOf(row, 'group_name'),
    name: textOf(row, 'name'),
    definition: ScheduleDefinition.parse(JSON.parse(textOf(row, 'definition'))),
    createdAt: integerOf(row, 'created_at'),
    modifiedAt: integerOf(row, 'modified_at'),
  };
}

function groupOf(row: Row): StoredGroup {
  return { name: textOf(row, 'name'), createdAt: integerOf(row, 'created_at') };
}

function statements(db: DatabaseSync) {
  return {
    addGroup: db.prepare('INSERT INTO schedule_groups VALUES (?, ?) ON CONFLICT DO NOTHING'),
    getGroup: db.prepare('SELECT * FROM schedule_groups WHERE name = ?'),
    listGroups: db.prepare(
      `SELECT * FROM schedule_groups
       WHERE substr(name, 1, length(?1)) = ?1 AND name > ?2 ORDER BY name LIMIT ?3`,
    ),
    put: db.prepare('INSERT OR REPLACE INTO schedules VALUES (?, ?, ?, ?, ?, ?, ?)'),
    get: db.prepare('SELECT * FROM schedules WHERE group_name = ? AND name = ?'),
    remove: db.prepare('DELETE FROM schedules WHERE group_name = ? AND name = ?'),
    list: db.prepare(
      `SELECT * FROM schedules
       WHERE (?1 IS NULL OR group_name = ?1) AND (?5 IS NULL OR state = ?5)
         AND substr(name, 1, length(?2)) = ?2 AND group_name || '/' || name > ?3
       ORDER BY group_name || '/' || name LIMIT ?4`,
    ),
    nextDue: db.prepare(
      `SELECT * FROM schedules WHERE state = 'ENABLED' AND next_at <= ?
       ORDER BY next_at, group_name, name LIMIT 1`,
    ),
    setNext: db.prepare('UPDATE schedules SET next_at = ? WHERE group_name = ? AND name = ?'),
    addToken: db.prepare('INSERT INTO schedule_tokens (token, request) VALUES (?, ?)'),
    forgetTokens: db.prepare(
      'DELETE FROM schedule_tokens WHERE seq <= (SELECT max(seq) FROM schedule_tokens) - ?',
    ),
    getToken: db.prepare('SELECT request FROM schedule_tokens WHERE token = ?'),
  };
}
