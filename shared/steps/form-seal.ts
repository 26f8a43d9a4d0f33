import { createHmac, timingSafeEqual } from 'node:crypto';
import type { MailRecord } from '../records.ts';
import type { FormManifest } from '../round/form.ts';
import { type FormClaims, type FormSeal, sealedText } from '../round/form-seal.ts';

/** 32 bytes, as long as the code they make. */
export const FORM_KEY_BYTES = 32;

function codeOf(key: string, claims: FormClaims, manifest: FormManifest): string {
  return createHmac('sha256', Buffer.from(key, 'hex'))
    .update(sealedText(claims, manifest), 'utf8')
    .digest('hex');
}

/**
 * Seals the form attached to a mail under a key of that mail alone: there is no secret to share, to leak or to change,
 * and a key that became known opens one form.
 */
export function sealForm(key: string, mail: string, manifest: FormManifest): FormSeal {
  const claims = {
    form: mail,
    round: manifest.round ?? '',
    department: manifest.department ?? '',
    receiptCode: manifest.receiptCode,
  };
  return { ...claims, mac: codeOf(key, claims, manifest) };
}

/** Whether a seal is the one this mail's form left with: ours, and saying what it said. */
export function isSealProved(
  { mac, ...claims }: FormSeal,
  { formKey, manifest }: Pick<MailRecord, 'formKey' | 'manifest'>,
): boolean {
  if (formKey === null || manifest === null) return false;
  const expected = Buffer.from(codeOf(formKey, claims, manifest), 'hex');
  const given = Buffer.from(mac, 'hex');
  return given.length === expected.length && timingSafeEqual(given, expected);
}
