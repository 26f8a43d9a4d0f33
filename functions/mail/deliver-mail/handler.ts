import middy from '@middy/core';
import { MailQueuedV1 } from '../../../events/mail-queued.v1.ts';
import type { Log } from '../../../shared/runtime/log.ts';
import { type Count, countNothing, METRICS } from '../../../shared/runtime/metric-names.ts';
import { type SqsBatchResponse, type SqsEvent, settleEach } from '../../../shared/runtime/queue.ts';
import type { DeliverOutcome } from './deliver-mail.ts';

export interface DeliverMailHandlerDependencies {
  readonly deliverMail: (id: string) => Promise<DeliverOutcome>;
  readonly log: Log;
  readonly count?: Count;
}

/** Sends what the outbox queued, one mail a message. */
export const createDeliverMailHandler = ({
  deliverMail,
  log,
  count = countNothing,
}: DeliverMailHandlerDependencies) =>
  middy<SqsEvent, SqsBatchResponse>().handler(
    settleEach({ schema: MailQueuedV1, log }, async ({ id, data }) => {
      const outcome = await deliverMail(data.mail);
      if (outcome.outcome === 'sent') count(METRICS.mailsSent);
      return { eventId: id, ...outcome };
    }),
  );
