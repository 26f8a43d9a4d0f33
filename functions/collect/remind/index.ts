import { connectStore } from '../../../shared/adapters/dynamodb/connect.ts';
import { connectObjects } from '../../../shared/adapters/s3/connect.ts';
import { writeForm } from '../../../shared/adapters/spreadsheet/form-writer.ts';
import { createWorkshop } from '../../../shared/adapters/workshop.ts';
import { systemClock } from '../../../shared/runtime/clock.ts';
import { loadConfig } from '../../../shared/runtime/config.ts';
import { createLog } from '../../../shared/runtime/log.ts';
import { createNoteStep } from '../../../shared/steps/note-step.ts';
import { RemindConfig } from './config.ts';
import { createRemindHandler } from './handler.ts';
import { createRemind } from './remind.ts';
import { createSendContactChecks } from './send-contact-checks.ts';

const config = loadConfig(RemindConfig, process.env);
const log = createLog('remind');
const store = connectStore(config);
const objects = connectObjects(config);
const workshop = createWorkshop(config, objects);
const remind = createRemind({ store, workshop, writeForm, clock: systemClock });

export const handler = createRemindHandler({
  remind,
  sendContactChecks: createSendContactChecks({ store, workshop, clock: systemClock }),
  noteStep: createNoteStep({ store, clock: systemClock }),
  log,
});
