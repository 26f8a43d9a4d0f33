import { connectStore } from '../../../shared/adapters/dynamodb/connect.ts';
import { connectObjects } from '../../../shared/adapters/s3/connect.ts';
import { connectScheduleList } from '../../../shared/adapters/scheduler/connect.ts';
import { systemClock } from '../../../shared/runtime/clock.ts';
import { loadConfig } from '../../../shared/runtime/config.ts';
import { createLog } from '../../../shared/runtime/log.ts';
import { createCount } from '../../../shared/runtime/metrics.ts';
import { SweepMissedConfig } from './config.ts';
import { createSweepMissedHandler } from './handler.ts';
import { createSweepMissed } from './sweep-missed.ts';

const config = loadConfig(SweepMissedConfig, process.env);
const log = createLog('sweep-missed');
const count = createCount('sweep-missed');
const sweepMissed = createSweepMissed({
  store: connectStore(config),
  objects: connectObjects(config),
  listSchedules: connectScheduleList(config),
  clock: systemClock,
  city: config.CITY,
});

export const handler = createSweepMissedHandler({ sweepMissed, log, count });
