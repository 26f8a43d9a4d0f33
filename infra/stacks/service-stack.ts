import { CfnOutput, Duration, Stack, type StackProps } from 'aws-cdk-lib';
import { ComparisonOperator, MathExpression, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { AccountPrincipal, Role } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { stepTopic } from '../../events/catalogue.ts';
import { StepTarget } from '../../events/step-fell-due.v1.ts';
import { METRICS, type MetricName } from '../../shared/runtime/metric-names.ts';
import type { Bundle } from '../bundles.ts';
import { metricsNamespace, receiptRuleSetName } from '../config/names.ts';
import { outputOf, SERVICE_OUTPUT_KEYS } from '../config/outputs.ts';
import type { Stage } from '../config/stage.ts';
import type { DeployedFunction } from '../constructs/deployed-function.ts';
import { DueSchedules } from '../constructs/due-schedules.ts';
import { FixedRates } from '../constructs/fixed-rate.ts';
import { MailIn } from '../constructs/mail-in.ts';
import { MailOut } from '../constructs/mail-out.ts';
import { OutboxPipe } from '../constructs/outbox-pipe.ts';
import { type Permitted, permit } from '../constructs/permissions.ts';
import { QueuedFunction } from '../constructs/queued-function.ts';
import { SignIn } from '../constructs/sign-in.ts';
import { ImpactAlarm, Watch } from '../constructs/watch.ts';
import { Web } from '../constructs/web.ts';
import { environmentKeys } from '../environments.ts';
import {
  type DeployedName,
  FUNCTION_NAMES,
  type FunctionName,
  OPERATOR,
  rateMessage,
  type Trigger,
  WEB,
  WIRING,
  type Wired,
} from '../wiring.ts';
import type { StatefulStack } from './stateful-stack.ts';

export interface ServiceStackProps extends StackProps {
  readonly stage: Stage;
  readonly stateful: StatefulStack;
  readonly bundles: ReadonlyMap<DeployedName, Bundle>;
}

/** What it means for people when a function does not settle its messages; stands in its alarms. */
const IMPACTS: Record<FunctionName, string> = {
  'open-round': 'Some departments have not been asked for this round.',
  remind: 'Some departments that still owe an answer were not reminded.',
  'receive-reply': 'A reply lies unread, so its department looks as if it had not answered.',
  'evaluate-progress': 'Some initiatives show an old status.',
  'send-digest': 'A page for the headquarters or the secretariat was not made or not sent.',
  'print-papers': 'The digest goes without its chart, its PDF or its workbook.',
  'deliver-mail': 'A mail that was decided has not left.',
  'track-delivery': 'It is not known whether some mails arrived, so a dead address may go unnoticed.',
  'plan-schedules': 'The schedules do not follow the latest timetable.',
  'sweep-missed': 'Nobody looks for mails and steps that were lost, so a lost one stays lost.',
};
/** On so many of seven days mail must have gone out in vain before silence is a fault and not a quiet week. */
const SILENT_DAYS = 3;
const SILENT_DAYS_OF = 7;
const SILENT_MAILS = 10;

/** The rate of the sweep: what it counts is looked at run by run. */
const SWEEP_PERIOD = Duration.minutes(15);
/** Its findings, as the dashboard shows them. */
const SWEPT = [
  'sweptRawMails',
  'unreadMails',
  'stalePending',
  'unknownSends',
  'missedSteps',
  'scheduleDrift',
  'silentRounds',
] as const;

/** Whatever runs: functions behind queues, what wakes them, mail, pages, alarms. It can be torn down and built anew. */
export class ServiceStack extends Stack {
  private readonly stage: Stage;
  private readonly functions: ReadonlyMap<FunctionName, QueuedFunction>;
  private readonly watch: Watch;

  constructor(scope: Construct, id: string, { stage, stateful, bundles, ...props }: ServiceStackProps) {
    super(scope, id, props);
    this.stage = stage;
    const { table, bucket, key } = stateful;
    const watch = new Watch(this, 'Watch', { alarmsTo: stage.alarmsTo });
    this.watch = watch;
    this.functions = new Map(
      FUNCTION_NAMES.map((name) => [name, this.createFunction(name, bundleOf(bundles, name))]),
    );
    const woken = (on: Trigger['on']) =>
      FUNCTION_NAMES.filter((name) => triggersOf(name).some((t) => t.on === on));
    const schedules = new DueSchedules(this, 'DueSchedules', {
      targets: woken('schedule').map((name) => this.of(name).queue),
      watch,
    });
    const pipe = new OutboxPipe(this, 'OutboxPipe', { table, key, watch });
    const mailOut = new MailOut(this, 'MailOut', {
      stage,
      queue: this.only(woken('delivery-reported')).queue,
      watch,
    });
    new MailIn(this, 'MailIn', { stage, bucket, key, queue: this.only(woken('mail-arrived')).queue, watch });
    this.deliverEvents(pipe);
    this.addFixedRates(schedules);
    const web = new Web(this, 'Web', {
      bundle: bundleOf(bundles, 'serve-pages'),
      timeoutSeconds: WEB.timeoutSeconds,
      watch,
      logDays: stage.retention.logDays,
      metricsNamespace: metricsNamespace(stage),
      readsSecrets: stage.identity.clientSecret !== undefined,
    });
    const signIn = new SignIn(this, 'SignIn', {
      identity: stateful.identity,
      settings: stage.identity,
      origin: web.origin,
    });
    const values = this.environmentValues({ stateful, schedules, mailOut, web, signIn });
    const permitted = { table, bucket, key, mailOut, schedules };
    for (const [name, { deployed }] of this.functions) {
      configure(name, deployed, values);
      permit(deployed.role, WIRING[name].may, permitted);
    }
    configure('serve-pages', web.deployed, values);
    permit(web.deployed.role, WEB.may, permitted);
    signIn.grantRead(web.deployed.role);
    this.watchTheWhole();
    this.print(mailOut, web);
    this.addOperator(permitted, values);
  }

  private createFunction(name: FunctionName, bundle: Bundle): QueuedFunction {
    return new QueuedFunction(this, pascalCase(name), {
      bundle,
      wired: WIRING[name],
      watch: this.watch,
      logDays: this.stage.retention.logDays,
      metricsNamespace: metricsNamespace(this.stage),
      impact: IMPACTS[name],
    });
  }

  private of(name: FunctionName): QueuedFunction {
    const found = this.functions.get(name);
    if (!found) throw new RangeError(`there is no function ${name}`);
    return found;
  }

  /** The one function that something wakes; two would each see only part of it. */
  private only(names: readonly FunctionName[]): QueuedFunction {
    const [name, ...others] = names;
    if (name === undefined || others.length > 0)
      throw new RangeError(`expected one function for this trigger, found ${names.length}`);
    return this.of(name);
  }

  private deliverEvents(pipe: OutboxPipe): void {
    for (const name of FUNCTION_NAMES)
      for (const trigger of triggersOf(name))
        if (trigger.on === 'event')
          pipe.deliver(pascalCase(`${name}-on-${trigger.type}`), trigger.type, this.of(name).queue);
    for (const name of StepTarget.options)
      pipe.deliver(pascalCase(`${name}-on-missed-step`), stepTopic(name), this.of(name).queue);
  }

  private addFixedRates({ deadLetters }: DueSchedules): void {
    const rates = new FixedRates(this, 'FixedRates', { deadLetters });
    const { city, plan } = this.stage;
    for (const name of FUNCTION_NAMES)
      for (const trigger of triggersOf(name))
        if (trigger.on === 'rate') {
          const { queue } = this.of(name);
          rates.add(pascalCase(name), {
            expression: trigger.expression,
            queue,
            message: rateMessage(name, trigger.type, { city, plan }),
          });
        }
  }

  /** Everything a function may ask its environment for. */
  private environmentValues(parts: {
    stateful: StatefulStack;
    schedules: DueSchedules;
    mailOut: MailOut;
    web: Web;
    signIn: SignIn;
  }) {
    const { stateful, schedules, mailOut, web, signIn } = parts;
    const { stage } = this;
    return new Map([
      ['CITY', stage.city],
      ['PLAN', stage.plan],
      ['TABLE_NAME', stateful.table.tableName],
      ['BUCKET_NAME', stateful.bucket.bucketName],
      ['REPLY_DOMAIN', stage.mail.domain],
      ['FROM_ADDRESS', stage.mail.from],
      ['CONFIGURATION_SET', mailOut.configurationSetName],
      ['SCHEDULE_GROUP', schedules.groupName],
      ['SCHEDULE_ROLE_ARN', schedules.role.roleArn],
      ['SCHEDULE_DEAD_LETTER_ARN', schedules.deadLetters.queueArn],
      ['OPEN_ROUND_QUEUE_ARN', this.of('open-round').queue.queueArn],
      ['REMIND_QUEUE_ARN', this.of('remind').queue.queueArn],
      ['EVALUATE_PROGRESS_QUEUE_ARN', this.of('evaluate-progress').queue.queueArn],
      ['SEND_DIGEST_QUEUE_ARN', this.of('send-digest').queue.queueArn],
      ['PLAN_SCHEDULES_QUEUE_ARN', this.of('plan-schedules').queue.queueArn],
      ['WEB_ORIGIN', web.origin],
      ['SIGN_IN_ISSUER', stateful.identity.issuer],
      ['SIGN_IN_CLIENT', signIn.clientId],
      ['SIGN_IN_SECRET', signIn.secret?.secretName ?? 'none'],
      ['SIGN_IN_ROLES_CLAIM', signIn.rolesClaim],
    ]);
  }

  /** A role for whoever works on this stage from the command line, and what that has to know. */
  private addOperator(permitted: Permitted, values: ReadonlyMap<string, string>): void {
    const role = new Role(this, 'Operator', {
      description: 'Commands of the command line on this stage',
      // Who of the account may take it on is for the account's own administrators to say.
      assumedBy: new AccountPrincipal(this.account),
    });
    permit(role, OPERATOR.may, permitted);
    new CfnOutput(this, 'OperatorRoleArn', { value: role.roleArn });
    for (const key of SERVICE_OUTPUT_KEYS)
      new CfnOutput(this, outputOf(key), { value: valueFor(values, key, 'the command line') });
  }

  private counted(name: MetricName, service: DeployedName): Metric {
    return new Metric({
      namespace: metricsNamespace(this.stage),
      metricName: name,
      dimensionsMap: { service },
      statistic: 'Sum',
      period: Duration.days(1),
    });
  }

  /** What no single part can see. */
  private watchTheWhole(): void {
    const { watch } = this;
    const sent = this.counted(METRICS.mailsSent, 'deliver-mail');
    const received = this.counted(METRICS.mailsReceived, 'receive-reply');
    new ImpactAlarm(this, 'NoReplies', {
      watch,
      metric: new MathExpression({
        expression: 'IF(FILL(received, 0) > 0, 0, FILL(sent, 0))',
        usingMetrics: { sent, received },
        label: 'Mails sent on days without any mail coming in',
        period: Duration.days(1),
      }),
      threshold: SILENT_MAILS,
      evaluationPeriods: SILENT_DAYS_OF,
      datapointsToAlarm: SILENT_DAYS,
      severity: 'today',
      impact: 'Departments are asked but no reply reaches us, so all of them will look overdue.',
      runbook: 'no-replies-come-in',
    });
    new ImpactAlarm(this, 'MissedRun', {
      watch,
      metric: this.of('plan-schedules').deployed.function.metricInvocations({ period: Duration.days(1) }),
      threshold: 1,
      comparison: ComparisonOperator.LESS_THAN_THRESHOLD,
      evaluationPeriods: 2,
      isSilenceAFault: true,
      severity: 'today',
      impact: 'Nobody compares the schedules with the timetable any more, so a lost one stays lost.',
      runbook: 'the-daily-run-is-missing',
    });
    this.watchTheSweep();
    new ImpactAlarm(this, 'AnswersUnsaid', {
      watch,
      metric: this.counted(METRICS.answersUnsaid, 'receive-reply'),
      threshold: 5,
      severity: 'today',
      impact:
        'Mails keep coming that we no longer answer: two machines answer each other, or somebody floods us.',
      runbook: 'answers-are-held-back',
    });
    const all = [...this.functions.values()];
    watch.draw({
      'Mail out and in': [sent, received],
      'Waiting in the queues': all.map(({ queue }) => queue.metricApproximateNumberOfMessagesVisible()),
      'Dead letters': all.map(({ deadLetters }) => deadLetters.metricApproximateNumberOfMessagesVisible()),
      Errors: all.map(({ deployed }) => deployed.function.metricErrors()),
      Durations: all.map(({ deployed }) => deployed.function.metricDuration({ statistic: 'p95' })),
      'Found by the sweep': SWEPT.map((name) => this.swept(METRICS[name])),
    });
  }

  /** One of the sweep's findings: it counts each run, a zero too, so the largest of a quarter of an hour is how it stands. */
  private swept(name: MetricName): Metric {
    return this.counted(name, 'sweep-missed').with({ period: SWEEP_PERIOD, statistic: 'Maximum' });
  }

  /** What the sweep finds, and whether it runs at all. */
  private watchTheSweep(): void {
    const { watch } = this;
    new ImpactAlarm(this, 'SweepMissing', {
      watch,
      metric: this.of('sweep-missed').deployed.function.metricInvocations({ period: SWEEP_PERIOD }),
      threshold: 1,
      comparison: ComparisonOperator.LESS_THAN_THRESHOLD,
      evaluationPeriods: 3,
      isSilenceAFault: true,
      severity: 'now',
      impact: 'Nobody looks for lost mails and steps any more, so a lost one stays lost.',
      runbook: 'the-sweep-does-not-run',
    });
    new ImpactAlarm(this, 'MissedSteps', {
      watch,
      metric: this.swept(METRICS.missedSteps),
      threshold: 1,
      severity: 'now',
      impact:
        'A step of the timetable did not happen at its time; late by less than a business day it does now.',
      runbook: 'a-step-did-not-happen',
    });
    new ImpactAlarm(this, 'UnreadMails', {
      watch,
      metric: this.swept(METRICS.unreadMails),
      threshold: 1,
      evaluationPeriods: 2,
      severity: 'now',
      impact: 'A reply has lain unread for half an hour, so its department looks as if it had not answered.',
      runbook: 'a-mail-lies-unread',
    });
    new ImpactAlarm(this, 'MailsNotLeaving', {
      watch,
      metric: new MathExpression({
        expression: 'pending + unknown',
        usingMetrics: {
          pending: this.swept(METRICS.stalePending),
          unknown: this.swept(METRICS.unknownSends),
        },
        label: 'Mails that were decided and have not left',
        period: SWEEP_PERIOD,
      }),
      threshold: 1,
      evaluationPeriods: 3,
      severity: 'now',
      impact: 'Mails that were decided do not leave, or nobody knows whether they have.',
      runbook: 'mails-do-not-leave',
    });
    new ImpactAlarm(this, 'ScheduleDrift', {
      watch,
      metric: this.swept(METRICS.scheduleDrift),
      threshold: 1,
      evaluationPeriods: 2,
      severity: 'today',
      impact:
        'The schedules differ from the timetable and were not mended: steps will be late, or tried in vain.',
      runbook: 'schedules-have-drifted',
    });
    new ImpactAlarm(this, 'SilentRounds', {
      watch,
      metric: this.swept(METRICS.silentRounds),
      threshold: 1,
      severity: 'today',
      impact:
        'Three business days after a round opened not one department has answered: replies may not reach us.',
      runbook: 'nobody-answers-a-round',
    });
  }

  private print(mailOut: MailOut, web: Web): void {
    for (const [index, { name, type, value }] of mailOut.records.entries())
      new CfnOutput(this, `DnsRecord${index + 1}`, { value: `${name} ${type} ${value}` });
    new CfnOutput(this, 'ReceiptRuleSet', { value: receiptRuleSetName(this.stage) });
    new CfnOutput(this, 'WebUrl', { value: web.origin });
    new CfnOutput(this, 'SandboxNote', {
      value:
        'A new account sends to verified addresses only: ask for production access (infra/README.md#the-sandbox)',
    });
  }
}

const triggersOf = (name: FunctionName): readonly Trigger[] => {
  const wired: Wired = WIRING[name];
  return wired.triggers;
};

/** Gives a function the values it asks for, and no others. */
function configure(
  name: DeployedName,
  deployed: DeployedFunction,
  values: ReadonlyMap<string, string>,
): void {
  for (const key of environmentKeys(name)) deployed.function.addEnvironment(key, valueFor(values, key, name));
}

function valueFor(values: ReadonlyMap<string, string>, key: string, receiver: string): string {
  const value = values.get(key);
  if (value === undefined) throw new RangeError(`nothing gives ${receiver} its ${key}`);
  return value;
}

function bundleOf(bundles: ReadonlyMap<DeployedName, Bundle>, name: DeployedName): Bundle {
  const bundle = bundles.get(name);
  if (!bundle) throw new RangeError(`there is no bundle of ${name}`);
  return bundle;
}

/** `send-digest` and `mail-queued.v1` as construct ids: SendDigest, MailQueuedV1. */
function pascalCase(name: string): string {
  return name
    .split(/[-.]/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
}
