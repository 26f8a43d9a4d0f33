import type { FormReader } from '../../ports.ts';

/** Few mails bring a form, so what reads one is loaded when the first comes. */
export const openForm: FormReader = async (bytes) => (await import('./read-form.ts')).openForm(bytes);
