import { Stack } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnSchedule, ScheduleGroup } from 'aws-cdk-lib/aws-scheduler';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';

export interface FixedRatesProps {
  readonly deadLetters: IQueue;
}

export interface FixedRate {
  /** `rate(…)`, in EventBridge Scheduler's own words. */
  readonly expression: string;
  readonly queue: IQueue;
  /** The body of the message it puts into the queue. */
  readonly message: string;
}

/**
 * What runs at a fixed rate whatever the plan says. These schedules have a group of their own, so that reconciling
 * the plan's schedules never touches them.
 */
export class FixedRates extends Construct {
  private readonly group: ScheduleGroup;
  private readonly role: Role;
  private readonly deadLetters: IQueue;

  constructor(scope: Construct, id: string, { deadLetters }: FixedRatesProps) {
    super(scope, id);
    this.deadLetters = deadLetters;
    this.group = new ScheduleGroup(this, 'Group');
    this.role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
        conditions: {
          StringEquals: {
            'aws:SourceAccount': Stack.of(this).account,
            'aws:SourceArn': this.group.scheduleGroupArn,
          },
        },
      }),
    });
    this.permit('PutAside', deadLetters);
  }

  /** Wakes a function at a rate. */
  add(id: string, { expression, queue, message }: FixedRate): void {
    this.permit(id, queue);
    const schedule = new CfnSchedule(this, id, {
      groupName: this.group.scheduleGroupName,
      scheduleExpression: expression,
      scheduleExpressionTimezone: 'Asia/Tokyo',
      flexibleTimeWindow: { mode: 'OFF' },
      target: {
        arn: queue.queueArn,
        roleArn: this.role.roleArn,
        input: message,
        deadLetterConfig: { arn: this.deadLetters.queueArn },
      },
    });
    schedule.node.addDependency(this.role);
  }

  private permit(sid: string, queue: IQueue): void {
    this.role.addToPolicy(
      new PolicyStatement({ sid, actions: ['sqs:SendMessage'], resources: [queue.queueArn] }),
    );
  }
}
