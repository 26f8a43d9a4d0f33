import { decodeText } from '../plan/decode-text.ts';
import { type KnownPlan, NOTHING_KNOWN, readPlanCsv, readPlanWorkbook } from '../plan/read-workbook.ts';
import type { PlanReading } from '../plan/settle.ts';
import { parseCsv } from './document/csv.ts';
import { readWorkbook } from './spreadsheet/hucre.ts';

/** The largest file read: a plan of hundreds of sheets has less than one megabyte. */
export const PLAN_FILE_BYTES_MAX = 10 * 1024 * 1024;

export interface PlanFile {
  /** The file's name, for its extension. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

export type Refuse = (message: string) => PlanReading;

/** Reads a text that is no table, where whoever calls takes such files too. */
export type DocumentReader = (text: string, extension: string, refuse: Refuse) => PlanReading;

const TABLES = ['xlsx', 'csv'];
const DOCUMENTS = ['yaml', 'yml', 'json'];

/** The first bytes of a zip archive, which every .xlsx is. */
const ZIP = [0x50, 0x4b, 0x03, 0x04];
/** The first bytes of the older Office container: an .xls, or an .xlsx under a password. */
const OLE = [0xd0, 0xcf, 0x11, 0xe0];

/**
 * Reads a plan from a workbook or a CSV file a person saved. Every fault is named, all at once; nothing is half read.
 * `known` is what is stored already, for what a spreadsheet leaves out. Other files are refused, or left to
 * `readDocument`.
 */
export async function readPlanSpreadsheet(
  { name, bytes }: PlanFile,
  known: KnownPlan = NOTHING_KNOWN,
  readDocument: DocumentReader | null = null,
): Promise<PlanReading> {
  const refuse = (message: string): PlanReading => ({ ok: false, faults: [{ where: name, message }] });
  if (bytes.length === 0) return refuse('ファイルが空です。内容のあるファイルを指定してください。');
  if (bytes.length > PLAN_FILE_BYTES_MAX) {
    return refuse(`ファイルが大きすぎます。${PLAN_FILE_BYTES_MAX / 1024 / 1024}MBまでにしてください。`);
  }
  const extension = /\.([^.]+)$/u.exec(name)?.[1]?.toLowerCase() ?? '';
  if (![...TABLES, ...(readDocument ? DOCUMENTS : [])].includes(extension)) {
    const choices = readDocument ? '.xlsx、.csv、.yaml、.json' : '.xlsx、.csv';
    return refuse(`読めない種類のファイルです。${choices} のどれかにしてください。`);
  }
  if (extension === 'xlsx') return readSpreadsheetFile(bytes, known, refuse);
  if (startsWith(bytes, ZIP)) {
    return refuse(
      `拡張子は .${extension} ですが、中身はExcelブックなどの圧縮ファイルです。拡張子を確かめてください。`,
    );
  }
  const decoded = decodeText(bytes);
  if (!decoded.ok || decoded.text.includes('\0')) return refuse(NO_TEXT);
  if (decoded.text.trim() === '') return refuse('ファイルが空です。内容のあるファイルを指定してください。');
  return extension === 'csv' || !readDocument
    ? readCsvFile(decoded.text, known, refuse)
    : readDocument(decoded.text, extension, refuse);
}

export const NO_TEXT = '文字として読めません。文字コードをUTF-8かShift_JISにして保存し直してください。';

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
  const read = await readWorkbook(bytes);
  return read.ok ? readPlanWorkbook(read.workbook, known) : refuse(read.message);
}

function readCsvFile(text: string, known: KnownPlan, refuse: Refuse): PlanReading {
  const parsed = parseCsv(text);
  return parsed.ok ? readPlanCsv(parsed.sheet, known) : refuse(parsed.message);
}
