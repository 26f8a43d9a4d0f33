import middy from '@middy/core';
import { SesReceipt, SnsEnvelope } from '../../../events/mail-arrived.v1.ts';
import type { Log } from '../../../shared/runtime/log.ts';
import { type SqsBatchResponse, type SqsEvent, settleEach } from '../../../shared/runtime/queue.ts';
import type { ReceiveOutcome } from './receive-reply.ts';

export interface ReceiveReplyHandlerDependencies {
  readonly receiveReply: (receipt: SesReceipt) => Promise<ReceiveOutcome>;
  readonly log: Log;
}

/** SES tells SNS, SNS tells the queue: the receipt lies inside two envelopes. */
const openReceipt = (body: string): unknown => JSON.parse(SnsEnvelope.parse(JSON.parse(body)).Message);

/** Receives each mail that SES has stored. */
export const createReceiveReplyHandler = ({ receiveReply, log }: ReceiveReplyHandlerDependencies) =>
  middy<SqsEvent, SqsBatchResponse>().handler(
    settleEach({ schema: SesReceipt, log, open: openReceipt }, async (receipt) => ({
      received: receipt.mail.messageId,
      ...(await receiveReply(receipt)),
    })),
  );
