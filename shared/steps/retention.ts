import { type Instant, instantOf, isoUtc, type PlainDate, tokyoDate } from '../calendar/time.ts';
import { isPastRetention, keptSince, type RetentionSettings, STANDARD_RETENTION } from '../plan/retention.ts';
import type { CommitOutcome, Store } from '../ports.ts';
import { ReceivedState } from '../records/received.ts';

/** The settings belong to the city, whatever plan is in force. */
const RETENTION_ID = 'city';
/** So many days of the trail are looked through; more than thirty years have. */
const DAYS_MAX = 12_000;

/** The settings in force with their version; the standard ones, as version 0, until somebody sets others. */
export async function loadRetention(
  store: Pick<Store, 'loadDocument'>,
): Promise<{ readonly settings: RetentionSettings; readonly version: number }> {
  const stored = await store.loadDocument('retention', RETENTION_ID);
  return { settings: stored?.document ?? STANDARD_RETENTION, version: stored?.version ?? 0 };
}

export interface RetentionChange {
  readonly settings: RetentionSettings;
  /** The version that was looked at; `conflict` where another has come since. */
  readonly basedOn: number;
  readonly by: string;
  readonly at: Instant;
  readonly cause: string;
}

/** Publishes the years as the next version. Nothing is deleted by it. */
export async function publishRetention(
  store: Pick<Store, 'loadDocument' | 'publishDocument'>,
  { settings, basedOn, by, at, cause }: RetentionChange,
): Promise<CommitOutcome> {
  const before = await loadRetention(store);
  const audit = {
    at: isoUtc(at),
    cause,
    actor: by,
    what: 'retention.published',
    subject: RETENTION_ID,
    before: yearsOf(before.settings),
    after: yearsOf(settings),
  };
  return store.publishDocument('retention', RETENTION_ID, settings, basedOn, audit, []);
}

function yearsOf({ rawMailYears, submissionYears, auditYears }: RetentionSettings): string {
  return `原文 ${rawMailYears}年、回答 ${submissionYears}年、操作の記録 ${auditYears}年`;
}

/** What is past its years, kind by kind: everything from before `since`. */
export interface Expired {
  readonly since: PlainDate;
  readonly count: number;
}

export interface ExpiredRecords {
  readonly rawMails: Expired & { readonly ids: readonly string[] };
  readonly submissions: Expired;
  readonly audit: Expired;
}

/**
 * Finds what is past its years and could be deleted; deletes nothing. What still waits for a person, and whose text has
 * been blanked already, is left out.
 */
export async function listExpired(
  store: Pick<Store, 'list' | 'listAudit' | 'loadDocument'>,
  plan: string,
  now: Instant,
): Promise<ExpiredRecords> {
  const { settings } = await loadRetention(store);
  const { rawMailYears, submissionYears, auditYears } = settings;
  const today = tokyoDate(now);
  const isPast = (at: string, years: number) => isPastRetention(instantOf(at), years, today);
  const states = ReceivedState.options.filter(
    (state) => state !== 'received' && state !== 'held' && state !== 'quarantined',
  );
  const received = await Promise.all(states.map((state) => store.list('received', { state })));
  const ids = received
    .flat()
    .filter(({ value }) => value.redacted === null && isPast(value.receivedAt, rawMailYears))
    .map(({ value }) => value.id);
  const rounds = (await store.list('round', { plan })).map(({ value }) => value);
  const submissions = await Promise.all(
    rounds
      .filter(({ freezesAt }) => isPast(freezesAt, submissionYears))
      .map(({ id }) => store.list('submission', { plan, round: id })),
  );
  const auditSince = keptSince(auditYears, today);
  const first = rounds.map(({ openedAt }) => openedAt).sort()[0];
  return {
    rawMails: { since: keptSince(rawMailYears, today), count: ids.length, ids },
    submissions: { since: keptSince(submissionYears, today), count: submissions.flat().length },
    audit: {
      since: auditSince,
      count: first === undefined ? 0 : await countAudit(store, tokyoDate(instantOf(first)), auditSince),
    },
  };
}

/** The entries of the trail from the first round's first day up to a day. */
async function countAudit(
  store: Pick<Store, 'listAudit'>,
  from: PlainDate,
  before: PlainDate,
): Promise<number> {
  const days = Math.min(from.until(before).total('days'), DAYS_MAX);
  let count = 0;
  for (let past = 0; past < days; past += 1)
    count += (await store.listAudit(from.add({ days: past }).toString())).length;
  return count;
}
