import { decodeText } from '../plan/decode-text.ts';
import type { Plan } from '../plan/plan.ts';
import {
  readSuccessionRows,
  SUCCESSION_HEADINGS,
  type SuccessionReading,
  type SuccessionRow,
} from '../plan/succession-rows.ts';
import { parseCsv } from './document/csv.ts';

/** Two thousand initiatives with their KPIs have less. */
const FILE_BYTES_MAX = 5 * 1024 * 1024;
const [FROM, , FATE, TO] = SUCCESSION_HEADINGS;

export type SuccessionFileReading =
  | Extract<SuccessionReading, { ok: true }>
  /** Each fault with its line. */
  | { readonly ok: false; readonly faults: readonly string[] };

/** Reads the mapping from a CSV file as Excel saves it: CP932, or UTF-8 with or without a mark. Never throws. */
export function readSuccessionFile(bytes: Uint8Array, from: Plan, to: Plan): SuccessionFileReading {
  const refuse = (message: string): SuccessionFileReading => ({ ok: false, faults: [message] });
  if (bytes.length > FILE_BYTES_MAX)
    return refuse(`ファイルが大きすぎます。${FILE_BYTES_MAX / 1024 / 1024}MBまでにしてください`);
  const decoded = decodeText(bytes);
  if (!decoded.ok || decoded.text.includes('\0'))
    return refuse('CSVとして読めません。Excelでは「CSV UTF-8（コンマ区切り）」で保存し直してください');
  const parsed = parseCsv(decoded.text);
  if (!parsed.ok) return refuse(parsed.message);
  const lines = parsed.sheet.cells.map((row) => row.map(({ value }) => String(value ?? '').trim()));
  const [head = [], ...body] = lines;
  const column = (name: string) => head.findIndex((heading) => heading.replace(/\s+/gu, '') === name);
  const missing = [FROM, FATE, TO].filter((name) => column(name) < 0);
  if (missing.length > 0)
    return refuse(`1行目に${missing.map((name) => `「${name}」`).join('、')}の列がありません`);
  const rows = body.map(
    (cells): SuccessionRow => ({
      from: cells[column(FROM)] ?? '',
      fate: cells[column(FATE)] ?? '',
      to: cells[column(TO)] ?? '',
    }),
  );
  const read = readSuccessionRows(rows, from, to);
  return read.ok
    ? read
    : { ok: false, faults: read.faults.map(({ row, message }) => `${row + 2}行目：${message}`) };
}
