import { CfnOutput, Duration, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import {
  AttributeType,
  BillingMode,
  type ITable,
  StreamViewType,
  Table,
  TableEncryption,
} from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { type IKey, Key } from 'aws-cdk-lib/aws-kms';
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  type IBucket,
  ObjectOwnership,
} from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { TABLE_KEYS } from '../../shared/adapters/dynamodb/keys.ts';
import { RETENTION_YEARS_MAX } from '../../shared/plan/retention.ts';
import { receiptRuleArn } from '../config/names.ts';
import type { Stage } from '../config/stage.ts';
import { Identity } from '../constructs/identity.ts';
import { ENTRIES_PREFIX, MAILS_PREFIX, PAPERS_PREFIX, RECEIVED_PREFIX } from '../constructs/permissions.ts';

export interface StatefulStackProps extends StackProps {
  readonly stage: Stage;
}

/** How long point-in-time recovery reaches back; 35 days is the most there is. */
const RECOVERY_DAYS = 35;
/** A superseded or deleted object can be brought back for so long. */
const OLD_VERSIONS_DAYS = 90;
const ACCESS_LOG_DAYS = 400;

/** Whatever must survive a deployment gone wrong: table, mails, reports, key, identities. Everything is retained. */
export class StatefulStack extends Stack {
  readonly table: ITable;
  readonly bucket: IBucket;
  readonly key: IKey;
  readonly identity: Identity;

  constructor(scope: Construct, id: string, { stage, ...props }: StatefulStackProps) {
    super(scope, id, props);
    // One key of our own for what names people: then reading needs both a permission on the data and one on the
    // key, its use is on the trail, and withdrawing it locks everything at once. Queues hold ids only and use SQS's.
    const key = new Key(this, 'Key', {
      description: 'Table, mails and reports',
      enableKeyRotation: true,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    this.key = key;
    this.allowReceiving(key, stage);
    this.table = this.createTable(key);
    const accessLogs = this.createAccessLogs();
    const { rawMailYears } = stage.retention;
    const bucket = this.createBucket('Mails', {
      ...{ key, accessLogs },
      // What people wrote goes by the years set in the console, which deletes it itself; the bucket comes after the
      // longest of them, and never before. What we wrote goes by the stage's years.
      ends: [
        { prefix: RECEIVED_PREFIX, days: (RETENTION_YEARS_MAX + 1) * 366 },
        { prefix: ENTRIES_PREFIX, days: (RETENTION_YEARS_MAX + 1) * 366 },
        { prefix: MAILS_PREFIX, days: rawMailYears * 366 },
        { prefix: PAPERS_PREFIX, days: rawMailYears * 366 },
      ],
    });
    this.bucket = bucket;
    bucket.addToResourcePolicy(
      new PolicyStatement({
        sid: 'ReceiveMail',
        principals: [new ServicePrincipal('ses.amazonaws.com')],
        actions: ['s3:PutObject'],
        resources: [bucket.arnForObjects(`${RECEIVED_PREFIX}*`)],
        conditions: this.onlyOurRule(stage),
      }),
    );
    // Nothing writes reports yet; the bucket stands from the first day so that it never moves.
    this.createBucket('Reports', {
      ...{ key, accessLogs },
      ends: [{ prefix: '', days: stage.retention.reportYears * 366 }],
    });
    this.identity = new Identity(this, 'Identity', {
      issuer: stage.identity.issuer,
      domainPrefix: `shinchoku-${stage.name}-${stage.account}`,
    });
    new CfnOutput(this, 'OidcIssuer', { value: this.identity.issuer });
    new CfnOutput(this, 'TableName', { value: this.table.tableName });
    new CfnOutput(this, 'BucketName', { value: bucket.bucketName });
  }

  private createTable(encryptionKey: IKey): Table {
    const { partition, sort, index } = TABLE_KEYS;
    const table = new Table(this, 'Table', {
      partitionKey: { name: partition, type: AttributeType.STRING },
      sortKey: { name: sort, type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      pointInTimeRecoverySpecification: {
        pointInTimeRecoveryEnabled: true,
        recoveryPeriodInDays: RECOVERY_DAYS,
      },
      deletionProtection: true,
      stream: StreamViewType.NEW_IMAGE,
      encryption: TableEncryption.CUSTOMER_MANAGED,
      encryptionKey,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    table.addGlobalSecondaryIndex({
      indexName: index.name,
      partitionKey: { name: index.partition, type: AttributeType.STRING },
      sortKey: { name: index.sort, type: AttributeType.STRING },
    });
    return table;
  }

  /** Who read which mail and when, as the object store itself tells it. */
  private createAccessLogs(): IBucket {
    return new Bucket(this, 'AccessLogs', {
      encryption: BucketEncryption.S3_MANAGED,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      lifecycleRules: [{ expiration: Duration.days(ACCESS_LOG_DAYS) }],
      removalPolicy: RemovalPolicy.RETAIN,
    });
  }

  private createBucket(
    id: string,
    props: {
      key: IKey;
      accessLogs: IBucket;
      ends: readonly { readonly prefix: string; readonly days: number }[];
    },
  ): Bucket {
    return new Bucket(this, id, {
      encryption: BucketEncryption.KMS,
      encryptionKey: props.key,
      // Asks the key once for many objects instead of once for each.
      bucketKeyEnabled: true,
      versioned: true,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      serverAccessLogsBucket: props.accessLogs,
      serverAccessLogsPrefix: `${id.toLowerCase()}/`,
      lifecycleRules: [
        ...props.ends.map(({ prefix, days }) => ({
          ...(prefix === '' ? {} : { prefix }),
          expiration: Duration.days(days),
        })),
        {
          noncurrentVersionExpiration: Duration.days(OLD_VERSIONS_DAYS),
          abortIncompleteMultipartUploadAfter: Duration.days(7),
        },
      ],
      removalPolicy: RemovalPolicy.RETAIN,
    });
  }

  /** SES writes the mail under our key, and tells an encrypted topic of it. */
  private allowReceiving(key: Key, stage: Stage): void {
    key.addToResourcePolicy(
      new PolicyStatement({
        sid: 'ReceiveMail',
        principals: [new ServicePrincipal('ses.amazonaws.com')],
        actions: ['kms:GenerateDataKey', 'kms:GenerateDataKeyWithoutPlaintext', 'kms:Decrypt'],
        // In a key's own policy this means the key itself.
        resources: ['*'],
        conditions: this.onlyOurRule(stage),
      }),
    );
  }

  private onlyOurRule(stage: Stage) {
    return {
      StringEquals: { 'aws:SourceAccount': this.account },
      ArnEquals: { 'aws:SourceArn': receiptRuleArn(this, stage) },
    };
  }
}
