import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { StepTarget } from '../../events/step-fell-due.v1.ts';
import { SweepDueV1 } from '../../events/sweep-due.v1.ts';
import { TimetableChangedV1 } from '../../events/timetable-changed.v1.ts';
import { GENERATED_SECRET, loadStage, SAMPLE_STAGE, type Stage } from '../../infra/config/stage.ts';
import { synthesize } from '../../infra/synthesize.ts';
import { DEPLOYED_NAMES, FUNCTION_NAMES, type Trigger, WEB, WIRING, type Wired } from '../../infra/wiring.ts';
import { OUTBOX_ENTITY, TABLE_KEYS } from '../../shared/adapters/dynamodb/keys.ts';
import {
  ofType,
  type Resource,
  type Resources,
  referredBy,
  resourcesOf,
  roleStatements,
  textOf,
} from '../support/templates.ts';

let stateful: Resources;
let service: Resources;
let outputs: Record<string, { Value: unknown }>;
let bundles: Awaited<ReturnType<typeof synthesize>>['bundles'];

beforeAll(async () => {
  const { templates, ...city } = await synthesize();
  bundles = city.bundles;
  stateful = resourcesOf(templates.stateful);
  service = resourcesOf(templates.service);
  outputs = templates.service.Outputs as typeof outputs;
});

describe('a client with a secret', () => {
  const synthesizeWith = async (identity: Stage['identity']) => {
    const { templates } = await synthesize({ ...loadStage(SAMPLE_STAGE), identity }, undefined, bundles);
    const resources = resourcesOf(templates.service);
    const [pages] = ofType(resources, 'AWS::Lambda::Function').filter(
      ({ Properties }) => Properties.Environment.Variables.POWERTOOLS_SERVICE_NAME === 'serve-pages',
    );
    const [read] = roleStatements(resources).filter(({ Sid }) => Sid === 'ReadClientSecret');
    return { resources, pages: pages?.Properties, read, text: JSON.stringify(templates.service) };
  };

  it('of the city’s own issuer is named, read by the pages alone, and stands nowhere', async () => {
    const { pages, read, resources } = await synthesizeWith({
      issuer: 'https://login.example',
      clientId: 'shinchoku',
      clientSecret: 'city/sign-in',
    });
    expect(textOf(pages?.Environment.Variables.SIGN_IN_SECRET)).toBe('city/sign-in');
    expect(pages?.Layers).toHaveLength(1);
    expect(read).toMatchObject({ Action: 'secretsmanager:GetSecretValue' });
    expect(textOf(read?.Resource)).toMatch(/:secret:city\/sign-in-\?{6}$/);
    expect(ofType(resources, 'AWS::SecretsManager::Secret')).toEqual([]);
  });

  it('of the user pool is made by the pool and laid where secrets are kept', async () => {
    const { pages, read, resources, text } = await synthesizeWith({
      issuer: 'cognito',
      clientSecret: GENERATED_SECRET,
    });
    const [client] = ofType(resources, 'AWS::Cognito::UserPoolClient');
    const [secret] = ofType(resources, 'AWS::SecretsManager::Secret');
    expect(client?.Properties.GenerateSecret).toBe(true);
    expect(secret?.Properties.SecretString).toEqual({ 'Fn::GetAtt': [client?.id, 'ClientSecret'] });
    expect(text.split('"ClientSecret"')).toHaveLength(2);
    expect(referredBy(read?.Resource)).toBe(secret?.id);
    expect(pages?.Layers).toHaveLength(1);
  });

  it('is not there where the stage asks for none: no extension, no permission', () => {
    const { Properties } = functionOf('serve-pages');
    expect(Properties.Environment.Variables.SIGN_IN_SECRET).toBe('none');
    expect(Properties.Layers).toBeUndefined();
    expect(roleStatements(service).filter(({ Sid }) => Sid === 'ReadClientSecret')).toEqual([]);
  });
});

const wiredOf = (name: keyof typeof WIRING): Wired => WIRING[name];

/** A function's resource by the name it logs under. */
function functionOf(name: string) {
  const found = ofType(service, 'AWS::Lambda::Function').find(
    ({ Properties }) => Properties.Environment.Variables.POWERTOOLS_SERVICE_NAME === name,
  );
  if (!found) throw new Error(`no function ${name} in the template`);
  return found;
}

function mappingOf(name: string) {
  const { id } = functionOf(name);
  const found = ofType(service, 'AWS::Lambda::EventSourceMapping').filter(
    ({ Properties }) => referredBy(Properties.FunctionName) === id,
  );
  expect(found).toHaveLength(1);
  return found[0]?.Properties ?? {};
}

function queueOf(name: string): Resource['Properties'] {
  const id = referredBy(mappingOf(name).EventSourceArn) ?? '';
  return { id, ...service.get(id)?.Properties };
}

describe('the stateful stack', () => {
  it('has the table the store expects, kept whatever happens', () => {
    const [table, ...others] = ofType(stateful, 'AWS::DynamoDB::Table');
    expect(others).toEqual([]);
    expect(table).toMatchObject({
      DeletionPolicy: 'Retain',
      UpdateReplacePolicy: 'Retain',
      Properties: {
        BillingMode: 'PAY_PER_REQUEST',
        DeletionProtectionEnabled: true,
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true, RecoveryPeriodInDays: 35 },
        StreamSpecification: { StreamViewType: 'NEW_IMAGE' },
        SSESpecification: { SSEEnabled: true, SSEType: 'KMS' },
        KeySchema: [
          { AttributeName: TABLE_KEYS.partition, KeyType: 'HASH' },
          { AttributeName: TABLE_KEYS.sort, KeyType: 'RANGE' },
        ],
        GlobalSecondaryIndexes: [
          {
            IndexName: TABLE_KEYS.index.name,
            KeySchema: [
              { AttributeName: TABLE_KEYS.index.partition, KeyType: 'HASH' },
              { AttributeName: TABLE_KEYS.index.sort, KeyType: 'RANGE' },
            ],
          },
        ],
      },
    });
  });

  it('keeps mails and reports in closed, versioned buckets under its own key', () => {
    const buckets = ofType(stateful, 'AWS::S3::Bucket').filter(({ id }) => !id.startsWith('AccessLogs'));
    expect(buckets).toHaveLength(2);
    for (const bucket of buckets) {
      expect(bucket.DeletionPolicy).toBe('Retain');
      expect(bucket.Properties).toMatchObject({
        VersioningConfiguration: { Status: 'Enabled' },
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: true,
          BlockPublicPolicy: true,
          IgnorePublicAcls: true,
          RestrictPublicBuckets: true,
        },
      });
      expect(JSON.stringify(bucket.Properties.BucketEncryption)).toContain('aws:kms');
      expect(bucket.Properties.LifecycleConfiguration.Rules[0].ExpirationInDays).toBeGreaterThan(5 * 365);
    }
  });

  it('asks everybody who signs in for a second factor, and nobody can sign up', () => {
    expect(ofType(stateful, 'AWS::Cognito::UserPool')[0]?.Properties).toMatchObject({
      MfaConfiguration: 'ON',
      EnabledMfas: ['SOFTWARE_TOKEN_MFA'],
      AdminCreateUserConfig: { AllowAdminCreateUserOnly: true },
    });
  });
});

describe('every function', () => {
  it('is in the template, and no other is', () => {
    const names = ofType(service, 'AWS::Lambda::Function').map(
      ({ Properties }) => Properties.Environment.Variables.POWERTOOLS_SERVICE_NAME,
    );
    expect(names.sort()).toEqual([...DEPLOYED_NAMES].sort());
  });

  it.each(DEPLOYED_NAMES)(
    '%s runs on Node 24, on arm64 unless it has native parts, untraced, and its log ends some day',
    (name) => {
      const { Properties } = functionOf(name);
      const wired: Pick<Wired, 'timeoutSeconds' | 'memoryMb' | 'architecture' | 'temporaryMb'> =
        name === 'serve-pages' ? WEB : wiredOf(name);
      expect(Properties).toMatchObject({
        Runtime: 'nodejs24.x',
        Architectures: [wired.architecture ?? 'arm64'],
        MemorySize: wired.memoryMb ?? 512,
        Timeout: wired.timeoutSeconds,
        Handler: 'index.handler',
      });
      expect(Properties.EphemeralStorage?.Size).toBe(wired.temporaryMb);
      expect(Properties.TracingConfig).toBeUndefined();
      const log = service.get(referredBy(Properties.LoggingConfig.LogGroup) ?? '');
      expect(log?.Properties.RetentionInDays).toBe(180);
    },
  );

  it.each(FUNCTION_NAMES)('%s stands behind the queue the wiring table says', (name) => {
    const { visibilitySeconds, maxReceiveCount, maxConcurrency } = wiredOf(name).queue;
    const mapping = mappingOf(name);
    expect(mapping.FunctionResponseTypes).toEqual(['ReportBatchItemFailures']);
    expect(mapping.BatchSize).toBe(10);
    expect(mapping.ScalingConfig).toEqual(
      maxConcurrency === undefined ? undefined : { MaximumConcurrency: maxConcurrency },
    );
    const queue = queueOf(name);
    expect(queue).toMatchObject({ VisibilityTimeout: visibilitySeconds, SqsManagedSseEnabled: true });
    expect(visibilitySeconds).toBeGreaterThanOrEqual(6 * wiredOf(name).timeoutSeconds);
    expect(queue.RedrivePolicy.maxReceiveCount).toBe(maxReceiveCount);
    const deadLetters = service.get(referredBy(queue.RedrivePolicy.deadLetterTargetArn) ?? '');
    // A message's age counts from its first queue.
    expect(deadLetters?.Properties.MessageRetentionPeriod).toBeGreaterThan(queue.MessageRetentionPeriod);
  });
});

describe('what wakes a function', () => {
  const triggers = FUNCTION_NAMES.flatMap((name) =>
    wiredOf(name).triggers.map((trigger) => ({ name, trigger })),
  );
  const waking = (on: Trigger['on']) => triggers.filter(({ trigger }) => trigger.on === on);

  it('by an event is one rule on the outbox bus for each row of the wiring table', () => {
    const [bus] = ofType(service, 'AWS::Events::EventBus');
    const rules = ofType(service, 'AWS::Events::Rule').filter(
      ({ Properties }) => referredBy(Properties.EventBusName) === bus?.id,
    );
    const told = rules.map(({ Properties }) => ({
      type: Properties.EventPattern.detail.type,
      queue: Properties.Targets.map((target: { Arn: unknown }) => referredBy(target.Arn)),
    }));
    const wired = [
      ...waking('event').map(({ name, trigger }) => ({
        type: ['type' in trigger ? trigger.type : ''],
        queue: [queueOf(name).id],
      })),
      // A step that no schedule brought comes over the bus, to the one function it belongs to.
      ...StepTarget.options.map((name) => ({
        type: [`step-fell-due.v1/${name}`],
        queue: [queueOf(name).id],
      })),
    ];
    expect(told).toHaveLength(wired.length);
    expect(told).toEqual(expect.arrayContaining(wired));
  });

  it('by a schedule is a queue the schedule role may send to, and no other but the dead letters', () => {
    const environment = functionOf('plan-schedules').Properties.Environment.Variables;
    const role = referredBy(environment.SCHEDULE_ROLE_ARN);
    const policies = ofType(service, 'AWS::IAM::Policy').filter(({ Properties }) =>
      Properties.Roles.some((one: unknown) => referredBy(one) === role),
    );
    const resources = policies.flatMap(({ Properties }) =>
      Properties.PolicyDocument.Statement.flatMap(({ Resource }: { Resource: unknown[] }) => Resource),
    );
    const expected = [
      ...waking('schedule').map(({ name }) => queueOf(name).id),
      referredBy(environment.SCHEDULE_DEAD_LETTER_ARN),
    ];
    expect(resources.map(referredBy).sort()).toEqual(expected.sort());
    const trust = service.get(role ?? '')?.Properties.AssumeRolePolicyDocument.Statement[0];
    expect(Object.keys(trust.Condition.StringEquals)).toEqual(['aws:SourceAccount', 'aws:SourceArn']);
  });

  it('at a fixed rate is a sound schedule with an event our schema takes', () => {
    const schedules = ofType(service, 'AWS::Scheduler::Schedule');
    expect(schedules).toHaveLength(waking('rate').length);
    for (const { Properties } of schedules) {
      expect(Properties.ScheduleExpression).toMatch(/^rate\([1-9]\d* (minutes?|hours?|days?)\)$/);
      expect(Properties.ScheduleExpressionTimezone).toBe('Asia/Tokyo');
      expect(Properties.FlexibleTimeWindow).toEqual({ Mode: 'OFF' });
      const { name } =
        waking('rate').find(({ name: one }) => queueOf(one).id === referredBy(Properties.Target.Arn)) ?? {};
      const fired: string = Properties.Target.Input.replaceAll(
        '<aws.scheduler.scheduled-time>',
        '2026-07-01T00:00:00Z',
      );
      const schema = name === 'sweep-missed' ? SweepDueV1 : TimetableChangedV1;
      expect(schema.parse(JSON.parse(fired))).toMatchObject({
        id: `rate/${name}/2026-07-01T00:00:00Z`,
        data: { plan: 'iizuka-plan-r6' },
      });
    }
  });

  it('by a mail is the topic of the receipt rule, verdicts included', () => {
    const [rule] = ofType(service, 'AWS::SES::ReceiptRule');
    expect(rule?.Properties.Rule).toMatchObject({
      Enabled: true,
      ScanEnabled: true,
      TlsPolicy: 'Require',
      Recipients: ['in.iizuka.example'],
    });
    const { S3Action } = rule?.Properties.Rule.Actions[0] ?? {};
    expect(S3Action.ObjectKeyPrefix).toBe('inbound/');
    const [subscription] = ofType(service, 'AWS::SNS::Subscription');
    expect(referredBy(subscription?.Properties.TopicArn)).toBe(referredBy(S3Action.TopicArn));
    expect(referredBy(subscription?.Properties.Endpoint)).toBe(queueOf('receive-reply').id);
    expect(subscription?.Properties.RawMessageDelivery ?? false).toBe(false);
  });

  it('by a delivery report is a rule for our own configuration set alone', () => {
    const [set] = ofType(service, 'AWS::SES::ConfigurationSet');
    expect(set?.Properties.SuppressionOptions.SuppressedReasons.sort()).toEqual(['BOUNCE', 'COMPLAINT']);
    const rule = ofType(service, 'AWS::Events::Rule').find(
      ({ Properties }) => Properties.EventPattern.source[0] === 'aws.ses',
    );
    const tags = rule?.Properties.EventPattern.detail.mail.tags;
    expect(tags['ses:configuration-set'].map(referredBy)).toEqual([set?.id]);
    expect(referredBy(rule?.Properties.Targets[0].Arn)).toBe(queueOf('track-delivery').id);
  });
});

describe('the outbox pipe', () => {
  it('takes inserts of outbox rows from the beginning, splits bad batches, and puts aside what fails', () => {
    const [pipe] = ofType(service, 'AWS::Pipes::Pipe');
    const { FilterCriteria, DynamoDBStreamParameters } = pipe?.Properties.SourceParameters ?? {};
    expect(FilterCriteria.Filters.map(({ Pattern }: { Pattern: string }) => JSON.parse(Pattern))).toEqual([
      { eventName: ['INSERT'], dynamodb: { NewImage: { entity: { S: [OUTBOX_ENTITY] } } } },
    ]);
    expect(DynamoDBStreamParameters).toMatchObject({
      StartingPosition: 'TRIM_HORIZON',
      OnPartialBatchItemFailure: 'AUTOMATIC_BISECT',
      MaximumRetryAttempts: 8,
    });
    expect(service.get(referredBy(DynamoDBStreamParameters.DeadLetterConfig.Arn) ?? '')?.Type).toBe(
      'AWS::SQS::Queue',
    );
  });
});

describe('the pages', () => {
  it('are throttled, and every request is on the books', () => {
    expect(ofType(service, 'AWS::ApiGatewayV2::Stage')[0]?.Properties).toMatchObject({
      DefaultRouteSettings: { ThrottlingRateLimit: 20, ThrottlingBurstLimit: 40 },
      AccessLogSettings: { Format: expect.stringContaining('requestId') },
    });
  });
});

describe('the alarms', () => {
  it('say whom it hurts, how urgent it is, and where it is written what to do', () => {
    const runbook = readFileSync('infra/README.md', 'utf8');
    const anchors = new Set(
      [...runbook.matchAll(/^#+ (.+)$/gm)].map(([, title = '']) =>
        title
          .toLowerCase()
          .replaceAll(/[^\p{L}\p{N}\s-]/gu, '')
          .replaceAll(' ', '-'),
      ),
    );
    for (const { Properties } of ofType(service, 'AWS::CloudWatch::Alarm')) {
      const told = /^\[(now|today)\] [A-Z].+\. What to do: infra\/README\.md#([a-z-]+)$/.exec(
        Properties.AlarmDescription,
      );
      expect(told, Properties.AlarmDescription).not.toBeNull();
      expect([...anchors]).toContain(told?.[2]);
      expect(Properties.AlarmActions).toHaveLength(1);
    }
  });

  it('watch every queue of dead letters, and the age of every other', () => {
    const watched = (metric: string) =>
      ofType(service, 'AWS::CloudWatch::Alarm')
        .filter(({ Properties }) => Properties.MetricName === metric)
        .map(({ Properties }) => textOf(Properties.Dimensions[0].Value).slice(1).split('.')[0]);
    const queues = ofType(service, 'AWS::SQS::Queue');
    const work = queues.filter(({ Properties }) => Properties.RedrivePolicy).map(({ id }) => id);
    const deadLetters = queues.filter(({ Properties }) => !Properties.RedrivePolicy).map(({ id }) => id);
    expect(watched('ApproximateAgeOfOldestMessage').sort()).toEqual(work.sort());
    expect(watched('ApproximateNumberOfMessagesVisible').sort()).toEqual(deadLetters.sort());
  });
});

describe('the whole', () => {
  it('holds no helper of another runtime and nothing that is made by custom resources', () => {
    const types = [...stateful.values(), ...service.values()].map(({ Type }) => Type);
    expect(types.filter((type) => /^Custom::|CustomResource|LayerVersion/.test(type))).toEqual([]);
  });

  it('names the DNS records the city has to set', () => {
    const records = Object.entries(outputs)
      .filter(([name]) => name.startsWith('DnsRecord'))
      .map(([, { Value }]) => textOf(Value));
    expect(records.map((record) => record.replaceAll(/<[^>]+>/g, '…'))).toEqual([
      '… CNAME …',
      '… CNAME …',
      '… CNAME …',
      'in.iizuka.example MX 10 inbound-smtp.ap-northeast-1.amazonaws.com',
      'bounce.in.iizuka.example MX 10 feedback-smtp.ap-northeast-1.amazonses.com',
      'bounce.in.iizuka.example TXT "v=spf1 include:amazonses.com -all"',
      '_dmarc.in.iizuka.example TXT "v=DMARC1; p=quarantine; adkim=s"',
    ]);
  });
});
