import type * as z from 'zod';
import type { Log } from './log.ts';

/** What SQS hands to a function; only what is read here. */
export interface SqsEvent {
  readonly Records: readonly { readonly messageId: string; readonly body: string }[];
}

/** Tells SQS which messages to deliver again; the others are settled. */
export interface SqsBatchResponse {
  readonly batchItemFailures: { readonly itemIdentifier: string }[];
}

/** A message that does not fit its schema: it goes to the dead letters with every issue named, never in silence. */
class MessageShapeError extends Error {
  constructor(options: ErrorOptions) {
    super('the message does not fit its schema', options);
    this.name = 'MessageShapeError';
  }
}

/** Our own events come bare from a schedule, and from the bus as the outbox keeps them: as text, in `detail.event`. */
export function openEvent(body: string): unknown {
  const parsed: unknown = JSON.parse(body);
  if (typeof parsed !== 'object' || parsed === null || !('detail' in parsed)) return parsed;
  const { detail } = parsed;
  if (typeof detail !== 'object' || detail === null || !('event' in detail)) return detail;
  return typeof detail.event === 'string' ? JSON.parse(detail.event) : detail.event;
}

/**
 * Works off a batch message by message. Returning settles a message; throwing asks the queue to deliver it again,
 * so one bad message never blocks the others.
 */
export function settleEach<S extends z.ZodType>(
  { schema, log, open = openEvent }: { schema: S; log: Log; open?: (body: string) => unknown },
  work: (event: z.infer<S>) => Promise<Record<string, unknown>>,
): (event: SqsEvent) => Promise<SqsBatchResponse> {
  return async ({ Records }) => {
    const settled = await Promise.all(
      Records.map(async ({ messageId, body }) => {
        try {
          const parsed = schema.safeParse(open(body));
          if (!parsed.success) throw new MessageShapeError({ cause: parsed.error });
          const outcome = await work(parsed.data);
          log.info('message.settled', { messageId, ...outcome });
          return [];
        } catch (error) {
          log.error('message.failed', { messageId, error });
          return [{ itemIdentifier: messageId }];
        }
      }),
    );
    return { batchItemFailures: settled.flat() };
  };
}
