import * as z from 'zod';
import { type FormManifest, fieldKey } from './form.ts';

/** What the hidden sheet of a form says of it, and the code that proves it. Everything is text, as cells are. */
export const FormSeal = z.object({
  /** The mail the form was attached to. */
  form: z.string().min(1).max(300),
  round: z.string().max(20),
  department: z.string().max(120),
  receiptCode: z.string().max(20),
  /** HMAC-SHA256 in hexadecimal, under the key kept with the mail. */
  mac: z.string().regex(/^[0-9a-f]{64}$/),
});
export type FormSeal = z.infer<typeof FormSeal>;
export type FormClaims = Omit<FormSeal, 'mac'>;

/**
 * The one text that is signed: what the form says of itself, and what its fields mean. Arrays in a fixed order, so
 * that the same form gives the same text whatever order its record was stored in.
 */
export function sealedText(
  { form, round, department, receiptCode }: FormClaims,
  manifest: FormManifest,
): string {
  const fields = manifest.fields.map((field) => [
    field.anchor,
    fieldKey(field),
    field.input,
    field.label,
    field.choices ?? [],
    field.number?.unit ?? null,
  ]);
  return JSON.stringify(['shinchoku-form-1', form, round, department, receiptCode, fields]);
}
