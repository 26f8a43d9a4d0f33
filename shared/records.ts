import * as z from 'zod';
import { QuarterId } from './calendar/fiscal.ts';
import { Id } from './plan/ids.ts';
import { AddressHistory } from './plan/undeliverable.ts';
import { InitiativeStatus } from './progress/initiative-status.ts';
import { FormManifest } from './round/form.ts';
import { Round, RoundId, UpdateRequest } from './round/round.ts';
import { FieldValue, Submission } from './round/submission.ts';

const Instant = z.iso.datetime();

/** Why a mail did not go, or what became of it; `mails` shows it. */
export const MailState = z.enum([
  'pending',
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
  /** Round / department / step, or the received mail it answers: a repeat is the same mail. */
  id: z.string(),
  plan: Id,
  round: RoundId.nullable(),
  department: Id.nullable(),
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

/** What became of a mail that arrived. Every one ends in exactly one of these (invariant: no lost reply). */
export const ReceivedState = z.enum([
  'received',
  'applied',
  'held',
  'quarantined',
  'automatic',
  'duplicate',
  'bounce',
  'failed',
]);
export type ReceivedState = z.infer<typeof ReceivedState>;

const Verdict = z.enum(['PASS', 'FAIL', 'GRAY', 'PROCESSING_FAILED']);

/** What the mail service said of a mail when it took it in, kept so that the mail can be read again at any time. */
export const Arrival = z.object({
  /** Hashes of the reply keys among the envelope's recipients: the keys themselves are kept nowhere (decision 9). */
  keyHashes: z.array(z.string()),
  /** The empty string is a bounce; null is not known. */
  envelopeSender: z.string().nullable(),
  verdicts: z.object({ spf: Verdict, dkim: Verdict, dmarc: Verdict, spam: Verdict, virus: Verdict }),
});
export type Arrival = z.infer<typeof Arrival>;

export const ReceivedMail = z.object({
  /** SES's message id. */
  id: z.string(),
  objectKey: z.string(),
  receivedAt: Instant,
  state: ReceivedState,
  /** Reason code; its sentence is looked up where it is shown. */
  reason: z.string().nullable(),
  from: z.string().nullable(),
  subject: z.string().nullable(),
  messageId: z.string().nullable(),
  /** The mail of ours that it answers. */
  mail: z.string().nullable(),
  round: RoundId.nullable(),
  department: Id.nullable(),
  /** Lines that carry an answer and were not stored: what the secretariat is to look at. */
  toConfirm: z.array(z.string()).default([]),
  /** Null for a mail noted before this was kept. */
  arrival: Arrival.nullable().default(null),
  /** Set once a person has sent it back to be read again: for which time, when, and how it had ended before. */
  again: z
    .object({
      reading: z.number().int().min(2),
      at: Instant,
      state: ReceivedState,
      reason: z.string().nullable(),
    })
    .nullable()
    .default(null),
});
export type ReceivedMail = z.infer<typeof ReceivedMail>;

/** One step of a request's life, from which the planner knows what stood at any instant. */
export const RequestEvent = z.discriminatedUnion('what', [
  z.object({ what: z.literal('answered'), at: Instant, outstanding: z.array(Id) }),
  z.object({
    what: z.literal('awaiting-approval'),
    at: Instant,
    version: z.number().int().min(1),
    outstanding: z.array(Id),
  }),
  z.object({ what: z.literal('returned'), at: Instant, version: z.number().int().min(1) }),
  z.object({ what: z.literal('extended'), at: Instant, until: z.iso.date() }),
  z.object({ what: z.literal('held'), at: Instant }),
  z.object({ what: z.literal('settled'), at: Instant }),
]);
export type RequestEvent = z.infer<typeof RequestEvent>;

export const RequestRecord = UpdateRequest.extend({ plan: Id, events: z.array(RequestEvent) });
export type RequestRecord = z.infer<typeof RequestRecord>;

export const SubmissionRecord = Submission.extend({ plan: Id });
export type SubmissionRecord = z.infer<typeof SubmissionRecord>;

/** An initiative as judged for a round. */
export const StatusRecord = z.object({
  plan: Id,
  round: RoundId,
  initiative: Id,
  judgedAt: Instant,
  status: InitiativeStatus,
});
export type StatusRecord = z.infer<typeof StatusRecord>;

/** A KPI's value by quarter and reporting unit: the projection from which histories are read. */
export const ActualRecord = z.object({
  plan: Id,
  initiative: Id,
  kpi: Id,
  quarter: QuarterId,
  /** A final value stands beside the provisional one and goes before it. */
  stage: z.enum(['regular', 'final', 'handover']),
  department: Id,
  value: z.number().nullable(),
  confidence: z.enum(['high', 'low']),
  illustrative: z.boolean().default(false),
});
export type ActualRecord = z.infer<typeof ActualRecord>;

/** What a department last said of a milestone, and since when it is done. */
export const MilestoneRecord = z.object({
  plan: Id,
  initiative: Id,
  milestone: Id,
  department: Id,
  state: FieldValue,
  reportedFor: QuarterId,
  doneIn: QuarterId.nullable(),
});
export type MilestoneRecord = z.infer<typeof MilestoneRecord>;

/** What later quarters need of an earlier status, kept with the initiative's other histories. */
export const PastStatusRecord = z.object({
  plan: Id,
  initiative: Id,
  quarter: QuarterId,
  status: InitiativeStatus.pick({ quarter: true, status: true, tags: true }),
});
export type PastStatusRecord = z.infer<typeof PastStatusRecord>;

/** A digest as drafted: immutable figures, so that any past digest can be shown again as of its date. */
export const DigestRecord = z.object({
  plan: Id,
  round: RoundId,
  version: z.number().int().min(1),
  madeAt: Instant,
  state: z.enum(['draft', 'released', 'sent']),
  releasedBy: z.string().nullable(),
  releasedAt: Instant.nullable(),
  /** The page's view model, as JSON. */
  page: z.string(),
  subject: z.string(),
});
export type DigestRecord = z.infer<typeof DigestRecord>;

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
});
export type AuditEntry = z.infer<typeof AuditEntry>;

/** Somebody's session in the console, found by the hash of what the cookie holds (decision 28). */
const SessionRecord = z.object({
  idHash: z.string(),
  /** The issuer's own id of the person. */
  subject: z.string(),
  name: z.string(),
  email: z.string().nullable(),
  roles: z.array(z.string()),
  /** What every form of the session carries. */
  csrf: z.string(),
  openedAt: Instant,
  usedAt: Instant,
  endsAt: Instant,
});

/** A sign-in that has left for the issuer and not come back yet. */
const SignInRecord = z.object({
  idHash: z.string(),
  state: z.string(),
  nonce: z.string(),
  verifier: z.string(),
  returnTo: z.string(),
  endsAt: Instant,
  isUsed: z.boolean(),
});

/** Every kind of record the store holds, with its schema: what is read is checked against it. */
export const RECORDS = {
  round: Round,
  request: RequestRecord,
  submission: SubmissionRecord,
  mail: MailRecord,
  replyKey: z.object({ keyHash: z.string(), mail: z.string() }),
  receiptCode: z.object({ code: z.string(), mail: z.string() }),
  sesMessage: z.object({ sesMessageId: z.string(), mail: z.string() }),
  address: AddressHistory,
  received: ReceivedMail,
  fingerprint: z.object({ fingerprint: z.string(), received: z.string() }),
  /** How many answers were given on a day (Tokyo) about one thing; the limits are counted on it. */
  answerTally: z.object({ day: z.iso.date(), about: z.string(), count: z.number().int().min(1) }),
  status: StatusRecord,
  actual: ActualRecord,
  milestone: MilestoneRecord,
  pastStatus: PastStatusRecord,
  digest: DigestRecord,
  session: SessionRecord,
  signIn: SignInRecord,
} as const;

export type RecordKind = keyof typeof RECORDS;
export type RecordOf<K extends RecordKind> = z.infer<(typeof RECORDS)[K]>;

/** What identifies a record of each kind. */
export interface RecordKeys {
  round: { plan: string; id: string };
  request: { plan: string; round: string; department: string };
  submission: { plan: string; round: string; department: string; version: number };
  mail: { id: string };
  replyKey: { keyHash: string };
  receiptCode: { code: string };
  sesMessage: { sesMessageId: string };
  address: { address: string };
  received: { id: string };
  fingerprint: { fingerprint: string };
  answerTally: { day: string; about: string };
  status: { plan: string; round: string; initiative: string };
  actual: {
    plan: string;
    initiative: string;
    kpi: string;
    quarter: string;
    stage: string;
    department: string;
  };
  milestone: { plan: string; initiative: string; milestone: string; department: string };
  pastStatus: { plan: string; initiative: string; quarter: string };
  digest: { plan: string; round: string; version: number };
  session: { idHash: string };
  signIn: { idHash: string };
}

/** The lists the store can give, each one query: what has no access pattern here cannot be asked for. */
export interface RecordLists {
  round: { plan: string };
  request: { plan: string; round: string };
  submission: { plan: string; round: string; department?: string };
  status: { plan: string; round: string };
  actual: { plan: string; initiative: string };
  milestone: { plan: string; initiative: string };
  digest: { plan: string; round: string };
  /** Every address that takes, or once took, no mail. */
  address: Record<never, never>;
  mail: { state: MailState; round?: string };
  received: { state: ReceivedState };
}
export type ListKind = keyof RecordLists;
