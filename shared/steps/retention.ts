import { type Instant, instantOf, isoUtc, type PlainDate, Temporal, tokyoDate } from '../calendar/time.ts';
import { isPastRetention, keptSince, type RetentionSettings, STANDARD_RETENTION } from '../plan/retention.ts';
import type { CommitOutcome, Store } from '../ports.ts';
import { ReceivedState } from '../records/received.ts';
import type { ReceivedMail, RecordKeys } from '../records.ts';

/** The settings belong to the city, whatever plan is in force. */
const RETENTION_ID = 'city';
/** The trail begins with the import of the first plan; what was set up before it has few entries. */
const TRAIL_LEAD_DAYS = 31;

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

/** Publishes the years as the next version. From the first on, what is past them is deleted day by day. */
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

/** The days of the trail that are past their years: from the first one that may hold something, up to `before`. */
export interface ExpiredDays {
  readonly from: PlainDate;
  readonly before: PlainDate;
}

/** Everything past its years on a day. */
export interface ExpiredRecords {
  readonly settings: RetentionSettings;
  /** Everything from before these days is past its years. */
  readonly since: Readonly<Record<'rawMails' | 'submissions' | 'audit', PlainDate>>;
  readonly rawMails: readonly ReceivedMail[];
  readonly submissions: readonly RecordKeys['submission'][];
  /** Null where no day of the trail is past its years. */
  readonly audit: ExpiredDays | null;
}

/**
 * Finds what is past its years at an instant and may be deleted; deletes nothing. Left out are texts that were blanked
 * before, what waits for a person, and everything of a department in a round about which a reply still waits: that is a
 * correction in the making, and its ground must stay.
 */
export async function findExpired(
  store: Pick<Store, 'get' | 'list' | 'listDocuments' | 'listVersions' | 'loadDocument'>,
  now: Instant,
): Promise<ExpiredRecords> {
  const { settings } = await loadRetention(store);
  const today = tokyoDate(now);
  const isPast = (at: string, years: number) => isPastRetention(instantOf(at), years, today);
  const received = await Promise.all(
    ReceivedState.options.map(async (state) => ({ state, found: await store.list('received', { state }) })),
  );
  const waiting = received.filter(({ state }) => isWaiting(state)).flatMap(({ found }) => found);
  const open = new Set(waiting.map(({ value }) => aboutOf(value)));
  const settled = received.filter(({ state }) => !isWaiting(state)).flatMap(({ found }) => found);
  const since = (years: number) => keptSince(years, today);
  return {
    settings,
    since: {
      rawMails: since(settings.rawMailYears),
      submissions: since(settings.submissionYears),
      audit: since(settings.auditYears),
    },
    rawMails: settled
      .map(({ value }) => value)
      .filter(({ redacted }) => redacted === null)
      .filter(({ receivedAt }) => isPast(receivedAt, settings.rawMailYears))
      .filter((mail) => mail.round === null || !open.has(aboutOf(mail))),
    submissions: await findSubmissions(store, (at) => isPast(at, settings.submissionYears), open),
    audit: await findDays(store, since(settings.auditYears)),
  };
}

const isWaiting = (state: ReceivedMail['state']) =>
  state === 'received' || state === 'held' || state === 'quarantined';

const aboutOf = ({ round, department }: { round: string | null; department: string | null }) =>
  `${round}/${department}`;

/** A round's answers are kept by the day it froze, in every plan. */
async function findSubmissions(
  store: Pick<Store, 'list' | 'listDocuments'>,
  isPast: (at: string) => boolean,
  open: ReadonlySet<string>,
): Promise<RecordKeys['submission'][]> {
  const plans = await store.listDocuments('plan');
  const rounds = (await Promise.all(plans.map((plan) => store.list('round', { plan })))).flat();
  const past = rounds.filter(({ value }) => isPast(value.freezesAt));
  const stored = await Promise.all(
    past.map(({ value: { plan, id } }) => store.list('submission', { plan, round: id })),
  );
  return stored
    .flat()
    .filter(({ value }) => !open.has(aboutOf(value)))
    .map(({ value: { plan, round, department, version } }) => ({ plan, round, department, version }));
}

async function findDays(
  store: Pick<Store, 'get' | 'listDocuments' | 'listVersions'>,
  before: PlainDate,
): Promise<ExpiredDays | null> {
  const run = await store.get('retentionRun', {});
  const from = run?.value.trailFrom ? Temporal.PlainDate.from(run.value.trailFrom) : await firstDay(store);
  return from !== null && Temporal.PlainDate.compare(from, before) < 0 ? { from, before } : null;
}

/** The day before which the trail is empty: some time before the first version of the first plan. */
async function firstDay(store: Pick<Store, 'listDocuments' | 'listVersions'>): Promise<PlainDate | null> {
  const plans = await store.listDocuments('plan');
  const versions = (await Promise.all(plans.map((plan) => store.listVersions('plan', plan)))).flat();
  const [first] = versions.map(({ at }) => at).sort(Temporal.Instant.compare);
  return first === undefined ? null : tokyoDate(first).subtract({ days: TRAIL_LEAD_DAYS });
}

/** How many entries of the trail lie in some days, looked at day by day. */
export async function countTrail(
  store: Pick<Store, 'listAudit'>,
  { from, before }: ExpiredDays,
): Promise<number> {
  const days = from.until(before).total('days');
  let count = 0;
  for (let past = 0; past < days; past += 1)
    count += (await store.listAudit(from.add({ days: past }).toString())).length;
  return count;
}
