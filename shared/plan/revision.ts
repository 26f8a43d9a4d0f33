import { diffPlans, type PlanChange } from './diff.ts';
import type { Directory } from './directory.ts';
import type { Plan } from './plan.ts';

/** One line of a 新旧対照表: what one field said and what it says now. */
export interface RevisionRow {
  /** The initiative it belongs to, as `2-1-1 現場に…`; the plan's own parts stand under 計画. */
  readonly under: string;
  /** The part inside, as `指標「端末数」`; empty for the initiative's own fields. */
  readonly part: string;
  readonly field: string;
  /** Null where there was nothing: the line is new. */
  readonly was: string | null;
  /** Null where nothing is left. */
  readonly now: string | null;
}

/** What changed between two versions of a plan, field by field, in the plan's order. */
export function listRevisions(before: Plan, after: Plan, directory: Directory): RevisionRow[] {
  const names = new Map(
    [...before.initiatives, ...after.initiatives].map(({ id, code, title }) => [id, `${code} ${title}`]),
  );
  return diffPlans(before, after, directory).flatMap(({ initiative, part, name, fields }: PlanChange) =>
    fields.map((change) => ({
      under: initiative === null ? '計画' : (names.get(initiative) ?? name),
      part: part === 'initiative' || part === 'plan' ? '' : name,
      ...change,
    })),
  );
}
