import { connectStore } from '../../../shared/adapters/dynamodb/connect.ts';
import { connectObjects } from '../../../shared/adapters/s3/connect.ts';
import { createWorkshop } from '../../../shared/adapters/workshop.ts';
import { systemClock } from '../../../shared/runtime/clock.ts';
import { loadConfig } from '../../../shared/runtime/config.ts';
import { createLog } from '../../../shared/runtime/log.ts';
import { createNoteStep } from '../../../shared/steps/note-step.ts';
import { SendDigestConfig } from './config.ts';
import { createSendDigestHandler } from './handler.ts';
import { createSendDigest } from './send-digest.ts';

const config = loadConfig(SendDigestConfig, process.env);
const log = createLog('send-digest');
const store = connectStore(config);
const objects = connectObjects(config);
const workshop = createWorkshop(config, objects);
const sendDigest = createSendDigest({
  store,
  workshop,
  clock: systemClock,
  log,
  // Loaded once a week: a digest without a workbook need not pay for it.
  writeBook: async (book) =>
    (await import('../../../shared/adapters/spreadsheet/write-book.ts')).writeBook(book),
});

export const handler = createSendDigestHandler({
  sendDigest,
  noteStep: createNoteStep({ store, clock: systemClock }),
  log,
});
