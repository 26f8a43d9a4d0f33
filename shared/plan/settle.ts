import type * as z from 'zod';
import { Directory } from './directory.ts';
import type { Fault } from './fault.ts';
import { findPlanFaults } from './faults.ts';
import { describeIssues } from './issue-words.ts';
import { Plan } from './plan.ts';
import { repairDirectory, repairPlan } from './repair.ts';

/** What a file held: a plan ready to be stored, or everything that is wrong with it. Nothing in between. */
export type PlanReading =
  | {
      readonly ok: true;
      readonly plan: Plan;
      /** The directory the file brought along, null where it brought none. */
      readonly directory: Directory | null;
      /** What was read with an assumption, to be shown before the plan is applied. */
      readonly notes: readonly Fault[];
    }
  | { readonly ok: false; readonly faults: readonly Fault[] };

/** A draft of a plan with what its reader already knows of it. */
export interface PlanDraft {
  readonly plan: unknown;
  /** The file's own directory, null where it has none. */
  readonly directory: unknown;
  /** Faults found while reading, in the words of the file. */
  readonly faults: readonly Fault[];
  readonly notes: readonly Fault[];
  /** Paths whose value is a stand-in, because the file's own could not be read. */
  readonly doubtful: readonly string[];
  /** From a path of the document to its place in the file. */
  readonly placeOf: (path: string) => string;
}

const NO_DIRECTORY: Fault = {
  where: '部署一覧',
  message:
    '部署一覧がありません。ファイルに「部署」と「連絡先」を加えるか、先に部署一覧を取り込んでください。',
};

/**
 * Turns a draft into a plan, or into all its faults at once: those of reading, those of shape, and those that join
 * parts. Where shape fails, stand-ins take the failing values' places so that the joining rules still run; what they
 * then say about a stand-in is left out.
 */
export function settlePlan(draft: PlanDraft, known: Directory | null): PlanReading {
  const shape = parse(Plan, draft.plan);
  const own = draft.directory === null ? null : parse(Directory, draft.directory);
  const repaired = shape.value ? { value: shape.value, doubtful: [] } : repairPlan(draft.plan, shape.issues);
  const directory = own ? (own.value ?? repairDirectory(draft.directory, own.issues)) : known;
  // A directory with holes cannot tell an unknown department from one whose row failed.
  const holes = own && !own.value ? ['directory'] : [];
  const doubtful = [...draft.doubtful, ...repaired.doubtful, ...holes];
  const joined = repaired.value && directory ? findPlanFaults(repaired.value, directory) : [];
  const faults = distinct([
    ...draft.faults,
    ...[
      ...describeIssues(shape.issues),
      ...describeIssues(own?.issues ?? [], ['directory']),
      ...joined.filter(({ where }) => !isDoubtful(where, doubtful)),
    ].map((fault) => inFile(fault, draft.placeOf)),
    ...(own || known ? [] : [NO_DIRECTORY]),
  ]);
  if (faults.length > 0 || !shape.value) return { ok: false, faults };
  return { ok: true, plan: shape.value, directory: own?.value ?? null, notes: draft.notes };
}

/** A fault in the words of the file; a message that points at another place is translated with it. */
function inFile({ where, message }: Fault, placeOf: (path: string) => string): Fault {
  return { where: placeOf(where), message: message.replaceAll(OTHER_PLACE, (path) => placeOf(path)) };
}

/** A path inside a sentence, as in 「… が initiatives[0].code と重複しています」. */
const OTHER_PLACE = /(?<= )(?:directory\.)?[a-z]+\[\d+\](?:\.[a-zA-Z]+(?:\[\d+\])?)*(?= )/gu;

interface Parsed<T> {
  readonly value: T | undefined;
  readonly issues: readonly z.core.$ZodIssue[];
}

function parse<T extends z.ZodType>(schema: T, value: unknown): Parsed<z.infer<T>> {
  const read = schema.safeParse(value, { reportInput: true });
  return read.success ? { value: read.data, issues: [] } : { value: undefined, issues: read.error.issues };
}

/** The fields of a KPI its rules also look at: a stand-in there makes the rule's word worthless. */
const LOOKS_AT: Record<string, readonly string[]> = {
  polarity: ['targets', 'baseline'],
  unitTargets: ['targets', 'combine'],
  'baseline.at': ['targets'],
};

/** Whether a fault at `where` may come from a stand-in rather than from what the file says. */
function isDoubtful(where: string, doubtful: readonly string[]): boolean {
  const has = (path: string) => doubtful.some((stand) => covers(stand, path) || covers(path, stand));
  if (has(where)) return true;
  if (/^vision\.goals.*\.readFrom/u.test(where)) return has('initiatives');
  if (/^vision\.goals.*\.pillar$/u.test(where)) return has('pillars');
  const [, root, field] = /^(initiatives\[\d+\])\.(.+)$/u.exec(where) ?? [];
  if (root === undefined || field === undefined) return false;
  if (field === 'direction') return has('pillars');
  if (/^(?:owners|related)/u.test(field)) return has('directory') || has(`${root}.owners`);
  if (/^exitRules\[\d+\]\.measure\.kpi$/u.test(field)) return has(`${root}.kpis`);
  const [, kpi, rule] = /^(kpis\[\d+\])\.(polarity|unitTargets|baseline\.at)/u.exec(field) ?? [];
  if (kpi === undefined || rule === undefined) return false;
  if (rule === 'unitTargets' && has(`${root}.owners`)) return true;
  return (LOOKS_AT[rule] ?? []).some((other) => has(`${root}.${kpi}.${other}`));
}

/** Whether `path` is `stand` or lies inside it. */
function covers(stand: string, path: string): boolean {
  if (!path.startsWith(stand)) return false;
  return ['', '.', '['].includes(path.charAt(stand.length));
}

function distinct(faults: readonly Fault[]): Fault[] {
  return [...new Map(faults.map((fault) => [`${fault.where}\n${fault.message}`, fault])).values()];
}
