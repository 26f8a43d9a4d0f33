import { randomUUID } from 'node:crypto';
import type { Session } from '../sign-in/sessions.ts';
import type { ConsoleWorld } from './world.ts';

/** Who does something in the console, when and by which act, as every change of a document notes it. */
export function actOf({ cityId, clock }: ConsoleWorld, { name, email }: Session) {
  return { city: cityId, by: email ?? name, at: clock(), cause: `console/${randomUUID()}` };
}

/** Why somebody changes a plan or the contacts; it stands in the list of versions. */
export const REASON_MAX_CHARS = 200;

/** The reason a form gives, or null where it gives none that can be kept. */
export function readReason(text: unknown): string | null {
  const reason = typeof text === 'string' ? text.trim() : '';
  return reason === '' || reason.length > REASON_MAX_CHARS ? null : reason;
}

export const REASON_NEEDED = `改定の理由を、${REASON_MAX_CHARS}字までで書いてください。`;
