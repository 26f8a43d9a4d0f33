import { connectStore } from '../../../shared/adapters/dynamodb/connect.ts';
import { systemClock } from '../../../shared/runtime/clock.ts';
import { loadConfig } from '../../../shared/runtime/config.ts';
import { createLog } from '../../../shared/runtime/log.ts';
import { createNoteStep } from '../../../shared/steps/note-step.ts';
import { EvaluateProgressConfig } from './config.ts';
import { createEvaluateProgress } from './evaluate-progress.ts';
import { createEvaluateProgressHandler } from './handler.ts';

const config = loadConfig(EvaluateProgressConfig, process.env);
const log = createLog('evaluate-progress');
const store = connectStore(config);
const evaluateProgress = createEvaluateProgress({ store, clock: systemClock });

export const handler = createEvaluateProgressHandler({
  evaluateProgress,
  noteStep: createNoteStep({ store, clock: systemClock }),
  log,
});
