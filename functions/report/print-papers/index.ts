import { connectStore } from '../../../shared/adapters/dynamodb/connect.ts';
import { connectPress } from '../../../shared/adapters/press.ts';
import { connectObjects } from '../../../shared/adapters/s3/connect.ts';
import { systemClock } from '../../../shared/runtime/clock.ts';
import { loadConfig } from '../../../shared/runtime/config.ts';
import { createLog } from '../../../shared/runtime/log.ts';
import { PrintPapersConfig } from './config.ts';
import { createPrintPapersHandler } from './handler.ts';
import { createPrintPapers } from './print-papers.ts';

const config = loadConfig(PrintPapersConfig, process.env);
const log = createLog('print-papers');

export const handler = createPrintPapersHandler({
  printPapers: createPrintPapers({
    store: connectStore(config),
    objects: connectObjects(config),
    press: connectPress(),
    clock: systemClock,
  }),
  log,
});
