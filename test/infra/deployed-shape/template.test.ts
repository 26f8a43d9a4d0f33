import { describe, expect, it } from 'vitest';
import { createAccess } from '../../support/deployed-shape/access.ts';
import { resolveTemplates } from '../../support/deployed-shape/template.ts';

const TRUST = {
  Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'lambda.amazonaws.com' } }],
};

const resolved = (Resources: object, rest: object = {}) =>
  resolveTemplates([{ name: 'One', template: { Resources, ...rest } }]);

describe('a template', () => {
  it('gives every resource the name and the ARN it would have', () => {
    const deployment = resolved({
      Queue: { Type: 'AWS::SQS::Queue' },
      Named: { Type: 'AWS::SQS::Queue', Properties: { QueueName: { 'Fn::Sub': '${AWS::StackName}-dead' } } },
      Bucket: { Type: 'AWS::S3::Bucket' },
      Table: { Type: 'AWS::DynamoDB::Table', Properties: {} },
      Rule: {
        Type: 'AWS::Events::Rule',
        Properties: {
          Name: 'r',
          EventBusName: { Ref: 'Bus' },
          RoleArn: { 'Fn::GetAtt': ['Table', 'StreamArn'] },
        },
      },
      Bus: { Type: 'AWS::Events::EventBus', Properties: { Name: 'b' } },
    });
    const [queue, named] = deployment.ofType('AWS::SQS::Queue');
    expect(queue?.arn).toBe('arn:aws:sqs:ap-northeast-1:000000000000:One-Queue');
    expect(queue?.ref).toBe('https://sqs.ap-northeast-1.amazonaws.com/000000000000/One-Queue');
    expect(named?.name).toBe('One-dead');
    expect(deployment.ofType('AWS::S3::Bucket')[0]?.name).toMatch(/^one-bucket-[0-9a-f]{12}$/);
    const [rule] = deployment.ofType('AWS::Events::Rule');
    expect(rule?.arn).toBe('arn:aws:events:ap-northeast-1:000000000000:rule/b/r');
    expect(rule?.properties.RoleArn).toMatch(/:table\/One-Table\/stream\//);
  });

  it('is resolved through joins, substitutions, selections, conditions and parameters', () => {
    const deployment = resolved(
      {
        Topic: {
          Type: 'AWS::SNS::Topic',
          Properties: {
            DisplayName: { 'Fn::Join': ['/', ['a', { Ref: 'Stage' }, { 'Fn::Select': [1, ['x', 'y']] }]] },
            Text: { 'Fn::Sub': ['${Own} ${!Literal} ${Topic.TopicName}', { Own: { Ref: 'AWS::Region' } }] },
            Gone: { 'Fn::If': ['IsLive', 'live', { Ref: 'AWS::NoValue' }] },
            Mapped: { 'Fn::FindInMap': ['Sizes', { Ref: 'Stage' }, 'size'] },
          },
        },
        NotMade: { Type: 'AWS::SNS::Topic', Condition: 'IsLive' },
      },
      {
        Parameters: { Stage: { Type: 'String', Default: 'test' } },
        Mappings: { Sizes: { test: { size: 1 } } },
        Conditions: { IsLive: { 'Fn::Not': [{ 'Fn::Equals': [{ Ref: 'Stage' }, 'test'] }] } },
      },
    );
    expect(deployment.ofType('AWS::SNS::Topic')).toHaveLength(1);
    expect(deployment.resources[0]?.properties).toEqual({
      DisplayName: 'a/test/y',
      Text: 'ap-northeast-1 ${Literal} One-Topic',
      Mapped: 1,
    });
  });

  it('sees what another stack exports', () => {
    const deployment = resolveTemplates([
      {
        name: 'Uses',
        template: {
          Resources: {
            Rule: { Type: 'AWS::Events::Rule', Properties: { Arn: { 'Fn::ImportValue': 'Holds:Queue' } } },
          },
        },
      },
      {
        name: 'Holds',
        template: {
          Resources: { Queue: { Type: 'AWS::SQS::Queue' } },
          Outputs: {
            Queue: {
              Value: { 'Fn::GetAtt': ['Queue', 'Arn'] },
              Export: { Name: { 'Fn::Sub': '${AWS::StackName}:Queue' } },
            },
          },
        },
      },
    ]);
    expect(deployment.ofType('AWS::Events::Rule')[0]?.properties.Arn).toBe(
      deployment.ofType('AWS::SQS::Queue')[0]?.arn,
    );
  });

  it('that says what the harness does not know is refused', () => {
    expect(() => resolved({ A: { Type: 'X', Properties: { B: { 'Fn::Cidr': [] } } } })).toThrow(/Fn::Cidr/);
    expect(() => resolved({ A: { Type: 'X', Properties: { B: { Ref: 'Nobody' } } } })).toThrow(/Nobody/);
    expect(() => resolved({ A: { Type: 'X', Properties: { B: { 'Fn::ImportValue': 'x' } } } })).toThrow(
      /exports x/,
    );
  });
});

describe('the roles of a template', () => {
  const QUEUE = { 'Fn::GetAtt': ['Queue', 'Arn'] };
  const deployment = resolved({
    Role: {
      Type: 'AWS::IAM::Role',
      Properties: {
        AssumeRolePolicyDocument: TRUST,
        ManagedPolicyArns: [
          { 'Fn::Sub': 'arn:${AWS::Partition}:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole' },
        ],
      },
    },
    Policy: {
      Type: 'AWS::IAM::Policy',
      Properties: {
        PolicyName: 'p',
        Roles: [{ Ref: 'Role' }],
        PolicyDocument: { Statement: [{ Effect: 'Allow', Action: 'sqs:SendMessage', Resource: QUEUE }] },
      },
    },
    Key: {
      Type: 'AWS::KMS::Key',
      Properties: {
        KeyPolicy: {
          Statement: [
            {
              Effect: 'Allow',
              Action: 'kms:*',
              Resource: '*',
              Principal: { AWS: { 'Fn::Sub': 'arn:${AWS::Partition}:iam::${AWS::AccountId}:root' } },
            },
          ],
        },
      },
    },
    Queue: { Type: 'AWS::SQS::Queue', Properties: { KmsMasterKeyId: { 'Fn::GetAtt': ['Key', 'Arn'] } } },
  });
  const [queue] = deployment.ofType('AWS::SQS::Queue');
  const [role] = deployment.ofType('AWS::IAM::Role');
  const send = { action: 'sqs:SendMessage', resource: queue?.arn ?? '', context: {} };

  it('hold their own, attached and AWS policies together, and may be taken on by whom they trust', () => {
    const access = createAccess(deployment);
    const caller = access.caller(role?.arn ?? '');
    expect(access.judge(caller, send).allowed).toBe(true);
    expect(access.judge(caller, { ...send, action: 'logs:PutLogEvents', resource: 'x' }).allowed).toBe(true);
    const assume = { action: 'sts:AssumeRole', resource: role?.arn ?? '', context: {} };
    expect(access.judge({ kind: 'service', service: 'lambda.amazonaws.com' }, assume).allowed).toBe(true);
    expect(access.judge({ kind: 'service', service: 'pipes.amazonaws.com' }, assume).allowed).toBe(false);
  });

  it('need the key behind a resource as well, and a refusal is kept with what was asked', () => {
    const access = createAccess(deployment);
    const refusal = access.ask(access.caller(role?.arn ?? ''), [send], 'function');
    expect(refusal?.call).toMatchObject({
      action: 'kms:GenerateDataKey',
      context: { 'kms:ViaService': 'sqs.ap-northeast-1.amazonaws.com' },
    });
    expect(access.refusals()).toHaveLength(1);
    expect(access.calls().map(({ action, allowed }) => [action, allowed])).toEqual([
      ['sqs:SendMessage', true],
      ['kms:GenerateDataKey', false],
    ]);
  });
});
