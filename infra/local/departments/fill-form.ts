import { openXlsx, saveXlsx } from 'hucre/xlsx';
import { ANCHOR_COLUMN, ANSWER_COLUMN, FORM_SHEET_NAME } from '../../../shared/round/form-sheet.ts';

/** Fills in the Excel form a mail brought, as an officer does: into the answer's cell beside each number, by anchor. */
export async function fillForm(
  form: Uint8Array,
  answers: Readonly<Record<string, string | number>>,
): Promise<Uint8Array> {
  const workbook = await openXlsx(form, { readStyles: true });
  const sheet = workbook.sheets.find(({ name }) => name === FORM_SHEET_NAME);
  if (!sheet) throw new RangeError(`the workbook has no sheet ${FORM_SHEET_NAME}`);
  for (const [row, cells] of sheet.rows.entries()) {
    const answer = answers[String(cells[ANCHOR_COLUMN] ?? '')];
    if (answer === undefined) continue;
    cells[ANSWER_COLUMN] = answer;
    const key = `${row},${ANSWER_COLUMN}`;
    sheet.cells?.set(key, {
      ...sheet.cells.get(key),
      value: answer,
      type: typeof answer === 'number' ? 'number' : 'string',
    });
  }
  return saveXlsx(workbook);
}
