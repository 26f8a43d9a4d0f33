import { decodeText } from '../plan/decode-text.ts';
import type { Directory } from '../plan/directory.ts';
import type { Plan } from '../plan/plan.ts';
import { readPlanDocument } from '../plan/read-document.ts';
import { type KnownPlan, NOTHING_KNOWN, readPlanCsv, readPlanWorkbook } from '../plan/read-workbook.ts';
import type { PlanReading } from '../plan/settle.ts';
import { layOutPlan } from '../plan/write-workbook.ts';
import { parseCsv } from './document/csv.ts';
import { parseJson, parseYaml } from './document/yaml.ts';
import { createSpreadsheet } from './spreadsheet/hucre.ts';

/** The largest file read: a plan of hundreds of sheets has less than one megabyte. */
export const PLAN_FILE_BYTES_MAX = 10 * 1024 * 1024;

export interface PlanFile {
  /** The file's name, for its extension. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

/**
 * Reads a plan from a file a person saved: `.xlsx`, `.csv`, `.yaml`, `.yml` or `.json`. Every fault is named, all at
 * once; nothing is half read. `known` is what is stored already, for what a spreadsheet leaves out; `directory` is a
 * document with the departments, for a plan's document that leaves them to it.
 */
export async function readPlanFile(
  file: PlanFile,
  known: KnownPlan = NOTHING_KNOWN,
  directory: PlanFile | null = null,
): Promise<PlanReading> {
  const { name, bytes } = file;
  const refuse = (message: string): PlanReading => ({ ok: false, faults: [{ where: name, message }] });
  if (bytes.length === 0) return refuse('ファイルが空です。内容のあるファイルを指定してください。');
  if (bytes.length > PLAN_FILE_BYTES_MAX) {
    return refuse(`ファイルが大きすぎます。${PLAN_FILE_BYTES_MAX / 1024 / 1024}MBまでにしてください。`);
  }
  const extension = /\.([^.]+)$/u.exec(name)?.[1]?.toLowerCase() ?? '';
  if (!['xlsx', 'csv', 'yaml', 'yml', 'json'].includes(extension)) {
    return refuse('読めない種類のファイルです。.xlsx、.csv、.yaml、.json のどれかにしてください。');
  }
  if (extension === 'xlsx') return readSpreadsheetFile(bytes, known, refuse);
  if (startsWith(bytes, ZIP)) {
    return refuse(
      `拡張子は .${extension} ですが、中身はExcelブックなどの圧縮ファイルです。拡張子を確かめてください。`,
    );
  }
  const decoded = decodeText(bytes);
  if (!decoded.ok || decoded.text.includes('\0')) {
    return refuse(NO_TEXT);
  }
  if (decoded.text.trim() === '') return refuse('ファイルが空です。内容のあるファイルを指定してください。');
  return extension === 'csv'
    ? readCsvFile(decoded.text, known, refuse)
    : readDocumentFile(decoded.text, extension, known, directory, refuse);
}

/** The plan as the workbook the secretariat edits and imports again. */
export function writePlanWorkbook(plan: Plan, directory: Directory): Promise<Uint8Array> {
  return createSpreadsheet().writeWorkbook(layOutPlan(plan, directory));
}

type Refuse = (message: string) => PlanReading;

/** The first bytes of a zip archive, which every .xlsx is. */
const ZIP = [0x50, 0x4b, 0x03, 0x04];
/** The first bytes of the older Office container: an .xls, or an .xlsx under a password. */
const OLE = [0xd0, 0xcf, 0x11, 0xe0];

function startsWith(bytes: Uint8Array, signature: readonly number[]): boolean {
  return signature.every((byte, index) => bytes[index] === byte);
}

async function readSpreadsheetFile(
  bytes: Uint8Array,
  known: KnownPlan,
  refuse: Refuse,
): Promise<PlanReading> {
  if (startsWith(bytes, OLE)) {
    return refuse(
      'パスワード付きか、古い形式（.xls）のブックです。パスワードを外し、.xlsx で保存し直してください。',
    );
  }
  const read = await createSpreadsheet().readWorkbook(bytes);
  return read.ok ? readPlanWorkbook(read.workbook, known) : refuse(read.message);
}

function readCsvFile(text: string, known: KnownPlan, refuse: Refuse): PlanReading {
  const parsed = parseCsv(text);
  return parsed.ok ? readPlanCsv(parsed.sheet, known) : refuse(parsed.message);
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

const NO_TEXT = '文字として読めません。文字コードをUTF-8かShift_JISにして保存し直してください。';
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
