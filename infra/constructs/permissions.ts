import { Stack } from 'aws-cdk-lib';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement, type Role } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { RAW_MAIL_PREFIX } from '../../functions/schedule/sweep-missed/config.ts';
import { TABLE_KEYS } from '../../shared/adapters/dynamodb/keys.ts';
import type { Permission } from '../wiring.ts';
import { acknowledgeStar } from './acknowledge.ts';
import type { DueSchedules } from './due-schedules.ts';
import type { MailOut } from './mail-out.ts';

/** Where SES puts what came in. */
export const RECEIVED_PREFIX = RAW_MAIL_PREFIX;
/** Where rendered mails lie on their way out. */
export const MAILS_PREFIX = 'mails/';
/** Where answers lie that the secretariat typed in. */
export const ENTRIES_PREFIX = 'entries/';

/** Where the documents printed of digests lie. */
export const PAPERS_PREFIX = 'papers/';

export interface Permitted {
  readonly table: ITable;
  readonly bucket: IBucket;
  readonly key: IKey;
  readonly mailOut: Pick<MailOut, 'grantSend'>;
  readonly schedules: Pick<DueSchedules, 'grantSchedule' | 'grantList'>;
}

/** The partitions in which something expires: the trail by day, and the rounds, whose answers do. */
const EXPIRING = ['CITY#*#AUDIT#*', 'CITY#*#PLAN#*#ROUND#*'] as const;

type Through = 'dynamodb' | 's3';

/**
 * Turns the intents of the wiring table into what exactly they need, a statement for each.
 *
 * A transaction of puts needs `PutItem` alone; nothing here updates or scans, and nothing deletes but retention. Who reads objects may not list
 * them: without that a missing object answers "denied" instead of "not found", which ends in the dead letters, where
 * it belongs. The one who lists what came in may not read it.
 */
export function permit(role: Role, intents: readonly Permission[], permitted: Permitted): void {
  const { table, bucket, mailOut, schedules } = permitted;
  const allow = (sid: string, action: string, resource: string) => {
    role.addToPolicy(new PolicyStatement({ sid, actions: [action], resources: [resource] }));
  };
  const allowObjects = (sid: string, action: string, prefix: string) => {
    allow(sid, action, bucket.arnForObjects(`${prefix}*`));
    acknowledgeStar(role, {
      arn: bucket.bucketArn,
      rest: `/${prefix}*`,
      owner: Stack.of(bucket),
      reason: `mails are objects whose names are not known beforehand; the star ends under ${prefix}`,
    });
  };
  for (const intent of intents) {
    switch (intent) {
      case 'read-table':
        allow('ReadTable', 'dynamodb:GetItem', table.tableArn);
        break;
      case 'list-table':
        allow('ListTable', 'dynamodb:Query', table.tableArn);
        break;
      case 'list-worklist':
        allow('ListWorklist', 'dynamodb:Query', `${table.tableArn}/index/${TABLE_KEYS.index.name}`);
        break;
      case 'write-table':
        allow('WriteTable', 'dynamodb:PutItem', table.tableArn);
        break;
      case 'read-received':
        allowObjects('ReadReceived', 's3:GetObject', RECEIVED_PREFIX);
        break;
      case 'read-mails':
        allowObjects('ReadMails', 's3:GetObject', MAILS_PREFIX);
        break;
      case 'write-mails':
        allowObjects('WriteMails', 's3:PutObject', MAILS_PREFIX);
        break;
      case 'read-papers':
        allowObjects('ReadPapers', 's3:GetObject', PAPERS_PREFIX);
        break;
      case 'write-papers':
        allowObjects('WritePapers', 's3:PutObject', PAPERS_PREFIX);
        break;
      case 'write-entries':
        allowObjects('WriteEntries', 's3:PutObject', ENTRIES_PREFIX);
        break;
      case 'read-entries':
        allowObjects('ReadEntries', 's3:GetObject', ENTRIES_PREFIX);
        break;
      case 'redact-received':
        allowObjects('RedactReceived', 's3:PutObject', RECEIVED_PREFIX);
        break;
      case 'delete-expired':
        role.addToPolicy(
          new PolicyStatement({
            sid: 'DeleteExpired',
            actions: ['dynamodb:DeleteItem'],
            resources: [table.tableArn],
            conditions: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [...EXPIRING] } },
          }),
        );
        break;
      case 'list-received':
        role.addToPolicy(
          new PolicyStatement({
            sid: 'ListReceived',
            actions: ['s3:ListBucket'],
            resources: [bucket.bucketArn],
            conditions: { StringEquals: { 's3:prefix': RECEIVED_PREFIX } },
          }),
        );
        break;
      case 'send-mail':
        mailOut.grantSend(role);
        break;
      case 'list-schedules':
        schedules.grantList(role);
        break;
      case 'change-schedules':
        schedules.grantSchedule(role);
        break;
    }
  }
  permitKey(role, intents, permitted.key);
}

/** The key is used by the table and the bucket in the function's name, and only through them. */
function permitKey(role: Role, intents: readonly Permission[], key: IKey): void {
  const { region } = Stack.of(key);
  const allow = (sid: string, action: string, through: Through) => {
    const conditions = { StringEquals: { 'kms:ViaService': `${through}.${region}.amazonaws.com` } };
    role.addToPolicy(new PolicyStatement({ sid, actions: [action], resources: [key.keyArn], conditions }));
  };
  const may = (...some: Permission[]) => some.some((intent) => intents.includes(intent));
  // DynamoDB opens the table's own key for each caller, whether the caller reads or writes.
  if (may('read-table', 'list-table', 'list-worklist', 'write-table'))
    allow('OpenTable', 'kms:Decrypt', 'dynamodb');
  if (may('read-received', 'read-mails', 'read-entries', 'read-papers'))
    allow('OpenObjects', 'kms:Decrypt', 's3');
  if (may('write-mails', 'write-entries', 'redact-received', 'write-papers'))
    allow('SealObjects', 'kms:GenerateDataKey', 's3');
}
