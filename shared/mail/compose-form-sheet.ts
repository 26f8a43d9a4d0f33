import { clockTime, monthDay } from '../calendar/japanese-date.ts';
import { type Instant, tokyoDate } from '../calendar/time.ts';
import type { Department } from '../plan/directory.ts';
import type { ComposedForm } from '../round/compose-form.ts';
import { type FormSheet, layOutFormSheet } from '../round/form-sheet.ts';
import type { RoundId } from '../round/round.ts';
import { roundShort, type Wording } from './wording.ts';

export interface FormSheetInput {
  readonly round: RoundId;
  readonly department: Department;
  readonly receiptCode: string;
  readonly form: ComposedForm;
  readonly dueAt: Instant;
  readonly wording: Wording;
}

/** What no file system takes into a file's name, and blanks, which some mail clients cut it at. */
const NOT_IN_FILE_NAMES = /[\\/:*?"<>|\s]+/g;

/** The form of a mail as the sheet attached to it, in words like the mail's own. */
export function composeFormSheet(input: FormSheetInput): FormSheet {
  const { round, department, receiptCode, form, dueAt, wording } = input;
  const name = department.name.replace(NOT_IN_FILE_NAMES, '_');
  return layOutFormSheet(form, {
    fileName: `進捗回答様式_${name}_${roundShort(round)}.xlsx`,
    title: `${wording.planName}進捗 ${roundShort(round)}　回答様式`,
    facts: [
      department.name,
      `回答期限 ${monthDay(tokyoDate(dueAt))}${clockTime(dueAt)}`,
      `受付番号 ${receiptCode}`,
    ].join('　　'),
    guide:
      '色の付いた欄に書いて保存し、照会のメールへの返信に添付してください。分かる欄だけで構いません。\n' +
      '値がまだない欄には「－」と書いてください。このファイルで送る回答は、メールの本文に書く必要はありません。',
  });
}
