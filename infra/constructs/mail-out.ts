import { ArnFormat, Duration, Stack } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { EventBus, Rule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { type IGrantable, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import {
  ConfigurationSet,
  ConfigurationSetTlsPolicy,
  EmailIdentity,
  EmailSendingEvent,
  EventDestination,
  Identity,
  MailFromBehaviorOnMxFailure,
  SuppressionReasons,
} from 'aws-cdk-lib/aws-ses';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { Stage } from '../config/stage.ts';
import { DeadLetters } from './dead-letters.ts';
import { ImpactAlarm, type Watch } from './watch.ts';

export interface MailOutProps {
  readonly stage: Stage;
  /** Takes what SES tells of each mail. */
  readonly queue: IQueue;
  readonly watch: Watch;
}

/** One record the city's DNS has to hold. */
export interface DnsRecord {
  readonly name: string;
  readonly type: 'CNAME' | 'MX' | 'TXT';
  readonly value: string;
}

/** AWS looks into an account from 5 % and 0.1 % on and may pause it at 10 % and 0.5 %; these come a little before. */
const BOUNCE_RATE_MAX = 0.04;
const COMPLAINT_RATE_MAX = 0.0008;

/** The sender: a domain identity, and a configuration set that tells what became of each mail. */
export class MailOut extends Construct {
  readonly configurationSetName: string;
  readonly records: readonly DnsRecord[];
  private readonly identity: EmailIdentity;
  private readonly from: string;

  constructor(scope: Construct, id: string, { stage, queue, watch }: MailOutProps) {
    super(scope, id);
    const { domain, from } = stage.mail;
    this.from = from;
    const configurationSet = new ConfigurationSet(this, 'Set', {
      // Required would refuse mail to a gateway without TLS, and no department chooses its gateway.
      tlsPolicy: ConfigurationSetTlsPolicy.OPTIONAL,
      suppressionReasons: SuppressionReasons.BOUNCES_AND_COMPLAINTS,
      reputationMetrics: true,
      sendingEnabled: true,
    });
    this.configurationSetName = configurationSet.configurationSetName;
    const mailFromDomain = `bounce.${domain}`;
    this.identity = new EmailIdentity(this, 'Domain', {
      identity: Identity.domain(domain),
      configurationSet,
      dkimSigning: true,
      // Bounces come as events; a second copy by mail would reach the department's own address book.
      feedbackForwarding: false,
      mailFromDomain,
      mailFromBehaviorOnMxFailure: MailFromBehaviorOnMxFailure.USE_DEFAULT_VALUE,
    });
    this.report(configurationSet, queue, watch);
    this.watchReputation(watch);
    this.records = this.recordsOf(domain, mailFromDomain);
  }

  /** Lets `grantee` send as the one sender, through this configuration set, and as nobody else. */
  grantSend(grantee: IGrantable): void {
    grantee.grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({
        sid: 'SendMail',
        actions: ['ses:SendRawEmail'],
        resources: [this.identity.emailIdentityArn, this.configurationSetArn()],
        conditions: { StringEquals: { 'ses:FromAddress': this.from } },
      }),
    );
  }

  private configurationSetArn(): string {
    return Stack.of(this).formatArn({
      service: 'ses',
      resource: 'configuration-set',
      resourceName: this.configurationSetName,
      arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
    });
  }

  /** What becomes of each mail: SES to the default bus (it knows no other), from there to the queue. */
  private report(configurationSet: ConfigurationSet, queue: IQueue, watch: Watch): void {
    configurationSet.addEventDestination('Events', {
      destination: EventDestination.eventBus(EventBus.fromEventBusName(this, 'DefaultBus', 'default')),
      events: [
        EmailSendingEvent.SEND,
        EmailSendingEvent.DELIVERY,
        EmailSendingEvent.BOUNCE,
        EmailSendingEvent.COMPLAINT,
        EmailSendingEvent.REJECT,
        EmailSendingEvent.RENDERING_FAILURE,
        EmailSendingEvent.DELIVERY_DELAY,
      ],
    });
    const undelivered = new DeadLetters(this, 'Undelivered', {
      fedBy: 'service',
      watch,
      impact: 'It is not known whether some mails arrived, so a dead address may go unnoticed.',
      runbook: 'delivery-reports-that-were-not-handed-on',
    });
    new Rule(this, 'Reports', {
      eventPattern: {
        source: ['aws.ses'],
        // Other stages and systems of the account tell the same bus of their mails.
        detail: { mail: { tags: { 'ses:configuration-set': [this.configurationSetName] } } },
      },
      targets: [new SqsQueue(queue, { deadLetterQueue: undelivered.queue })],
    });
  }

  private watchReputation(watch: Watch): void {
    const rate = (metricName: string) =>
      new Metric({
        namespace: 'AWS/SES',
        metricName,
        dimensionsMap: { 'ses:configuration-set': this.configurationSetName },
        statistic: 'Maximum',
        period: Duration.hours(1),
      });
    new ImpactAlarm(this, 'BounceRate', {
      watch,
      metric: rate('Reputation.BounceRate'),
      threshold: BOUNCE_RATE_MAX,
      severity: 'today',
      impact: 'So many addresses are dead that AWS may soon stop all our mail.',
      runbook: 'too-many-bounces-or-complaints',
    });
    new ImpactAlarm(this, 'ComplaintRate', {
      watch,
      metric: rate('Reputation.ComplaintRate'),
      threshold: COMPLAINT_RATE_MAX,
      severity: 'today',
      impact: 'So many recipients call our mail unwanted that AWS may soon stop all of it.',
      runbook: 'too-many-bounces-or-complaints',
    });
  }

  private recordsOf(domain: string, mailFromDomain: string): DnsRecord[] {
    const { region } = Stack.of(this);
    const dkim = this.identity.dkimRecords.map(
      ({ name, value }): DnsRecord => ({ name, type: 'CNAME', value }),
    );
    return [
      ...dkim,
      { name: domain, type: 'MX', value: `10 inbound-smtp.${region}.amazonaws.com` },
      { name: mailFromDomain, type: 'MX', value: `10 feedback-smtp.${region}.amazonses.com` },
      { name: mailFromDomain, type: 'TXT', value: '"v=spf1 include:amazonses.com -all"' },
      { name: `_dmarc.${domain}`, type: 'TXT', value: '"v=DMARC1; p=quarantine; adkim=s"' },
    ];
  }
}
