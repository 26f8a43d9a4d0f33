import * as z from 'zod';
import type { Context } from './iam.ts';
import type { Deployment } from './template.ts';

/** One action on one resource, with what the request says of itself. */
export interface Call {
  readonly action: string;
  readonly resource: string;
  readonly context: Context;
}

/** What a call makes of the key behind its resource. Services do it in the caller's name. */
const KEY_USES: Readonly<Record<string, readonly string[]>> = {
  // A caller of a table under a customer's key needs kms:Decrypt for reads and writes alike: the table's own key is
  // unwrapped in the caller's name (aws-cdk issue 10010).
  dynamodb: ['kms:Decrypt'],
  's3:GetObject': ['kms:Decrypt'],
  's3:PutObject': ['kms:GenerateDataKey'],
  'sqs:SendMessage': ['kms:GenerateDataKey', 'kms:Decrypt'],
  'sqs:ReceiveMessage': ['kms:Decrypt'],
  'sns:Publish': ['kms:GenerateDataKey', 'kms:Decrypt'],
};

const BucketEncryption = z.object({
  ServerSideEncryptionConfiguration: z.array(
    z.object({
      ServerSideEncryptionByDefault: z.object({ KMSMasterKeyID: z.string().optional() }).optional(),
    }),
  ),
});
const TableEncryption = z.object({ KMSMasterKeyId: z.string().optional() });

/** Tells which calls to KMS another call brings with it, by the keys the templates put behind resources. */
export function createKeyring(deployment: Deployment): (call: Call) => Call[] {
  const keys = new Map<string, string>();
  const add = (arn: string, key: unknown) => {
    // AWS's own keys (alias/aws/…) ask no permission of the caller.
    if (typeof key !== 'string' || key.includes('alias/aws/')) return;
    keys.set(arn, deployment.find('AWS::KMS::Key', key).arn);
  };
  for (const { arn, properties } of deployment.ofType('AWS::DynamoDB::Table')) {
    add(arn, TableEncryption.optional().parse(properties.SSESpecification)?.KMSMasterKeyId);
  }
  for (const { arn, properties } of deployment.ofType('AWS::DynamoDB::GlobalTable')) {
    for (const replica of z.array(z.looseObject({})).parse(properties.Replicas ?? []))
      add(arn, TableEncryption.optional().parse(replica.SSESpecification)?.KMSMasterKeyId);
  }
  for (const { arn, properties } of deployment.ofType('AWS::S3::Bucket')) {
    const encryption = BucketEncryption.optional().parse(properties.BucketEncryption);
    for (const { ServerSideEncryptionByDefault } of encryption?.ServerSideEncryptionConfiguration ?? [])
      add(arn, ServerSideEncryptionByDefault?.KMSMasterKeyID);
  }
  for (const { arn, properties } of deployment.ofType('AWS::SQS::Queue', 'AWS::SNS::Topic'))
    add(arn, properties.KmsMasterKeyId);

  return ({ action, resource, context }) => {
    const [service = ''] = action.split(':');
    // `table/x/index/y` and `table/x/stream/z` lie under the table's key, `bucket/key` under the bucket's.
    const owner = service === 's3' ? resource.split('/')[0] : resource.split('/').slice(0, 2).join('/');
    const key = keys.get(service === 's3' || service === 'dynamodb' ? (owner ?? resource) : resource);
    if (key === undefined) return [];
    const uses = KEY_USES[action] ?? KEY_USES[service] ?? [];
    const { region, account } = deployment;
    return uses.map((use) => ({
      action: use,
      resource: key,
      context: {
        ...context,
        'kms:ViaService': `${service}.${region}.amazonaws.com`,
        'kms:CallerAccount': account,
      },
    }));
  };
}
