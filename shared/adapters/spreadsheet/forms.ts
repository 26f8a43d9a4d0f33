import type { FormWriter } from '../../ports.ts';

/** Few departments want a form, and few mails bring one: what writes and reads it is loaded when it is needed. */
export const writeForm: FormWriter = async (sheet, seal) =>
  (await import('./write-form.ts')).writeForm(sheet, seal);
