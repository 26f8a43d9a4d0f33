import type { FormWriter } from '../../ports.ts';

/** Few departments want a form, so what writes one is loaded when the first is wanted. */
export const writeForm: FormWriter = async (sheet, seal) =>
  (await import('./write-form.ts')).writeForm(sheet, seal);
