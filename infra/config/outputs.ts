import { ReceiveReplyConfig } from '../../functions/collect/receive-reply/config.ts';
import { PlanSchedulesConfig } from '../../functions/schedule/plan-schedules/config.ts';
import type { Stage } from './stage.ts';

/** The two stacks of a stage, as CloudFormation calls them. */
export const statefulStackName = ({ name }: Pick<Stage, 'name'>) => `shinchoku-${name}-stateful`;
export const serviceStackName = ({ name }: Pick<Stage, 'name'>) => `shinchoku-${name}-service`;

/** Where the command line looks for what a deployment printed, and the command that writes it. */
export const outputsFileOf = (stage: string) => `cdk-outputs.${stage}.json`;
export const deployCommandOf = (stage: string) =>
  `npx cdk deploy --all -c stage=${stage} --outputs-file ${outputsFileOf(stage)}`;

/**
 * What an operator's command line has to know of a deployed stage besides its file: it works on the table and the
 * schedules as plan-schedules does, and on mails as receive-reply does, so it needs what they read from their
 * environments.
 */
export const DeployedResources = PlanSchedulesConfig.omit({ CITY: true }).extend(
  ReceiveReplyConfig.pick({ BUCKET_NAME: true }).shape,
);

/** The keys of it that the service stack prints; table and bucket are the stateful stack's to name. */
export const SERVICE_OUTPUT_KEYS = DeployedResources.omit({ TABLE_NAME: true, BUCKET_NAME: true }).keyof()
  .options;

/** The output under which a stack prints an environment key: TABLE_NAME as TableName. */
export const outputOf = (key: string) =>
  key
    .split('_')
    .map((word) => word.charAt(0) + word.slice(1).toLowerCase())
    .join('');
