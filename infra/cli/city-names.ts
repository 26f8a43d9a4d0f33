import type { Directory } from '../../shared/plan/directory.ts';
import type { Initiative, Plan } from '../../shared/plan/plan.ts';

/** How ids are shown: by the codes and names of the documents in force; an id gone from them stands for itself. */
export interface CityNames {
  departmentCode(id: string): string;
  departmentName(id: string): string;
  initiativeCode(id: string): string;
  initiative(id: string): Initiative | undefined;
}

export function namesOf({ plan, directory }: { plan: Plan; directory: Directory }): CityNames {
  const departments = new Map(directory.departments.map((department) => [department.id, department]));
  const initiatives = new Map(plan.initiatives.map((initiative) => [initiative.id, initiative]));
  return {
    departmentCode: (id) => departments.get(id)?.code ?? id,
    departmentName: (id) => departments.get(id)?.name ?? id,
    initiativeCode: (id) => initiatives.get(id)?.code ?? id,
    initiative: (id) => initiatives.get(id),
  };
}
