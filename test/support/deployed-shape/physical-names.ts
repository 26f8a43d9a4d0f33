import { createHash } from 'node:crypto';

/** Where everything is deployed, in this harness. */
export interface Place {
  readonly account: string;
  readonly region: string;
}

/** A resource before its attributes are asked for: its own properties, resolved. */
export interface NamedResource extends Place {
  readonly stack: string;
  readonly logicalId: string;
  readonly type: string;
  readonly properties: Readonly<Record<string, unknown>>;
}

interface Naming {
  /** The property that names it; without one CloudFormation makes a name up. */
  readonly named?: string;
  readonly arn?: (name: string, resource: NamedResource) => string;
  /** What Ref gives: the name unless said otherwise. */
  readonly ref?: (name: string, resource: NamedResource) => string;
  readonly attributes?: (name: string, resource: NamedResource) => Readonly<Record<string, string>>;
}

const arnOf =
  (service: string, path: (name: string) => string) =>
  (name: string, { region, account }: Place) =>
    `arn:aws:${service}:${region}:${account}:${path(name)}`;
const tableArn = arnOf('dynamodb', (name) => `table/${name}`);
const topicArn = arnOf('sns', (name) => name);
const keyArn = arnOf('kms', (name) => `key/${name}`);
const secretArn = arnOf('secretsmanager', (name) => `secret:${name}`);
const table: Naming = {
  named: 'TableName',
  arn: tableArn,
  attributes: (name, resource) => ({
    StreamArn: `${tableArn(name, resource)}/stream/2026-01-01T00:00:00.000`,
  }),
};

/** How each type of resource is named, as far as this product uses them. */
const NAMINGS: Readonly<Record<string, Naming>> = {
  'AWS::DynamoDB::Table': table,
  'AWS::DynamoDB::GlobalTable': table,
  'AWS::S3::Bucket': {
    named: 'BucketName',
    arn: (name) => `arn:aws:s3:::${name}`,
    attributes: (name, { region }) => ({
      DomainName: `${name}.s3.amazonaws.com`,
      RegionalDomainName: `${name}.s3.${region}.amazonaws.com`,
    }),
  },
  'AWS::SQS::Queue': {
    named: 'QueueName',
    arn: arnOf('sqs', (name) => name),
    ref: (name, { region, account }) => `https://sqs.${region}.amazonaws.com/${account}/${name}`,
    attributes: (name) => ({ QueueName: name }),
  },
  'AWS::SNS::Topic': {
    named: 'TopicName',
    arn: topicArn,
    ref: topicArn,
    attributes: (name, resource) => ({ TopicName: name, TopicArn: topicArn(name, resource) }),
  },
  'AWS::IAM::Role': {
    named: 'RoleName',
    arn: (name, { account }) => `arn:aws:iam::${account}:role/${name}`,
    attributes: (name) => ({ RoleId: `AROA${digestOf(name, 16).toUpperCase()}` }),
  },
  'AWS::Lambda::Function': { named: 'FunctionName', arn: arnOf('lambda', (name) => `function:${name}`) },
  'AWS::Events::EventBus': {
    named: 'Name',
    arn: arnOf('events', (name) => `event-bus/${name}`),
    attributes: (name) => ({ Name: name }),
  },
  'AWS::Events::Rule': {
    named: 'Name',
    arn: (name, { region, account, properties }) =>
      `arn:aws:events:${region}:${account}:rule/${busPart(properties.EventBusName)}${name}`,
  },
  'AWS::Pipes::Pipe': { named: 'Name', arn: arnOf('pipes', (name) => `pipe/${name}`) },
  'AWS::Scheduler::ScheduleGroup': {
    named: 'Name',
    arn: arnOf('scheduler', (name) => `schedule-group/${name}`),
  },
  'AWS::Scheduler::Schedule': {
    named: 'Name',
    arn: (name, { region, account, properties }) =>
      `arn:aws:scheduler:${region}:${account}:schedule/${String(properties.GroupName ?? 'default')}/${name}`,
  },
  'AWS::KMS::Key': { arn: keyArn, attributes: (name) => ({ KeyId: name }) },
  'AWS::KMS::Alias': { named: 'AliasName' },
  'AWS::SES::ConfigurationSet': { named: 'Name', arn: arnOf('ses', (name) => `configuration-set/${name}`) },
  'AWS::SES::EmailIdentity': { named: 'EmailIdentity', arn: arnOf('ses', (name) => `identity/${name}`) },
  'AWS::SES::ReceiptRuleSet': {
    named: 'RuleSetName',
    arn: arnOf('ses', (name) => `receipt-rule-set/${name}`),
  },
  'AWS::Logs::LogGroup': { named: 'LogGroupName', arn: arnOf('logs', (name) => `log-group:${name}:*`) },
  'AWS::SecretsManager::Secret': { named: 'Name', arn: secretArn, ref: secretArn },
  'AWS::ApiGatewayV2::Api': {
    ref: (name) => digestOf(name, 10),
    attributes: (name, { region }) => ({
      ApiEndpoint: `https://${digestOf(name, 10)}.execute-api.${region}.amazonaws.com`,
    }),
  },
  'AWS::Cognito::UserPool': {
    arn: arnOf('cognito-idp', (name) => `userpool/${name}`),
    ref: (name, { region }) => `${region}_${digestOf(name, 9)}`,
    attributes: (name, { region }) => {
      const id = `${region}_${digestOf(name, 9)}`;
      const host = `cognito-idp.${region}.amazonaws.com/${id}`;
      return { UserPoolId: id, ProviderName: host, ProviderURL: `https://${host}` };
    },
  },
};

/** The name CloudFormation would give: the one in the properties, or one made from stack and logical id. */
export function nameOf(resource: NamedResource): string {
  const { type, stack, logicalId, properties } = resource;
  const { named } = NAMINGS[type] ?? {};
  const given = named === undefined ? undefined : properties[named];
  if (typeof given === 'string') return given;
  if (type === 'AWS::KMS::Key') return uuidOf(`${stack}/${logicalId}`);
  const made = `${stack}-${logicalId}`;
  // S3 takes small letters only, and 63 of them.
  return type === 'AWS::S3::Bucket' ? `${made.toLowerCase().slice(0, 50)}-${digestOf(made, 12)}` : made;
}

export function refOf(resource: NamedResource): string {
  const name = nameOf(resource);
  return NAMINGS[resource.type]?.ref?.(name, resource) ?? name;
}

/** The ARN; for a type not listed above one of the common form, which is at least its own. */
export function arnOfResource(resource: NamedResource): string {
  const name = nameOf(resource);
  const naming = NAMINGS[resource.type];
  if (naming?.arn) return naming.arn(name, resource);
  const [, service = 'aws', kind = 'resource'] = resource.type.split('::');
  return arnOf(service.toLowerCase(), (own) => `${kind.toLowerCase()}/${own}`)(name, resource);
}

/** What Fn::GetAtt gives; an attribute not listed above is a text that names it, the same every time. */
export function attributeOf(resource: NamedResource, attribute: string): string {
  if (attribute === 'Arn') return arnOfResource(resource);
  const name = nameOf(resource);
  return NAMINGS[resource.type]?.attributes?.(name, resource)[attribute] ?? `${name}.${attribute}`;
}

function busPart(bus: unknown): string {
  if (typeof bus !== 'string' || bus === 'default') return '';
  return `${bus.slice(bus.lastIndexOf('/') + 1)}/`;
}

function digestOf(text: string, length: number): string {
  return createHash('sha256').update(text).digest('hex').slice(0, length);
}

function uuidOf(text: string): string {
  const hex = digestOf(text, 32);
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
