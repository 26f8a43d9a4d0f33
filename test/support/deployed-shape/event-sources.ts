import { createHash } from 'node:crypto';
import * as z from 'zod';
import type { QueueMessage, Queues } from '../../../infra/local/queues.ts';
import type { Access } from './access.ts';
import type { DeployedFunction, InvocationOutcome } from './functions.ts';
import type { Resource } from './template.ts';

const Mapping = z.object({
  EventSourceArn: z.string(),
  FunctionName: z.string(),
  BatchSize: z.number().default(10),
  Enabled: z.boolean().default(true),
  FunctionResponseTypes: z.array(z.string()).default([]),
  FilterCriteria: z.never().optional(),
});

const BatchResponse = z.object({
  batchItemFailures: z.array(z.object({ itemIdentifier: z.string().min(1) })),
});

export interface EventSourceOptions {
  readonly resource: Resource;
  readonly access: Access;
  readonly queues: Queues;
  readonly functions: readonly DeployedFunction[];
  /** Told of every batch and what became of its invocation. */
  readonly onBatch: (fn: string, messages: readonly QueueMessage[], outcome: InvocationOutcome) => void;
}

/** One mapping of a queue to a function: what Lambda's pollers do between the two. */
export function createEventSource({ resource, access, queues, functions, onBatch }: EventSourceOptions) {
  const mapping = Mapping.parse(resource.properties);
  const fn = functions.find(({ name, arn }) => [name, arn].includes(mapping.FunctionName));
  if (!fn) throw new RangeError(`${resource.logicalId} names no function: ${mapping.FunctionName}`);
  const queue = access.deployment.find('AWS::SQS::Queue', mapping.EventSourceArn);
  const role = access.caller(fn.roleArn);
  const may = (...actions: readonly string[]) =>
    access.ask(
      role,
      actions.map((action) => ({ action: `sqs:${action}`, resource: queue.arn, context: {} })),
      'platform',
    ) === undefined;

  /** Works off one batch; how many messages were in it. */
  async function work(invoke: (event: object) => Promise<InvocationOutcome>): Promise<number> {
    const at = mapping.Enabled ? queues.nextAvailableAt(queue.name) : undefined;
    if (at === undefined || !may('GetQueueAttributes', 'ReceiveMessage')) return 0;
    const messages = queues.receive(queue.name, mapping.BatchSize);
    if (messages.length === 0) return 0;
    const outcome = await invoke({ Records: messages.map(recordOf) });
    onBatch(fn?.label ?? '', messages, outcome);
    const failed = failuresOf(
      outcome,
      messages,
      mapping.FunctionResponseTypes.includes('ReportBatchItemFailures'),
    );
    for (const message of messages) {
      if (failed.has(message.id) || !may('DeleteMessage')) queues.fail(message);
      else queues.delete(message);
    }
    return messages.length;
  }

  function recordOf({ id, body, sentAt, receiveCount }: QueueMessage) {
    return {
      messageId: id,
      receiptHandle: `${id}/${receiveCount}`,
      body,
      attributes: {
        ApproximateReceiveCount: String(receiveCount),
        SentTimestamp: String(sentAt.epochMilliseconds),
        SenderId: 'AIDAHARNESS',
        ApproximateFirstReceiveTimestamp: String(sentAt.epochMilliseconds),
      },
      messageAttributes: {},
      md5OfBody: createHash('md5').update(body).digest('hex'),
      eventSource: 'aws:sqs',
      eventSourceARN: queue.arn,
      awsRegion: access.deployment.region,
    };
  }

  return { fn, queue, work };
}

/** The messages Lambda gives back to the queue. An answer it cannot read gives back all of them. */
function failuresOf(
  outcome: InvocationOutcome,
  messages: readonly QueueMessage[],
  isPartial: boolean,
): ReadonlySet<string> {
  const all = new Set(messages.map(({ id }) => id));
  if (outcome.outcome !== 'returned') return all;
  if (!isPartial || outcome.value === null) return new Set();
  const answer = BatchResponse.safeParse(outcome.value);
  if (!answer.success) return all;
  const named = answer.data.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
  return named.every((id) => all.has(id)) ? new Set(named) : all;
}
