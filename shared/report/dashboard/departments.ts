import type { Department, Directory } from '../../plan/directory.ts';
import type { QuarterLine } from './quarter.ts';

/** A department with what it answers for, in the directory's order: nobody is ranked. */
export interface DepartmentLines {
  readonly department: Department;
  readonly lines: readonly QuarterLine[];
}

/** The departments that answer for any initiative, each with all of its own, as lead or as one unit of several. */
export function groupByDepartment(
  { departments }: Pick<Directory, 'departments'>,
  lines: readonly QuarterLine[],
): DepartmentLines[] {
  const owned = new Map<string, QuarterLine[]>();
  for (const line of lines) {
    for (const owner of new Set(line.sheet.owners.map(({ department }) => department)))
      owned.set(owner, [...(owned.get(owner) ?? []), line]);
  }
  return departments.flatMap((department) => {
    const own = owned.get(department.id);
    return own === undefined ? [] : [{ department, lines: own }];
  });
}
