import { connectStore } from '../../../shared/adapters/dynamodb/connect.ts';
import { connectObjects } from '../../../shared/adapters/s3/connect.ts';
import { openForm } from '../../../shared/adapters/spreadsheet/form-reader.ts';
import { createWorkshop } from '../../../shared/adapters/workshop.ts';
import { systemClock } from '../../../shared/runtime/clock.ts';
import { loadConfig } from '../../../shared/runtime/config.ts';
import { createLog } from '../../../shared/runtime/log.ts';
import { createCount } from '../../../shared/runtime/metrics.ts';
import { ReceiveReplyConfig } from './config.ts';
import { createReceiveReplyHandler } from './handler.ts';
import { createReceiveReply } from './receive-reply.ts';

const config = loadConfig(ReceiveReplyConfig, process.env);
const log = createLog('receive-reply');
const count = createCount('receive-reply');
const store = connectStore(config);
const objects = connectObjects(config);
const workshop = createWorkshop(config, objects);
const receiveReply = createReceiveReply({
  store,
  objects,
  workshop,
  openForm,
  clock: systemClock,
  log,
  plan: config.PLAN,
});

export const handler = createReceiveReplyHandler({ receiveReply, log, count });
