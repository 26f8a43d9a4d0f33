import { type Clock, type Instant, instantOf, isoUtc, Temporal } from '../../../shared/calendar/time.ts';
import type { Mailer, ObjectStore, Store, Stored } from '../../../shared/ports.ts';
import { heldStepsOf } from '../../../shared/records/request.ts';
import type { MailRecord, RequestRecord } from '../../../shared/records.ts';
import { requestAsOf } from '../../../shared/schedule/world.ts';
import { isKeptBack, pauseInForce } from '../../../shared/steps/pause-mails.ts';
import { historyOf } from '../../../shared/steps/request-history.ts';

/** A claim lasts so long; a function that has not reported by then has died or lost the answer. */
const LEASE_MINUTES = 2;
/** How long a send whose outcome is unknown waits for an event that proves it left, before it is sent once more. */
const UNKNOWN_WAIT_MINUTES = 10;
/** A refusal that may pass (throttling) is tried again so often. */
const ATTEMPTS_MAX = 8;

/** The mail cannot be settled yet; the queue delivers the message again later. */
export class NotYetError extends Error {
  constructor(why: 'claimed-by-another' | 'outcome-unknown' | 'refused-for-now') {
    super(`not yet: ${why}`);
    this.name = 'NotYetError';
  }
}

/** Single rows and nothing else: the door out knows neither plan nor calendar. */
type DeliverMailStore = Pick<Store, 'get' | 'commit'>;

export interface DeliverMailDependencies {
  readonly store: DeliverMailStore;
  readonly objects: ObjectStore;
  readonly mailer: Mailer;
  readonly clock: Clock;
}

export type DeliverOutcome = {
  readonly outcome: 'sent' | 'dropped' | 'failed' | 'paused' | 'already-settled';
  readonly reason?: string;
};

/**
 * The only door out. PENDING is claimed with a lease, sent, and becomes SENT; a send whose answer was lost becomes
 * UNKNOWN and goes again only after a wait without any sign of it. Before it goes it is looked at once more:
 * answered meanwhile, kept back (見送り), superseded or too late means it is dropped with the reason (decision 13). While sending is paused
 * (非常停止) it waits, unless it answers a reply.
 */
export function createDeliverMail({ store, objects, mailer, clock }: DeliverMailDependencies) {
  async function update(mail: Stored<'mail'>, change: Partial<MailRecord>): Promise<Stored<'mail'> | null> {
    const value = { ...mail.value, ...change };
    const sesMessage = change.sesMessageId
      ? [
          {
            kind: 'sesMessage',
            value: { sesMessageId: change.sesMessageId, mail: value.id },
            expected: 'any',
          } as const,
        ]
      : [];
    const outcome = await store.commit({
      writes: [{ kind: 'mail', value, expected: mail.revision }, ...sesMessage],
      audit: [],
      events: [],
    });
    return outcome === 'committed' ? { value, revision: mail.revision + 1 } : null;
  }

  /** Throws while another invocation holds the mail, or while an event may still tell what became of a send. */
  async function refuseIfUnderWay(mail: Stored<'mail'>, now: Instant): Promise<void> {
    const { state, leaseUntil, unknownSince } = mail.value;
    if (state === 'claimed' && leaseUntil !== null) {
      if (Temporal.Instant.compare(now, instantOf(leaseUntil)) < 0)
        throw new NotYetError('claimed-by-another');
      await update(mail, { state: 'unknown', unknownSince: isoUtc(now), leaseUntil: null });
      throw new NotYetError('outcome-unknown');
    }
    if (state === 'unknown' && unknownSince !== null) {
      const waited = instantOf(unknownSince).until(now).total('minutes');
      if (waited < UNKNOWN_WAIT_MINUTES) throw new NotYetError('outcome-unknown');
    }
  }

  /** Takes the mail for this invocation alone. */
  async function claim(mail: Stored<'mail'>, now: Instant): Promise<Stored<'mail'>> {
    const claimed = await update(mail, {
      state: 'claimed',
      attempts: mail.value.attempts + 1,
      leaseUntil: isoUtc(now.add({ minutes: LEASE_MINUTES })),
      unknownSince: null,
    });
    if (!claimed) throw new NotYetError('claimed-by-another');
    return claimed;
  }

  return async function deliverMail(id: string): Promise<DeliverOutcome> {
    const mail = await store.get('mail', { id });
    if (!mail) return { outcome: 'already-settled', reason: 'no-such-mail' };
    if (!['pending', 'paused', 'claimed', 'unknown'].includes(mail.value.state))
      return { outcome: 'already-settled' };
    const now = clock();
    await refuseIfUnderWay(mail, now);
    if (isKeptBack(mail.value) && (await pauseInForce(store, mail.value.plan))) {
      // Settled for the queue, which would run out of deliveries; resuming queues it again.
      const kept = await update(mail, { state: 'paused', leaseUntil: null, unknownSince: null });
      if (!kept) throw new NotYetError('claimed-by-another');
      return { outcome: 'paused' };
    }
    const obsolete = await whyObsolete(store, mail.value, now);
    if (obsolete) {
      // Whoever wrote first may be sending it this moment; the next delivery of the message sees what became of it.
      const dropped = await update(mail, { state: 'dropped', reason: obsolete, unknownSince: null });
      if (!dropped) throw new NotYetError('claimed-by-another');
      return { outcome: 'dropped', reason: obsolete };
    }
    const claimed = await claim(mail, now);
    const raw = await objects.get(claimed.value.objectKey);
    if (!raw) {
      await update(claimed, { state: 'failed', reason: 'message-missing', leaseUntil: null });
      return { outcome: 'failed', reason: 'message-missing' };
    }
    const { from, to, cc } = claimed.value;
    const sent = await mailer.send({ mailId: id, raw, from, recipients: [...to, ...cc] });
    switch (sent.outcome) {
      case 'sent':
        // A conflict here means the service's own event came first and said the same.
        await update(claimed, {
          state: 'sent',
          sentAt: isoUtc(clock()),
          sesMessageId: sent.sesMessageId,
          leaseUntil: null,
        });
        return { outcome: 'sent' };
      case 'refused':
        if (sent.retry && claimed.value.attempts < ATTEMPTS_MAX) {
          await update(claimed, { state: 'pending', reason: sent.reason, leaseUntil: null });
          throw new NotYetError('refused-for-now');
        }
        await update(claimed, { state: 'failed', reason: sent.reason, leaseUntil: null });
        return { outcome: 'failed', reason: sent.reason };
      case 'unknown':
        await update(claimed, {
          state: 'unknown',
          unknownSince: isoUtc(clock()),
          reason: sent.reason,
          leaseUntil: null,
        });
        throw new NotYetError('outcome-unknown');
    }
  };
}

/** Why a mail is no longer to be sent, or null. Answers to replies are always sent. */
async function whyObsolete(store: DeliverMailStore, mail: MailRecord, now: Instant): Promise<string | null> {
  const overtaken = await whyOvertaken(store, mail, now);
  if (overtaken) return overtaken;
  const { expiresAt } = mail;
  return expiresAt !== null && Temporal.Instant.compare(now, instantOf(expiresAt)) >= 0 ? 'too-late' : null;
}

/** What has happened since a mail was planned that makes it needless or wrong. */
async function whyOvertaken(store: DeliverMailStore, mail: MailRecord, now: Instant): Promise<string | null> {
  const { round, department, plan, scheduledAt, rulesVersion } = mail;
  const decided = (await whyDecided(store, mail)) ?? (await whySettled(store, mail));
  if (decided) return decided;
  if (round === null || scheduledAt === null) return null;
  const opened = await store.get('round', { plan, id: round });
  if (opened && rulesVersion !== null && opened.value.rulesVersion !== rulesVersion) return 'superseded';
  if (mail.kind !== 'reminder' && mail.kind !== 'overdue' && mail.kind !== 'escalation') return null;
  if (opened?.value.state === 'frozen') return 'round-frozen';
  // An escalation is addressed to a head, who has no request of their own: it tells of those of others.
  const isToHead = mail.kind === 'escalation';
  const about = isToHead ? mail.waiting : department === null ? [] : [department];
  const found = await Promise.all(
    about.map((each) => store.get('request', { plan, round, department: each })),
  );
  const requests = found.flatMap((stored) => (stored ? [stored.value] : []));
  const isHeld = (request: RequestRecord) => heldStepsOf(request).some(({ step }) => step === mail.step);
  const held = requests.filter(isHeld).length;
  // What is said of several departments in one text is kept back as a whole: nothing may be told of one of them.
  if (held > 0) return held === requests.length ? 'step-held' : 'step-held-in-part';
  const [own] = requests;
  return own && !isToHead ? whyAnswered(own, mail, now) : null;
}

/** Why a version need not be approved any more: it has been decided, or a newer one stands in its place. */
async function whyDecided(
  store: DeliverMailStore,
  { plan, round, department, version }: MailRecord,
): Promise<string | null> {
  if (round === null || department === null || version === null) return null;
  const submission = await store.get('submission', { plan, round, department, version });
  if (submission && submission.value.approval.state !== 'awaiting') return 'decided-meanwhile';
  const request = await store.get('request', { plan, round, department });
  return request && request.value.version > version ? 'renewed-meanwhile' : null;
}

/** Why nothing has to be asked about a value any more: the secretariat has ended the question meanwhile. */
async function whySettled(
  store: DeliverMailStore,
  { id, kind, plan, round, department }: MailRecord,
): Promise<string | null> {
  if (kind !== 'question' || round === null || department === null) return null;
  const request = await store.get('request', { plan, round, department });
  const question = request?.value.questions.find(({ mail }) => mail === id);
  return question?.settled ? 'answered-meanwhile' : null;
}

/** What the department did since the mail was decided that makes it needless or wrong. */
function whyAnswered(request: RequestRecord, mail: MailRecord, now: Instant): string | null {
  if (request.state === 'submitted' || request.state === 'nothing-to-report') return 'answered-meanwhile';
  // What the officer is reminded of lies with the chief by now.
  if (request.state === 'awaiting-approval' && mail.version === null) return 'answered-meanwhile';
  const { held } = requestAsOf(historyOf(request).events, now);
  if (held) return 'reply-held';
  const decidedAt = instantOf(mail.createdAt);
  const isExtended = request.events.some(
    ({ what, at }) => what === 'extended' && Temporal.Instant.compare(decidedAt, instantOf(at)) <= 0,
  );
  return isExtended ? 'extended-meanwhile' : null;
}
