import { connectStore } from '../../../shared/adapters/dynamodb/connect.ts';
import { connectSchedules } from '../../../shared/adapters/scheduler/connect.ts';
import { systemClock } from '../../../shared/runtime/clock.ts';
import { loadConfig } from '../../../shared/runtime/config.ts';
import { createLog } from '../../../shared/runtime/log.ts';
import { PlanSchedulesConfig } from './config.ts';
import { createPlanSchedulesHandler } from './handler.ts';
import { createPlanSchedules } from './plan-schedules.ts';

const config = loadConfig(PlanSchedulesConfig, process.env);
const log = createLog('plan-schedules');
const store = connectStore(config);
const { planSchedules } = createPlanSchedules({
  store,
  schedules: connectSchedules(config),
  clock: systemClock,
  city: config.CITY,
});

export const handler = createPlanSchedulesHandler({ planSchedules, log });
