import * as z from 'zod';
import { createInbound } from '../../../infra/local/inbound.ts';
import type { LoopbackS3 } from '../../../infra/local/loopback/s3.ts';
import type { Queues } from '../../../infra/local/queues.ts';
import type { IncomingMail } from '../../../infra/local/smtp-door.ts';
import type { Clock } from '../../../shared/calendar/time.ts';
import type { Access } from './access.ts';
import type { Routes } from './message-routes.ts';
import type { Resource } from './template.ts';

/** Where the loopback parts leave what the templates then route: queues of the harness, not of the product. */
export const SES_EVENTS = '@ses-events';
const ARRIVED = '@mail-arrived';
export const HARNESS_QUEUES = [SES_EVENTS, ARRIVED];

const DRAIN_MAX = 100;

const ReceiptRule = z.object({
  RuleSetName: z.string(),
  Rule: z.object({
    Name: z.string().optional(),
    Enabled: z.boolean().default(false),
    Recipients: z.array(z.string()).default([]),
    ScanEnabled: z.boolean().default(false),
    Actions: z.array(
      z.strictObject({
        S3Action: z.strictObject({
          BucketName: z.string(),
          ObjectKeyPrefix: z.string().default(''),
          TopicArn: z.string(),
        }),
      }),
    ),
  }),
});

const EventDestination = z.object({
  ConfigurationSetName: z.string(),
  EventDestination: z.object({
    Enabled: z.boolean().default(false),
    MatchingEventTypes: z.array(z.string()),
    EventBridgeDestination: z.object({ EventBusArn: z.string() }).optional(),
    SnsDestination: z.object({ TopicARN: z.string() }).optional(),
  }),
});

const SesEvent = z.looseObject({
  'detail-type': z.string(),
  source: z.string(),
  id: z.string(),
  time: z.string(),
  resources: z.array(z.string()),
  detail: z.looseObject({ eventType: z.string() }),
});

const Envelope = z.object({ Subject: z.string(), Message: z.string() });
const Receipt = z.looseObject({
  receipt: z.looseObject({ action: z.looseObject({ objectKey: z.string() }) }),
});

export interface MailServiceOptions {
  readonly access: Access;
  readonly routes: Routes;
  readonly queues: Queues;
  readonly clock: Clock;
  readonly putObject: LoopbackS3['put'];
}

/** A mail could not be taken: the bucket's policy does not let SES in. SES would answer the sender with an error. */
class MailRefusedError extends Error {
  override readonly name = 'MailRefusedError';
}

/**
 * SES as the templates set it up: the receipt rule for what comes in, the configuration set's destinations for what
 * becomes of what went out. The one rule set counts as activated, which CloudFormation cannot do.
 */
export function createMailService({ access, routes, queues, clock, putObject }: MailServiceOptions) {
  const { deployment } = access;
  const { account, region } = deployment;
  const ses = routes.service('ses.amazonaws.com');
  const rules = deployment.ofType('AWS::SES::ReceiptRule').map(ruleOf);
  const destinations = deployment
    .ofType('AWS::SES::ConfigurationSetEventDestination')
    .map(({ properties }) => EventDestination.parse(properties));

  function ruleOf({ properties, name }: Resource) {
    const { RuleSetName, Rule } = ReceiptRule.parse(properties);
    const [action] = Rule.Actions;
    if (!action || Rule.Actions.length !== 1)
      throw new RangeError('a receipt rule with one S3 action is all that is known');
    if (!Rule.ScanEnabled)
      throw new RangeError('without scanning a receipt carries no verdicts on spam and viruses');
    const own = `receipt-rule-set/${RuleSetName}:receipt-rule/${Rule.Name ?? name}`;
    const { BucketName: bucket, ObjectKeyPrefix: prefix, TopicArn: topic } = action.S3Action;
    return { ...Rule, arn: `arn:aws:ses:${region}:${account}:${own}`, bucket, prefix, topic };
  }

  const inbound = rules.flatMap((rule) =>
    rule.Recipients.map((domain) => {
      const keyOf = (key: string) => `${rule.prefix}${key.slice(key.lastIndexOf('/') + 1)}`;
      const accept = createInbound({
        queues,
        clock,
        bucket: rule.bucket,
        queue: ARRIVED,
        domain,
        put(bucket, key, bytes) {
          const resource = `arn:aws:s3:::${bucket}/${keyOf(key)}`;
          const call = { action: 's3:PutObject', resource, context: routes.from(rule.arn) };
          if (access.ask(ses, [call], 'platform'))
            throw new MailRefusedError(`${resource} may not be written`);
          putObject(bucket, keyOf(key), bytes);
        },
      });
      return { rule, keyOf, accept };
    }),
  );

  function drain(queue: string, handle: (body: string) => void): number {
    const messages = queues.receive(queue, DRAIN_MAX);
    for (const message of messages) {
      handle(message.body);
      queues.delete(message);
    }
    return messages.length;
  }

  /** The notification of an arrival, with the names of the deployed topic and object. */
  function announce(body: string): void {
    const { Subject, Message } = Envelope.parse(JSON.parse(body));
    const message = Receipt.parse(JSON.parse(Message));
    const [door] = inbound;
    if (!door) return;
    const { rule, keyOf } = door;
    const { action } = message.receipt;
    const named = { ...action, topicArn: rule.topic, objectKey: keyOf(action.objectKey) };
    const text = JSON.stringify({ ...message, receipt: { ...message.receipt, action: named } });
    routes.publish(rule.topic, Subject, text, ses, rule.arn);
  }

  function report(body: string): void {
    const event = SesEvent.parse(JSON.parse(body));
    for (const { ConfigurationSetName, EventDestination: to } of destinations) {
      const set = `arn:aws:ses:${region}:${account}:configuration-set/${ConfigurationSetName}`;
      const types = to.MatchingEventTypes.map((type) => type.toLowerCase());
      const kind = event.detail.eventType.toLowerCase().replaceAll(' ', '');
      if (!to.Enabled || !event.resources.includes(set) || !types.includes(kind)) continue;
      if (to.EventBridgeDestination) routes.put(to.EventBridgeDestination.EventBusArn, event);
      if (to.SnsDestination)
        routes.publish(
          to.SnsDestination.TopicARN,
          'Amazon SES Email Event Notification',
          JSON.stringify(event.detail),
          ses,
          set,
        );
    }
  }

  return {
    /** The domains mail is taken for. */
    domains: rules.flatMap(({ Recipients }) => Recipients),
    /** Takes a mail as the receipt rule does. False when no rule matches a recipient. */
    async accept(mail: IncomingMail): Promise<boolean> {
      for (const { rule, accept } of inbound) {
        if (rule.Enabled && (await accept.accept(mail))) return true;
      }
      return false;
    },
    /** Routes what the loopback parts left; how much there was. */
    run: () => drain(ARRIVED, announce) + drain(SES_EVENTS, report),
  };
}
