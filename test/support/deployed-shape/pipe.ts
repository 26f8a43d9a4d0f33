import * as z from 'zod';
import type { Access } from './access.ts';
import { matchesPattern } from './event-pattern.ts';
import { fillTemplate, valueAt } from './input-template.ts';
import type { Routes } from './message-routes.ts';
import type { PipeRecord } from './stream-tail.ts';
import type { Resource } from './template.ts';

const PipeProperties = z.object({
  RoleArn: z.string(),
  Source: z.string(),
  Target: z.string(),
  DesiredState: z.literal('RUNNING').default('RUNNING'),
  Enrichment: z.never().optional(),
  SourceParameters: z.object({
    FilterCriteria: z.object({ Filters: z.array(z.object({ Pattern: z.string() })) }).optional(),
    DynamoDBStreamParameters: z.object({
      StartingPosition: z.literal('TRIM_HORIZON'),
      BatchSize: z.number().default(100),
      MaximumRetryAttempts: z.number().default(-1),
      MaximumRecordAgeInSeconds: z.number().default(-1),
      OnPartialBatchItemFailure: z.literal('AUTOMATIC_BISECT').optional(),
      DeadLetterConfig: z.object({ Arn: z.string() }).optional(),
    }),
  }),
  TargetParameters: z
    .object({
      InputTemplate: z.string().optional(),
      EventBridgeEventBusParameters: z
        .object({ DetailType: z.string().optional(), Source: z.string().optional() })
        .optional(),
    })
    .default({}),
});

/** A pipe that would hold up its shard for a day because of one record. */
class BlockedPipeError extends Error {
  constructor(pipe: string, options: ErrorOptions) {
    super(
      `pipe ${pipe} cannot pass a record and has neither an end to its retries nor dead letters`,
      options,
    );
    this.name = 'BlockedPipeError';
  }
}

export interface PipeOptions {
  readonly resource: Resource;
  readonly access: Access;
  readonly routes: Routes;
  /** Reads the pipe's source; records that were given are not given again. */
  readonly poll: () => Promise<PipeRecord[]>;
}

/** Where a pipe reads; the platform opens the stream behind it. */
export const sourceOf = ({ properties }: Resource): string => PipeProperties.parse(properties).Source;

/**
 * One pipe from a table's stream: filter, template, target, and dead letters for what cannot be passed on. Retries
 * happen at once; what they wait for on AWS, a fault of the target, does not pass by itself here.
 */
export function createPipe({ resource, access, routes, poll }: PipeOptions) {
  const { RoleArn, Source, Target, SourceParameters, TargetParameters } = PipeProperties.parse(
    resource.properties,
  );
  const settings = SourceParameters.DynamoDBStreamParameters;
  const patterns = SourceParameters.FilterCriteria?.Filters.map(({ Pattern }): unknown =>
    JSON.parse(Pattern),
  );
  const role = access.caller(RoleArn);
  const { account } = access.deployment;

  const assume = () =>
    access.ask(
      routes.service('pipes.amazonaws.com'),
      [{ action: 'sts:AssumeRole', resource: RoleArn, context: routes.from(resource.arn) }],
      'platform',
    ) === undefined;
  const may = (action: string, target: string, context = {}) =>
    access.ask(role, [{ action, resource: target, context }], 'platform') === undefined;
  const mayRead = () =>
    ['DescribeStream', 'GetShardIterator', 'GetRecords', 'ListStreams'].every((action) =>
      may(`dynamodb:${action}`, Source),
    );

  /** Passes one record on. Throws when it cannot be made into what the target takes, or the target refuses. */
  function pass(record: PipeRecord): void {
    const { InputTemplate, EventBridgeEventBusParameters: bus } = TargetParameters;
    const reserved = {
      'aws.pipes.pipe-arn': resource.arn,
      'aws.pipes.pipe-name': resource.name,
      'aws.pipes.source-arn': Source,
      'aws.pipes.target-arn': Target,
    };
    const body =
      InputTemplate === undefined ? JSON.stringify(record) : fillTemplate(InputTemplate, record, reserved);
    if (Target.startsWith('arn:aws:sqs:')) {
      if (!routes.sendTo(Target, body, role, {})) throw new Error(`${Target} refuses the message`);
      return;
    }
    const detail: unknown = JSON.parse(body);
    if (typeof detail !== 'object' || detail === null || Array.isArray(detail))
      throw new TypeError(`a bus takes an object as detail, not ${body.slice(0, 100)}`);
    const from = (path: string | undefined, otherwise: string) =>
      path?.startsWith('$') ? String(valueAt(record, path)) : (path ?? otherwise);
    const event = {
      'detail-type': from(bus?.DetailType, 'Event from Amazon EventBridge Pipes'),
      source: from(bus?.Source, `Pipe ${resource.name}`),
      detail,
    };
    const context = { 'events:detail-type': event['detail-type'], 'events:source': event.source };
    if (!may('events:PutEvents', Target, context)) throw new Error(`${Target} refuses the event`);
    routes.put(Target, event);
  }

  function bury(record: PipeRecord, cause: unknown): void {
    const { DeadLetterConfig, MaximumRetryAttempts } = settings;
    if (!DeadLetterConfig || MaximumRetryAttempts < 0) throw new BlockedPipeError(resource.name, { cause });
    // Dead letters of a stream are only pointers to its records.
    const pointer = {
      context: { partnerResourceArn: resource.arn, condition: 'RetryAttemptsExhausted' },
      version: '1.0',
      accountId: account,
      DDBStreamBatchInfo: {
        streamArn: Source,
        batchSize: 1,
        startSequenceNumber: valueAt(record, '$.dynamodb.SequenceNumber'),
      },
    };
    routes.sendTo(DeadLetterConfig.Arn, JSON.stringify(pointer), role, {});
  }

  const held: PipeRecord[] = [];
  /** Passes on what has come since. Tells how many records went through or to the dead letters. */
  return async function run(): Promise<number> {
    held.push(...(await poll()));
    if (held.length === 0 || !assume() || !mayRead()) return 0;
    const wanted = held
      .splice(0)
      .filter((record) => !patterns || patterns.some((pattern) => matchesPattern(pattern, record)));
    for (let start = 0; start < wanted.length; start += settings.BatchSize) {
      const batch = wanted.slice(start, start + settings.BatchSize);
      for (const record of batch) {
        try {
          pass(record);
        } catch (error) {
          // Halving the batch again and again ends at the one record that fails; without it all would be buried.
          const lost = settings.OnPartialBatchItemFailure ? [record] : batch;
          for (const one of lost) bury(one, error);
          if (lost !== batch) continue;
          break;
        }
      }
    }
    return wanted.length;
  };
}
