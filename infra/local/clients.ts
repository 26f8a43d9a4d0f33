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

/** The AWS adapters, unchanged, against the local endpoints. */
export function connect(endpoints: Endpoints) {
  const common = { region: REGION, credentials: LOCAL_CREDENTIALS };
  const dynamo = new DynamoDBClient({ ...common, endpoint: endpoints.dynamodb });
  const streams = new DynamoDBStreamsClient({ ...common, endpoint: endpoints.dynamodb });
  const documents = DynamoDBDocumentClient.from(dynamo, { marshallOptions: { removeUndefinedValues: true } });
  const s3 = new S3Client({ ...common, endpoint: endpoints.s3, forcePathStyle: true });
  const scheduler = new SchedulerClient({ ...common, endpoint: endpoints.scheduler });
  // SES knows no idempotency: a retry inside the client would be a second mail (decision 14).
  const ses = new SESClient({ ...common, endpoint: endpoints.ses, maxAttempts: 1 });
  return {
    dynamo,
    streams,
    store: createDynamoStore({ client: documents, tableName: LOCAL.table, city: LOCAL.city }),
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
      for (const client of [dynamo, streams, s3, scheduler, ses]) client.destroy();
    },
  };
}
