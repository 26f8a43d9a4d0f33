import { existsSync } from 'node:fs';
import { basename, dirname, extname, join } from 'node:path';
import { readPlanFile } from '../../shared/adapters/plan-file.ts';
import type { PlanFile } from '../../shared/adapters/plan-spreadsheet.ts';
import { type KnownPlan, NOTHING_KNOWN } from '../../shared/plan/read-workbook.ts';
import type { PlanReading } from '../../shared/plan/settle.ts';
import type { Store } from '../../shared/ports.ts';
import { clause } from './clause.ts';
import { Refusal } from './command.ts';
import { readInputFile } from './read-input.ts';
import type { Session } from './session.ts';

/** What a file is read against: what is stored, the plan spoken of, and the only plan that may be imported. */
export type PlanTarget = Pick<Session, 'plan' | 'onlyPlan'> & {
  readonly store: Pick<Store, 'loadDocument'>;
};

/** Where nothing is stored yet, no system is needed to say so. */
export const NOTHING_STORED: PlanTarget = {
  plan: '',
  onlyPlan: null,
  store: { loadDocument: async () => null },
};

/**
 * Reads a plan as `plan import` would take it, for the check and the import alike, so that neither passes what the
 * other refuses. Throws a Refusal where the file as a whole is none; what is wrong inside is returned.
 */
export async function readPlanFor({ store, plan, onlyPlan }: PlanTarget, path: string): Promise<PlanReading> {
  const known = await knownIn(store, plan);
  // Where departments are stored, those count: a file that lies beside must not undo what was changed since.
  const reading = await readPlan(path, known, known.directory === null ? directoryBeside(path) : null);
  if (!reading.ok || onlyPlan === null || reading.plan.id === onlyPlan) return reading;
  // A document says its own id; a spreadsheet cannot, so a first one is given the id that is meant.
  if (known.plan === null && !isDocument(path))
    return { ...reading, plan: { ...reading.plan, id: onlyPlan } };
  const message = `「${reading.plan.id}」とありますが、ここで扱う計画は「${onlyPlan}」です。ファイルを確かめるか、--plan ${reading.plan.id} と指定してください。`;
  return { ok: false, faults: [{ where: 'id', message }] };
}

/** Reads a plan from a file. Throws a Refusal where the file as a whole is none. */
export async function readPlan(
  path: string,
  known: KnownPlan = NOTHING_KNOWN,
  directory: PlanFile | null = null,
): Promise<PlanReading> {
  const bytes = readInputFile(path);
  const name = basename(path);
  const reading = await readPlanFile({ name, bytes }, known, directory);
  const [first] = reading.ok ? [] : reading.faults;
  // A fault that names nothing but the file: it could not be opened as what it says it is.
  if (first?.where === name)
    throw new Refusal(`「${path}」を計画として読めません（${clause(first.message)}）。`);
  return reading;
}

/** Whether a file was read whole by itself: a document that brings its directory takes nothing from the store. */
export function isSelfContained(path: string, reading: PlanReading): boolean {
  return reading.ok && reading.directory !== null && isDocument(path);
}

/** A city may keep its plan as two documents, as the sample does: then the departments lie beside the plan. */
function directoryBeside(path: string): PlanFile | null {
  const name = `directory${extname(path)}`;
  const file = join(dirname(path), name);
  return isDocument(path) && existsSync(file) ? { name, bytes: readInputFile(file) } : null;
}

function isDocument(path: string): boolean {
  return ['.yaml', '.yml', '.json'].includes(extname(path).toLowerCase());
}

/** What a store knows, for what a file leaves out. */
async function knownIn(store: Pick<Store, 'loadDocument'>, plan: string): Promise<KnownPlan> {
  const [stored, directory] = await Promise.all([
    store.loadDocument('plan', plan),
    store.loadDocument('directory', 'city'),
  ]);
  return { plan: stored?.document ?? null, directory: directory?.document ?? null };
}
