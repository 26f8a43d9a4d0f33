import { Duration, Stack } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { EventBus, Rule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { CfnPipe } from 'aws-cdk-lib/aws-pipes';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { OUTBOX_ENTITY } from '../../shared/adapters/dynamodb/keys.ts';
import { DeadLetters } from './dead-letters.ts';
import { ImpactAlarm, type Watch } from './watch.ts';

export interface OutboxPipeProps {
  readonly table: ITable;
  readonly key: IKey;
  readonly watch: Watch;
}

const SOURCE = 'shinchoku';
const DETAIL_TYPE = 'outbox';
/** The event travels as text, because a pipe cannot take DynamoDB's types off a whole map. */
const INPUT_TEMPLATE = '{"type": <$.dynamodb.NewImage.type.S>, "event": <$.dynamodb.NewImage.event.S>}';
/** A record that fails so often is put aside: retried until it expires it would hold up its shard for a day. */
const RETRIES_MAX = 8;
const BATCH_MAX = 10;
const IMPACT =
  'A decision was stored, but what should follow it (a mail, a judgement, new schedules) has not been set off.';

/** Carries the outbox from the table's stream to the bus, and from the bus to the queues. */
export class OutboxPipe extends Construct {
  private readonly bus: EventBus;
  private readonly undelivered: IQueue;

  constructor(scope: Construct, id: string, { table, key, watch }: OutboxPipeProps) {
    super(scope, id);
    this.bus = new EventBus(this, 'Bus', { description: 'What left through the outbox' });
    const deadLetters = new DeadLetters(this, 'DeadLetters', {
      fedBy: 'service',
      watch,
      impact: IMPACT,
      runbook: 'dead-letters-of-the-outbox',
    });
    this.undelivered = new DeadLetters(this, 'Undelivered', {
      fedBy: 'service',
      watch,
      impact: IMPACT,
      runbook: 'dead-letters-of-the-outbox',
    }).queue;
    const streamArn = table.tableStreamArn;
    if (streamArn === undefined)
      throw new TypeError('the table has no stream, so nothing would leave its outbox');
    const role = this.createRole(streamArn, key, deadLetters.queue);
    const pipe = new CfnPipe(this, 'Pipe', {
      roleArn: role.roleArn,
      source: streamArn,
      sourceParameters: {
        filterCriteria: { filters: [{ pattern: JSON.stringify(OUTBOX_FILTER) }] },
        dynamoDbStreamParameters: {
          // From the beginning: what is written while the pipe is being made would be lost otherwise.
          startingPosition: 'TRIM_HORIZON',
          batchSize: BATCH_MAX,
          maximumRetryAttempts: RETRIES_MAX,
          onPartialBatchItemFailure: 'AUTOMATIC_BISECT',
          deadLetterConfig: { arn: deadLetters.queue.queueArn },
        },
      },
      target: this.bus.eventBusArn,
      targetParameters: {
        eventBridgeEventBusParameters: { source: SOURCE, detailType: DETAIL_TYPE },
        inputTemplate: INPUT_TEMPLATE,
      },
    });
    // A pipe is tried out with its role when it is made.
    pipe.node.addDependency(role);
    new ImpactAlarm(this, 'Failures', {
      watch,
      metric: new Metric({
        namespace: 'AWS/EventBridge/Pipes',
        metricName: 'ExecutionFailed',
        dimensionsMap: { AwsAccount: Stack.of(this).account, PipeName: pipe.ref },
        statistic: 'Sum',
        period: Duration.minutes(5),
      }),
      threshold: 1,
      evaluationPeriods: 3,
      severity: 'now',
      impact: IMPACT,
      runbook: 'the-pipe-fails',
    });
  }

  /** Has every event of a type put into a queue. */
  deliver(id: string, type: string, queue: IQueue): void {
    new Rule(this, id, {
      eventBus: this.bus,
      eventPattern: { source: [SOURCE], detail: { type: [type] } },
      targets: [new SqsQueue(queue, { deadLetterQueue: this.undelivered })],
    });
  }

  private createRole(streamArn: string, key: IKey, deadLetters: IQueue): Role {
    const { account, region } = Stack.of(this);
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('pipes.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': account } },
      }),
    });
    const allow = (sid: string, actions: string[], resource: string, conditions = {}) =>
      role.addToPolicy(new PolicyStatement({ sid, actions, resources: [resource], conditions }));
    const streamActions = ['DescribeStream', 'GetRecords', 'GetShardIterator', 'ListStreams'];
    allow(
      'ReadStream',
      streamActions.map((action) => `dynamodb:${action}`),
      streamArn,
    );
    allow('OpenStream', ['kms:Decrypt'], key.keyArn, {
      StringEquals: { 'kms:ViaService': `dynamodb.${region}.amazonaws.com` },
    });
    allow('PutEvents', ['events:PutEvents'], this.bus.eventBusArn);
    allow('PutAside', ['sqs:SendMessage'], deadLetters.queueArn);
    return role;
  }
}

/** Only what was added to the outbox: its rows never change, and removing one sets nothing off. */
const OUTBOX_FILTER = {
  eventName: ['INSERT'],
  dynamodb: { NewImage: { entity: { S: [OUTBOX_ENTITY] } } },
};
