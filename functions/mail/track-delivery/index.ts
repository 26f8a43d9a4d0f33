import { connectStore } from '../../../shared/adapters/dynamodb/connect.ts';
import { decodeTag } from '../../../shared/adapters/ses/tag.ts';
import { systemClock } from '../../../shared/runtime/clock.ts';
import { loadConfig } from '../../../shared/runtime/config.ts';
import { createLog } from '../../../shared/runtime/log.ts';
import { TrackDeliveryConfig } from './config.ts';
import { createTrackDeliveryHandler } from './handler.ts';
import { createTrackDelivery } from './track-delivery.ts';

const config = loadConfig(TrackDeliveryConfig, process.env);
const log = createLog('track-delivery');
const store = connectStore(config);
const trackDelivery = createTrackDelivery({ store, clock: systemClock, readMailId: decodeTag });

export const handler = createTrackDeliveryHandler({ trackDelivery, log });
