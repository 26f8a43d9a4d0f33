import type { OutboxEvent } from '../../events/catalogue.ts';
import { type Instant, instantOf, isoUtc, Temporal } from '../calendar/time.ts';
import type { Commit, Store } from '../ports.ts';
import type { PauseRecord } from '../records/pause.ts';
import type { AuditEntry, MailRecord } from '../records.ts';

/** So many events go into one transaction, which takes ninety writes in all. */
const EVENTS_MAX = 80;

/** Who pauses or resumes what, when, and by which act. */
export interface PauseAct {
  readonly city: string;
  readonly plan: string;
  readonly by: string;
  readonly at: Instant;
  /** What caused it: the command, the form of the console. */
  readonly cause: string;
}

/** The pause in force, or null. */
export async function pauseInForce(store: Pick<Store, 'get'>, plan: string): Promise<PauseRecord | null> {
  const stored = await store.get('pause', { plan });
  return stored && stored.value.resumedAt === null ? stored.value : null;
}

/** Whether a pause keeps a mail back: all but answers to replies, which tell somebody that their work arrived. */
export function isKeptBack({ kind }: Pick<MailRecord, 'kind'>): boolean {
  return kind !== 'receipt' && kind !== 'approval';
}

export type PauseOutcome = 'paused' | 'already-paused' | 'conflict';

/** Stops all sending (非常停止). Rounds go on opening and freezing; their mails wait. */
export async function pauseMails(
  store: Pick<Store, 'get' | 'commit'>,
  { plan, by, at, cause }: PauseAct,
  reason: string,
): Promise<PauseOutcome> {
  const stored = await store.get('pause', { plan });
  if (stored && stored.value.resumedAt === null) return 'already-paused';
  const value: PauseRecord = { plan, since: isoUtc(at), by, reason, resumedAt: null, resumedBy: null };
  const audit = entryOf('mails.paused', { plan, by, at, cause }, null, reason);
  const outcome = await store.commit({
    writes: [{ kind: 'pause', value, expected: stored?.revision ?? null }],
    audit: [audit],
    events: [],
  });
  return outcome === 'committed' ? 'paused' : 'conflict';
}

/** What becomes of the mails that wait: those still in time go, the rest expires (decision 18). */
export interface Waiting {
  readonly goes: readonly MailRecord[];
  readonly expires: readonly MailRecord[];
}

/** Sorts the plan's mails that wait by what would become of them if sending were resumed at `now`. */
export async function waitingMails(store: Pick<Store, 'list'>, plan: string, now: Instant): Promise<Waiting> {
  const mails = (await store.list('mail', { state: 'paused', of: { plan } }))
    .map(({ value }) => value)
    .sort((a, b) => a.createdAt.localeCompare(b.createdAt) || a.id.localeCompare(b.id));
  const isLate = ({ expiresAt }: MailRecord) =>
    expiresAt !== null && Temporal.Instant.compare(instantOf(expiresAt), now) <= 0;
  return { goes: mails.filter((mail) => !isLate(mail)), expires: mails.filter(isLate) };
}

export type ResumeOutcome =
  | { readonly outcome: 'resumed'; readonly goes: number; readonly expires: number }
  | { readonly outcome: 'not-paused' | 'conflict' };

/**
 * Ends a pause and puts every mail that waits before the door again, which sends or drops each after its last look.
 * Killed between the two, or with a mail that came to wait at the very moment, the sweep puts the rest there.
 */
export async function resumeMails(
  store: Pick<Store, 'get' | 'list' | 'commit'>,
  act: PauseAct,
): Promise<ResumeOutcome> {
  const { city, plan, by, at } = act;
  const stored = await store.get('pause', { plan });
  if (!stored || stored.value.resumedAt !== null) return { outcome: 'not-paused' };
  const { goes, expires } = await waitingMails(store, plan, at);
  const value: PauseRecord = { ...stored.value, resumedAt: isoUtc(at), resumedBy: by };
  const counts = `送る ${goes.length}通、期限切れ ${expires.length}通`;
  const ended: Commit = {
    writes: [{ kind: 'pause', value, expected: stored.revision }],
    audit: [entryOf('mails.resumed', act, stored.value.reason, counts)],
    events: [],
  };
  if ((await store.commit(ended)) === 'conflict') return { outcome: 'conflict' };
  const events = [...goes, ...expires].map(
    ({ id }): OutboxEvent => ({
      id: `mail-queued/${id}/resumed-${isoUtc(at)}`,
      type: 'mail-queued.v1',
      city,
      at: isoUtc(at),
      data: { mail: id },
    }),
  );
  for (let from = 0; from < events.length; from += EVENTS_MAX)
    await store.commit({ writes: [], audit: [], events: events.slice(from, from + EVENTS_MAX) });
  return { outcome: 'resumed', goes: goes.length, expires: expires.length };
}

function entryOf(
  what: string,
  { plan, by, at, cause }: Omit<PauseAct, 'city'>,
  before: string | null,
  after: string,
): AuditEntry {
  return { at: isoUtc(at), cause, actor: by, what, subject: plan, before, after };
}
