import middy from '@middy/core';
import * as z from 'zod';
import { SesReceipt, SnsEnvelope } from '../../../events/mail-arrived.v1.ts';
import { MailFoundV1 } from '../../../events/mail-found.v1.ts';
import type { Log } from '../../../shared/runtime/log.ts';
import { type Count, countNothing, METRICS } from '../../../shared/runtime/metric-names.ts';
import {
  openEvent,
  type SqsBatchResponse,
  type SqsEvent,
  settleEach,
} from '../../../shared/runtime/queue.ts';
import type { createReceiveReply } from './receive-reply.ts';

export interface ReceiveReplyHandlerDependencies {
  readonly receiveReply: ReturnType<typeof createReceiveReply>;
  readonly log: Log;
  readonly count?: Count;
}

/** SES tells SNS, SNS tells the queue: the receipt lies inside two envelopes. All else comes over the bus. */
function open(body: string): unknown {
  const envelope = SnsEnvelope.safeParse(JSON.parse(body));
  return envelope.success ? JSON.parse(envelope.data.Message) : openEvent(body);
}

const Cause = z.union([SesReceipt, MailFoundV1]);

/** Receives each mail that SES has stored, and each that is to be read though no receipt says so now. */
export const createReceiveReplyHandler = ({
  receiveReply,
  log,
  count = countNothing,
}: ReceiveReplyHandlerDependencies) =>
  middy<SqsEvent, SqsBatchResponse>().handler(
    settleEach({ schema: Cause, log, open }, async (cause) => {
      const isFound = 'type' in cause;
      const outcome = await (isFound ? receiveReply.onFound(cause.data) : receiveReply.onArrived(cause));
      if (outcome.outcome !== 'already-settled') count(METRICS.mailsReceived);
      if (outcome.unsaid > 0) count(METRICS.answersUnsaid, outcome.unsaid);
      return { received: isFound ? cause.data.received : cause.mail.messageId, ...outcome };
    }),
  );
