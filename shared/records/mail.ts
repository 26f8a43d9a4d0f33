import * as z from 'zod';
import { Id } from '../plan/ids.ts';
import { FormManifest } from '../round/form.ts';
import { RoundId } from '../round/round.ts';

const Instant = z.iso.datetime();

/** Why a mail did not go, or what became of it; `mails` shows it. */
export const MailState = z.enum([
  'pending',
  /** Decided, and kept back by a pause (非常停止) until somebody resumes. */
  'paused',
  'claimed',
  'unknown',
  'sent',
  'delivered',
  'bounced',
  'dropped',
  'failed',
]);
export type MailState = z.infer<typeof MailState>;

/** One mail of ours: decided, rendered and stored before anything is sent (decision 13). */
export const MailRecord = z.object({
  /** Plan / round / department / step, or the received mail it answers: a repeat is the same mail. */
  id: z.string(),
  plan: Id,
  round: RoundId.nullable(),
  department: Id.nullable(),
  /** For an escalation, the departments that had not answered; none for any other mail. */
  waiting: z.array(Id).default([]),
  kind: z.enum([
    'request',
    'reminder',
    'overdue',
    'escalation',
    'notice',
    'handover',
    'digest',
    'secretariat-digest',
    'receipt',
    'approval',
    /** Sent to a member of the secretariat to try it out; it belongs to no round. */
    'test',
    'contact-check',
    /** Asks about one value that is under question (確認中). */
    'question',
  ]),
  step: z.string(),
  from: z.string(),
  to: z.array(z.string()).min(1),
  cc: z.array(z.string()),
  subject: z.string(),
  /** The text part as sent, against which a reply is aligned. */
  text: z.string(),
  manifest: FormManifest.nullable(),
  /** Hash of the reply key; the key itself is in the mail alone. */
  keyHash: z.string(),
  receiptCode: z.string().nullable(),
  /** The version of the department's answer it asks to approve: 承認 in a reply means that one and no other. */
  version: z.number().int().nullable().default(null),
  /** The key, in hexadecimal, under which the Excel form attached to it is sealed; null without one. */
  formKey: z.string().nullable().default(null),
  /** The rendered message in the object store. */
  objectKey: z.string(),
  sha256: z.string(),
  state: MailState,
  reason: z.string().nullable(),
  /** The rules version it was planned with; null for an answer. */
  rulesVersion: z.number().int().nullable(),
  scheduledAt: Instant.nullable(),
  /** From this instant on it no longer goes; null for a mail that goes however late. */
  expiresAt: Instant.nullable().default(null),
  createdAt: Instant,
  attempts: z.number().int(),
  leaseUntil: Instant.nullable(),
  unknownSince: Instant.nullable(),
  sentAt: Instant.nullable(),
  sesMessageId: z.string().nullable(),
});
export type MailRecord = z.infer<typeof MailRecord>;
