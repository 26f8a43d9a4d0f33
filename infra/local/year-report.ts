import type { Store } from '../../shared/ports.ts';
import type { Status } from '../../shared/progress/judgement.ts';
import { type ReceivedMail, ReceivedState } from '../../shared/records/received.ts';
import type { MailRecord } from '../../shared/records.ts';
import { type RoundId, RoundId as RoundIdSchema } from '../../shared/round/round.ts';
import { listMails } from '../../shared/steps/list-mails.ts';

/** One round of the year in figures (the contract of `npm run demo -- --json`). */
export interface RoundReport {
  readonly round: RoundId;
  /** Initiatives asked about. */
  readonly asked: number;
  /** Departments asked. */
  readonly requests: number;
  readonly remindersSent: number;
  readonly repliesReceived: number;
  readonly repliesApplied: number;
  readonly repliesHeld: number;
  readonly submitted: number;
  readonly notReported: number;
  /** Initiatives by status; `awaiting` are those whose figures are not due in this quarter. */
  readonly statuses: Record<Status, number>;
  readonly digestsDrafted: number;
  readonly digestsReleased: number;
  readonly digestsSent: number;
}

export interface YearReport {
  readonly fiscalYear: number;
  readonly rounds: RoundReport[];
  readonly mailsSent: number;
  readonly mailsReceived: number;
  /** Received mails that are neither applied, held, nor settled as automatic or duplicate. */
  readonly lost: number;
}

/** Adds up a played year from the store alone. */
export async function reportYear(store: Store, plan: string, fiscalYear: number): Promise<YearReport> {
  const mails = await listMails(store);
  const received = (
    await Promise.all(ReceivedState.options.map((state) => store.list('received', { state })))
  )
    .flat()
    .map(({ value }) => value);
  const rounds: RoundReport[] = [];
  for (const quarter of [1, 2, 3, 4]) {
    const round = RoundIdSchema.parse(`${fiscalYear}Q${quarter}`);
    rounds.push(await reportRound(store, plan, round, mails, received));
  }
  return {
    fiscalYear,
    rounds,
    mailsSent: mails.filter(({ state }) => state === 'sent' || state === 'delivered' || state === 'bounced')
      .length,
    mailsReceived: received.length,
    lost: received.filter(({ state }) => state === 'received' || state === 'failed').length,
  };
}

async function reportRound(
  store: Store,
  plan: string,
  round: RoundId,
  allMails: readonly MailRecord[],
  allReceived: readonly ReceivedMail[],
): Promise<RoundReport> {
  const [requests, statuses, digests] = await Promise.all([
    store.list('request', { plan, round }),
    store.list('status', { plan, round }),
    store.list('digest', { plan, round }),
  ]);
  const mails = allMails.filter(
    (mail) => mail.round === round && (mail.state === 'sent' || mail.state === 'delivered'),
  );
  const received = allReceived.filter((mail) => mail.round === round);
  const count = (states: readonly ReceivedState[]) =>
    received.filter(({ state }) => states.includes(state)).length;
  const done = requests.filter(
    ({ value }) => value.state === 'submitted' || value.state === 'nothing-to-report',
  ).length;
  return {
    round,
    asked: new Set(requests.flatMap(({ value }) => value.initiatives)).size,
    requests: mails.filter(({ kind }) => kind === 'request').length,
    remindersSent: mails.filter(({ kind }) => ['reminder', 'overdue', 'escalation'].includes(kind)).length,
    repliesReceived: received.length,
    repliesApplied: count(['applied']),
    repliesHeld: count(['held', 'quarantined']),
    submitted: done,
    notReported: requests.length - done,
    statuses: countStatuses(statuses.map(({ value }) => value.status.status)),
    digestsDrafted: digests.length,
    digestsReleased: digests.filter(({ value }) => value.releasedAt !== null).length,
    digestsSent: digests.filter(({ value }) => value.state === 'sent').length,
  };
}

function countStatuses(statuses: readonly Status[]): Record<Status, number> {
  const count = (wanted: Status) => statuses.filter((status) => status === wanted).length;
  return {
    achieved: count('achieved'),
    'on-track': count('on-track'),
    'at-risk': count('at-risk'),
    'off-track': count('off-track'),
    'not-reported': count('not-reported'),
    'under-review': count('under-review'),
    'not-evaluable': count('not-evaluable'),
    excluded: count('excluded'),
    awaiting: count('awaiting'),
  };
}
