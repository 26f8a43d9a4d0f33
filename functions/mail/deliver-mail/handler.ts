import middy from '@middy/core';
import { MailQueuedV1 } from '../../../events/mail-queued.v1.ts';
import type { Log } from '../../../shared/runtime/log.ts';
import { type SqsBatchResponse, type SqsEvent, settleEach } from '../../../shared/runtime/queue.ts';
import type { DeliverOutcome } from './deliver-mail.ts';

export interface DeliverMailHandlerDependencies {
  readonly deliverMail: (id: string) => Promise<DeliverOutcome>;
  readonly log: Log;
}

/** Sends what the outbox queued, one mail a message. */
export const createDeliverMailHandler = ({ deliverMail, log }: DeliverMailHandlerDependencies) =>
  middy<SqsEvent, SqsBatchResponse>().handler(
    settleEach({ schema: MailQueuedV1, log }, async ({ id, data }) => ({
      eventId: id,
      ...(await deliverMail(data.mail)),
    })),
  );
