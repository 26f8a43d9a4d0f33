import type { PlainDate } from '../calendar/time.ts';
import { decodeText } from '../plan/decode-text.ts';
import type { Directory } from '../plan/directory.ts';
import { readTransfer, type TransferReading } from '../plan/transfer.ts';
import { parseCsv } from './document/csv.ts';

/** The largest file of a transfer read: ten thousand contacts have less. */
const TRANSFER_FILE_BYTES_MAX = 2 * 1024 * 1024;

/** Reads who holds each post from a day on from a CSV file as Excel saves it: CP932, or UTF-8 with or without a mark. */
export function readTransferFile(bytes: Uint8Array, directory: Directory, from: PlainDate): TransferReading {
  const refuse = (message: string): TransferReading => ({
    ok: false,
    faults: [{ where: 'ファイル', message }],
  });
  if (bytes.length === 0) return refuse('ファイルが空です。内容のあるファイルを選んでください。');
  if (bytes.length > TRANSFER_FILE_BYTES_MAX)
    return refuse(`ファイルが大きすぎます。${TRANSFER_FILE_BYTES_MAX / 1024 / 1024}MBまでにしてください。`);
  const decoded = decodeText(bytes);
  if (!decoded.ok || decoded.text.includes('\0'))
    return refuse('CSVとして読めません。Excelでは「CSV（コンマ区切り）」で保存し直してください。');
  const parsed = parseCsv(decoded.text);
  return parsed.ok ? readTransfer(parsed.sheet, directory, from) : refuse(parsed.message);
}
