import type * as z from 'zod';
import { Directory } from './directory.ts';
import { pathText } from './fault.ts';
import { Plan } from './plan.ts';

type Issue = z.core.$ZodIssue;
type Path = readonly PropertyKey[];

/** A document in which stand-ins took the place of what failed, and the paths where they stand. */
export interface Repaired<T> {
  /** Undefined where nothing could be saved. */
  readonly value: T | undefined;
  readonly doubtful: readonly string[];
}

const UNSET = { unset: true, by: '2100-03-31' };
const PERIOD = { from: 1990, to: 2100 };

const FRAME: Record<string, unknown> = {
  id: 'stand-in',
  title: '-',
  period: PERIOD,
  vision: { title: '-', period: PERIOD, desiredState: '-' },
  pillars: [
    {
      id: 'stand-in',
      code: '0',
      name: '-',
      short: '-',
      directions: [{ id: 'stand-in', code: '0', name: '-' }],
    },
  ],
};

const KPI: Record<string, unknown> = {
  name: '-',
  unit: '-',
  kind: 'level',
  polarity: 'up',
  layer: 'outcome',
  baseline: UNSET,
  targets: {},
  frequency: { every: 'quarter' },
};

/** What stands in for a field of an initiative, and for a field of a member of its lists; absent ones are dropped. */
const INITIATIVE: Record<string, unknown> = {
  direction: 'stand-in',
  purpose: UNSET,
  policy: '-',
  owners: [{ department: 'stand-in' }],
  desiredState: '-',
  kpis: [],
  milestones: [],
  exitRules: UNSET,
  sunset: UNSET,
  review: UNSET,
};
const MEMBERS: Record<string, Record<string, unknown>> = {
  kpis: KPI,
  milestones: { item: '-', fiscalYear: 1990, text: '-', due: '1990Q4' },
  owners: { department: 'stand-in' },
};

/** Puts stand-ins where a plan's shape fails, so that the rules joining its parts can judge all the rest. */
export function repairPlan(draft: unknown, issues: readonly Issue[]): Repaired<Plan> {
  const copy = structuredClone(draft);
  const doubtful = issues.flatMap((issue) => {
    if (issue.code === 'unrecognized_keys') {
      for (const key of issue.keys) put(copy, [...issue.path, key], undefined);
      return [];
    }
    const [path, value] = standInFor(issue.path, copy);
    put(copy, path, value);
    return [pathText(path)];
  });
  return { value: Plan.safeParse(copy).data, doubtful };
}

/** Without its failing rows a directory still resolves the departments of the others. */
export function repairDirectory(draft: unknown, issues: readonly Issue[]): Directory | undefined {
  const copy = structuredClone(draft);
  const failing = (list: string) =>
    new Set(issues.filter(({ path }) => path[0] === list).map(({ path }) => path[1]));
  for (const list of ['departments', 'contacts', 'closures']) {
    const rows = get(copy, [list]);
    const bad = failing(list);
    if (Array.isArray(rows))
      put(
        copy,
        [list],
        rows.filter((_, index) => !bad.has(index)),
      );
  }
  return Directory.safeParse(copy).data;
}

function standInFor(path: Path, document: unknown): [Path, unknown] {
  const [root, index, field, member, part] = path;
  if (root !== 'initiatives' || typeof index !== 'number') {
    return [path.slice(0, 1), FRAME[String(root)]];
  }
  // Every stand-in needs its own identity, else it would repeat another's.
  const unique = `stand-in-${path.filter((step) => typeof step === 'number').join('-')}`;
  if (field === undefined || typeof get(document, path.slice(0, 2)) !== 'object') {
    return [path.slice(0, 2), { ...INITIATIVE, id: unique, code: String(index), title: unique }];
  }
  const members = MEMBERS[String(field)];
  if (typeof member === 'number' && members !== undefined) {
    if (part === undefined) return [path.slice(0, 4), { ...members, id: unique }];
    return [path.slice(0, 5), part === 'id' ? unique : members[String(part)]];
  }
  if (field === 'id' || field === 'title') return [path.slice(0, 3), unique];
  if (field === 'code') return [path.slice(0, 3), `x${index}`];
  return [path.slice(0, 3), INITIATIVE[String(field)]];
}

function isRecord(value: unknown): value is Record<PropertyKey, unknown> {
  return typeof value === 'object' && value !== null;
}

function get(root: unknown, path: Path): unknown {
  return path.reduce<unknown>((value, step) => (isRecord(value) ? value[step] : undefined), root);
}

/** Sets a value inside a document, or drops the entry for undefined; a path that leads nowhere changes nothing. */
function put(root: unknown, path: Path, value: unknown): void {
  const last = path.at(-1);
  const parent = get(root, path.slice(0, -1));
  if (last === undefined || !isRecord(parent)) return;
  if (value === undefined) Reflect.deleteProperty(parent, last);
  else Reflect.set(parent, last, value);
}
