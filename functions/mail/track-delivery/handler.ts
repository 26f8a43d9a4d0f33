import middy from '@middy/core';
import { DeliveryReportedV1 } from '../../../events/delivery-reported.v1.ts';
import type { Log } from '../../../shared/runtime/log.ts';
import { type SqsBatchResponse, type SqsEvent, settleEach } from '../../../shared/runtime/queue.ts';
import type { TrackOutcome } from './track-delivery.ts';

export interface TrackDeliveryHandlerDependencies {
  readonly trackDelivery: (event: DeliveryReportedV1) => Promise<TrackOutcome>;
  readonly log: Log;
}

/** Records what SES tells of each mail; the message is Amazon's event as it is, not one of ours. */
export const createTrackDeliveryHandler = ({ trackDelivery, log }: TrackDeliveryHandlerDependencies) =>
  middy<SqsEvent, SqsBatchResponse>().handler(
    settleEach({ schema: DeliveryReportedV1, log, open: JSON.parse }, async (event) => ({
      eventType: event.detail.eventType,
      ...(await trackDelivery(event)),
    })),
  );
