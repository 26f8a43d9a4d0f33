import { leadOf } from '../plan/asked.ts';
import type { Initiative, Kpi } from '../plan/plan.ts';
import { withoutNoise } from './number-words.ts';

/** One KPI's value over all its units, for one quarter. */
export interface UnitTotal {
  /** Null where no unit gave a value. */
  readonly value: number | null;
  /** Whether some unit's value is missing from it. */
  readonly partial: boolean;
  /** The names of the units that gave none. */
  readonly missing: readonly string[];
}

export interface UnitValues {
  readonly kpi: Pick<Kpi, 'combine'>;
  readonly initiative: Initiative;
  /** By department id; null or absent where the unit has not answered. */
  readonly values: Readonly<Record<string, number | null>>;
  /** Units to which the KPI does not apply (該当なし): neither counted nor missed. */
  readonly excluded?: readonly string[];
  /** What a department is called, asked only for those that are missing. */
  readonly nameOf: (department: string) => string;
}

/**
 * Combines the values of several units as the KPI says (decision 5): their sum, their mean, or the lead department's
 * answer for all. A missing unit is named and the total marked partial; it never counts as zero. A value of a
 * department that is no owner is not counted.
 */
export function combineUnits({ kpi, initiative, values, excluded = [], nameOf }: UnitValues): UnitTotal {
  const owners = kpi.combine === 'lead' ? [leadOf(initiative)] : initiative.owners.map((o) => o.department);
  const units = [...new Set(owners)].filter((department) => !excluded.includes(department));
  const answers = units.map((department) => ({ department, value: values[department] ?? null }));
  const given = answers.flatMap(({ value }) => (value === null ? [] : [value]));
  const missing = answers.filter(({ value }) => value === null).map(({ department }) => nameOf(department));
  if (given.length === 0) return { value: null, partial: false, missing };
  const sum = given.reduce((total, value) => total + value, 0);
  const value = withoutNoise(kpi.combine === 'mean' ? sum / given.length : sum);
  return { value, partial: missing.length > 0, missing };
}
