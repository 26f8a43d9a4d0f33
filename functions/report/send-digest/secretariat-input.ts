import { atTokyo, type Instant, instantOf, Temporal, tokyoDate } from '../../../shared/calendar/time.ts';
import { describeSendReason } from '../../../shared/mail/send-reasons.ts';
import { isValidOn } from '../../../shared/plan/directory.ts';
import type { Id } from '../../../shared/plan/ids.ts';
import { addressKey, spellAt } from '../../../shared/plan/undeliverable.ts';
import type { Store } from '../../../shared/ports.ts';
import { CHECK_WORDS } from '../../../shared/progress/entry-checks/entry-check.ts';
import { listOverdueDepartments } from '../../../shared/progress/summarise.ts';
import type { MailRecord, RequestRecord } from '../../../shared/records.ts';
import { describeHoldReason } from '../../../shared/reply/hold-reasons.ts';
import type {
  SecretariatInput,
  SendProblem,
  StatusChange,
  UndeliverableContact,
  WaitingApproval,
} from '../../../shared/report/secretariat-facts.ts';
import { isJudged, type Round } from '../../../shared/round/round.ts';
import { listEscalations } from '../../../shared/schedule/escalations.ts';
import { planMails } from '../../../shared/schedule/planner.ts';
import { approvalRecipients, departmentRecipients } from '../../../shared/schedule/recipients.ts';
import { previousRound } from '../../../shared/schedule/timetable.ts';
import { requestAsOf, type World } from '../../../shared/schedule/world.ts';
import { missingPapers } from '../../../shared/steps/digest-papers.ts';
import { loadLateFindings } from '../../../shared/steps/late-findings.ts';
import { listMails } from '../../../shared/steps/list-mails.ts';
import { type City, loadWorld } from '../../../shared/steps/load-city.ts';
import { MAIL_WORDS } from '../../../shared/steps/mail-words.ts';
import { historyOf } from '../../../shared/steps/request-history.ts';

/** Gathers what the secretariat's own digest tells, as of `now`. */
export async function loadSecretariatInput(
  store: Store,
  city: City,
  round: Round,
  now: Instant,
  webOrigin: string | null,
): Promise<SecretariatInput> {
  const { plan, id } = round;
  const [requests, submissions, mails, held, cases] = await Promise.all([
    store.list('request', { plan, round: id }),
    store.list('submission', { plan, round: id }),
    listMails(store, { of: { plan, round: id } }),
    store.list('received', { state: 'held' }),
    store.list('decisionCase', { plan }),
  ]);
  const before = lastDigest(mails, now);
  const since = before && instantOf(before.createdAt);
  const isNew = (at: string) => since === null || Temporal.Instant.compare(since, instantOf(at)) < 0;
  const recent = mails.filter(isMadeBetween(before, now));
  const arrived = new Set(
    submissions.flatMap(({ value }) => (isNew(value.receivedAt) ? [value.department] : [])),
  );
  const world = await loadWorld(store, city, plan);
  const undeliverable = listUndeliverable(world, now);
  const tomorrow = atTokyo(city.calendar.next(tokyoDate(now)), '23:59');
  return {
    plan: city.plan,
    directory: city.directory,
    round: id,
    date: tokyoDate(now),
    since,
    requests: requests.map(({ value: { department, state } }) => {
      const own = mails.filter((mail) => mail.department === department);
      return {
        department,
        state,
        reminders: own.filter(
          ({ kind, state: sent }) => (kind === 'reminder' || kind === 'overdue') && sent !== 'dropped',
        ).length,
        undelivered: own.at(-1)?.state === 'bounced',
      };
    }),
    overdue: listOverdueDepartments(
      requests.map(({ value }) => value),
      now,
    ),
    approvals: requests.flatMap(({ value }) => approvalOf(world, value, now)),
    arrivals: requests.flatMap(({ value: { department, initiatives, events, state } }) => {
      // What waits for its approval is told with those that wait.
      if (!arrived.has(department) || state === 'awaiting-approval') return [];
      const last = events.findLast((event) => event.what === 'answered');
      const open = last?.what === 'answered' ? last.outstanding.length : initiatives.length;
      return [{ department, answered: initiatives.length - open, asked: initiatives.length }];
    }),
    held: held.map(({ value }) => ({
      department: value.department,
      receivedAt: instantOf(value.receivedAt),
      reason: describeHoldReason(value.reason ?? ''),
    })),
    undeliverable,
    unreached: listUnreached(world, now, [
      ...requests.map(({ value }) => value.department),
      ...undeliverable.flatMap(({ department, role }) =>
        department !== null && role !== 'head' ? [department] : [],
      ),
    ]),
    ...(await loadLateFindings(store, plan, since ?? instantOf(round.openedAt), now)),
    changes: await listChanges(store, round, isNew),
    checks: await listChecks(store, round),
    sent: recent.filter(({ state }) => state === 'sent' || state === 'delivered').length,
    problems: recent.flatMap(problemOf),
    upcoming: planMails(world, now.add({ seconds: 1 }), tomorrow),
    escalations: listEscalations(world, now.add({ seconds: 1 }), tomorrow),
    webOrigin,
    drafts: await listDrafts(store, plan),
    cases: cases.map(({ value }) => value).filter(({ state }) => state !== 'released'),
  };
}

/** Since when an answer waits for its approval, if it does. */
function approvalOf(world: World, request: RequestRecord, now: Instant): WaitingApproval[] {
  const { awaiting } = requestAsOf(historyOf(request).events, now);
  if (!awaiting) return [];
  const { department } = request;
  const { since } = awaiting;
  const days = tokyoDate(since).until(tokyoDate(now)).days;
  return [{ department, since, days, isAsked: approvalRecipients(world, department, now).reached }];
}

/** The contacts in use whose address takes no mail, the one known longest first. */
function listUndeliverable({ directory, undeliverable }: World, now: Instant): UndeliverableContact[] {
  return directory.contacts
    .filter((contact) => isValidOn(contact, tokyoDate(now)))
    .flatMap(({ department, role, title = null, address }): UndeliverableContact[] => {
      const spell = spellAt(undeliverable.get(addressKey(address)), now);
      if (!spell) return [];
      const reason = describeSendReason(spell.reason);
      return [{ department, role, title, address, since: instantOf(spell.since), reason }];
    })
    .sort((a, b) => Temporal.Instant.compare(a.since, b.since));
}

/** Those of the departments that no mail reaches, each once. */
function listUnreached(world: World, now: Instant, departments: readonly Id[]): Id[] {
  return [...new Set(departments)].filter((id) => !departmentRecipients(world, id, now).reached);
}

/** The digest before the one that is made now. */
function lastDigest(mails: readonly MailRecord[], now: Instant): MailRecord | null {
  const last = mails.findLast(
    ({ kind, createdAt }) =>
      kind === 'secretariat-digest' && Temporal.Instant.compare(instantOf(createdAt), now) < 0,
  );
  return last ?? null;
}

/**
 * Mails from the moment the last digest was due until this one's. Those that leave with a digest are told in the next:
 * what becomes of them is not known before.
 */
function isMadeBetween(before: MailRecord | null, now: Instant): (mail: MailRecord) => boolean {
  const from = before && instantOf(before.scheduledAt ?? before.createdAt);
  return ({ createdAt }) => {
    const at = instantOf(createdAt);
    const isSince = from === null || Temporal.Instant.compare(from, at) <= 0;
    return isSince && Temporal.Instant.compare(at, now) < 0;
  };
}

/** Statuses judged since then that differ from the round before. */
async function listChanges(
  store: Store,
  round: Round,
  isNew: (at: string) => boolean,
): Promise<StatusChange[]> {
  if (!isJudged(round.id)) return [];
  const [current, before] = await Promise.all([
    store.list('status', { plan: round.plan, round: round.id }),
    store.list('status', { plan: round.plan, round: previousRound(round.id) }),
  ]);
  return current.flatMap(({ value: { initiative, judgedAt, status } }) => {
    const from = before.find(({ value }) => value.initiative === initiative)?.value.status.status ?? null;
    // Waiting for the other units is no change worth a line.
    if (
      !isNew(judgedAt) ||
      status.status === 'awaiting' ||
      status.status === 'under-review' ||
      status.status === from
    )
      return [];
    return [{ initiative, from, judgement: status }];
  });
}

/** What is still to be looked at of the round's entries. */
async function listChecks(store: Store, { plan, id }: Round): Promise<SecretariatInput['checks']> {
  const found = await store.list('entryCheck', { plan, round: id });
  return found
    .map(({ value }) => value)
    .filter(({ outcome }) => outcome === null)
    .map(({ rule, text }) => ({ kind: CHECK_WORDS[rule], text }));
}

const PROBLEM_KINDS = {
  bounced: 'undelivered',
  failed: 'failed',
  unknown: 'unknown',
  dropped: 'withheld',
} as const;
function problemOf({ state, department, kind, reason }: MailRecord): SendProblem[] {
  if (state !== 'bounced' && state !== 'failed' && state !== 'unknown' && state !== 'dropped') return [];
  return [
    {
      kind: PROBLEM_KINDS[state],
      department,
      mail: MAIL_WORDS[kind],
      reason: describeSendReason(reason ?? ''),
    },
  ];
}

/** Drafts wait only in rounds that have frozen and were never released. */
async function listDrafts(store: Store, plan: string): Promise<SecretariatInput['drafts']> {
  const rounds = (await store.list('round', { plan })).filter(
    ({ value }) => value.state === 'frozen' && value.releasedAt === null,
  );
  const digests = (
    await Promise.all(rounds.map(({ value }) => store.list('digest', { plan, round: value.id })))
  ).flat();
  const waiting = digests.flatMap(({ value }) => (value.state === 'draft' ? [value] : []));
  return Promise.all(
    waiting.map(async (digest) => ({
      round: digest.round,
      madeOn: tokyoDate(instantOf(digest.madeAt)),
      missing: await missingPapers(store, digest),
    })),
  );
}
