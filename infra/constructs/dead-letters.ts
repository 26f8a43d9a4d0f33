import { Duration } from 'aws-cdk-lib';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';
import { ImpactAlarm, type Watch } from './watch.ts';

export interface DeadLettersProps {
  readonly watch: Watch;
  /** What it means for people when something lies here. */
  readonly impact: string;
  readonly runbook: string;
  /** Whether a queue puts things here, or a service of AWS by itself. */
  readonly fedBy: 'queue' | 'service';
}

/** SQS keeps nothing longer. A message's age counts from its first queue, so this must outlast that one's. */
const DEAD_LETTER_DAYS = 14;

/** Where something ends up that could not be settled. Not one message lies here without an alarm. */
export class DeadLetters extends Construct {
  readonly queue: Queue;

  constructor(scope: Construct, id: string, { watch, impact, runbook, fedBy }: DeadLettersProps) {
    super(scope, id);
    this.queue = new Queue(this, 'Queue', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(DEAD_LETTER_DAYS),
    });
    // The check knows the end of a queue by its redrive policy, and not the end of a pipe, a schedule or a topic.
    if (fedBy === 'service')
      acknowledge(this.queue, {
        'AwsSolutions-SQS3': 'this is where things end; a person takes them from here, told by the alarm',
      });
    new ImpactAlarm(this, 'Alarm', {
      watch,
      metric: this.queue.metricApproximateNumberOfMessagesVisible({ period: Duration.minutes(5) }),
      threshold: 1,
      severity: 'now',
      impact,
      runbook,
    });
  }
}
