import { layOutOpinions } from '../opinion/lay-out-opinions.ts';
import { type OpinionReading, readOpinionSheet } from '../opinion/read-opinions.ts';
import { type OpinionFile, type ReadWorld, readOpinionCsv, sizeFault } from './opinion-csv.ts';
import { createSpreadsheet } from './spreadsheet/hucre.ts';

/** Reads the ledger from a `.csv` or `.xlsx` file. Every fault is named with its row or cell; nothing throws. */
export async function readOpinionFile(file: OpinionFile, world: ReadWorld): Promise<OpinionReading> {
  const { name, bytes } = file;
  const refuse = (message: string): OpinionReading => ({ ok: false, faults: [{ where: name, message }] });
  const extension = /\.([^.]+)$/u.exec(name)?.[1]?.toLowerCase();
  if (extension === 'csv') return readOpinionCsv(file, world);
  if (extension !== 'xlsx') return refuse('読めない種類のファイルです。.csv か .xlsx にしてください。');
  const size = sizeFault(file);
  if (size !== null) return refuse(size);
  const read = await createSpreadsheet().readWorkbook(bytes);
  if (!read.ok) return refuse(read.message);
  const [sheet] = read.workbook.sheets.filter(({ hidden }) => !hidden);
  return sheet ? readOpinionSheet(sheet, world) : refuse('シートがありません。');
}

/** The ledger as a workbook that {@link readOpinionFile} takes back. */
export function writeOpinionWorkbook(...laidOut: Parameters<typeof layOutOpinions>): Promise<Uint8Array> {
  return createSpreadsheet().writeWorkbook({ sheets: [layOutOpinions(...laidOut)] });
}
