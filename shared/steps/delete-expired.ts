import { type Instant, isoUtc, type PlainDate, Temporal, tokyoDate } from '../calendar/time.ts';
import type { ObjectStore, Store } from '../ports.ts';
import type { AuditEntry, ReceivedMail, RecordKeys } from '../records.ts';
import { redactReceived } from './answers/redact.ts';
import { eachInTurn } from './each-in-turn.ts';
import { type ExpiredDays, findExpired } from './retention.ts';

/** One run takes no longer than a function may; the next goes on from there. */
const RAW_MAILS_MAX = 200;
const SUBMISSIONS_MAX = 400;
const DAYS_MAX = 120;

export interface DeletionAct {
  /** Who deletes: `retention` day by day, or whoever gave the order. */
  readonly by: string;
  readonly at: Instant;
  readonly cause: string;
}

/** What one run deleted. */
export interface Deleted {
  /** Raw texts blanked; their hash and trace stay. */
  readonly rawMails: number;
  readonly submissions: number;
  /** Entries of the trail. */
  readonly audit: number;
  /** Whether nothing past its years was left. */
  readonly isDone: boolean;
}

interface Dependencies {
  readonly store: Store;
  readonly objects: Pick<ObjectStore, 'get' | 'put'>;
}

/**
 * Deletes what is past its years (decision 8): texts as they came in are blanked and leave hash and trace, answers and
 * trail go whole. What was noted of the figures stays with the plan. The trail first says what will be deleted, then it
 * is: a run that is cut short is followed by one that finds the rest, and says so again.
 */
export async function deleteExpired({ store, objects }: Dependencies, act: DeletionAct): Promise<Deleted> {
  const { at } = act;
  const expired = await findExpired(store, at);
  const { settings } = expired;
  const mails = expired.rawMails.slice(0, RAW_MAILS_MAX);
  const answers = expired.submissions.slice(0, SUBMISSIONS_MAX);
  const days = expired.audit === null ? null : firstDays(expired.audit);
  const told = [
    ...(mails.length > 0 ? [entryOf(act, 'raw-mails', `${mails.length}通`, settings.rawMailYears)] : []),
    ...(answers.length > 0 ? [entryOf(act, 'submissions', wordsOf(answers), settings.submissionYears)] : []),
    ...(days === null
      ? []
      : [entryOf(act, 'audit', `${days.from}から${days.before}の前日まで`, settings.auditYears)]),
  ];
  if (told.length > 0) await store.commit({ writes: [], audit: told, events: [] });
  await eachInTurn(mails, (mail) => blank({ store, objects }, mail, act, settings.rawMailYears));
  await eachInTurn(answers, (key) => store.removeSubmission(key));
  const audit = days === null ? 0 : await removeDays(store, days);
  const isDone =
    mails.length === expired.rawMails.length &&
    answers.length === expired.submissions.length &&
    (days === null || days.before.equals(expired.since.audit));
  await noteRun(store, { at, isDone, trailFrom: days?.before ?? null });
  return { rawMails: mails.length, submissions: answers.length, audit, isDone };
}

async function blank(
  dependencies: Dependencies,
  { id }: ReceivedMail,
  { by, at }: DeletionAct,
  years: number,
): Promise<void> {
  const reason = `保存年数（${years}年）を過ぎたため`;
  const done = await redactReceived(dependencies, { id, by, reason, at });
  // Somebody works on it this moment: it is left to the next run.
  if (done.outcome === 'refused' && done.why === 'mail-gone')
    throw new Error(`the text of received mail ${id} is gone although nothing deleted it`);
}

function firstDays({ from, before }: ExpiredDays): ExpiredDays {
  const end = from.add({ days: DAYS_MAX });
  return { from, before: Temporal.PlainDate.compare(end, before) < 0 ? end : before };
}

async function removeDays(store: Pick<Store, 'removeAudit'>, { from, before }: ExpiredDays): Promise<number> {
  let removed = 0;
  for (let day = from; Temporal.PlainDate.compare(day, before) < 0; day = day.add({ days: 1 }))
    removed += await store.removeAudit(day.toString());
  return removed;
}

/** Remembers from where on the trail still stands, and on which day there was nothing left to do. */
async function noteRun(
  store: Pick<Store, 'get' | 'commit'>,
  {
    at,
    isDone,
    trailFrom,
  }: { readonly at: Instant; readonly isDone: boolean; readonly trailFrom: PlainDate | null },
): Promise<void> {
  const known = await store.get('retentionRun', {});
  const value = {
    doneOn: isDone ? tokyoDate(at).toString() : (known?.value.doneOn ?? null),
    trailFrom: trailFrom?.toString() ?? known?.value.trailFrom ?? null,
  };
  // Another run in the same moment has noted the same, or the next one does.
  await store.commit({
    writes: [{ kind: 'retentionRun', value, expected: known?.revision ?? null }],
    audit: [],
    events: [],
  });
}

/** Which rounds the answers belong to, and how many versions. */
function wordsOf(keys: readonly RecordKeys['submission'][]): string {
  const byRound = Map.groupBy(keys, ({ plan, round }) => `${plan}/${round}`);
  return [...byRound].map(([round, versions]) => `${round} ${versions.length}版`).join('、');
}

const entryOf = (
  { by, at, cause }: DeletionAct,
  subject: 'raw-mails' | 'submissions' | 'audit',
  before: string,
  years: number,
): AuditEntry => ({
  at: isoUtc(at),
  cause,
  actor: by,
  what: 'retention.deleted',
  subject,
  before,
  after: null,
  reason: `保存年数（${years}年）を過ぎたため`,
});
