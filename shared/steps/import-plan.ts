import { type Instant, tokyoDate } from '../calendar/time.ts';
import { findClosedYearFaults } from '../plan/closed-years.ts';
import { diffPlans, type PlanChange } from '../plan/diff.ts';
import { type DirectoryChange, diffDirectories } from '../plan/diff-directory.ts';
import type { Directory } from '../plan/directory.ts';
import type { Fault } from '../plan/fault.ts';
import { keepLedgers } from '../plan/ledger.ts';
import type { Plan } from '../plan/plan.ts';
import type { PlanReading } from '../plan/settle.ts';
import type { DocumentKind, Documents, DocumentVersion, Store } from '../ports.ts';
import { STANDARD_RULES } from '../schedule/rules.ts';
import { publishVersion } from './publish-version.ts';

/** A plan that was read without a fault. */
type ReadPlan = Extract<PlanReading, { readonly ok: true }>;

/** What an import brings, compared with what is stored. */
export interface ImportComparison {
  readonly plan: Plan;
  /** The directory it brings along, where it differs from the stored one. */
  readonly directory: Directory | null;
  readonly changes: readonly PlanChange[];
  readonly directoryChanges: readonly DirectoryChange[];
  readonly notes: readonly Fault[];
  /** What it would change of years that were closed: with one of these it may not be published. */
  readonly closedYearFaults: readonly Fault[];
  /** What it was compared with: only on top of that may it be published. */
  readonly planBefore: DocumentVersion<'plan'> | null;
  readonly directoryBefore: DocumentVersion<'directory'> | null;
}

/** Compares what was read with what is stored. */
export async function compareImport(
  store: Pick<Store, 'loadDocument'>,
  { plan, directory, notes }: ReadPlan,
): Promise<ImportComparison> {
  const [planBefore, directoryBefore] = await Promise.all([
    store.loadDocument('plan', plan.id),
    store.loadDocument('directory', 'city'),
  ]);
  const brought = directory !== null && !isSame(directoryBefore, directory) ? directory : null;
  return {
    plan,
    directory: brought,
    notes,
    closedYearFaults: findClosedYearFaults(planBefore?.document ?? null, plan),
    planBefore,
    directoryBefore,
    changes: diffPlans(planBefore?.document ?? null, plan, directory ?? directoryBefore?.document ?? null),
    directoryChanges: brought ? diffDirectories(directoryBefore?.document ?? null, brought) : [],
  };
}

export interface ImportAct {
  readonly city: string;
  readonly by: string;
  readonly reason: string | null;
  readonly at: Instant;
  /** What caused it; each document published gets an entry of its own under it. */
  readonly cause: string;
}

export interface ImportOutcome {
  /** `conflict`: a document changed meanwhile; what comes after it was not published, and running again goes on. */
  readonly outcome: 'published' | 'unchanged' | 'conflict';
  /** The plan's version that stands now. */
  readonly version: number;
}

/** A plan that would change closed years was to be published: whoever shows the comparison refuses it before. */
class ClosedYearError extends Error {
  constructor({ where, message }: Fault) {
    super(`a closed year would be changed at ${where}: ${message}`);
    this.name = 'ClosedYearError';
  }
}

/**
 * Publishes what differs: who exists first, and the plan, which everything asks for, last. Run again, it goes on.
 * Throws where it would change a closed year.
 */
export async function publishImport(
  store: Pick<Store, 'loadDocument' | 'publishDocument'>,
  { plan: brought, directory, planBefore, directoryBefore, closedYearFaults }: ImportComparison,
  { city, by, reason, at, cause }: ImportAct,
): Promise<ImportOutcome> {
  const [fault] = closedYearFaults;
  if (fault !== undefined) throw new ClosedYearError(fault);
  const plan = keepLedgers(planBefore?.document ?? null, brought, tokyoDate(at));
  const rules = await store.loadDocument('rules', plan.id);
  const isPlanNew = !isSame(planBefore, plan);
  const version = planBefore?.version ?? 0;
  const publish = async <K extends DocumentKind>(
    kind: K,
    id: string,
    document: Documents[K],
    before: DocumentVersion<K> | null,
  ) =>
    (await publishVersion(store, {
      kind,
      id,
      document,
      basedOn: before?.version ?? 0,
      plan: plan.id,
      city,
      by,
      reason,
      at,
      cause: `${cause}/${id}/v${(before?.version ?? 0) + 1}`,
      isBeforeFirstPlan: planBefore === null && kind !== 'plan',
    })) === 'committed';
  const isPublished =
    (directory === null || (await publish('directory', 'city', directory, directoryBefore))) &&
    (rules !== null || (await publish('rules', plan.id, STANDARD_RULES, rules))) &&
    (!isPlanNew || (await publish('plan', plan.id, plan, planBefore)));
  if (!isPublished) return { outcome: 'conflict', version };
  const isChanged = directory !== null || rules === null || isPlanNew;
  return { outcome: isChanged ? 'published' : 'unchanged', version: version + (isPlanNew ? 1 : 0) };
}

function isSame<K extends DocumentKind>(before: DocumentVersion<K> | null, after: Documents[K]): boolean {
  return before !== null && JSON.stringify(before.document) === JSON.stringify(after);
}
