import { createHash, randomUUID } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import * as z from 'zod';
import type { Clock, Instant } from '../../../shared/calendar/time.ts';
import type { Queues } from '../queues.ts';
import { ACCOUNT, REGION } from './account.ts';
import { isTimeZone, readScheduleExpression } from './schedule-expression.ts';
import {
  createScheduleShelf,
  type Occurrence,
  ScheduleDefinition,
  type ScheduleShelf,
  type StoredGroup,
  type StoredSchedule,
  scheduleArn,
} from './scheduler-shelf.ts';
import {
  type LoopbackRequest,
  type LoopbackResponse,
  type LoopbackServer,
  startLoopbackServer,
} from './server.ts';

const MAX_BODY_BYTES = 1024 * 1024;
const MAX_RESULTS = 100;
const NAME = /^[0-9a-zA-Z-_.]{1,64}$/;

export type LoopbackSchedulerOptions = {
  readonly db: DatabaseSync;
  readonly clock: Clock;
  /** The queues that targets name with the last part of their ARN. */
  readonly queues: Queues;
  readonly port?: number;
};

export type LoopbackScheduler = LoopbackServer & {
  /**
   * The next occurrence at or before `upTo`, the earliest first, ties by group and name. `after` is the present:
   * times of a recurring schedule before it were jumped over and do not come back.
   */
  nextDue(after: Instant, upTo: Instant): Occurrence | undefined;
  /** Sends an occurrence to its queue, exactly once: false when it has fired already. */
  fire(occurrence: Occurrence): boolean;
};

/**
 * Starts a server that speaks EventBridge Scheduler's protocol for schedules and groups; they are kept in `db`.
 *
 * Nothing fires by itself: whoever moves the clock asks `nextDue` and fires.
 */
export async function startLoopbackScheduler(options: LoopbackSchedulerOptions): Promise<LoopbackScheduler> {
  const shelf = createScheduleShelf(options);
  const server = await startLoopbackServer({
    name: 'the loopback Scheduler',
    maxBodyBytes: MAX_BODY_BYTES,
    port: options.port,
    handle: (request) => {
      try {
        return json(200, route(shelf, request));
      } catch (error) {
        if (error instanceof SchedulerError) return error.answer();
        throw error;
      }
    },
  });
  return { ...server, nextDue: shelf.nextDue, fire: shelf.fire };
}

const STATUS = { ConflictException: 409, ResourceNotFoundException: 404, ValidationException: 400 } as const;

class SchedulerError extends Error {
  override readonly name = 'SchedulerError';
  readonly #code: keyof typeof STATUS;

  constructor(code: keyof typeof STATUS, message: string) {
    super(message);
    this.#code = code;
  }

  answer(): LoopbackResponse {
    const { headers, ...rest } = json(STATUS[this.#code], { Message: this.message });
    return { ...rest, headers: { ...headers, 'x-amzn-errortype': this.#code } };
  }
}

function json(status: number, body: object) {
  return {
    status,
    headers: { 'content-type': 'application/json', 'x-amzn-requestid': randomUUID() },
    body: JSON.stringify(body),
  };
}

function route(shelf: ScheduleShelf, request: LoopbackRequest): object {
  const [, collection, name] = request.path.split('/').map(decodeURIComponent);
  if (name !== undefined && !NAME.test(name)) {
    const message = `Value '${name}' at 'name' failed to satisfy constraint: ^[0-9a-zA-Z-_.]+$, length 1 to 64`;
    throw new SchedulerError('ValidationException', message);
  }
  switch (`${request.method} ${collection}${name === undefined ? '' : '/name'}`) {
    case 'GET schedules':
      return listSchedules(shelf, request);
    case 'POST schedules/name':
      return createSchedule(shelf, request, name ?? '');
    case 'GET schedules/name':
      return describe(requireSchedule(shelf, groupIn(request), name ?? ''));
    case 'PUT schedules/name':
      return updateSchedule(shelf, request, name ?? '');
    case 'DELETE schedules/name':
      return deleteSchedule(shelf, request, name ?? '');
    case 'GET schedule-groups':
      return listGroups(shelf, request);
    case 'POST schedule-groups/name':
      return createGroup(shelf, request, name ?? '');
    case 'GET schedule-groups/name':
      return describeGroup(requireGroup(shelf, name ?? ''));
    default:
      throw new SchedulerError('ValidationException', `the loopback Scheduler does not know ${request.path}`);
  }
}

const Body = z.looseObject({
  GroupName: z.string().regex(NAME).default('default'),
  ClientToken: z.string().min(1).max(64).optional(),
});

type ScheduleInput = {
  readonly group: string;
  readonly definition: ScheduleDefinition;
  readonly token?: string;
};

function readSchedule({ body }: LoopbackRequest): ScheduleInput {
  const { GroupName, ClientToken, ...rest } = parseBody(Body, body);
  const definition = ScheduleDefinition.safeParse(rest);
  if (!definition.success) throw new SchedulerError('ValidationException', z.prettifyError(definition.error));
  const { ScheduleExpression, ScheduleExpressionTimezone } = definition.data;
  if (!isTimeZone(ScheduleExpressionTimezone)) {
    throw new SchedulerError('ValidationException', 'Invalid Schedule Expression Timezone.');
  }
  if (readScheduleExpression(ScheduleExpression, ScheduleExpressionTimezone) === undefined) {
    throw new SchedulerError('ValidationException', `Invalid Schedule Expression ${ScheduleExpression}.`);
  }
  const input = { group: GroupName, definition: definition.data };
  return ClientToken === undefined ? input : { ...input, token: ClientToken };
}

function parseBody<T>(schema: z.ZodType<T>, body: Uint8Array): T {
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(body).toString('utf8'));
  } catch {
    throw new SchedulerError('ValidationException', 'the body is not JSON');
  }
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw new SchedulerError('ValidationException', z.prettifyError(parsed.error));
  return parsed.data;
}

/** Does `work` once per token. A token that came with a different request before is a conflict. */
function once(shelf: ScheduleShelf, token: string | undefined, request: object, work: () => void): void {
  const digest = createHash('sha256').update(JSON.stringify(request)).digest('hex');
  if (shelf.once(token, digest, work) === 'reused') {
    throw new SchedulerError('ConflictException', 'The client token was used with different parameters.');
  }
}

function createSchedule(shelf: ScheduleShelf, request: LoopbackRequest, name: string): object {
  const { group, definition, token } = readSchedule(request);
  requireGroup(shelf, group);
  once(shelf, token, { create: name, group, definition }, () => {
    if (shelf.get(group, name) !== undefined) {
      throw new SchedulerError('ConflictException', `Schedule ${name} already exists.`);
    }
    shelf.put(group, name, definition);
  });
  return { ScheduleArn: scheduleArn({ group, name }) };
}

function updateSchedule(shelf: ScheduleShelf, request: LoopbackRequest, name: string): object {
  const { group, definition, token } = readSchedule(request);
  once(shelf, token, { update: name, group, definition }, () => {
    requireSchedule(shelf, group, name);
    shelf.put(group, name, definition);
  });
  return { ScheduleArn: scheduleArn({ group, name }) };
}

function deleteSchedule(shelf: ScheduleShelf, request: LoopbackRequest, name: string): object {
  const group = groupIn(request);
  const token = request.query.get('clientToken') ?? undefined;
  once(shelf, token, { delete: name, group }, () => {
    if (!shelf.remove(group, name)) throw notFound('Schedule', name);
  });
  return {};
}

function groupIn({ query }: LoopbackRequest): string {
  return query.get('groupName') ?? 'default';
}

function requireSchedule(shelf: ScheduleShelf, group: string, name: string): StoredSchedule {
  const found = shelf.get(group, name);
  if (found === undefined) throw notFound('Schedule', name);
  return found;
}

function requireGroup(shelf: ScheduleShelf, name: string): StoredGroup {
  const found = shelf.getGroup(name);
  if (found === undefined) throw notFound('Schedule group', name);
  return found;
}

function notFound(kind: string, name: string): SchedulerError {
  return new SchedulerError('ResourceNotFoundException', `${kind} ${name} does not exist.`);
}

function createGroup(shelf: ScheduleShelf, { body }: LoopbackRequest, name: string): object {
  const { ClientToken } = parseBody(Body, body);
  once(shelf, ClientToken, { createGroup: name }, () => {
    if (!shelf.addGroup(name)) {
      throw new SchedulerError('ConflictException', `Schedule group ${name} already exists.`);
    }
  });
  return { ScheduleGroupArn: groupArn(name) };
}

const groupArn = (name: string) => `arn:aws:scheduler:${REGION}:${ACCOUNT}:schedule-group/${name}`;

function describe({ group, name, definition, createdAt, modifiedAt }: StoredSchedule): object {
  const Arn = scheduleArn({ group, name });
  const times = { CreationDate: createdAt / 1000, LastModificationDate: modifiedAt / 1000 };
  return { Arn, GroupName: group, Name: name, ...definition, ...times };
}

/** A list tells no expression, zone or input: a caller who needs them asks for each schedule. */
function summarise({ group, name, definition, createdAt, modifiedAt }: StoredSchedule): object {
  return {
    Arn: scheduleArn({ group, name }),
    GroupName: group,
    Name: name,
    State: definition.State,
    Target: { Arn: definition.Target.Arn },
    CreationDate: createdAt / 1000,
    LastModificationDate: modifiedAt / 1000,
  };
}

function describeGroup({ name, createdAt }: StoredGroup): object {
  const times = { CreationDate: createdAt / 1000, LastModificationDate: createdAt / 1000 };
  return { Arn: groupArn(name), Name: name, State: 'ACTIVE', ...times };
}

function listSchedules(shelf: ScheduleShelf, { query }: LoopbackRequest): object {
  const group = query.get('ScheduleGroup') ?? undefined;
  const state = query.get('State') ?? undefined;
  if (group !== undefined) requireGroup(shelf, group);
  const { items, next } = page(query, (slice) => shelf.list(group, state, slice));
  const last = items.at(-1);
  const token = next && last !== undefined ? { NextToken: encodeToken(`${last.group}/${last.name}`) } : {};
  return { Schedules: items.map(summarise), ...token };
}

function listGroups(shelf: ScheduleShelf, { query }: LoopbackRequest): object {
  const { items, next } = page(query, shelf.listGroups);
  const last = items.at(-1);
  const token = next && last !== undefined ? { NextToken: encodeToken(last.name) } : {};
  return { ScheduleGroups: items.map(describeGroup), ...token };
}

type Slice = { readonly prefix: string; readonly after: string; readonly limit: number };

function page<T>(query: URLSearchParams, read: (slice: Slice) => readonly T[]) {
  const limit = Number(query.get('MaxResults') ?? MAX_RESULTS);
  if (!Number.isInteger(limit) || limit < 1 || limit > MAX_RESULTS) {
    throw new SchedulerError('ValidationException', `MaxResults must be 1 to ${MAX_RESULTS}`);
  }
  const token = query.get('NextToken');
  const after = token === null ? '' : Buffer.from(token, 'base64url').toString();
  const found = read({ prefix: query.get('NamePrefix') ?? '', after, limit: limit + 1 });
  return { items: found.slice(0, limit), next: found.length > limit };
}

const encodeToken = (position: string) => Buffer.from(position).toString('base64url');
