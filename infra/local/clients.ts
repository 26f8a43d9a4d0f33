import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams';
import { S3Client } from '@aws-sdk/client-s3';
import { SchedulerClient } from '@aws-sdk/client-scheduler';
import { SESClient } from '@aws-sdk/client-ses';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { createDynamoStore } from '../../shared/adapters/dynamodb/store.ts';
import { createS3ObjectStore } from '../../shared/adapters/s3/object-store.ts';
import { createEventBridgeSchedules } from '../../shared/adapters/scheduler/schedules.ts';
import { createSesMailer } from '../../shared/adapters/ses/mailer.ts';
import { deadLetterName, queueName } from '../wiring.ts';
import { ACCOUNT, REGION } from './loopback/account.ts';
import { LOCAL, LOCAL_CREDENTIALS } from './settings.ts';

/** Where the parts of a running local system answer. */
export interface Endpoints {
  readonly dynamodb: string;
  readonly s3: string;
  readonly scheduler: string;
  readonly ses: string;
}

/** The ARN under which schedules name a local queue. */
export const queueArn = (name: string) => `arn:aws:sqs:${REGION}:${ACCOUNT}:${name}`;

export const SCHEDULER_ROLE_ARN = `arn:aws:iam::${ACCOUNT}:role/scheduler`;

const COMMON = { region: REGION, credentials: LOCAL_CREDENTIALS };

/** The AWS adapters, unchanged, against the local endpoints. */
export function connect({ dynamodb, ...services }: Endpoints) {
  const table = connectTable(dynamodb);
  const connected = connectServices(services);
  return {
    ...connected,
    store: table.store,
    destroy() {
      table.destroy();
      connected.destroy();
    },
  };
}

/** The table on DynamoDB Local, and its stream. */
export function connectTable(endpoint: string) {
  const dynamo = new DynamoDBClient({ ...COMMON, endpoint });
  const streams = new DynamoDBStreamsClient({ ...COMMON, endpoint });
  const client = DynamoDBDocumentClient.from(dynamo, { marshallOptions: { removeUndefinedValues: true } });
  return {
    dynamo,
    streams,
    store: createDynamoStore({ client, tableName: LOCAL.table, city: LOCAL.city }),
    destroy() {
      dynamo.destroy();
      streams.destroy();
    },
  };
}

/** All but the table. */
export function connectServices(endpoints: Omit<Endpoints, 'dynamodb'>) {
  const s3 = new S3Client({ ...COMMON, endpoint: endpoints.s3, forcePathStyle: true });
  const scheduler = new SchedulerClient({ ...COMMON, endpoint: endpoints.scheduler });
  // SES knows no idempotency: a retry inside the client would be a second mail (decision 14).
  const ses = new SESClient({ ...COMMON, endpoint: endpoints.ses, maxAttempts: 1 });
  return {
    objects: createS3ObjectStore({ client: s3, bucket: LOCAL.bucket }),
    mailer: createSesMailer({ client: ses, configurationSet: LOCAL.configurationSet }),
    scheduler,
    schedules: createEventBridgeSchedules({
      client: scheduler,
      group: LOCAL.scheduleGroup,
      targetArns: {
        'open-round': queueArn(queueName('open-round')),
        remind: queueArn(queueName('remind')),
        'evaluate-progress': queueArn(queueName('evaluate-progress')),
        'send-digest': queueArn(queueName('send-digest')),
        'plan-schedules': queueArn(queueName('plan-schedules')),
      },
      roleArn: SCHEDULER_ROLE_ARN,
      deadLetterArn: queueArn(deadLetterName('plan-schedules')),
    }),
    destroy() {
      for (const client of [s3, scheduler, ses]) client.destroy();
    },
  };
}
