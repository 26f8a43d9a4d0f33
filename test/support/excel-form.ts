import ExcelJS from 'exceljs';
import { openForm } from '../../shared/adapters/spreadsheet/read-form.ts';
import { writeForm } from '../../shared/adapters/spreadsheet/write-form.ts';
import type { ComposedForm } from '../../shared/round/compose-form.ts';
import { answerName, layOutFormSheet } from '../../shared/round/form-sheet.ts';
import type { FormWorkbook } from '../../shared/round/form-workbook.ts';
import { sealForm } from '../../shared/steps/form-seal.ts';

export const FORM_KEY = '5a'.repeat(32);
export const FORM_MAIL = '2026Q1/dep-civil/request';

/** A form as it leaves with its mail. */
export function aFormFile(
  form: ComposedForm,
  { key = FORM_KEY, mail = FORM_MAIL } = {},
): Promise<Uint8Array> {
  const sheet = layOutFormSheet(form, {
    fileName: '進捗回答様式_土木管理課_R8第1四半期.xlsx',
    title: '推進プラン進捗 R8第1四半期　回答様式',
    facts: '土木管理課　　回答期限 7月14日（火）17時　　受付番号 K7F3-9Q2M',
    guide: '色の付いた欄に書いてください。',
  });
  return writeForm(sheet, sealForm(key, mail, form.manifest));
}

/** The workbook behind the bytes; throws where the reader will not open it. */
export function opened(bytes: Uint8Array): FormWorkbook {
  const opening = openForm(bytes);
  if (opening.kind !== 'opened') throw new Error(`the form was not opened: ${JSON.stringify(opening)}`);
  return opening.workbook;
}

/** Changes a workbook with another library than ours, and saves it with that. */
export async function resaved(
  bytes: Uint8Array,
  change: (workbook: ExcelJS.Workbook) => void = () => {},
): Promise<Uint8Array> {
  const workbook = new ExcelJS.Workbook();
  await workbook.xlsx.load(Uint8Array.from(bytes).buffer);
  change(workbook);
  return new Uint8Array(await workbook.xlsx.writeBuffer());
}

/** The cell of a field's answer, found as our reader must find it: by its name. */
export function answerCell(workbook: ExcelJS.Workbook, anchor: string): ExcelJS.Cell {
  const [range = ''] = workbook.definedNames.getRanges(answerName(anchor)).ranges;
  const [sheet = '', address = ''] = range.replaceAll(/['$]/g, '').split('!');
  const cell = workbook.getWorksheet(sheet)?.getCell(address);
  if (!cell) throw new RangeError(`the workbook has no answer ${anchor}`);
  return cell;
}
