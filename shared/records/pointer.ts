import * as z from 'zod';

/** Where a reply key leads. The key itself is in the mail alone. */
export const ReplyKey = z.object({ keyHash: z.string(), mail: z.string() });
export type ReplyKey = z.infer<typeof ReplyKey>;

/** Where the secret of a link to the department's page leads. The secret itself is in the mail alone. */
export const AnswerKey = z.object({ keyHash: z.string(), mail: z.string() });
export type AnswerKey = z.infer<typeof AnswerKey>;

/** Where a receipt code leads. */
export const ReceiptCode = z.object({ code: z.string(), mail: z.string() });
export type ReceiptCode = z.infer<typeof ReceiptCode>;

/** Where a Message-ID of SES leads. */
export const SesMessage = z.object({ sesMessageId: z.string(), mail: z.string() });
export type SesMessage = z.infer<typeof SesMessage>;

/** Which received mail was the first of its kind. */
export const Fingerprint = z.object({ fingerprint: z.string(), received: z.string() });
export type Fingerprint = z.infer<typeof Fingerprint>;

/** How many answers were given on a day (Tokyo) about one thing; the limits are counted on it. */
export const AnswerTally = z.object({ day: z.iso.date(), about: z.string(), count: z.number().int().min(1) });
export type AnswerTally = z.infer<typeof AnswerTally>;
