import { type Instant, instantOf, type PlainDate, Temporal } from '../calendar/time.ts';
import { describeSendReason } from '../mail/send-reasons.ts';
import type { Store } from '../ports.ts';
import type { HeadquartersInput } from '../report/headquarters-input.ts';
import type { InitiativePast, ProgressBookInput, SentLine } from '../report/progress-book.ts';
import type { Round } from '../round/round.ts';
import { loadHeadquartersInput } from './headquarters-input.ts';
import { listMails } from './list-mails.ts';
import type { City } from './load-city.ts';
import { MAIL_STATE_WORDS, MAIL_WORDS } from './mail-words.ts';

/**
 * Gathers what the workbook of a round shows beside its page: the standings, the histories, and the mails made until
 * `until`. It reads the history of every initiative.
 */
export async function loadProgressBookInput(
  store: Store,
  city: City,
  round: Round,
  { date, until }: { readonly date: PlainDate; readonly until: Instant },
): Promise<Omit<ProgressBookInput, 'page'> & { readonly facts: HeadquartersInput }> {
  const [facts, past, sent] = await Promise.all([
    loadHeadquartersInput(store, city, round, date),
    Promise.all(city.plan.initiatives.map((initiative) => loadPast(store, round.plan, initiative.id))),
    loadSent(store, round, until),
  ]);
  return { facts, past, sent };
}

async function loadPast(store: Store, plan: string, initiative: string): Promise<InitiativePast> {
  const { actuals, statuses } = await store.loadHistory(plan, initiative);
  return {
    initiative,
    statuses: statuses.map(({ quarter, status }) => ({ quarter, status: status.status })),
    actuals: actuals.map(({ kpi, quarter, department, value }) => ({ kpi, quarter, department, value })),
  };
}

/** The mails of a round made until a moment, as lines of the send log. */
async function loadSent(
  store: Store,
  { plan, id }: Pick<Round, 'plan' | 'id'>,
  until: Instant,
): Promise<readonly SentLine[]> {
  const mails = await listMails(store, { of: { plan, round: id } });
  return mails
    .filter(({ createdAt }) => Temporal.Instant.compare(instantOf(createdAt), until) <= 0)
    .map(({ kind, department, to, cc, subject, state, reason, createdAt, sentAt }) => ({
      at: sentAt ?? createdAt,
      kind: MAIL_WORDS[kind],
      department,
      recipients: to.length + cc.length,
      subject,
      state: MAIL_STATE_WORDS[state],
      reason: reason === null ? '' : describeSendReason(reason),
    }));
}
