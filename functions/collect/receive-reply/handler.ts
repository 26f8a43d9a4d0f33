import middy from '@middy/core';
import { SesReceipt, SnsEnvelope } from '../../../events/mail-arrived.v1.ts';
import type { Log } from '../../../shared/runtime/log.ts';
import { type Count, countNothing, METRICS } from '../../../shared/runtime/metric-names.ts';
import { type SqsBatchResponse, type SqsEvent, settleEach } from '../../../shared/runtime/queue.ts';
import type { ReceiveOutcome } from './receive-reply.ts';

export interface ReceiveReplyHandlerDependencies {
  readonly receiveReply: (receipt: SesReceipt) => Promise<ReceiveOutcome>;
  readonly log: Log;
  readonly count?: Count;
}

/** SES tells SNS, SNS tells the queue: the receipt lies inside two envelopes. */
const openReceipt = (body: string): unknown => JSON.parse(SnsEnvelope.parse(JSON.parse(body)).Message);

/** Receives each mail that SES has stored. */
export const createReceiveReplyHandler = ({
  receiveReply,
  log,
  count = countNothing,
}: ReceiveReplyHandlerDependencies) =>
  middy<SqsEvent, SqsBatchResponse>().handler(
    settleEach({ schema: SesReceipt, log, open: openReceipt }, async (receipt) => {
      const outcome = await receiveReply(receipt);
      if (outcome.outcome !== 'already-settled') count(METRICS.mailsReceived);
      if (outcome.unsaid > 0) count(METRICS.answersUnsaid, outcome.unsaid);
      return { received: receipt.mail.messageId, ...outcome };
    }),
  );
