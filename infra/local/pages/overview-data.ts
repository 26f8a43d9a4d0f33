import { type RequestStanding, requestStanding } from '../../../functions/web/serve-pages/look/words.ts';
import { type Instant, instantOf } from '../../../shared/calendar/time.ts';
import { departmentName } from '../../../shared/plan/directory.ts';
import type { Initiative } from '../../../shared/plan/plan.ts';
import type { InitiativeStatus } from '../../../shared/progress/initiative-status.ts';
import type { MailRecord, RequestRecord } from '../../../shared/records.ts';
import type { Round } from '../../../shared/round/round.ts';
import { listMails } from '../../../shared/steps/list-mails.ts';
import type { City } from '../../../shared/steps/load-city.ts';
import type { Mailroom } from './mailroom.ts';
import type { PageWorld } from './web-host.ts';

/** One department's standing in a round. */
export interface DepartmentRow {
  readonly name: string;
  readonly initiatives: number;
  readonly state: RequestStanding;
  readonly dueAt: Instant;
  readonly answeredAt: Instant | null;
  /** The mail that asked it, and whose mailbox it lies in; null while it has not left. */
  readonly request: { readonly number: number; readonly address: string } | null;
}

/** One initiative as judged; null where it has not been judged yet. */
export interface InitiativeRow {
  readonly initiative: Initiative;
  readonly owners: readonly string[];
  readonly status: InitiativeStatus | null;
}

export interface RoundView {
  readonly round: Round;
  readonly departments: readonly DepartmentRow[];
  readonly initiatives: readonly InitiativeRow[];
}

/** How a round stands, department by department and initiative by initiative. */
export async function loadRoundView(
  { host, planId }: PageWorld,
  city: City,
  round: Round,
  mailroom: Mailroom,
): Promise<RoundView> {
  const where = { plan: planId, round: round.id };
  const [requests, statuses, mails] = await Promise.all([
    host.store.list('request', where),
    host.store.list('status', where),
    listMails(host.store, { of: { plan: planId, round: round.id } }),
  ]);
  const numbers = mailroom.numbers();
  const asked = new Set(requests.flatMap(({ value }) => value.initiatives));
  const order = new Map(city.directory.departments.map(({ id }, index) => [id, index]));
  const nameOf = (id: string) => departmentName(city.directory, id);
  return {
    round,
    departments: requests
      .map(({ value }) => value)
      .sort((a, b) => (order.get(a.department) ?? 0) - (order.get(b.department) ?? 0))
      .map((request) => ({
        name: nameOf(request.department),
        initiatives: request.initiatives.length,
        state: requestStanding(request),
        dueAt: instantOf(request.dueAt),
        answeredAt: answeredAt(request),
        request: requestMail(mails, request.department, numbers),
      })),
    initiatives: city.plan.initiatives
      .filter(({ id }) => asked.has(id))
      .map((initiative) => ({
        initiative,
        owners: initiative.owners.map(({ department }) => nameOf(department)),
        status: statuses.find(({ value }) => value.initiative === initiative.id)?.value.status ?? null,
      })),
  };
}

function answeredAt({ events }: RequestRecord): Instant | null {
  const last = events.findLast(({ what }) => what === 'answered');
  return last ? instantOf(last.at) : null;
}

function requestMail(
  mails: readonly MailRecord[],
  department: string,
  numbers: ReadonlyMap<string, number>,
): DepartmentRow['request'] {
  const isAsking = ({ kind }: MailRecord) => kind === 'request' || kind === 'handover';
  const mail = mails.find((candidate) => candidate.department === department && isAsking(candidate));
  const number = numbers.get(mail?.sesMessageId ?? '');
  const address = mail?.to[0];
  return number === undefined || address === undefined ? null : { number, address };
}
