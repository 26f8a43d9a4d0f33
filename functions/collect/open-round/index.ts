import { connectStore } from '../../../shared/adapters/dynamodb/connect.ts';
import { connectObjects } from '../../../shared/adapters/s3/connect.ts';
import { writeForm } from '../../../shared/adapters/spreadsheet/form-writer.ts';
import { createWorkshop } from '../../../shared/adapters/workshop.ts';
import { systemClock } from '../../../shared/runtime/clock.ts';
import { loadConfig } from '../../../shared/runtime/config.ts';
import { createLog } from '../../../shared/runtime/log.ts';
import { createNoteStep } from '../../../shared/steps/note-step.ts';
import { OpenRoundConfig } from './config.ts';
import { createOpenRoundHandler } from './handler.ts';
import { createOpenRound } from './open-round.ts';

const config = loadConfig(OpenRoundConfig, process.env);
const log = createLog('open-round');
const store = connectStore(config);
const objects = connectObjects(config);
const workshop = createWorkshop(config, objects);
const openRound = createOpenRound({ store, workshop, writeForm, clock: systemClock });

export const handler = createOpenRoundHandler({
  openRound,
  noteStep: createNoteStep({ store, clock: systemClock }),
  log,
});
