import { Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { ReceiptRule, ReceiptRuleSet, TlsPolicy } from 'aws-cdk-lib/aws-ses';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { SqsSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { receiptRuleArn, receiptRuleName, receiptRuleSetName } from '../config/names.ts';
import type { Stage } from '../config/stage.ts';
import { DeadLetters } from './dead-letters.ts';
import { RECEIVED_PREFIX } from './permissions.ts';
import type { Watch } from './watch.ts';

export interface MailInProps {
  readonly stage: Stage;
  readonly bucket: IBucket;
  readonly key: IKey;
  /** Takes the notification of each mail. */
  readonly queue: IQueue;
  readonly watch: Watch;
}

/**
 * Mail to the reply subdomain: stored raw, then told to a queue together with SES's verdicts on it.
 *
 * The notification comes from the rule and not from the bucket, because only the rule's carries the verdicts as
 * SES's own word; in the mail's headers anybody may write them. Making the rule set the active one is not a matter
 * of CloudFormation: the runbook does it.
 */
export class MailIn extends Construct {
  constructor(scope: Construct, id: string, { stage, bucket, key, queue, watch }: MailInProps) {
    super(scope, id);
    const topic = this.createTopic(stage, key);
    const undelivered = new DeadLetters(this, 'Undelivered', {
      fedBy: 'service',
      watch,
      impact: 'A reply was stored but not handed on, so its department looks as if it had not answered.',
      runbook: 'replies-that-were-not-handed-on',
    });
    topic.addSubscription(
      new SqsSubscription(queue, { rawMessageDelivery: false, deadLetterQueue: undelivered.queue }),
    );
    new ReceiptRule(this, 'Rule', {
      ruleSet: this.ruleSet(stage),
      receiptRuleName: receiptRuleName(stage),
      recipients: [stage.mail.domain],
      tlsPolicy: TlsPolicy.REQUIRE,
      scanEnabled: true,
      actions: [
        {
          // CDK's own action would open the bucket to every rule of the account.
          bind: () => ({
            s3Action: {
              bucketName: bucket.bucketName,
              objectKeyPrefix: RECEIVED_PREFIX,
              topicArn: topic.topicArn,
            },
          }),
        },
      ],
    }).node.addDependency(topic);
  }

  /** The set of this stage, or the one of the stage with which it shares account and region. */
  private ruleSet(stage: Stage) {
    const receiptRuleSetNameOfOwner = receiptRuleSetName(stage);
    return stage.mail.ruleSetOwner === stage.name
      ? new ReceiptRuleSet(this, 'RuleSet', { receiptRuleSetName: receiptRuleSetNameOfOwner })
      : ReceiptRuleSet.fromReceiptRuleSetName(this, 'RuleSet', receiptRuleSetNameOfOwner);
  }

  /** The notification holds subject and addresses, so the topic is encrypted with our own key. */
  private createTopic(stage: Stage, masterKey: IKey): Topic {
    const topic = new Topic(this, 'Topic', { masterKey, enforceSSL: true });
    topic.addToResourcePolicy(
      new PolicyStatement({
        sid: 'TellOfMail',
        principals: [new ServicePrincipal('ses.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [topic.topicArn],
        conditions: {
          StringEquals: { 'aws:SourceAccount': Stack.of(this).account },
          ArnEquals: { 'aws:SourceArn': receiptRuleArn(this, stage) },
        },
      }),
    );
    return topic;
  }
}
