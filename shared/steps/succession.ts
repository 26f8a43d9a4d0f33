import type { Instant } from '../calendar/time.ts';
import { isSettled, type Opinion } from '../opinion/opinion.ts';
import type { Id } from '../plan/ids.ts';
import type { Plan } from '../plan/plan.ts';
import {
  countSuccession,
  findSuccessionFaults,
  heirOf,
  proposeSuccession,
  type Succession,
  type SuccessionCounts,
  type SuccessionFault,
} from '../plan/succession.ts';
import type { Store } from '../ports.ts';
import type { OpinionRecord, ReleasedDecisionRecord } from '../records.ts';
import { eachInTurn } from './each-in-turn.ts';
import { responsesIn } from './form-facts.ts';
import { MissingDocumentError } from './load-city.ts';
import { loadOpinions } from './opinions.ts';
import { publishVersion } from './publish-version.ts';

/** The mapping into a plan as it was last applied; null where the plan follows none. */
export async function loadSuccession(
  store: Pick<Store, 'loadDocument'>,
  to: Id,
): Promise<{ readonly succession: Succession; readonly version: number } | null> {
  const stored = await store.loadDocument('succession', to);
  return stored && { succession: stored.document, version: stored.version };
}

/** The plan that was said to follow this one; null before anybody said so. */
export async function findSuccessor(
  store: Pick<Store, 'loadDocument' | 'listDocuments'>,
  from: Id,
): Promise<Succession | null> {
  for (const to of await store.listDocuments('succession')) {
    const stored = await loadSuccession(store, to);
    if (stored?.succession.from === from) return stored.succession;
  }
  return null;
}

/** What is not settled in the old plan and goes on in the new one. */
export interface Unsettled {
  /** Opinions that will be put into the new ledger. */
  readonly opinions: readonly CarriedOpinion[];
  /** Released decisions nobody has reported 対応済 of. */
  readonly decisions: readonly CarriedDecision[];
  /** Opinions and decisions about initiatives that end: they stay where they are. */
  readonly left: number;
  /** Cases not decided or not released: to be decided in the old plan, from where they follow once released. */
  readonly undecided: number;
}

export interface CarriedOpinion {
  readonly record: OpinionRecord;
  readonly object: Opinion['object'];
}

export interface CarriedDecision {
  readonly decision: ReleasedDecisionRecord;
  readonly heir: Id;
}

/** A succession as it would be applied now. */
export interface SuccessionPreview {
  readonly from: Plan;
  readonly to: Plan;
  readonly succession: Succession;
  /** The version that stands, 0 before the first; applying asks for that very one. */
  readonly version: number;
  readonly faults: readonly SuccessionFault[];
  readonly counts: SuccessionCounts;
  readonly unsettled: Unsettled;
}

export interface PlanPair {
  readonly from: Id;
  readonly to: Id;
}

/** The two plans of a succession. Throws a {@link MissingDocumentError} where one was never imported. */
export async function loadPair(
  store: Pick<Store, 'loadDocument'>,
  { from, to }: PlanPair,
): Promise<{ from: Plan; to: Plan }> {
  const [old, next] = await Promise.all([store.loadDocument('plan', from), store.loadDocument('plan', to)]);
  if (!old) throw new MissingDocumentError('plan', from);
  if (!next) throw new MissingDocumentError('plan', to);
  return { from: old.document, to: next.document };
}

/**
 * Looks at all a succession touches and stores nothing: the mapping given, else the one applied before, else what is
 * proposed by equal names. It reads the history of every initiative of the old plan, so it is for a person who asks.
 */
export async function previewSuccession(
  store: Store,
  pair: PlanPair,
  given: Succession | null = null,
): Promise<SuccessionPreview> {
  const [plans, stored] = await Promise.all([loadPair(store, pair), loadSuccession(store, pair.to)]);
  const applied = stored?.succession.from === pair.from ? stored.succession : null;
  const succession = given ?? applied ?? proposeSuccession(plans.from, plans.to);
  return {
    ...plans,
    succession,
    version: stored?.version ?? 0,
    faults: findSuccessionFaults(plans.from, plans.to, succession),
    counts: countSuccession(plans.from, plans.to, succession),
    unsettled: await loadUnsettled(store, plans, succession),
  };
}

/** What of the old plan is open, and who takes it over. */
export async function loadUnsettled(
  store: Store,
  { from, to }: { from: Plan; to: Plan },
  succession: Succession,
): Promise<Unsettled> {
  const [ledger, cases] = await Promise.all([
    loadOpinions(store, from.id),
    store.list('decisionCase', { plan: from.id }),
  ]);
  const open = ledger.map(({ value }) => value).filter(({ opinion }) => !isSettled(opinion));
  const opinions = open.flatMap((record): CarriedOpinion[] => {
    const { object } = record.opinion;
    if (object.level !== 'initiative') return [{ record, object }];
    const heir = heirOf(succession, to, object.initiative);
    return heir === null ? [] : [{ record, object: { level: 'initiative', initiative: heir } }];
  });
  const decisions: CarriedDecision[] = [];
  let left = open.length - opinions.length;
  await eachInTurn(from.initiatives, async ({ id }) => {
    const waiting = await undoneDecisions(store, from, id);
    const heir = heirOf(succession, to, id);
    if (heir === null) left += waiting.length;
    else decisions.push(...waiting.map((decision) => ({ decision, heir })));
  });
  const undecided = cases.filter(({ value }) => value.state !== 'released').length;
  return { opinions, decisions, left, undecided };
}

/** The released decisions about an initiative that no answer has called 対応済. */
async function undoneDecisions(store: Store, plan: Plan, initiative: Id): Promise<ReleasedDecisionRecord[]> {
  const { decisions, statements } = await store.loadHistory(plan.id, initiative);
  if (decisions.length === 0) return [];
  const done = new Set(
    responsesIn(statements).flatMap((given) => (given.response === '対応済' ? [given.case] : [])),
  );
  return decisions.filter(({ id }) => !done.has(id));
}

export interface SuccessionAct extends PlanPair {
  readonly succession: Succession;
  /** The version that was looked at, 0 before the first. */
  readonly basedOn: number;
  readonly by: string;
  readonly reason: string | null;
  readonly cityId: string;
  readonly at: Instant;
  readonly cause: string;
}

export type SuccessionOutcome =
  | { readonly outcome: 'applied'; readonly version: number }
  | { readonly outcome: 'refused'; readonly faults: readonly SuccessionFault[] }
  /** Somebody else applied another since it was looked at; nothing was stored. */
  | { readonly outcome: 'conflict' };

/**
 * Applies a mapping in one publication, or not at all. What is not settled is carried over behind it, by whoever keeps
 * the schedules ({@link carryOver}), so that a mapping of any size is one decision.
 */
export async function applySuccession(store: Store, act: SuccessionAct): Promise<SuccessionOutcome> {
  const { from, to } = await loadPair(store, act);
  const faults = findSuccessionFaults(from, to, act.succession);
  if (faults.length > 0) return { outcome: 'refused', faults };
  const { succession, basedOn, by, reason, cityId, at, cause } = act;
  const committed = await publishVersion(store, {
    kind: 'succession',
    id: act.to,
    document: succession,
    basedOn,
    plan: act.to,
    city: cityId,
    ...{ by, reason, at, cause },
  });
  return committed === 'committed' ? { outcome: 'applied', version: basedOn + 1 } : { outcome: 'conflict' };
}
