import type { ListKind, RecordKeys, RecordKind, RecordLists, RecordOf } from '../../records.ts';
import type { RowQuery } from './rows.ts';

/** The key schema of the one table; the CDK app and the local host create the table from it. */
export const TABLE_KEYS = {
  partition: 'pk',
  sort: 'sk',
  /** The sparse worklist index: what is in a state, oldest first. */
  index: { name: 'worklist', partition: 'worklist', sort: 'worklistAt' },
} as const;

/** Outbox rows carry this, and the pipe passes nothing else. */
export const OUTBOX_ENTITY = 'outbox';

interface PrimaryKey {
  readonly pk: string;
  readonly sk: string;
}

/** Versions sort as text, so they are written with leading zeros. */
const padded = (version: number) => String(version).padStart(6, '0');

/** Addresses that take no mail are few, and whoever plans asks for all of them. */
const ADDRESS_PARTITION = 'ADDRESSES';

/** The roles of the console are four. */
const ROLE_PARTITION = 'ROLES';

const roundPartition = (plan: string, round: string) => `PLAN#${plan}#ROUND#${round}`;
const contactChecks = (plan: string) => `PLAN#${plan}#CONTACT-CHECKS`;
const initiativePartition = (plan: string, initiative: string) => `PLAN#${plan}#INITIATIVE#${initiative}`;

/** The primary key of each kind of record. The access patterns they serve are listed in this folder's README. */
const PRIMARY_KEYS: { [K in RecordKind]: (key: RecordKeys[K]) => PrimaryKey } = {
  round: ({ plan, id }) => ({ pk: `PLAN#${plan}#ROUNDS`, sk: id }),
  request: ({ plan, round, department }) => ({
    pk: roundPartition(plan, round),
    sk: `REQUEST#${department}`,
  }),
  submission: ({ plan, round, department, version }) => ({
    pk: roundPartition(plan, round),
    sk: `SUBMISSION#${department}#${padded(version)}`,
  }),
  status: ({ plan, round, initiative }) => ({ pk: roundPartition(plan, round), sk: `STATUS#${initiative}` }),
  entryCheck: ({ plan, round, id }) => ({ pk: roundPartition(plan, round), sk: `CHECK#${id}` }),
  opinion: ({ plan, id }) => ({ pk: `PLAN#${plan}#OPINIONS`, sk: id }),
  opinionVersion: ({ plan, id, version }) => ({
    pk: `PLAN#${plan}#OPINION#${id}`,
    sk: `VERSION#${padded(version)}`,
  }),
  pause: ({ plan }) => ({ pk: `PLAN#${plan}#PAUSE`, sk: 'PAUSE' }),
  calendarFeed: ({ plan }) => ({ pk: `PLAN#${plan}#CALENDAR-FEED`, sk: 'CALENDAR-FEED' }),
  activation: ({ plan }) => ({ pk: `PLAN#${plan}#ACTIVATION`, sk: 'ACTIVATION' }),
  rulesDraft: ({ plan, person }) => ({ pk: `PLAN#${plan}#RULES-DRAFTS`, sk: person }),
  session: ({ idHash }) => ({ pk: `SESSION#${idHash}`, sk: 'SESSION' }),
  signIn: ({ idHash }) => ({ pk: `SIGN-IN#${idHash}`, sk: 'SIGN-IN' }),
  digest: ({ plan, round, version }) => ({
    pk: roundPartition(plan, round),
    sk: `DIGEST#${padded(version)}`,
  }),
  papers: ({ plan, round, version }) => ({
    pk: roundPartition(plan, round),
    sk: `PAPERS#${padded(version)}`,
  }),
  actual: ({ plan, initiative, kpi, quarter, stage, department }) => ({
    pk: initiativePartition(plan, initiative),
    sk: `ACTUAL#${kpi}#${quarter}#${stage}#${department}`,
  }),
  milestone: ({ plan, initiative, milestone, department }) => ({
    pk: initiativePartition(plan, initiative),
    sk: `MILESTONE#${milestone}#${department}`,
  }),
  pastStatus: ({ plan, initiative, quarter }) => ({
    pk: initiativePartition(plan, initiative),
    sk: `STATUS#${quarter}`,
  }),
  statement: ({ plan, initiative, round, department }) => ({
    pk: initiativePartition(plan, initiative),
    sk: `STATEMENT#${round}#${department}`,
  }),
  decisionCase: ({ plan, initiative, id }) => ({
    pk: `PLAN#${plan}#DECISION-CASES`,
    sk: `${initiative}#${id}`,
  }),
  releasedDecision: ({ plan, initiative, id }) => ({
    pk: initiativePartition(plan, initiative),
    sk: `DECISION#${id}`,
  }),
  occurrence: ({ plan, round, step, scheduledAt }) => ({
    pk: roundPartition(plan, round),
    sk: `OCCURRENCE#${scheduledAt}#${step}`,
  }),
  finding: ({ plan, dueAt, what, subject }) => ({
    pk: `PLAN#${plan}#FINDINGS`,
    sk: `${dueAt}#${what}#${subject}`,
  }),
  retentionRun: () => ({ pk: 'RETENTION', sk: 'RUN' }),
  sweep: ({ plan }) => ({ pk: `PLAN#${plan}#SWEEP`, sk: 'SWEEP' }),
  contactCheckRun: ({ plan, run }) => ({ pk: contactChecks(plan), sk: `RUN#${padded(run)}` }),
  contactCheck: ({ plan, run, address }) => ({
    pk: contactChecks(plan),
    sk: `ADDRESS#${padded(run)}#${address}`,
  }),
  roleUse: ({ role }) => ({ pk: ROLE_PARTITION, sk: role }),
  setupTick: ({ plan, item }) => ({ pk: `PLAN#${plan}#SETUP`, sk: item }),
  mail: ({ id }) => ({ pk: `MAIL#${id}`, sk: 'MAIL' }),
  replyKey: ({ keyHash }) => ({ pk: `REPLY-KEY#${keyHash}`, sk: 'REPLY-KEY' }),
  answerKey: ({ keyHash }) => ({ pk: `ANSWER-KEY#${keyHash}`, sk: 'ANSWER-KEY' }),
  answerDraft: ({ mail }) => ({ pk: `ANSWER-DRAFT#${mail}`, sk: 'ANSWER-DRAFT' }),
  receiptCode: ({ code }) => ({ pk: `RECEIPT-CODE#${code}`, sk: 'RECEIPT-CODE' }),
  sesMessage: ({ sesMessageId }) => ({ pk: `SES-MESSAGE#${sesMessageId}`, sk: 'SES-MESSAGE' }),
  address: ({ address }) => ({ pk: ADDRESS_PARTITION, sk: address }),
  received: ({ id }) => ({ pk: `RECEIVED#${id}`, sk: 'RECEIVED' }),
  fingerprint: ({ fingerprint }) => ({ pk: `FINGERPRINT#${fingerprint}`, sk: 'FINGERPRINT' }),
  answerTally: ({ day, about }) => ({ pk: `ANSWERS#${day}#${about}`, sk: 'TALLY' }),
};

export function primaryKey<K extends RecordKind>(city: string, kind: K, key: RecordKeys[K]): PrimaryKey {
  const { pk, sk } = PRIMARY_KEYS[kind](key);
  return { pk: `CITY#${city}#${pk}`, sk };
}

/** The worklist a record stands in by its state, or null where it stands in none. */
export function worklistKey<K extends RecordKind>(
  city: string,
  kind: K,
  value: RecordOf<RecordKind>,
): { worklist: string; worklistAt: string } | null {
  if (kind === 'mail' && 'createdAt' in value) {
    return {
      worklist: `CITY#${city}#MAILS#${value.state}`,
      worklistAt: `${value.plan}#${value.round ?? '-'}#${value.createdAt}#${value.id}`,
    };
  }
  if (kind === 'received' && 'receivedAt' in value && 'objectKey' in value) {
    return {
      worklist: `CITY#${city}#RECEIVED#${value.state}`,
      worklistAt: `${value.receivedAt}#${value.id}`,
    };
  }
  return null;
}

const LIST_QUERIES: { [K in ListKind]: (where: RecordLists[K]) => RowQuery } = {
  round: ({ plan }) => ({ by: 'key', partition: `PLAN#${plan}#ROUNDS`, prefix: '' }),
  request: ({ plan, round }) => ({ by: 'key', partition: roundPartition(plan, round), prefix: 'REQUEST#' }),
  submission: ({ plan, round, department }) => ({
    by: 'key',
    partition: roundPartition(plan, round),
    prefix: department === undefined ? 'SUBMISSION#' : `SUBMISSION#${department}#`,
  }),
  status: ({ plan, round }) => ({ by: 'key', partition: roundPartition(plan, round), prefix: 'STATUS#' }),
  digest: ({ plan, round }) => ({ by: 'key', partition: roundPartition(plan, round), prefix: 'DIGEST#' }),
  entryCheck: ({ plan, round }) => ({
    by: 'key',
    partition: roundPartition(plan, round),
    prefix: 'CHECK#',
  }),
  opinion: ({ plan }) => ({ by: 'key', partition: `PLAN#${plan}#OPINIONS`, prefix: '' }),
  opinionVersion: ({ plan, id }) => ({
    by: 'key',
    partition: `PLAN#${plan}#OPINION#${id}`,
    prefix: 'VERSION#',
  }),
  decisionCase: ({ plan, initiative }) => ({
    by: 'key',
    partition: `PLAN#${plan}#DECISION-CASES`,
    prefix: initiative === undefined ? '' : `${initiative}#`,
  }),
  actual: ({ plan, initiative }) => ({
    by: 'key',
    partition: initiativePartition(plan, initiative),
    prefix: 'ACTUAL#',
  }),
  milestone: ({ plan, initiative }) => ({
    by: 'key',
    partition: initiativePartition(plan, initiative),
    prefix: 'MILESTONE#',
  }),
  address: () => ({ by: 'key', partition: ADDRESS_PARTITION, prefix: '' }),
  contactCheckRun: ({ plan }) => ({ by: 'key', partition: contactChecks(plan), prefix: 'RUN#' }),
  contactCheck: ({ plan, run }) => ({
    by: 'key',
    partition: contactChecks(plan),
    prefix: run === undefined ? 'ADDRESS#' : `ADDRESS#${padded(run)}#`,
  }),
  roleUse: () => ({ by: 'key', partition: ROLE_PARTITION, prefix: '' }),
  setupTick: ({ plan }) => ({ by: 'key', partition: `PLAN#${plan}#SETUP`, prefix: '' }),
  occurrence: ({ plan, round }) => ({
    by: 'key',
    partition: roundPartition(plan, round),
    prefix: 'OCCURRENCE#',
  }),
  finding: ({ plan, month }) => ({ by: 'key', partition: `PLAN#${plan}#FINDINGS`, prefix: month }),
  mail: ({ state, of }) => ({
    by: 'worklist',
    partition: `MAILS#${state}`,
    prefix: of === undefined ? '' : of.round === undefined ? `${of.plan}#` : `${of.plan}#${of.round}#`,
  }),
  received: ({ state }) => ({ by: 'worklist', partition: `RECEIVED#${state}`, prefix: '' }),
};

/** Where all histories of an initiative lie together: its values, milestones and past statuses. */
export function historyPartition(city: string, plan: string, initiative: string): string {
  return `CITY#${city}#${initiativePartition(plan, initiative)}`;
}

export function listQuery<K extends ListKind>(city: string, kind: K, where: RecordLists[K]): RowQuery {
  const query = LIST_QUERIES[kind](where);
  return { ...query, partition: `CITY#${city}#${query.partition}` };
}
