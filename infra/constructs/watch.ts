import { Stack } from 'aws-cdk-lib';
import {
  Alarm,
  AlarmStatusWidget,
  ComparisonOperator,
  Dashboard,
  GraphWidget,
  type IMetric,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { type ITopic, Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';

export interface WatchProps {
  /** Who is told; nobody where undefined, and then the dashboard alone shows it. */
  readonly alarmsTo?: string | undefined;
}

/** The one place all alarms report to, and the dashboard that shows them together. */
export class Watch extends Construct {
  readonly topic: ITopic;
  private readonly alarms: Alarm[] = [];

  constructor(scope: Construct, id: string, { alarmsTo }: WatchProps) {
    super(scope, id);
    this.topic = new Topic(this, 'Topic', { enforceSSL: true });
    if (alarmsTo !== undefined) this.topic.addSubscription(new EmailSubscription(alarmsTo));
  }

  /** Called by every alarm when it is made. */
  add(alarm: Alarm): void {
    alarm.addAlarmAction(new SnsAction(this.topic));
    this.alarms.push(alarm);
  }

  /** Draws the dashboard: first whether all is well, then the graphs, in rows of three. To be called once, last. */
  draw(graphs: Readonly<Record<string, readonly IMetric[]>>): void {
    const dashboard = new Dashboard(this, 'Dashboard', {
      dashboardName: Stack.of(this).stackName,
    });
    dashboard.addWidgets(
      new AlarmStatusWidget({ title: 'Alarms', alarms: this.alarms, width: 24, height: 6 }),
    );
    const widgets = Object.entries(graphs).map(
      ([title, left]) => new GraphWidget({ title, left: [...left], width: 8, height: 6 }),
    );
    dashboard.addWidgets(...widgets);
  }
}

export interface ImpactAlarmProps {
  readonly watch: Watch;
  readonly metric: IMetric;
  readonly threshold: number;
  readonly comparison?: ComparisonOperator;
  readonly evaluationPeriods?: number;
  readonly datapointsToAlarm?: number;
  /** Silence counts as fault, for what must happen regularly. Otherwise silence is rest. */
  readonly isSilenceAFault?: boolean;
  /** `now`: somebody should look at once. `today`: before the end of the working day. */
  readonly severity: 'now' | 'today';
  /** What it means for the departments, the secretariat or the headquarters: one sentence. */
  readonly impact: string;
  /** The section of infra/README.md that says what to do. */
  readonly runbook: string;
}

/** An alarm that says whom it hurts, how urgent it is, and where it is written what to do. */
export class ImpactAlarm extends Construct {
  constructor(scope: Construct, id: string, props: ImpactAlarmProps) {
    super(scope, id);
    const { watch, severity, impact, runbook, isSilenceAFault = false } = props;
    const alarm = new Alarm(this, 'Alarm', {
      metric: props.metric,
      threshold: props.threshold,
      comparisonOperator: props.comparison ?? ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      evaluationPeriods: props.evaluationPeriods ?? 1,
      datapointsToAlarm: props.datapointsToAlarm ?? props.evaluationPeriods ?? 1,
      treatMissingData: isSilenceAFault ? TreatMissingData.BREACHING : TreatMissingData.NOT_BREACHING,
      alarmDescription: `[${severity}] ${impact} What to do: infra/README.md#${runbook}`,
    });
    watch.add(alarm);
  }
}
