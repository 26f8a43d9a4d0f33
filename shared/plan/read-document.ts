import type { Directory } from './directory.ts';
import { type PlanReading, settlePlan } from './settle.ts';

/**
 * Reads a plan from a parsed YAML or JSON document: the plan itself, and beside its fields an optional `directory`.
 * Faults are named by path. `known` is the directory already stored, for a document that brings none.
 */
export function readPlanDocument(document: unknown, known: Directory | null = null): PlanReading {
  if (typeof document !== 'object' || document === null || Array.isArray(document)) {
    return {
      ok: false,
      faults: [{ where: '文書', message: '計画の項目（id、title、initiatives など）が見つかりません。' }],
    };
  }
  const { directory = null, ...plan }: { directory?: unknown } = document;
  return settlePlan({ plan, directory, faults: [], notes: [], doubtful: [], placeOf: (path) => path }, known);
}
