import * as z from 'zod';
import { readPolicy, type Statement } from './iam.ts';
import type { Deployment, Resource } from './template.ts';

/** A role of the templates with everything it may do. */
export interface Role {
  readonly logicalId: string;
  readonly name: string;
  readonly arn: string;
  readonly statements: readonly Statement[];
  /** Who may take it on. */
  readonly trust: readonly Statement[];
}

/** AWS's own policies, as far as the templates name them. Written by hand from their published text. */
const MANAGED: Readonly<Record<string, readonly string[]>> = {
  'service-role/AWSLambdaBasicExecutionRole': [
    'logs:CreateLogGroup',
    'logs:CreateLogStream',
    'logs:PutLogEvents',
  ],
  'service-role/AWSLambdaSQSQueueExecutionRole': [
    'sqs:ReceiveMessage',
    'sqs:DeleteMessage',
    'sqs:GetQueueAttributes',
    'logs:CreateLogGroup',
    'logs:CreateLogStream',
    'logs:PutLogEvents',
  ],
  AWSXRayDaemonWriteAccess: [
    'xray:PutTraceSegments',
    'xray:PutTelemetryRecords',
    'xray:GetSamplingRules',
    'xray:GetSamplingTargets',
    'xray:GetSamplingStatisticSummaries',
  ],
};

const RoleProperties = z.object({
  AssumeRolePolicyDocument: z.unknown(),
  Policies: z.array(z.object({ PolicyName: z.string(), PolicyDocument: z.unknown() })).default([]),
  ManagedPolicyArns: z.array(z.string()).default([]),
});

const AttachedPolicy = z.object({
  PolicyName: z.string().optional(),
  ManagedPolicyName: z.string().optional(),
  PolicyDocument: z.unknown(),
  Roles: z.array(z.string()).optional(),
  RoleName: z.string().optional(),
});

/** Every role by its ARN, with inline, attached and AWS's own policies. */
export function readRoles(deployment: Deployment): Map<string, Role> {
  const attached = deployment
    .ofType('AWS::IAM::Policy', 'AWS::IAM::RolePolicy', 'AWS::IAM::ManagedPolicy')
    .map(({ logicalId, ref, properties }) => {
      const { PolicyDocument, Roles, RoleName } = AttachedPolicy.parse(properties);
      return { roles: Roles ?? [RoleName], ref, statements: readPolicy(PolicyDocument, logicalId) };
    });
  return new Map(
    deployment.ofType('AWS::IAM::Role').map((resource) => [resource.arn, readRole(resource, attached)]),
  );
}

interface Attached {
  readonly roles: readonly (string | undefined)[];
  readonly ref: string;
  readonly statements: readonly Statement[];
}

function readRole({ logicalId, name, arn, properties }: Resource, attached: readonly Attached[]): Role {
  const { AssumeRolePolicyDocument, Policies, ManagedPolicyArns } = RoleProperties.parse(properties);
  const own = attached.filter(({ roles, ref }) => roles.includes(name) || ManagedPolicyArns.includes(ref));
  const aws = ManagedPolicyArns.filter((policy) => policy.startsWith('arn:aws:iam::aws:policy/'));
  return {
    logicalId,
    name,
    arn,
    trust: readPolicy(AssumeRolePolicyDocument, `${name} trust`),
    statements: [
      ...Policies.flatMap(({ PolicyName, PolicyDocument }) => readPolicy(PolicyDocument, PolicyName)),
      ...own.flatMap(({ statements }) => statements),
      ...aws.flatMap((policy) => readManaged(policy.slice('arn:aws:iam::aws:policy/'.length))),
    ],
  };
}

function readManaged(name: string): Statement[] {
  const actions = MANAGED[name];
  if (!actions) throw new RangeError(`AWS's policy ${name} is not written down here`);
  return [{ Effect: 'Allow', Action: [...actions], Resource: ['*'], Condition: {}, policy: name }];
}

/** CloudFormation's own form of one statement in a function's policy. */
const LambdaPermission = z.object({
  FunctionName: z.string(),
  Principal: z.string(),
  Action: z.string(),
  SourceArn: z.string().optional(),
});

/** The policies that stand on resources, by the ARN of the resource. */
export function readResourcePolicies(deployment: Deployment): Map<string, Statement[]> {
  const policies = new Map<string, Statement[]>();
  const add = (arn: string, document: unknown, policy: string) =>
    policies.set(arn, [...(policies.get(arn) ?? []), ...readPolicy(document, policy)]);
  for (const { arn, logicalId, properties } of deployment.ofType('AWS::KMS::Key'))
    add(arn, properties.KeyPolicy, logicalId);
  for (const { logicalId, properties } of deployment.ofType('AWS::Lambda::Permission')) {
    const { FunctionName, Principal, Action, SourceArn } = LambdaPermission.parse(properties);
    const condition = SourceArn === undefined ? {} : { ArnLike: { 'aws:SourceArn': SourceArn } };
    const statement = { Effect: 'Allow', Principal: { Service: Principal }, Action, Condition: condition };
    add(deployment.find('AWS::Lambda::Function', FunctionName).arn, { Statement: statement }, logicalId);
  }
  const listed = [
    { policy: 'AWS::SQS::QueuePolicy', of: 'AWS::SQS::Queue', list: 'Queues' },
    { policy: 'AWS::SNS::TopicPolicy', of: 'AWS::SNS::Topic', list: 'Topics' },
    { policy: 'AWS::S3::BucketPolicy', of: 'AWS::S3::Bucket', list: 'Bucket' },
  ];
  for (const { policy, of, list } of listed) {
    for (const { logicalId, properties } of deployment.ofType(policy)) {
      for (const identity of z.array(z.string()).parse([properties[list]].flat()))
        add(deployment.find(of, identity).arn, properties.PolicyDocument, logicalId);
    }
  }
  return policies;
}
