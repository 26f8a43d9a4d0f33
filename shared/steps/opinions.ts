import { type Instant, instantOf, isoUtc, Temporal } from '../calendar/time.ts';
import { type OpinionAnswer, proposalOf } from '../opinion/answer.ts';
import { findOpinionFaults, type OpinionFault, type OpinionWorld } from '../opinion/faults.ts';
import { isSettled, type Opinion, opinionId } from '../opinion/opinion.ts';
import { diffOpinions, type OpinionChange } from '../opinion/revise.ts';
import type { Id } from '../plan/ids.ts';
import type { Commit, CommitOutcome, Store, Stored } from '../ports.ts';
import type { AuditEntry, OpinionRecord, StatementRecord } from '../records.ts';

/** Who changes the ledger, when, by which act and why. */
export interface OpinionAct {
  readonly plan: string;
  readonly by: string;
  readonly at: Instant;
  /** What caused it: the command, the form of the console. */
  readonly cause: string;
  readonly why: string | null;
  /** The opinion of the plan before that a new one takes up. */
  readonly carriedFrom?: OpinionRecord['carriedFrom'];
}

export type SaveOutcome =
  | { readonly outcome: 'added' | 'unchanged' }
  | { readonly outcome: 'changed'; readonly changes: readonly OpinionChange[] }
  | { readonly outcome: 'refused'; readonly faults: readonly (OpinionFault | WhyMissing)[] }
  /** Somebody else changed it since it was looked at: what stands there now. */
  | { readonly outcome: 'conflict'; readonly current: OpinionRecord | null };

interface WhyMissing {
  readonly field: 'why';
  readonly message: string;
}

/** The ledger of a plan, by number. */
export async function loadOpinions(store: Pick<Store, 'list'>, plan: string): Promise<Stored<'opinion'>[]> {
  const stored = await store.list('opinion', { plan });
  return stored.sort((a, b) => a.value.opinion.number - b.value.opinion.number);
}

/** The ledger as it stood at a moment, so that a paper can be made again as of its date. */
export async function opinionsAsOf(
  store: Pick<Store, 'list'>,
  plan: string,
  at: Instant,
): Promise<Opinion[]> {
  const isBy = ({ changedAt }: OpinionRecord) => Temporal.Instant.compare(instantOf(changedAt), at) <= 0;
  const stored = await loadOpinions(store, plan);
  const then = await Promise.all(
    stored.map(async ({ value }) => {
      if (isBy(value)) return value.opinion;
      const versions = await store.list('opinionVersion', { plan, id: value.id });
      return versions.map((version) => version.value).findLast(isBy)?.opinion ?? null;
    }),
  );
  return then.filter((opinion) => opinion !== null);
}

/** What departments answered about an opinion, oldest first; of one that is about no initiative nobody is asked. */
export async function loadOpinionAnswers(
  store: Pick<Store, 'loadHistory'>,
  plan: string,
  { number, object }: Pick<Opinion, 'number' | 'object'>,
): Promise<OpinionAnswer[]> {
  if (object.level !== 'initiative') return [];
  const { statements } = await store.loadHistory(plan, object.initiative);
  return answersAbout(opinionId(number), statements);
}

/** The opinions still open whose newest answer is not in the ledger yet; one read for each initiative they are about. */
export async function loadProposed(
  store: Pick<Store, 'loadHistory'>,
  plan: string,
  ledger: readonly OpinionRecord[],
): Promise<Set<number>> {
  const open = ledger.filter(({ opinion }) => !isSettled(opinion));
  const byInitiative = Map.groupBy(open, ({ opinion: { object } }) =>
    object.level === 'initiative' ? object.initiative : null,
  );
  const found = await Promise.all(
    [...byInitiative].map(async ([initiative, records]) => {
      if (initiative === null) return [];
      const { statements } = await store.loadHistory(plan, initiative);
      return records.filter((record) => proposalOf(record, answersAbout(record.id, statements)) !== null);
    }),
  );
  return new Set(found.flat().map(({ opinion }) => opinion.number));
}

function answersAbout(opinion: Id, statements: readonly StatementRecord[]): OpinionAnswer[] {
  return statements
    .flatMap(({ round, department, said }): OpinionAnswer[] => {
      const about = said.filter(({ subject }) => subject === opinion);
      const wordsOf = (kind: string) => about.find((line) => line.kind === kind)?.value ?? null;
      const receivedAt = about
        .map((line) => line.receivedAt ?? '')
        .sort()
        .at(-1);
      if (receivedAt === undefined) return [];
      const [response, handling] = [wordsOf('opinion-response'), wordsOf('opinion-handling')];
      return [{ round, department, response, handling, receivedAt }];
    })
    .sort((a, b) => a.receivedAt.localeCompare(b.receivedAt, 'en'));
}

/**
 * Adds an opinion (`basedOn` null) or changes one that was looked at in version `basedOn`. A change of class needs
 * its reason; a change made upon an older version is refused with what stands there now.
 */
export async function saveOpinion(
  store: Pick<Store, 'get' | 'commit'>,
  world: OpinionWorld,
  act: OpinionAct,
  opinion: Opinion,
  basedOn: number | null,
): Promise<SaveOutcome> {
  const key = { plan: act.plan, id: opinionId(opinion.number) };
  const before = await store.get('opinion', key);
  if ((before?.value.version ?? null) !== basedOn)
    return { outcome: 'conflict', current: before?.value ?? null };
  const changes = before ? diffOpinions(before.value.opinion, opinion) : [];
  if (before && changes.length === 0) return { outcome: 'unchanged' };
  const faults = [
    ...findOpinionFaults(opinion, world),
    ...(act.why === null && changes.some(({ field }) => field === 'class') ? [WHY_MISSING] : []),
  ];
  if (faults.length > 0) return { outcome: 'refused', faults };
  if ((await store.commit(commitOf(act, opinion, before))) === 'conflict') {
    const now = await store.get('opinion', key);
    return { outcome: 'conflict', current: now?.value ?? null };
  }
  return before ? { outcome: 'changed', changes } : { outcome: 'added' };
}

const WHY_MISSING: WhyMissing = { field: 'why', message: '区分を変えるときは、変える理由を書いてください。' };

/** Takes an opinion of the plan before into the ledger, under a number that must be free. */
export function addCarriedOpinion(
  store: Pick<Store, 'commit'>,
  act: OpinionAct,
  opinion: Opinion,
): Promise<CommitOutcome> {
  return store.commit(commitOf(act, opinion, null));
}

/** The new version, beside it the same as history, and one entry of the trail for each field that changed. */
function commitOf(act: OpinionAct, opinion: Opinion, before: Stored<'opinion'> | null): Commit {
  const { plan, by, cause, why, carriedFrom = null } = act;
  const at = isoUtc(act.at);
  const value: OpinionRecord = {
    plan,
    id: opinionId(opinion.number),
    version: (before?.value.version ?? 0) + 1,
    opinion,
    changedAt: at,
    changedBy: by,
    why,
    carriedFrom: before?.value.carriedFrom ?? carriedFrom,
  };
  const entry = { at, cause, actor: by, subject: value.id };
  const audit: AuditEntry[] = before
    ? diffOpinions(before.value.opinion, opinion).map((change) => ({
        ...entry,
        what: `opinion.${change.field}-changed`,
        before: change.before,
        after: change.after,
        ...(why === null ? {} : { reason: why }),
      }))
    : [{ ...entry, what: 'opinion.added', before: null, after: opinion.text }];
  return {
    writes: [
      { kind: 'opinion', value, expected: before?.revision ?? null },
      { kind: 'opinionVersion', value, expected: null },
    ],
    audit,
    events: [],
  };
}

/** What a file would do to the ledger, opinion by opinion. */
export interface OpinionImport {
  readonly added: readonly Opinion[];
  readonly changed: readonly { readonly opinion: Opinion; readonly changes: readonly OpinionChange[] }[];
  readonly unchanged: number;
}

/** Compares the opinions of a file with the ledger. What the file leaves out stays as it is. */
export function compareOpinions(
  ledger: readonly OpinionRecord[],
  opinions: readonly Opinion[],
): OpinionImport {
  const known = new Map(ledger.map(({ opinion }) => [opinion.number, opinion]));
  const compared = opinions.map((opinion) => {
    const before = known.get(opinion.number);
    return { opinion, before, changes: before ? diffOpinions(before, opinion) : [] };
  });
  return {
    added: compared.filter(({ before }) => !before).map(({ opinion }) => opinion),
    changed: compared
      .filter(({ changes }) => changes.length > 0)
      .map(({ opinion, changes }) => ({ opinion, changes })),
    unchanged: compared.filter(({ before, changes }) => before && changes.length === 0).length,
  };
}

/**
 * Takes the opinions of a file into the ledger, each in a transaction of its own: imported again, what is there
 * already stays unchanged. Ends at the first that somebody else changes meanwhile, and hands its number back.
 */
export async function importOpinions(
  store: Pick<Store, 'get' | 'list' | 'commit'>,
  world: OpinionWorld,
  act: OpinionAct,
  opinions: readonly Opinion[],
): Promise<{ readonly stored: number; readonly stoppedAt: number | null }> {
  const versions = new Map(
    (await loadOpinions(store, act.plan)).map(({ value }) => [value.opinion.number, value.version]),
  );
  let stored = 0;
  for (const opinion of opinions) {
    const saved = await saveOpinion(store, world, act, opinion, versions.get(opinion.number) ?? null);
    if (saved.outcome === 'conflict' || saved.outcome === 'refused')
      return { stored, stoppedAt: opinion.number };
    if (saved.outcome !== 'unchanged') stored += 1;
  }
  return { stored, stoppedAt: null };
}
