import { decodeText } from '../plan/decode-text.ts';
import type { Directory } from '../plan/directory.ts';
import type { Plan } from '../plan/plan.ts';
import { readPlanDocument } from '../plan/read-document.ts';
import { type KnownPlan, NOTHING_KNOWN } from '../plan/read-workbook.ts';
import type { PlanReading } from '../plan/settle.ts';
import { layOutPlan } from '../plan/write-workbook.ts';
import { parseJson, parseYaml } from './document/yaml.ts';
import { NO_TEXT, type PlanFile, type Refuse, readPlanSpreadsheet } from './plan-spreadsheet.ts';
import { createSpreadsheet } from './spreadsheet/hucre.ts';

/**
 * Reads a plan from a file a person saved: `.xlsx`, `.csv`, `.yaml`, `.yml` or `.json`. Every fault is named, all at
 * once; nothing is half read. `known` is what is stored already, for what a spreadsheet leaves out; `directory` is a
 * document with the departments, for a plan's document that leaves them to it.
 */
export function readPlanFile(
  file: PlanFile,
  known: KnownPlan = NOTHING_KNOWN,
  directory: PlanFile | null = null,
): Promise<PlanReading> {
  return readPlanSpreadsheet(file, known, (text, extension, refuse) =>
    readDocumentFile(text, extension, known, directory, refuse),
  );
}

/** The plan as the workbook the secretariat edits and imports again. */
export function writePlanWorkbook(plan: Plan, directory: Directory): Promise<Uint8Array> {
  return createSpreadsheet().writeWorkbook(layOutPlan(plan, directory));
}

function readDocumentFile(
  text: string,
  extension: string,
  known: KnownPlan,
  directory: PlanFile | null,
  refuse: Refuse,
): PlanReading {
  const plan = parseDocument(text, extension);
  if (!plan.ok) return refuse(plan.message);
  const isWhole = !isRecord(plan.value) || 'directory' in plan.value;
  if (directory === null || isWhole) return readPlanDocument(plan.value, known.directory);
  const decoded = decodeText(directory.bytes);
  const departments = decoded.ok ? parseDocument(decoded.text, extension) : { ...decoded, message: NO_TEXT };
  if (!departments.ok) {
    return { ok: false, faults: [{ where: directory.name, message: departments.message }] };
  }
  const reading = readPlanDocument({ ...plan.value, directory: departments.value }, known.directory);
  if (!reading.ok) return reading;
  return { ...reading, notes: [...reading.notes, { where: directory.name, message: TAKEN_FROM_BESIDE }] };
}

const TAKEN_FROM_BESIDE = '部署一覧は、計画と同じフォルダーにあるこのファイルのものです。';

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

type ParsedDocument =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly message: string };

function parseDocument(text: string, extension: string): ParsedDocument {
  const parsed = extension === 'json' ? parseJson(text) : parseYaml(text);
  if (parsed.ok) return parsed;
  const format = extension === 'json' ? 'JSON' : 'YAML';
  const line = parsed.line === null ? '' : `${parsed.line}行目の近くで`;
  return {
    ok: false,
    message: `${line}${format}の書き方が崩れています。字下げ・かっこ・引用符を確かめてください。`,
  };
}
