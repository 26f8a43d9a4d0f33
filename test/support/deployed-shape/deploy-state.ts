import {
  CreateTableCommand,
  type CreateTableCommandInput,
  type DynamoDBClient,
} from '@aws-sdk/client-dynamodb';
import * as z from 'zod';
import type { QueueSettings } from '../../../infra/local/queues.ts';
import type { Deployment, Resource } from './template.ts';

const KeySchema = z.array(z.object({ AttributeName: z.string(), KeyType: z.enum(['HASH', 'RANGE']) }));

const TableProperties = z.object({
  AttributeDefinitions: z.array(
    z.object({ AttributeName: z.string(), AttributeType: z.enum(['S', 'N', 'B']) }),
  ),
  KeySchema,
  GlobalSecondaryIndexes: z
    .array(
      z.object({
        IndexName: z.string(),
        KeySchema,
        Projection: z.object({
          ProjectionType: z.enum(['ALL', 'KEYS_ONLY', 'INCLUDE']),
          NonKeyAttributes: z.array(z.string()).optional(),
        }),
      }),
    )
    .optional(),
  StreamSpecification: z
    .object({ StreamViewType: z.enum(['NEW_IMAGE', 'OLD_IMAGE', 'NEW_AND_OLD_IMAGES', 'KEYS_ONLY']) })
    .optional(),
});

/** Creates a table in DynamoDB Local with the keys, indexes and stream the template gives it. */
export async function deployTable(client: DynamoDBClient, { name, properties }: Resource): Promise<void> {
  const {
    AttributeDefinitions,
    KeySchema: keys,
    GlobalSecondaryIndexes,
    StreamSpecification,
  } = TableProperties.parse(properties);
  const input: CreateTableCommandInput = {
    TableName: name,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions,
    KeySchema: keys,
    GlobalSecondaryIndexes,
    ...(StreamSpecification ? { StreamSpecification: { StreamEnabled: true, ...StreamSpecification } } : {}),
  };
  await client.send(new CreateTableCommand(input));
}

const Redrive = z.preprocess(
  (value) => (typeof value === 'string' ? JSON.parse(value) : value),
  z.object({ deadLetterTargetArn: z.string(), maxReceiveCount: z.coerce.number() }).optional(),
);
const RedriveAllow = z
  .object({ redrivePermission: z.string(), sourceQueueArns: z.array(z.string()).default([]) })
  .optional();

const Mapping = z.object({ EventSourceArn: z.string(), FunctionName: z.string() });
const Timeout = z.object({ Timeout: z.number().default(3) });

/** SQS's own visibility timeout where the template gives none. */
const VISIBILITY_DEFAULT_SECONDS = 30;

/** Every queue of the templates, and queues of the harness's own, as the local queues are configured. */
export function queueSettings(deployment: Deployment, own: readonly string[]): Record<string, QueueSettings> {
  refuseShortVisibility(deployment);
  const queues = deployment.ofType('AWS::SQS::Queue').map((queue): [string, QueueSettings] => {
    const visibilitySeconds = visibilityOf(queue);
    const redrive = Redrive.parse(queue.properties.RedrivePolicy);
    if (!redrive) return [queue.name, { visibilitySeconds, maxReceiveCount: 1 }];
    const deadLetter = deployment.find('AWS::SQS::Queue', redrive.deadLetterTargetArn);
    const allow = RedriveAllow.parse(deadLetter.properties.RedriveAllowPolicy);
    if (allow?.redrivePermission === 'denyAll')
      throw new RangeError(`${deadLetter.name} takes no dead letters`);
    if (allow?.redrivePermission === 'byQueue' && !allow.sourceQueueArns.includes(queue.arn))
      throw new RangeError(`${deadLetter.name} takes no dead letters of ${queue.name}`);
    const { maxReceiveCount } = redrive;
    return [queue.name, { visibilitySeconds, maxReceiveCount, deadLetter: deadLetter.name }];
  });
  const harness = own.map((name): [string, QueueSettings] => [
    name,
    { visibilitySeconds: 1, maxReceiveCount: 1 },
  ]);
  return Object.fromEntries([...queues, ...harness]);
}

function visibilityOf({ properties }: Resource): number {
  return z.number().default(VISIBILITY_DEFAULT_SECONDS).parse(properties.VisibilityTimeout);
}

/** Lambda refuses a mapping whose queue shows a message again while the function may still be at work on it. */
function refuseShortVisibility(deployment: Deployment): void {
  for (const { logicalId, properties } of deployment.ofType('AWS::Lambda::EventSourceMapping')) {
    const { EventSourceArn, FunctionName } = Mapping.parse(properties);
    const fn = deployment.find('AWS::Lambda::Function', FunctionName);
    const queue = deployment.find('AWS::SQS::Queue', EventSourceArn);
    if (visibilityOf(queue) < Timeout.parse(fn.properties).Timeout)
      throw new RangeError(`${logicalId}: the queue's visibility is shorter than the function's timeout`);
  }
}
