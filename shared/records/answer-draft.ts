import * as z from 'zod';

const Instant = z.iso.datetime();

/** So many characters one line of a draft holds; a page of text is more than any line asks for. */
export const DRAFT_TEXT_MAX = 2000;

/**
 * What was typed on the department's page and not sent yet (一時保存). One for each mail, shared by all whom the mail
 * reached; nothing but the page reads it.
 */
export const AnswerDraft = z.object({
  mail: z.string(),
  /** What was typed, by the anchor of its line. */
  answers: z.record(z.string(), z.string().max(DRAFT_TEXT_MAX)),
  savedAt: Instant,
  /** When the page closes; nothing shows the draft from then on. */
  expiresAt: Instant,
});
export type AnswerDraft = z.infer<typeof AnswerDraft>;
