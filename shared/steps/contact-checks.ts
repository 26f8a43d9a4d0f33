import { createHash } from 'node:crypto';
import { atTokyo, type Instant, instantOf, isoUtc, tokyoDate } from '../calendar/time.ts';
import {
  type AddressToCheck,
  addressesToCheck,
  type CheckReport,
  type ContactCheckRun,
  reportChecks,
} from '../plan/contact-check.ts';
import type { ContactRole, Directory } from '../plan/directory.ts';
import { type AddressBook, addressKey } from '../plan/undeliverable.ts';
import type { CommitOutcome, Store } from '../ports.ts';
import { sendingMoment } from '../schedule/sending-days.ts';
import { type City, loadAddressBook } from './load-city.ts';

/** So many business days there are to reply. */
const REPLY_DAYS = 3;

/** Who starts a run, of which posts, and by which act. */
export interface CheckAct {
  readonly city: string;
  readonly plan: string;
  readonly by: string;
  readonly at: Instant;
  readonly cause: string;
  readonly roles: readonly ContactRole[];
  readonly audience: ContactCheckRun['audience'];
}

export type StartOutcome =
  | { readonly outcome: 'started'; readonly run: ContactCheckRun; readonly addresses: number }
  /** Not at this hour or day: why, and when mails may go next. */
  | { readonly outcome: 'quiet'; readonly why: string; readonly next: Instant }
  | { readonly outcome: 'nobody' | 'conflict' };

/** The addresses a run would ask, and how many of them had such a mail today already. */
export async function addressesOfRun(
  store: Store,
  { directory }: Pick<City, 'directory'>,
  { plan, at, roles, audience }: Pick<CheckAct, 'plan' | 'at' | 'roles' | 'audience'>,
): Promise<{ readonly asked: readonly AddressToCheck[]; readonly askedToday: number }> {
  const today = tokyoDate(at);
  const checks = (await store.list('contactCheck', { plan })).map(({ value }) => value);
  const confirmed = new Set(checks.flatMap(({ address, confirmed }) => (confirmed ? [address] : [])));
  const recent = new Set(
    checks.flatMap(({ address, askedAt }) => (tokyoDate(instantOf(askedAt)).equals(today) ? [address] : [])),
  );
  const meant = addressesToCheck(directory, roles, today).filter(
    ({ address }) => audience === 'everybody' || !confirmed.has(address),
  );
  const asked = meant.filter(({ address }) => !recent.has(address));
  return { asked, askedToday: meant.length - asked.length };
}

/** Until when the replies of a run started now are asked for. */
export function replyByOf({ calendar, rules }: Pick<City, 'calendar' | 'rules'>, at: Instant): Instant {
  return atTokyo(calendar.add(tokyoDate(at), REPLY_DAYS), rules.dueAt);
}

/** Starts a run of 疎通確認. Its mails are written by the function that hears of it, each in its own transaction. */
export async function startContactCheck(store: Store, city: City, act: CheckAct): Promise<StartOutcome> {
  const { plan, by, at, cause, roles, audience } = act;
  const moment = sendingMoment(city.rules, city.calendar, at);
  if (!moment.open) return { outcome: 'quiet', why: moment.why, next: moment.next };
  const { asked } = await addressesOfRun(store, city, act);
  if (asked.length === 0) return { outcome: 'nobody' };
  const runs = await store.list('contactCheckRun', { plan });
  const run: ContactCheckRun = {
    plan,
    run: Math.max(0, ...runs.map(({ value }) => value.run)) + 1,
    startedAt: isoUtc(at),
    by,
    replyBy: isoUtc(replyByOf(city, at)),
    roles: [...roles],
    audience,
  };
  const outcome: CommitOutcome = await store.commit({
    writes: [{ kind: 'contactCheckRun', value: run, expected: null }],
    audit: [
      {
        at: isoUtc(at),
        cause,
        actor: by,
        what: 'contact-check.started',
        subject: `${plan}/${run.run}`,
        before: null,
        after: `${asked.length}件`,
      },
    ],
    events: [
      {
        id: `contact-check-started/${plan}/${run.run}`,
        type: 'contact-check-started.v1',
        city: act.city,
        at: isoUtc(at),
        data: { plan, run: run.run },
      },
    ],
  });
  if (outcome === 'conflict') return { outcome };
  return { outcome: 'started', run, addresses: asked.length };
}

/**
 * The mail of an address on a day. It names the day and not the run, so that no address gets a second one that day
 * whoever starts what at the same moment.
 */
export function contactCheckMailId(plan: string, address: string, at: Instant): string {
  const day = tokyoDate(at).toString().replaceAll('-', '');
  const who = createHash('sha256').update(addressKey(address)).digest('hex').slice(0, 20);
  return `contact-check/${plan}/${day}/${who}`;
}

/** What is known today: of one run, or over all runs, where the newest row of an address counts. */
export async function loadCheckReport(
  store: Store,
  directory: Directory,
  { plan, run, at }: { readonly plan: string; readonly run?: number; readonly at: Instant },
): Promise<CheckReport> {
  const [checks, book]: [Awaited<ReturnType<typeof listChecks>>, AddressBook] = await Promise.all([
    listChecks(store, plan, run),
    loadAddressBook(store),
  ]);
  return reportChecks(directory, checks, book, tokyoDate(at));
}

async function listChecks(store: Store, plan: string, run: number | undefined) {
  const stored = await store.list('contactCheck', run === undefined ? { plan } : { plan, run });
  return stored.map(({ value }) => value);
}
