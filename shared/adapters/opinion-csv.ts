import { type OpinionReading, readOpinionSheet } from '../opinion/read-opinions.ts';
import { decodeText } from '../plan/decode-text.ts';
import { namePlacesByHeading } from '../plan/workbook.ts';
import { parseCsv } from './document/csv.ts';

/** A file a person saved. */
export interface OpinionFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}
export type ReadWorld = Parameters<typeof readOpinionSheet>[1];

/** The largest file read: thousands of opinions have less than that. */
const FILE_BYTES_MAX = 5 * 1024 * 1024;

/** What is wrong with a file before anything in it is looked at, or null. */
export function sizeFault({ bytes }: OpinionFile): string | null {
  if (bytes.length === 0) return 'ファイルが空です。内容のあるファイルを指定してください。';
  return bytes.length > FILE_BYTES_MAX
    ? `ファイルが大きすぎます。${FILE_BYTES_MAX / 1024 / 1024}MBまでにしてください。`
    : null;
}

/**
 * Reads the ledger from a CSV file as Excel saves it. Every fault is named with its row; nothing throws. Apart from
 * the workbook reader, which the console does not carry.
 */
export function readOpinionCsv(file: OpinionFile, world: ReadWorld): OpinionReading {
  const refuse = (message: string): OpinionReading => ({
    ok: false,
    faults: [{ where: file.name, message }],
  });
  const size = sizeFault(file);
  if (size !== null) return refuse(size);
  const decoded = decodeText(file.bytes);
  if (!decoded.ok || decoded.text.includes('\0'))
    return refuse('CSVとして読めません。Excelでは「CSV UTF-8（コンマ区切り）」で保存し直してください。');
  const parsed = parseCsv(decoded.text);
  return parsed.ok
    ? readOpinionSheet(parsed.sheet, world, namePlacesByHeading(parsed.sheet))
    : refuse(parsed.message);
}
