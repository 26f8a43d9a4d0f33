import { addQuarters, parseQuarter, type QuarterId } from '../calendar/fiscal.ts';
import { tokyoDate } from '../calendar/time.ts';
import { approvePaths, type PathDecision } from '../plan/approve-path.ts';
import { keepLedgers } from '../plan/ledger.ts';
import { type Initiative, Plan } from '../plan/plan.ts';
import type { CommitOutcome, Store } from '../ports.ts';
import { totalsByQuarter } from '../progress/build-input.ts';
import type { PathDesk } from '../progress/path/path-desk.ts';
import { proposePath } from '../progress/path/propose-path.ts';
import { proposeShares } from '../progress/path/propose-shares.ts';
import { isJudged, parseRoundId } from '../round/round.ts';
import type { City } from './load-city.ts';
import { publishVersion, type VersionChange } from './publish-version.ts';

/**
 * The first quarter whose planned values may still change: the one after the last that a round has asked about. An open
 * round is judged by the version it was opened with, a frozen one was.
 */
async function firstFreeQuarter(store: Pick<Store, 'list'>, plan: Plan): Promise<QuarterId> {
  const rounds = await store.list('round', { plan: plan.id });
  const asked = rounds.flatMap(({ value: { id } }) => (isJudged(id) ? [parseRoundId(id).quarter] : []));
  const last = asked.sort().at(-1);
  return last === undefined ? `${plan.period.from}Q1` : addQuarters(last, 1);
}

/** The proposals for every KPI of some initiatives: one read an initiative. */
export async function loadPathDesks(
  store: Pick<Store, 'list' | 'loadHistory'>,
  { plan, directory }: Pick<City, 'plan' | 'directory'>,
  initiatives: readonly Initiative[],
): Promise<PathDesk[]> {
  const frame = { plan, from: await firstFreeQuarter(store, plan) };
  const desks: PathDesk[] = [];
  for (const initiative of initiatives) {
    const { actuals } = await store.loadHistory(plan.id, initiative.id);
    for (const kpi of initiative.kpis) {
      const totals = Object.fromEntries(
        Object.entries(totalsByQuarter({ kpi, initiative, actuals, directory })).map(
          ([at, { value, partial }]) => [at, partial ? null : value],
        ),
      );
      const year = parseQuarter(frame.from).fiscalYear - 1;
      const shares = kpi.kind === 'cumulative' ? proposeShares(kpi, totals, year) : null;
      const isOpen = kpi.ledger?.approved.shares === undefined;
      const proposed = shares?.isMeasured && isOpen ? shares.shares : undefined;
      desks.push({ initiative, kpi, frame, totals, shares, proposal: proposePath(kpi, frame, proposed) });
    }
  }
  return desks;
}

type Act = Pick<VersionChange<'plan'>, 'city' | 'by' | 'at' | 'cause'>;

/** Approved paths and shares that are about to be published, all in one version or none. */
export interface PathApproval {
  readonly decisions: readonly PathDecision[];
  readonly from: QuarterId;
  /** Who approved them; `by` of the act is who wrote it down. */
  readonly approvedBy: string;
  readonly reason: string;
}

/** Publishes approved values as the plan's next version. The caller has checked them. */
export function publishPaths(
  store: Pick<Store, 'loadDocument' | 'publishDocument'>,
  { plan, planVersion }: Pick<City, 'plan' | 'planVersion'>,
  { decisions, from, approvedBy, reason }: PathApproval,
  act: Act,
): Promise<CommitOutcome> {
  const approvals = decisions.map(({ kpi, what }) => ({ kpi, what, by: approvedBy, from }));
  const after = approvePaths(plan, decisions, from);
  return publishVersion(store, {
    kind: 'plan',
    id: plan.id,
    document: Plan.parse(keepLedgers(plan, after, tokyoDate(act.at), approvals)),
    basedOn: planVersion,
    plan: plan.id,
    reason: `${reason}（承認 ${approvedBy}）`,
    ...act,
  });
}
