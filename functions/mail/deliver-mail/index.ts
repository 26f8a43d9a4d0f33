import { connectStore } from '../../../shared/adapters/dynamodb/connect.ts';
import { connectObjects } from '../../../shared/adapters/s3/connect.ts';
import { connectMailer } from '../../../shared/adapters/ses/connect.ts';
import { systemClock } from '../../../shared/runtime/clock.ts';
import { loadConfig } from '../../../shared/runtime/config.ts';
import { createLog } from '../../../shared/runtime/log.ts';
import { createCount } from '../../../shared/runtime/metrics.ts';
import { DeliverMailConfig } from './config.ts';
import { createDeliverMail } from './deliver-mail.ts';
import { createDeliverMailHandler } from './handler.ts';

const config = loadConfig(DeliverMailConfig, process.env);
const log = createLog('deliver-mail');
const count = createCount('deliver-mail');
const store = connectStore(config);
const objects = connectObjects(config);
const deliverMail = createDeliverMail({
  store,
  objects,
  mailer: connectMailer(config),
  clock: systemClock,
});

export const handler = createDeliverMailHandler({ deliverMail, log, count });
