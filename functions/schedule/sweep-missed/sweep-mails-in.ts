import type { MailFoundV1 } from '../../../events/mail-found.v1.ts';
import { type Instant, instantOf, isoUtc, Temporal } from '../../../shared/calendar/time.ts';
import type { ListedObject, ObjectStore } from '../../../shared/ports.ts';
import type { Finding, SweepRecord } from '../../../shared/records.ts';
import { eachInTurn } from '../../../shared/steps/each-in-turn.ts';
import { readingId } from '../../../shared/steps/mail-ids.ts';
import { attemptAt } from './attempt.ts';
import { RAW_MAIL_PREFIX } from './config.ts';
import type { Sweep } from './sweep.ts';

/** A mail is read within seconds; one without a row after this was never told of. */
const UNNOTED_MINUTES = 10;
/** One that was noted and is not settled after this stays so, unless somebody does something. */
const UNSETTLED_MINUTES = 30;
/** So many objects are looked at in one run; the next goes on from there. */
const OBJECTS_MAX = 5000;
/** What lay there longer before the last run has been looked up by many runs. */
const LOOK_BACK_HOURS = 48;

export interface MailsInOutcome {
  /** Mails brought into processing. */
  readonly foundMails: number;
  /** Mails that have waited to be read for more than half an hour. */
  readonly unreadMails: number;
  /** Where the next run goes on; null for the beginning. */
  readonly rawAfter: string | null;
}

/** Brings every mail into processing that lies in the object store and was never noted, or noted and never settled. */
export async function sweepMailsIn(
  sweep: Sweep,
  objects: Pick<ObjectStore, 'list'>,
  before: SweepRecord | null,
): Promise<MailsInOutcome> {
  const { now } = sweep;
  const after = before?.rawAfter ?? null;
  const listed = await objects.list(RAW_MAIL_PREFIX, { after, max: OBJECTS_MAX });
  const since = before && instantOf(before.ranAt).subtract({ hours: LOOK_BACK_HOURS });
  const suspects = listed.filter(
    ({ storedAt }) => since === null || Temporal.Instant.compare(since, storedAt) <= 0,
  );
  const unnoted = await sweepUnnoted(sweep, suspects);
  const unsettled = await sweepUnsettled(sweep);
  const isOverdue = (waitsSince: Instant) => waitsSince.until(now).total('minutes') >= UNSETTLED_MINUTES;
  return {
    foundMails: unnoted.length + unsettled,
    unreadMails: unnoted.filter(isOverdue).length + unsettled,
    rawAfter: listed.length < OBJECTS_MAX ? null : (listed.at(-1)?.key ?? null),
  };
}

/** Since when each mail without a row has been lying there. */
async function sweepUnnoted(sweep: Sweep, suspects: readonly ListedObject[]): Promise<Instant[]> {
  const { store, now } = sweep;
  const found: Instant[] = [];
  await eachInTurn(suspects, async ({ key, storedAt }) => {
    const attempt = attemptAt(storedAt, now, UNNOTED_MINUTES);
    const id = key.slice(RAW_MAIL_PREFIX.length);
    if (attempt === null || (await store.get('received', { id }))) return;
    found.push(storedAt);
    const object = { key, storedAt: isoUtc(storedAt) };
    await bring(sweep, { received: id, object, cause: 'no-row' }, { name: id, since: storedAt, attempt });
  });
  return found;
}

/** How many mails were noted and never settled. */
async function sweepUnsettled(sweep: Sweep): Promise<number> {
  const rows = await sweep.store.list('received', { state: 'received' });
  let found = 0;
  await eachInTurn(rows, async ({ value }) => {
    const since = instantOf(value.again?.at ?? value.receivedAt);
    const attempt = attemptAt(since, sweep.now, UNSETTLED_MINUTES);
    if (attempt === null) return;
    found += 1;
    const data = { received: value.id, object: null, cause: 'stale' } as const;
    await bring(sweep, data, { name: readingId(value), since, attempt });
  });
  return found;
}

async function bring(
  { store, city, plan, now }: Sweep,
  data: MailFoundV1['data'],
  { name, since, attempt }: { name: string; since: Instant; attempt: number },
): Promise<void> {
  const at = isoUtc(now);
  const event: MailFoundV1 = {
    id: `mail-found/${name}/${data.cause}-${attempt}`,
    type: 'mail-found.v1',
    city,
    at,
    data,
  };
  const finding: Finding = {
    plan,
    at,
    what: 'mail-late',
    subject: data.received,
    round: null,
    dueAt: isoUtc(since),
  };
  const audit = {
    at,
    cause: event.id,
    actor: 'sweep',
    what: 'mail.found-late',
    subject: data.received,
    before: null,
    after: data.cause,
  };
  const told = await store.commit({
    writes: [{ kind: 'finding', value: finding, expected: null }],
    audit: [audit],
    events: [event],
  });
  // It was found before and is asked for again; or this very asking has been put already, and nothing is stored.
  if (told === 'conflict') await store.commit({ writes: [], audit: [audit], events: [event] });
}
