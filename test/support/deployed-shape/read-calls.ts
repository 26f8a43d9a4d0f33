import * as z from 'zod';
import { addressesIn, headerOf, splitMessage } from '../../../infra/local/loopback/raw-message.ts';
import type { Call } from './encryption.ts';
import type { Context } from './iam.ts';
import type { Deployment } from './template.ts';

/** The services a function calls over HTTP. */
export type Service = 'dynamodb' | 's3' | 'ses' | 'scheduler';

/** A request to a service, as far as it says what is asked for. */
export interface ServiceRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  header(name: string): string | undefined;
  readonly body: Buffer;
}

/** The harness cannot say which permission a request needs, so nobody may make it. */
class UnknownCallError extends Error {
  constructor(service: string, what: string) {
    super(`the harness does not know which permission ${service} asks for ${what}`);
    this.name = 'UnknownCallError';
  }
}

/** Tells which actions on which resources a request is. */
export function readCalls(service: Service, request: ServiceRequest, deployment: Deployment): Call[] {
  switch (service) {
    case 'dynamodb':
      return dynamodbCalls(request, deployment);
    case 's3':
      return [s3Call(request)];
    case 'ses':
      return sesCalls(request, deployment);
    case 'scheduler':
      return schedulerCalls(request, deployment);
  }
}

const Attributes = z.record(z.string(), z.record(z.string(), z.unknown()));
const Item = z.looseObject({
  TableName: z.string(),
  IndexName: z.string().optional(),
  Key: Attributes.optional(),
  Item: Attributes.optional(),
  KeyConditionExpression: z.string().optional(),
  ExpressionAttributeNames: z.record(z.string(), z.string()).optional(),
  ExpressionAttributeValues: Attributes.optional(),
});
type Item = z.infer<typeof Item>;
const Transaction = z.object({ TransactItems: z.array(z.record(z.string(), Item)) });
const Batch = z.object({ RequestItems: z.record(z.string(), z.unknown()) });

/** A transaction needs the permission of each of its parts; there is no permission for the transaction itself. */
const PARTS: Readonly<Record<string, string>> = {
  Put: 'PutItem',
  Update: 'UpdateItem',
  Delete: 'DeleteItem',
  ConditionCheck: 'ConditionCheckItem',
  Get: 'GetItem',
};
const SINGLE = ['GetItem', 'PutItem', 'UpdateItem', 'DeleteItem', 'Query', 'Scan', 'DescribeTable'];

function dynamodbCalls(request: ServiceRequest, deployment: Deployment): Call[] {
  const operation = request.header('x-amz-target')?.split('.')[1] ?? '';
  const body: unknown = JSON.parse(request.body.toString('utf8'));
  const call = (action: string, item: Item): Call => ({
    action: `dynamodb:${action}`,
    resource: tableOrIndex(item, deployment),
    context: leadingKeys(item),
  });
  if (operation === 'TransactWriteItems' || operation === 'TransactGetItems') {
    return Transaction.parse(body).TransactItems.flatMap((parts) =>
      Object.entries(parts).map(([kind, item]) => {
        const action = PARTS[kind];
        if (!action) throw new UnknownCallError('DynamoDB', `a transaction with ${kind}`);
        return call(action, item);
      }),
    );
  }
  if (operation === 'BatchGetItem' || operation === 'BatchWriteItem') {
    return Object.keys(Batch.parse(body).RequestItems).map((TableName) => call(operation, { TableName }));
  }
  if (SINGLE.includes(operation)) return [call(operation, Item.parse(body))];
  throw new UnknownCallError('DynamoDB', operation);
}

function tableOrIndex({ TableName, IndexName }: Item, deployment: Deployment): string {
  const table = deployment
    .ofType('AWS::DynamoDB::Table', 'AWS::DynamoDB::GlobalTable')
    .find(({ name, arn }) => name === TableName || arn === TableName);
  const arn = table?.arn ?? `arn:aws:dynamodb:${deployment.region}:${deployment.account}:table/${TableName}`;
  return IndexName === undefined ? arn : `${arn}/index/${IndexName}`;
}

/** The partition a call goes to, for policies that limit it. All tables here name their partition key `pk`. */
function leadingKeys(item: Item): Context {
  const key = (item.Key ?? item.Item)?.pk?.S;
  if (typeof key === 'string') return { 'dynamodb:LeadingKeys': [key] };
  const value = /=\s*(:\w+)/.exec(item.KeyConditionExpression ?? '')?.[1];
  const partition = value === undefined ? undefined : item.ExpressionAttributeValues?.[value]?.S;
  return typeof partition === 'string' ? { 'dynamodb:LeadingKeys': [partition] } : {};
}

function s3Call({ method, path, query }: ServiceRequest): Call {
  const [, bucket = '', ...rest] = path.split('/').map(decodeURIComponent);
  const key = rest.join('/');
  const arn = `arn:aws:s3:::${bucket}`;
  const sub = [...query.keys()].filter((name) => name !== 'x-id');
  if (key === '' && (method === 'HEAD' || (method === 'GET' && query.get('list-type') === '2'))) {
    return { action: 's3:ListBucket', resource: arn, context: { 's3:prefix': query.get('prefix') ?? '' } };
  }
  const actions = new Map([
    ['GET', 's3:GetObject'],
    ['HEAD', 's3:GetObject'],
    ['PUT', 's3:PutObject'],
    ['DELETE', 's3:DeleteObject'],
  ]);
  const action = actions.get(method);
  if (key === '' || sub.length > 0 || !action) throw new UnknownCallError('S3', `${method} ${path}`);
  return { action, resource: `${arn}/${key}`, context: {} };
}

function sesCalls({ body }: ServiceRequest, deployment: Deployment): Call[] {
  const form = new URLSearchParams(body.toString('latin1'));
  const action = form.get('Action') ?? '';
  if (action !== 'SendRawEmail') throw new UnknownCallError('SES', action);
  const { fields } = splitMessage(Buffer.from(form.get('RawMessage.Data') ?? '', 'base64'));
  const [from = ''] = addressesIn(headerOf(fields, 'from') ?? form.get('Source') ?? '');
  const recipients: string[] = [];
  for (let index = 1; form.has(`Destinations.member.${index}`); index++)
    recipients.push(form.get(`Destinations.member.${index}`) ?? '');
  const context = {
    'ses:FromAddress': from,
    'ses:FeedbackAddress': form.get('Source') ?? from,
    'ses:Recipients': recipients,
  };
  const set = form.get('ConfigurationSetName');
  const prefix = `arn:aws:ses:${deployment.region}:${deployment.account}`;
  const resources = [identityFor(from, deployment) ?? `${prefix}:identity/${from}`];
  // SES asks for the permission on the configuration set as well as on the identity.
  if (set !== null) resources.push(`${prefix}:configuration-set/${set}`);
  return resources.map((resource) => ({ action: 'ses:SendRawEmail', resource, context }));
}

/** SES takes the most particular identity that covers the sender: the address, its domain, or a domain above. */
function identityFor(address: string, deployment: Deployment): string | undefined {
  const identities = new Map(
    deployment.ofType('AWS::SES::EmailIdentity').map(({ name, arn }) => [name, arn]),
  );
  const labels = address.slice(address.lastIndexOf('@') + 1).split('.');
  const candidates = [address, ...labels.map((_, index) => labels.slice(index).join('.'))];
  return candidates.map((candidate) => identities.get(candidate)).find((arn) => arn !== undefined);
}

const ScheduleBody = z.looseObject({
  GroupName: z.string().default('default'),
  Target: z.looseObject({ RoleArn: z.string() }),
});

function schedulerCalls({ method, path, query, body }: ServiceRequest, deployment: Deployment): Call[] {
  const [, collection, name] = path.split('/').map(decodeURIComponent);
  const prefix = `arn:aws:scheduler:${deployment.region}:${deployment.account}`;
  const call = (action: string, resource: string): Call => ({
    action: `scheduler:${action}`,
    resource,
    context: {},
  });
  if (collection === 'schedules' && name === undefined && method === 'GET') {
    // It has no resource of its own: Scheduler asks for all schedules of all groups (aws-cdk issue 38201).
    return [call('ListSchedules', `${prefix}:schedule/*/*`)];
  }
  if (collection === 'schedules' && name !== undefined && (method === 'POST' || method === 'PUT')) {
    const { GroupName, Target } = ScheduleBody.parse(JSON.parse(body.toString('utf8')));
    const action = method === 'POST' ? 'CreateSchedule' : 'UpdateSchedule';
    return [
      call(action, `${prefix}:schedule/${GroupName}/${name}`),
      {
        action: 'iam:PassRole',
        resource: Target.RoleArn,
        context: { 'iam:PassedToService': 'scheduler.amazonaws.com' },
      },
    ];
  }
  const action = new Map([
    ['GET', 'GetSchedule'],
    ['DELETE', 'DeleteSchedule'],
  ]).get(method);
  if (collection === 'schedules' && name !== undefined && action)
    return [call(action, `${prefix}:schedule/${query.get('groupName') ?? 'default'}/${name}`)];
  throw new UnknownCallError('Scheduler', `${method} ${path}`);
}
