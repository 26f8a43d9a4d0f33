import type { Instant } from '../calendar/time.ts';
import type { FormField, FormManifest } from '../round/form.ts';
import { FormSeal } from '../round/form-seal.ts';
import {
  ANCHOR_COLUMN,
  ANSWER_COLUMN,
  answerName,
  answerRows,
  FORM_SHEET_NAME,
  SEAL_SHEET_NAME,
} from '../round/form-sheet.ts';
import type { FormCell, FormWorkbook } from '../round/form-workbook.ts';
import { cellText } from './form-cell.ts';
import { type DateContext, dateContextOf } from './normalise-date.ts';
import { normaliseField } from './normalise-field.ts';
import type { AmbiguousField, ReadField, Reading } from './reading.ts';

/** What the hidden sheet says, or null where it does not say it as we wrote it. */
export function readFormSeal({ sheets }: FormWorkbook): FormSeal | null {
  const cells = sheets.get(SEAL_SHEET_NAME);
  if (!cells) return null;
  const textAt = (row: number, column: number) => {
    const cell = cells.get(`${row},${column}`);
    return cell?.kind === 'text' ? cell.text : '';
  };
  const said = Object.keys(FormSeal.shape).map((_, row) => [textAt(row, 0), textAt(row, 1)]);
  const parsed = FormSeal.safeParse(Object.fromEntries(said));
  return parsed.success ? parsed.data : null;
}

/**
 * Reads the answers out of a form whose seal has been proved, as if each had been typed behind its colon in a mail.
 * Null where an answer's cell no longer stands in the row of its own number: whose answer it is cannot be told.
 *
 * Labels are not trusted: what a field means is in the manifest. A cell is found by its name, else where it was laid
 * out; the number in its row must agree, because a cut and pasted cell takes its name along.
 */
export function readFormWorkbook(
  workbook: FormWorkbook,
  manifest: FormManifest,
  receivedAt: Instant,
): Reading | null {
  const context = dateContextOf(manifest, receivedAt);
  const rows = answerRows(manifest);
  const fields: ReadField[] = [];
  const ambiguous: AmbiguousField[] = [];
  const blank: FormField[] = [];
  for (const field of manifest.fields) {
    const found = findAnswer(workbook, field, rows.get(field.anchor) ?? -1);
    if (found === 'moved') return null;
    const read = found === null ? null : readCell(found, field, workbook.daysFrom1904, context);
    if (read === null) blank.push(field);
    else if ('value' in read) fields.push(read);
    else ambiguous.push(read);
  }
  return {
    receiptCode: manifest.receiptCode,
    fields,
    ambiguous,
    notUnderstood: [],
    blank,
    comment: null,
    command: null,
  };
}

function findAnswer(
  { sheets, names }: FormWorkbook,
  { anchor }: FormField,
  row: number,
): FormCell | null | 'moved' {
  const place = names.get(answerName(anchor)) ?? { sheet: FORM_SHEET_NAME, row, column: ANSWER_COLUMN };
  const cells = sheets.get(place.sheet);
  const label = cells?.get(`${place.row},${ANCHOR_COLUMN}`);
  if (label?.kind !== 'text' || label.text !== anchor || place.column !== ANSWER_COLUMN) return 'moved';
  return cells?.get(`${place.row},${place.column}`) ?? null;
}

function readCell(
  cell: FormCell,
  field: FormField,
  daysFrom1904: boolean,
  context: DateContext,
): ReadField | AmbiguousField | null {
  const raw = cellText(cell, field.input, daysFrom1904);
  if (raw === null) return { field, raw: '（数式のエラー）', reason: 'cell-fault' };
  if (raw === '') return null;
  const read = normaliseField(field, raw, context);
  if (read.kind === 'unclear') return { field, raw, reason: read.reason };
  const { value, confidence, reason, echo } = read;
  return { field, value, unit: field.number?.unit ?? null, raw, confidence, reason, echo };
}
