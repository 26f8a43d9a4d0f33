import { App } from 'aws-cdk-lib';
import { loadStage, SAMPLE_STAGE, StageError } from './config/stage.ts';
import { layOut } from './synthesize.ts';

// The CDK command runs this file and passes what stands in cdk.json and after `-c`.
const app = new App();
const name: unknown = app.node.tryGetContext('stage') ?? SAMPLE_STAGE;
try {
  await layOut(app, loadStage(String(name)));
  app.synth();
} catch (error) {
  if (!(error instanceof StageError)) throw error;
  // A fault of the stage file is the reader's to mend: the sentences say all, a stack trace would bury them.
  for (const fault of error.faults) console.error(fault);
  process.exitCode = 2;
}
