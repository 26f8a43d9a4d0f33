import { basename } from 'node:path';
import { readPlanFile } from '../../shared/adapters/plan-file.ts';
import type { KnownPlan } from '../../shared/plan/read-workbook.ts';
import type { PlanReading } from '../../shared/plan/settle.ts';
import type { Store } from '../../shared/ports.ts';
import { clause } from './clause.ts';
import { Refusal } from './command.ts';
import { readInputFile } from './read-input.ts';

/** Reads a plan from a file. Throws a Refusal where the file as a whole is none; what is wrong inside is returned. */
export async function readPlan(path: string, known?: KnownPlan): Promise<PlanReading> {
  const bytes = readInputFile(path);
  const name = basename(path);
  const reading = await readPlanFile({ name, bytes }, known);
  const [first] = reading.ok ? [] : reading.faults;
  // A fault that names nothing but the file: it could not be opened as what it says it is.
  if (first?.where === name)
    throw new Refusal(`「${path}」を計画として読めません（${clause(first.message)}）。`);
  return reading;
}

/** What a store knows, for what a file leaves out. */
export async function knownIn(store: Pick<Store, 'loadDocument'>, plan: string): Promise<KnownPlan> {
  const [stored, directory] = await Promise.all([
    store.loadDocument('plan', plan),
    store.loadDocument('directory', 'city'),
  ]);
  return { plan: stored?.document ?? null, directory: directory?.document ?? null };
}
