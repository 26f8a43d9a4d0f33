import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import type { Queues } from '../../../infra/local/queues.ts';
import { type Clock, isoUtc } from '../../../shared/calendar/time.ts';
import type { Access } from './access.ts';
import type { Call } from './encryption.ts';
import { matchesPattern } from './event-pattern.ts';
import type { Caller } from './iam.ts';
import { transformInput, valueAt } from './input-template.ts';
import type { Resource } from './template.ts';

/** An event on its way over a bus. */
export interface BusEvent {
  readonly 'detail-type': string;
  readonly source: string;
  readonly detail: unknown;
  readonly resources?: readonly string[];
  readonly time?: string;
  readonly id?: string;
}

export interface RoutesOptions {
  readonly access: Access;
  readonly queues: Queues;
  readonly clock: Clock;
  /** Names of queues that do not answer for now. May be changed while running. */
  readonly unreachable: ReadonlySet<string>;
}

const Target = z.looseObject({
  Arn: z.string(),
  Input: z.string().optional(),
  InputPath: z.string().optional(),
  InputTransformer: z
    .object({ InputPathsMap: z.record(z.string(), z.string()).default({}), InputTemplate: z.string() })
    .optional(),
  DeadLetterConfig: z.object({ Arn: z.string() }).optional(),
});
type Target = z.infer<typeof Target>;

const Rule = z.object({
  EventBusName: z.string().default('default'),
  EventPattern: z.record(z.string(), z.unknown()).optional(),
  State: z.string().default('ENABLED'),
  Targets: z.array(Target).default([]),
});

const Subscription = z.object({
  TopicArn: z.string(),
  Protocol: z.string(),
  Endpoint: z.string(),
  RawMessageDelivery: z.union([z.boolean(), z.string()]).default(false),
  FilterPolicy: z.never().optional(),
  RedrivePolicy: z.object({ deadLetterTargetArn: z.string() }).optional(),
});

export type Routes = ReturnType<typeof createRoutes>;

/** Buses, topics and what lies behind them: every hand-over is asked for as the service would ask. */
export function createRoutes({ access, queues, clock, unreachable }: RoutesOptions) {
  const { deployment } = access;
  const { account, region } = deployment;
  const rules = deployment
    .ofType('AWS::Events::Rule')
    .map((resource) => ({ resource, ...Rule.parse(resource.properties) }));
  const subscriptions = deployment
    .ofType('AWS::SNS::Subscription')
    .map(({ properties }) => Subscription.parse(properties))
    // Alarms go to people; no mail of the product does.
    .filter(({ Protocol }) => Protocol === 'sqs');

  const service = (name: string): Caller => ({ kind: 'service', service: name });
  const from = (sourceArn: string) => ({ 'aws:SourceArn': sourceArn, 'aws:SourceAccount': account });

  /** Sends a message to a queue in somebody's name. False when the policies refuse it or the queue does not answer. */
  function sendTo(queueArn: string, body: string, caller: Caller, context: Call['context']): boolean {
    const { name } = deployment.find('AWS::SQS::Queue', queueArn);
    if (unreachable.has(name)) return false;
    const call = { action: 'sqs:SendMessage', resource: queueArn, context };
    if (access.ask(caller, [call], 'platform')) return false;
    queues.send(name, body);
    return true;
  }

  /** Publishes to a topic; whoever is subscribed gets the envelope SNS wraps around it. */
  function publish(
    topicArn: string,
    subject: string,
    message: string,
    caller: Caller,
    sourceArn: string,
  ): void {
    const call = { action: 'sns:Publish', resource: topicArn, context: from(sourceArn) };
    if (access.ask(caller, [call], 'platform')) return;
    for (const { TopicArn, Endpoint, RawMessageDelivery, RedrivePolicy } of subscriptions) {
      if (TopicArn !== topicArn) continue;
      const envelope = {
        Type: 'Notification',
        MessageId: randomUUID(),
        TopicArn,
        Subject: subject,
        Message: message,
        Timestamp: isoUtc(clock()),
        SignatureVersion: '1',
        Signature: 'harness',
        SigningCertURL: '',
        UnsubscribeURL: '',
      };
      const body = String(RawMessageDelivery) === 'true' ? message : JSON.stringify(envelope);
      const sns = service('sns.amazonaws.com');
      if (sendTo(Endpoint, body, sns, from(topicArn)) || !RedrivePolicy) continue;
      sendTo(RedrivePolicy.deadLetterTargetArn, body, sns, from(topicArn));
    }
  }

  function put(bus: string, event: BusEvent): void {
    const whole = {
      version: '0',
      id: event.id ?? randomUUID(),
      'detail-type': event['detail-type'],
      source: event.source,
      account,
      time: event.time ?? clock().toString({ smallestUnit: 'second' }),
      region,
      resources: event.resources ?? [],
      detail: event.detail,
    };
    for (const { resource, EventBusName, EventPattern, State, Targets } of rules) {
      if (State !== 'ENABLED' || !EventPattern || busName(EventBusName) !== busName(bus)) continue;
      if (matchesPattern(EventPattern, whole)) for (const target of Targets) hand(resource, target, whole);
    }
  }

  function hand(rule: Resource, target: Target, event: object): void {
    const events = service('events.amazonaws.com');
    if (!target.Arn.startsWith('arn:aws:sqs:')) return;
    const body = bodyFor(target, event);
    if (sendTo(target.Arn, body, events, from(rule.arn)) || !target.DeadLetterConfig) return;
    sendTo(target.DeadLetterConfig.Arn, body, events, from(rule.arn));
  }

  return { sendTo, publish, put, from, service };
}

/** What the target gets: the event, a part of it, or a text made of it. */
function bodyFor({ Input, InputPath, InputTransformer }: Target, event: object): string {
  if (Input !== undefined) return Input;
  if (InputPath !== undefined) return JSON.stringify(valueAt(event, InputPath));
  return InputTransformer ? transformInput(InputTransformer, event) : JSON.stringify(event);
}

function busName(identity: string): string {
  return identity.slice(identity.lastIndexOf('/') + 1);
}
