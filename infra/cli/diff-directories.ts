import type { Directory } from '../../shared/plan/directory.ts';

/** Ids that came, went and changed. */
interface Difference {
  readonly added: readonly string[];
  readonly removed: readonly string[];
  readonly changed: readonly string[];
}

export interface DirectoryDifference {
  readonly departments: Difference;
  readonly contacts: Difference;
}

/** How two directories differ, by ids. */
export function diffDirectories(before: Directory | null, after: Directory): DirectoryDifference {
  return {
    departments: diffById(before?.departments ?? [], after.departments),
    contacts: diffById(before?.contacts ?? [], after.contacts),
  };
}

function diffById<T extends { id: string }>(before: readonly T[], after: readonly T[]): Difference {
  const was = new Map(before.map((item) => [item.id, JSON.stringify(item)]));
  const now = new Set(after.map(({ id }) => id));
  const ids = (items: readonly T[]) => items.map(({ id }) => id);
  return {
    added: ids(after.filter(({ id }) => !was.has(id))),
    removed: ids(before.filter(({ id }) => !now.has(id))),
    changed: ids(after.filter((item) => was.has(item.id) && was.get(item.id) !== JSON.stringify(item))),
  };
}
