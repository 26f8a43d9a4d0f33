import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { App, Tags, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import * as z from 'zod';
import { type Bundle, bundleFunctions } from './bundles.ts';
import { serviceStackName, statefulStackName } from './config/outputs.ts';
import { loadStage, SAMPLE_STAGE, type Stage } from './config/stage.ts';
import { ServiceStack } from './stacks/service-stack.ts';
import { StatefulStack } from './stacks/stateful-stack.ts';
import type { DeployedName } from './wiring.ts';

export interface City {
  readonly app: App;
  readonly stateful: StatefulStack;
  readonly service: ServiceStack;
  readonly bundles: ReadonlyMap<DeployedName, Bundle>;
}

/** Lays out one stage: two stacks, the second depending on the first. Nothing is written until the app is synthesized. */
export async function layOut(
  app: App,
  stage: Stage,
  built?: ReadonlyMap<DeployedName, Bundle>,
): Promise<City> {
  const bundles = built ?? (await bundleFunctions());
  const env = { account: stage.account, region: stage.region };
  const stateful = new StatefulStack(app, 'Stateful', {
    stage,
    env,
    stackName: statefulStackName(stage),
    description: `Shinchoku (${stage.name}): table, mails, key, identities`,
    terminationProtection: true,
  });
  const service = new ServiceStack(app, 'Service', {
    stage,
    stateful,
    bundles,
    env,
    stackName: serviceStackName(stage),
    description: `Shinchoku (${stage.name}): functions, queues, mail, pages, alarms`,
  });
  Tags.of(app).add('Application', 'shinchoku');
  Tags.of(app).add('Stage', stage.name);
  checkSecurity(app);
  return { app, stateful, service, bundles };
}

/** Has every resource checked at synthesis; a finding that is not acknowledged with a reason ends it. */
export function checkSecurity(app: App): void {
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
}

const CdkJson = z.object({ context: z.record(z.string(), z.unknown()) });
const Template = z.record(z.string(), z.unknown());

/**
 * Synthesizes a stage as `npx cdk synth` does, into `outdir` or a temporary folder, and hands back the templates.
 *
 * For tests and for tools that read the deployed shape; `built` spares bundling once more. Throws where a check fails.
 */
export async function synthesize(
  stage: Stage = loadStage(SAMPLE_STAGE),
  outdir?: string,
  built?: City['bundles'],
) {
  const text = readFileSync(fileURLToPath(new URL('../cdk.json', import.meta.url)), 'utf8');
  const { context } = CdkJson.parse(JSON.parse(text));
  const app = new App({ context, ...(outdir === undefined ? {} : { outdir }), analyticsReporting: false });
  const city = await layOut(app, stage, built);
  const assembly = app.synth();
  const templateOf = (id: string) => Template.parse(assembly.getStackArtifact(id).template);
  return {
    ...city,
    assembly,
    templates: {
      stateful: templateOf(city.stateful.artifactId),
      service: templateOf(city.service.artifactId),
    },
  };
}
