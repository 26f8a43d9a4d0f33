import type * as z from 'zod';
import type { Department } from './directory.ts';
import type { Id } from './ids.ts';
import { plainWord } from './read-values.ts';

type Named = Pick<z.input<typeof Department>, 'id' | 'code' | 'name' | 'to'>;

/** Finds a department by its name, code or id, whatever the width and spaces; null for one the list lacks. */
export type DepartmentFinder = (text: string) => Id | null;

/** Of several departments that had one name in turn, the one still in being is meant, else the last to end. */
export function createDepartmentFinder(departments: readonly Named[]): DepartmentFinder {
  const found = new Map<string, Named>();
  for (const department of departments) {
    for (const word of [department.name, department.code, department.id]) {
      const before = found.get(plainWord(word));
      if (!before || (before.to ?? '9999') < (department.to ?? '9999'))
        found.set(plainWord(word), department);
    }
  }
  return (text) => found.get(plainWord(text))?.id ?? null;
}
