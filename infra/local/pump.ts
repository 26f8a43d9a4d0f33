import type { DatabaseSync } from 'node:sqlite';
import { OutboxEvent, topicOf } from '../../events/catalogue.ts';
import type { Log } from '../../shared/runtime/log.ts';
import { FUNCTION_NAMES, type FunctionName, functionsFor, queueName } from '../wiring.ts';
import type { QueueFunction } from './functions.ts';
import type { QueueMessage, Queues } from './queues.ts';
import { inTransaction } from './sqlite.ts';

/** SQS hands a function at most so many messages at a time. */
const BATCH_MAX = 10;
/** Rounds of work at one instant before something must be feeding itself. */
const ROUNDS_MAX = 20_000;

/** The outbox as it grows: the text of each event that was stored, in order. */
export interface OutboxFeed {
  /** The next events; none when all have been taken. Until `commit` it gives the same ones again. */
  poll(): Promise<readonly string[]>;
  /** Notes that what the last poll gave is queued. It is synchronous, so that it can close that transaction. */
  commit(): void;
}

export interface PumpOptions {
  readonly db: DatabaseSync;
  readonly queues: Queues;
  readonly outbox: OutboxFeed;
  readonly functions: Record<FunctionName, QueueFunction>;
  readonly log: Log;
}

/**
 * Does what the platform does between the parts: carries the outbox over the bus to the
 * queues, and the queues' messages to the functions, until nothing is left to do at this instant.
 */
export function createPump({ db, queues, outbox, functions, log }: PumpOptions) {
  /** Pipe and bus in one: an outbox row goes to the queue of every function wired to its type. */
  async function carryOutbox(): Promise<number> {
    const texts = await outbox.poll();
    if (texts.length === 0) return 0;
    inTransaction(db, () => {
      for (const text of texts) {
        const event = OutboxEvent.parse(JSON.parse(text));
        const detail = { type: topicOf(event), event: text };
        const body = JSON.stringify({ 'detail-type': 'outbox', source: 'shinchoku', detail });
        for (const name of functionsFor(event)) queues.send(queueName(name), body, { id: event.id });
      }
      outbox.commit();
    });
    return texts.length;
  }

  async function workOff(name: FunctionName): Promise<number> {
    const messages = queues.receive(queueName(name), BATCH_MAX);
    if (messages.length === 0) return 0;
    const failed = await invoke(name, messages);
    inTransaction(db, () => {
      for (const message of messages) {
        if (!failed.has(message.id)) queues.delete(message);
        else if (queues.fail(message) === 'dead-lettered')
          log.error('message.dead-lettered', { queue: message.queue, messageId: message.id });
      }
    });
    return messages.length;
  }

  async function invoke(name: FunctionName, messages: readonly QueueMessage[]): Promise<Set<string>> {
    try {
      const Records = messages.map(({ id, body }) => ({ messageId: id, body }));
      const { batchItemFailures } = await functions[name]({ Records });
      return new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
    } catch (error) {
      log.error('function.failed', { function: name, error });
      return new Set(messages.map(({ id }) => id));
    }
  }

  return async function pump(): Promise<void> {
    for (let round = 0; round < ROUNDS_MAX; round += 1) {
      const carried = await carryOutbox();
      const worked = await Promise.all(FUNCTION_NAMES.map(workOff));
      if (carried === 0 && worked.every((count) => count === 0)) return;
    }
    throw new Error(`the local system did not come to rest within ${ROUNDS_MAX} rounds`);
  };
}
