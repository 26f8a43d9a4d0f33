import * as z from 'zod';

const Instant = z.iso.datetime();

/** Who did what to which thing; written in the transaction of the thing itself. */
export const AuditEntry = z.object({
  at: Instant,
  /** What caused it: an event id, a received mail, a command. With `what` it makes the entry's identity. */
  cause: z.string(),
  actor: z.string(),
  what: z.string(),
  subject: z.string(),
  before: z.string().nullable(),
  after: z.string().nullable(),
  /** Why, in the words of whoever did it, where a reason was asked for. */
  reason: z.string().optional(),
});
export type AuditEntry = z.infer<typeof AuditEntry>;
