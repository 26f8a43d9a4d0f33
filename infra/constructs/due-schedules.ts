import { ArnFormat, Duration, Stack } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { type IGrantable, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { ScheduleGroup } from 'aws-cdk-lib/aws-scheduler';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct, type IConstruct } from 'constructs';
import { acknowledgeStar } from './acknowledge.ts';
import { DeadLetters } from './dead-letters.ts';
import { ImpactAlarm, type Watch } from './watch.ts';

export interface DueSchedulesProps {
  /** The queues a schedule may wake. */
  readonly targets: readonly IQueue[];
  readonly watch: Watch;
}

const SCHEDULER = 'scheduler.amazonaws.com';
const IMPACT =
  'A step of the timetable (a request, a reminder, a freeze, a digest) did not happen at its time.';

/** The path from a due schedule to a queued event, with a dead-letter queue for what cannot be delivered. */
export class DueSchedules extends Construct {
  readonly groupName: string;
  readonly role: Role;
  readonly deadLetters: IQueue;

  constructor(scope: Construct, id: string, { targets, watch }: DueSchedulesProps) {
    super(scope, id);
    const group = new ScheduleGroup(this, 'Group');
    this.groupName = group.scheduleGroupName;
    this.deadLetters = new DeadLetters(this, 'DeadLetters', {
      fedBy: 'service',
      watch,
      impact: IMPACT,
      runbook: 'a-schedule-was-missed',
    }).queue;
    this.role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal(SCHEDULER, {
        conditions: {
          StringEquals: {
            'aws:SourceAccount': Stack.of(this).account,
            'aws:SourceArn': group.scheduleGroupArn,
          },
        },
      }),
    });
    this.role.addToPolicy(
      new PolicyStatement({
        sid: 'QueueDueSteps',
        actions: ['sqs:SendMessage'],
        resources: [...targets, this.deadLetters].map(({ queueArn }) => queueArn),
      }),
    );
    // Target errors end in the dead letters; what is dropped or cannot even be put there shows only in these.
    for (const name of ['InvocationDroppedCount', 'InvocationsFailedToBeSentToDeadLetterCount'])
      new ImpactAlarm(this, name, {
        watch,
        metric: new Metric({
          namespace: 'AWS/Scheduler',
          metricName: name,
          dimensionsMap: { ScheduleGroup: this.groupName },
          statistic: 'Sum',
          period: Duration.minutes(5),
        }),
        threshold: 1,
        severity: 'now',
        impact: IMPACT,
        runbook: 'a-schedule-was-missed',
      });
  }

  /** Lets `grantee` see the names of the schedules that stand. */
  grantList(grantee: IGrantable & IConstruct): void {
    // Listing is authorised on every schedule of the account, whatever group the call names (aws-cdk issue 38201).
    const everySchedule = Stack.of(this).formatArn({
      service: 'scheduler',
      resource: 'schedule',
      resourceName: '*/*',
      arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
    });
    acknowledgeStar(grantee, {
      arn: everySchedule,
      rest: '',
      reason: 'listing schedules has no narrower resource; it reads names alone',
    });
    grantee.grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({
        sid: 'ListSchedules',
        actions: ['scheduler:ListSchedules'],
        resources: [everySchedule],
      }),
    );
  }

  /** Lets `grantee` add and cancel schedules in this group, and nowhere else. */
  grantSchedule(grantee: IGrantable & IConstruct): void {
    const schedules = Stack.of(this).formatArn({
      service: 'scheduler',
      resource: 'schedule',
      resourceName: `${this.groupName}/*`,
      arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
    });
    acknowledgeStar(grantee, {
      arn: schedules,
      rest: '',
      reason: 'schedules are named after what they say; the star ends within the one group',
    });
    const { grantPrincipal } = grantee;
    grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({
        sid: 'ChangeSchedules',
        actions: ['scheduler:CreateSchedule', 'scheduler:DeleteSchedule'],
        resources: [schedules],
      }),
    );
    grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({
        sid: 'PassScheduleRole',
        actions: ['iam:PassRole'],
        resources: [this.role.roleArn],
        conditions: { StringEquals: { 'iam:PassedToService': SCHEDULER } },
      }),
    );
  }
}
