import { describe, expect, it } from 'vitest';
import { type AccessRequest, decide, readPolicy } from '../../support/deployed-shape/iam.ts';

const ROLE = { kind: 'role', arn: 'arn:aws:iam::000000000000:role/remind', account: '000000000000' } as const;
const SNS = { kind: 'service', service: 'sns.amazonaws.com' } as const;
const TABLE = 'arn:aws:dynamodb:ap-northeast-1:000000000000:table/t';

const asking = (change: Partial<AccessRequest> = {}): AccessRequest => ({
  caller: ROLE,
  action: 'dynamodb:GetItem',
  resource: TABLE,
  context: {},
  ...change,
});
const policy = (...statements: object[]) =>
  readPolicy({ Version: '2012-10-17', Statement: statements }, 'test');
const allow = (change: object = {}) => ({
  Effect: 'Allow',
  Action: 'dynamodb:GetItem',
  Resource: TABLE,
  ...change,
});
const isAllowed = (request: AccessRequest, identity: object[], resource: object[] = []) =>
  decide(request, { identity: policy(...identity), resource: policy(...resource) }).allowed;

describe('a role', () => {
  it('may do what a statement of its own allows, and nothing else', () => {
    expect(isAllowed(asking(), [allow()])).toBe(true);
    expect(isAllowed(asking({ action: 'dynamodb:PutItem' }), [allow()])).toBe(false);
    expect(isAllowed(asking({ resource: `${TABLE}/index/worklist` }), [allow()])).toBe(false);
    expect(isAllowed(asking(), [])).toBe(false);
  });

  it('is understood with wildcards: actions in any case, resources to the letter', () => {
    expect(isAllowed(asking(), [allow({ Action: 'DynamoDB:Get*' })])).toBe(true);
    expect(isAllowed(asking(), [allow({ Resource: 'arn:aws:dynamodb:*:*:table/?' })])).toBe(true);
    expect(isAllowed(asking(), [allow({ Resource: TABLE.replace('table/t', 'table/T') })])).toBe(false);
    expect(
      isAllowed(asking({ resource: 'arn:aws:s3:::a.b' }), [allow({ Resource: 'arn:aws:s3:::a?b' })]),
    ).toBe(true);
    expect(
      isAllowed(asking({ resource: 'arn:aws:s3:::axb' }), [allow({ Resource: 'arn:aws:s3:::a.b' })]),
    ).toBe(false);
  });

  it('may do all but the exceptions of NotAction and NotResource', () => {
    const but = { Effect: 'Allow', NotAction: 'dynamodb:PutItem', Resource: '*' };
    expect(isAllowed(asking(), [but])).toBe(true);
    expect(isAllowed(asking({ action: 'dynamodb:PutItem' }), [but])).toBe(false);
    const elsewhere = { Effect: 'Allow', Action: '*', NotResource: TABLE };
    expect(isAllowed(asking(), [elsewhere])).toBe(false);
  });

  it('is held by a denial whatever else allows it', () => {
    const deny = { Effect: 'Deny', Action: 'dynamodb:*', Resource: '*' };
    expect(decide(asking(), { identity: policy(allow(), deny), resource: [] })).toEqual({
      allowed: false,
      why: 'denied',
    });
    expect(isAllowed(asking(), [allow()], [{ ...deny, Principal: '*' }])).toBe(false);
  });

  it('may do what the resource allows it by name, but not what the resource leaves to the account', () => {
    const named = allow({ Principal: { AWS: ROLE.arn } });
    const account = allow({ Principal: { AWS: 'arn:aws:iam::000000000000:root' } });
    expect(isAllowed(asking(), [], [named])).toBe(true);
    expect(isAllowed(asking(), [], [account])).toBe(false);
    expect(isAllowed(asking(), [allow()], [account])).toBe(true);
  });

  it('needs the key policy to let the account decide before its own permission on a key counts', () => {
    const use = { Effect: 'Allow', Action: 'kms:Decrypt', Resource: '*' };
    const request = asking({
      action: 'kms:Decrypt',
      resource: 'arn:aws:kms:ap-northeast-1:000000000000:key/k',
    });
    const root = { ...use, Action: 'kms:*', Principal: { AWS: 'arn:aws:iam::000000000000:root' } };
    expect(isAllowed(request, [use])).toBe(false);
    expect(isAllowed(request, [use], [root])).toBe(true);
    expect(isAllowed(request, [], [root])).toBe(false);
  });
});

describe('a service', () => {
  const send = asking({
    caller: SNS,
    action: 'sqs:SendMessage',
    resource: 'arn:aws:sqs:ap-northeast-1:000000000000:q',
    context: { 'aws:SourceArn': 'arn:aws:sns:ap-northeast-1:000000000000:arrivals' },
  });
  const letIn = (condition: object) => ({
    Effect: 'Allow',
    Action: 'sqs:SendMessage',
    Resource: send.resource,
    Principal: { Service: 'sns.amazonaws.com' },
    Condition: condition,
  });

  it('needs the resource to let it in, from the very source that is named', () => {
    expect(isAllowed(send, [], [letIn({ ArnEquals: { 'aws:SourceArn': 'arn:aws:sns:*:*:arrivals' } })])).toBe(
      true,
    );
    expect(isAllowed(send, [], [letIn({ ArnEquals: { 'aws:SourceArn': 'arn:aws:sns:*:*:alarms' } })])).toBe(
      false,
    );
    expect(isAllowed(send, [], [])).toBe(false);
    expect(
      isAllowed({ ...send, caller: { kind: 'service', service: 'events.amazonaws.com' } }, [], [letIn({})]),
    ).toBe(false);
  });

  it('is not let in by a policy that speaks of the account', () => {
    const account = { ...letIn({}), Principal: { AWS: 'arn:aws:iam::000000000000:root' } };
    expect(isAllowed(send, [], [account])).toBe(false);
  });
});

describe('a condition', () => {
  const holds = (condition: object, context: AccessRequest['context']) =>
    isAllowed(asking({ context }), [allow({ Condition: condition })]);

  it.each([
    [{ StringEquals: { 'ses:FromAddress': 'a@b' } }, { 'ses:FromAddress': 'a@b' }, true],
    [{ StringEquals: { 'SES:fromaddress': ['x', 'a@b'] } }, { 'ses:FromAddress': 'a@b' }, true],
    [{ StringEquals: { 'ses:FromAddress': 'a@b' } }, { 'ses:FromAddress': 'A@b' }, false],
    [{ StringEquals: { 'ses:FromAddress': 'a@b' } }, {}, false],
    [{ StringEqualsIfExists: { 'ses:FromAddress': 'a@b' } }, {}, true],
    [{ StringNotEquals: { k: 'a' } }, { k: 'b' }, true],
    [{ StringNotEquals: { k: ['a', 'b'] } }, { k: 'b' }, false],
    [{ StringNotEquals: { k: 'a' } }, {}, true],
    [{ StringLike: { k: 'a*' } }, { k: 'abc' }, true],
    [{ Bool: { 'aws:SecureTransport': 'false' } }, { 'aws:SecureTransport': 'true' }, false],
    [{ Bool: { 'aws:SecureTransport': false } }, { 'aws:SecureTransport': 'false' }, true],
    [{ NumericLessThan: { 's3:TlsVersion': 1.2 } }, {}, false],
    [{ Null: { k: 'true' } }, {}, true],
    [{ Null: { k: 'false' } }, {}, false],
    [{ 'ForAllValues:StringLike': { k: ['CITY#a*'] } }, { k: ['CITY#a#1', 'CITY#a#2'] }, true],
    [{ 'ForAllValues:StringLike': { k: ['CITY#a*'] } }, { k: ['CITY#a#1', 'CITY#b'] }, false],
    [{ 'ForAllValues:StringLike': { k: ['CITY#a*'] } }, {}, true],
    [{ 'ForAnyValue:StringEquals': { k: 'b' } }, { k: ['a', 'b'] }, true],
    [{ 'ForAnyValue:StringEquals': { k: 'b' } }, {}, false],
    [{ ArnLike: { k: 'arn:aws:ses:*:1:set/*' } }, { k: 'arn:aws:ses:x:1:set/a:rule/b' }, true],
    [{ ArnLike: { k: 'arn:aws:*:set' } }, { k: 'arn:aws:ses:x:1:set' }, false],
    [{ StringEquals: { a: '1' }, StringLike: { b: '2' } }, { a: '1', b: '3' }, false],
  ])('%j on %j is %s', (condition, context, expected) => {
    expect(holds(condition, context)).toBe(expected);
  });

  it('that is not known is refused, never passed over', () => {
    expect(() => holds({ IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } }, {})).toThrow(/IpAddress/);
    expect(() => isAllowed(asking(), [allow({ Resource: 'arn:aws:s3:::${aws:username}' })])).toThrow(
      /variables/,
    );
    expect(() => policy({ ...allow(), NotPrincipal: '*' })).toThrow();
  });
});
