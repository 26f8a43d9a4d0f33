import { readFileSync } from 'node:fs';
import * as z from 'zod';
import {
  DeployedResources,
  deployCommandOf,
  outputOf,
  outputsFileOf,
  serviceStackName,
  statefulStackName,
} from '../config/outputs.ts';
import { listStages, loadStage, type Stage, StageError } from '../config/stage.ts';
import { Refusal } from './command.ts';

/** A deployed stage as the command line reaches it: its file, and the resources its deployment named. */
export interface DeployedStage {
  readonly stage: Stage;
  readonly resources: z.infer<typeof DeployedResources>;
}

/** What `cdk deploy --outputs-file` writes: for each stack what it printed. */
const OutputsFile = z.record(z.string(), z.record(z.string(), z.string()));

/**
 * Finds a deployed stage by its name, from the stage's file and what its deployment printed. Throws a Refusal that
 * names what is missing, and the command that makes it.
 */
export function findDeployedStage(name: string, outputsFile: string = outputsFileOf(name)): DeployedStage {
  const stage = readStage(name);
  const outputs = readOutputs(outputsFile, stage);
  const printed = Object.keys(DeployedResources.shape).map((key) => [key, outputs[outputOf(key)]] as const);
  const read = DeployedResources.safeParse(Object.fromEntries(printed));
  if (!read.success) {
    const missing = printed.filter(([, value]) => !value).map(([key]) => outputOf(key));
    throw new Refusal(
      `「${outputsFile}」に ${missing.join('・')} がないので、今の版を「${deployCommandOf(name)}」で配備してください。`,
    );
  }
  refuseOtherPlace(read.data, stage, outputsFile);
  return { stage, resources: read.data };
}

function readStage(name: string): Stage {
  const stages = listStages();
  if (!stages.includes(name))
    throw new Refusal(
      `--stage の「${name}」という配備先はないので、infra/config/stages/${name}.yaml を作るか、${stages.join('・')} のどれかにしてください。`,
    );
  try {
    return loadStage(name);
  } catch (cause) {
    if (!(cause instanceof StageError)) throw cause;
    throw new Refusal(
      `infra/config/stages/${name}.yaml に直すところがあるので（${cause.faults[0]}）、「npx cdk synth --quiet -c stage=${name}」で確かめて直してください。`,
      { cause },
    );
  }
}

function readOutputs(file: string, stage: Stage): Readonly<Record<string, string>> {
  const make = `「${deployCommandOf(stage.name)}」で作ってください。`;
  const read = OutputsFile.safeParse(readJson(file, make));
  if (!read.success)
    throw new Refusal(`「${file}」は配備の出力ではないので、--outputs で指定し直すか、${make}`);
  const stacks = [statefulStackName(stage), serviceStackName(stage)];
  const missing = stacks.filter((stack) => !(stack in read.data));
  if (missing.length > 0) {
    const found = Object.keys(read.data).join('・') || 'なし';
    throw new Refusal(
      `「${file}」に ${missing.join('・')} の出力がなく（あるのは ${found}）、配備先「${stage.name}」のすべてを含まないので、${make}`,
    );
  }
  return Object.assign({}, ...stacks.map((stack) => read.data[stack]));
}

function readJson(file: string, make: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    // A file that is no JSON is told with every other that holds no outputs.
    if (cause instanceof SyntaxError) return null;
    throw new Refusal(`配備の出力のファイル「${file}」を読めないので、${make}`, { cause });
  }
}

/** A file kept from before the stage moved would have one city's plan written into another account. */
function refuseOtherPlace(
  { SCHEDULE_DEAD_LETTER_ARN }: DeployedStage['resources'],
  { name, account, region }: Stage,
  file: string,
): void {
  const [, , , itsRegion, itsAccount] = SCHEDULE_DEAD_LETTER_ARN.split(':');
  if (itsRegion === region && itsAccount === account) return;
  throw new Refusal(
    `「${file}」はアカウント ${itsAccount ?? '（不明）'} の ${itsRegion ?? '（不明）'} の出力ですが、infra/config/stages/${name}.yaml は ${account} の ${region} なので、「${deployCommandOf(name)}」で作り直してください。`,
  );
}
