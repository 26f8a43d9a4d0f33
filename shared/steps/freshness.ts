import type { Store } from '../ports.ts';
import type { MailRecord, RequestRecord, SubmissionRecord } from '../records.ts';
import { type FreshnessLine, summariseFreshness } from '../report/freshness.ts';
import type { RoundId } from '../round/round.ts';
import { previousRound } from '../schedule/timetable.ts';
import { newest } from './form-facts.ts';
import { listMails } from './list-mails.ts';

/** The kinds of mail that ask for an answer. */
const ASKING: readonly MailRecord['kind'][] = ['request', 'reminder', 'overdue'];

/** How the requests of a round fared, department by department. */
export async function loadFreshness(
  store: Pick<Store, 'list'> & Store,
  plan: string,
  round: RoundId,
): Promise<FreshnessLine[]> {
  const [requests, mails, now, before] = await Promise.all([
    store.list('request', { plan, round }),
    listMails(store, { of: { plan, round } }),
    store.list('submission', { plan, round }),
    store.list('submission', { plan, round: previousRound(round) }),
  ]);
  const values = (list: typeof now) => list.map(({ value }) => value);
  return requests.map(({ value: { department, initiatives, dueAt, events } }) =>
    summariseFreshness({
      department,
      asked: initiatives.length,
      dueAt,
      answeredAt: firstAnswer(events),
      mails: mails
        .filter((mail) => mail.department === department && ASKING.includes(mail.kind))
        .map(({ state }) => state),
      narratives: narrativesOf(values(now), department),
      narrativesBefore: narrativesOf(values(before), department),
    }),
  );
}

/** When an answer first came in, approved or not: that is what the department did in time or not. */
function firstAnswer(events: RequestRecord['events']): string | null {
  return events.find(({ what }) => what === 'answered' || what === 'awaiting-approval')?.at ?? null;
}

function narrativesOf(versions: readonly SubmissionRecord[], department: string): Map<string, string> {
  const own = newest(versions.filter((version) => version.department === department));
  return new Map(
    Object.values(own?.fields ?? {}).flatMap(({ kind, initiative, value }) =>
      kind === 'narrative' && initiative !== null && typeof value === 'string' ? [[initiative, value]] : [],
    ),
  );
}
