import { instantOf, type PlainDate, Temporal } from '../../../shared/calendar/time.ts';
import { describeSendReason } from '../../../shared/mail/send-reasons.ts';
import type { Store } from '../../../shared/ports.ts';
import type { DigestRecord } from '../../../shared/records.ts';
import type { HeadquartersPage } from '../../../shared/report/headquarters-view.ts';
import type { InitiativePast, ProgressBookInput, SentLine } from '../../../shared/report/progress-book.ts';
import type { Round } from '../../../shared/round/round.ts';
import { loadHeadquartersInput } from '../../../shared/steps/headquarters-input.ts';
import { listMails } from '../../../shared/steps/list-mails.ts';
import { loadCity } from '../../../shared/steps/load-city.ts';
import { MAIL_STATE_WORDS, MAIL_WORDS } from '../../../shared/steps/mail-words.ts';

/** Gathers what the workbook of a digest shows beside the page: the histories, and the mails made until its draft. */
export async function loadProgressBookInput(
  store: Store,
  { plan, round: id, madeAt }: DigestRecord,
  page: HeadquartersPage,
  date: PlainDate,
): Promise<ProgressBookInput> {
  const opened = await store.get('round', { plan, id });
  if (!opened) throw new RangeError(`digest of ${id} belongs to no round of plan ${plan}`);
  const round = opened.value;
  const city = await loadCity(store, plan, round);
  const [facts, past, sent] = await Promise.all([
    loadHeadquartersInput(store, city, round, date),
    Promise.all(city.plan.initiatives.map((initiative) => loadPast(store, plan, initiative.id))),
    loadSent(store, round, madeAt),
  ]);
  return { page, facts, past, sent };
}

async function loadPast(store: Store, plan: string, initiative: string): Promise<InitiativePast> {
  const { actuals, statuses } = await store.loadHistory(plan, initiative);
  return {
    initiative,
    statuses: statuses.map(({ quarter, status }) => ({ quarter, status: status.status })),
    actuals: actuals.map(({ kpi, quarter, department, value }) => ({ kpi, quarter, department, value })),
  };
}

async function loadSent(
  store: Store,
  { plan, id: round }: Round,
  madeAt: string,
): Promise<readonly SentLine[]> {
  const mails = await listMails(store, { of: { plan, round } });
  return mails
    .filter(({ createdAt }) => Temporal.Instant.compare(instantOf(createdAt), instantOf(madeAt)) <= 0)
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
