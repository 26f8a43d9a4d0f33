import { Duration } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { EventSourceMapping } from 'aws-cdk-lib/aws-lambda';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { Bundle } from '../bundles.ts';
import type { Wired } from '../wiring.ts';
import { DeadLetters } from './dead-letters.ts';
import { DeployedFunction } from './deployed-function.ts';
import { ImpactAlarm, type Watch } from './watch.ts';

export interface QueuedFunctionProps {
  readonly bundle: Bundle;
  readonly wired: Wired;
  readonly watch: Watch;
  readonly logDays: RetentionDays;
  readonly metricsNamespace: string;
  /** What it means for people when this function does not settle its messages. */
  readonly impact: string;
}

const MEMORY_MB = 512;
/** SQS hands a function at most so many messages at a time, here as on one machine. */
const BATCH_MAX = 10;
/** A backlog outlasts a long weekend; the dead letters outlast the backlog. */
const QUEUE_DAYS = 4;
/** A request due at nine is expected in the morning: work that lies for an hour is late. */
const AGE_MAX_MINUTES = 60;
/** AWS's advice, so that a batch that is throttled or slow does not come back while it is worked on. */
const VISIBILITY_PER_TIMEOUT = 6;

/** A function behind its queue: what it settles is gone, what it cannot settle comes back, and then to the dead letters. */
export class QueuedFunction extends Construct {
  readonly queue: Queue;
  readonly deadLetters: Queue;
  readonly deployed: DeployedFunction;

  constructor(scope: Construct, id: string, props: QueuedFunctionProps) {
    super(scope, id);
    const { bundle, wired, watch, impact } = props;
    const { visibilitySeconds, maxReceiveCount, maxConcurrency } = wired.queue;
    if (visibilitySeconds < VISIBILITY_PER_TIMEOUT * wired.timeoutSeconds)
      throw new RangeError(
        `${bundle.name}: visibilitySeconds is ${visibilitySeconds}, expected at least six times the timeout of ${wired.timeoutSeconds}`,
      );
    this.deadLetters = new DeadLetters(this, 'DeadLetters', {
      fedBy: 'queue',
      watch,
      impact,
      runbook: 'dead-letters-of-a-function',
    }).queue;
    this.queue = new Queue(this, 'Queue', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      visibilityTimeout: Duration.seconds(visibilitySeconds),
      retentionPeriod: Duration.days(QUEUE_DAYS),
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount },
    });
    this.deployed = new DeployedFunction(this, 'Deployed', {
      bundle,
      timeoutSeconds: wired.timeoutSeconds,
      memoryMb: wired.memoryMb ?? MEMORY_MB,
      architecture: wired.architecture ?? 'arm64',
      ...(wired.temporaryMb === undefined ? {} : { temporaryMb: wired.temporaryMb }),
      logDays: props.logDays,
      metricsNamespace: props.metricsNamespace,
    });
    this.poll(maxConcurrency);
    new ImpactAlarm(this, 'Age', {
      watch,
      metric: this.queue.metricApproximateAgeOfOldestMessage({ period: Duration.minutes(5) }),
      threshold: AGE_MAX_MINUTES * 60,
      evaluationPeriods: 3,
      severity: 'today',
      impact,
      runbook: 'work-that-lies-too-long',
    });
  }

  private poll(maxConcurrency: number | undefined): void {
    // Lambda's pollers work in the function's name and need no more than this.
    this.deployed.role.addToPolicy(
      new PolicyStatement({
        sid: 'PollQueue',
        actions: ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'],
        resources: [this.queue.queueArn],
      }),
    );
    const mapping = new EventSourceMapping(this, 'Mapping', {
      target: this.deployed.function,
      eventSourceArn: this.queue.queueArn,
      batchSize: BATCH_MAX,
      reportBatchItemFailures: true,
      ...(maxConcurrency === undefined ? {} : { maxConcurrency }),
    });
    // Lambda refuses a mapping whose function may not read the queue yet.
    mapping.node.addDependency(this.deployed.role);
  }
}
