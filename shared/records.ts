import type * as z from 'zod';
import type { ContactCheck, ContactCheckRun } from './plan/contact-check.ts';
import type { AddressHistory } from './plan/undeliverable.ts';
import type { ActivationRecord, RulesDraft } from './records/activation.ts';
import type { AnswerDraft } from './records/answer-draft.ts';
import type { CalendarFeedRecord } from './records/calendar-feed.ts';
import type { DecisionCaseRecord, ReleasedDecisionRecord } from './records/decision-case.ts';
import type { DigestRecord } from './records/digest.ts';
import type { EntryCheckRecord } from './records/entry-check.ts';
import type { ActualRecord, MilestoneRecord, PastStatusRecord, StatementRecord } from './records/history.ts';
import type { MailRecord, MailState } from './records/mail.ts';
import type { OpinionRecord } from './records/opinion.ts';
import type { PaperKind, PapersRecord, StoredPaper } from './records/papers.ts';
import type { PauseRecord } from './records/pause.ts';
import type {
  AnswerKey,
  AnswerTally,
  Fingerprint,
  ReceiptCode,
  ReplyKey,
  SesMessage,
} from './records/pointer.ts';
import type { Arrival, HeldDecision, ReceivedMail, ReceivedState } from './records/received.ts';
import type { RequestEvent, RequestRecord } from './records/request.ts';
import type { RetentionRun } from './records/retention-run.ts';
import type { SessionRecord, SignInRecord } from './records/session.ts';
import type { RoleUse, SetupTick } from './records/setup.ts';
import type { StatusRecord } from './records/status.ts';
import type { SubmissionRecord } from './records/submission.ts';
import type { Finding, OccurrenceRecord, SweepRecord } from './records/sweep.ts';
import type { Round } from './round/round.ts';

export type { AuditEntry } from './records/audit.ts';
export type {
  ActivationRecord,
  ActualRecord,
  Arrival,
  DecisionCaseRecord,
  DigestRecord,
  EntryCheckRecord,
  Finding,
  HeldDecision,
  MailRecord,
  MailState,
  MilestoneRecord,
  OpinionRecord,
  PaperKind,
  PapersRecord,
  PastStatusRecord,
  ReceivedMail,
  ReceivedState,
  ReleasedDecisionRecord,
  RequestEvent,
  RequestRecord,
  RulesDraft,
  StatementRecord,
  StatusRecord,
  StoredPaper,
  SubmissionRecord,
  SweepRecord,
};

/** Every kind of record the store holds. */
export interface Records {
  round: Round;
  request: RequestRecord;
  submission: SubmissionRecord;
  mail: MailRecord;
  replyKey: ReplyKey;
  answerKey: AnswerKey;
  answerDraft: AnswerDraft;
  receiptCode: ReceiptCode;
  sesMessage: SesMessage;
  address: AddressHistory;
  received: ReceivedMail;
  fingerprint: Fingerprint;
  answerTally: AnswerTally;
  status: StatusRecord;
  actual: ActualRecord;
  milestone: MilestoneRecord;
  pastStatus: PastStatusRecord;
  statement: StatementRecord;
  decisionCase: DecisionCaseRecord;
  releasedDecision: ReleasedDecisionRecord;
  digest: DigestRecord;
  entryCheck: EntryCheckRecord;
  opinion: OpinionRecord;
  /** Every version an opinion ever had; the newest is the same as the opinion itself. */
  opinionVersion: OpinionRecord;
  papers: PapersRecord;
  pause: PauseRecord;
  calendarFeed: CalendarFeedRecord;
  activation: ActivationRecord;
  rulesDraft: RulesDraft;
  session: SessionRecord;
  signIn: SignInRecord;
  occurrence: OccurrenceRecord;
  finding: Finding;
  retentionRun: RetentionRun;
  sweep: SweepRecord;
  contactCheckRun: ContactCheckRun;
  contactCheck: ContactCheck;
  roleUse: RoleUse;
  setupTick: SetupTick;
}
export type RecordKind = keyof Records;
export type RecordOf<K extends RecordKind> = Records[K];

const SCHEMAS: { [K in RecordKind]: () => Promise<z.ZodType<Records[K]>> } = {
  round: async () => (await import('./round/round.ts')).Round,
  request: async () => (await import('./records/request.ts')).RequestRecord,
  submission: async () => (await import('./records/submission.ts')).SubmissionRecord,
  mail: async () => (await import('./records/mail.ts')).MailRecord,
  replyKey: async () => (await import('./records/pointer.ts')).ReplyKey,
  answerKey: async () => (await import('./records/pointer.ts')).AnswerKey,
  answerDraft: async () => (await import('./records/answer-draft.ts')).AnswerDraft,
  receiptCode: async () => (await import('./records/pointer.ts')).ReceiptCode,
  sesMessage: async () => (await import('./records/pointer.ts')).SesMessage,
  address: async () => (await import('./plan/undeliverable.ts')).AddressHistory,
  received: async () => (await import('./records/received.ts')).ReceivedMail,
  fingerprint: async () => (await import('./records/pointer.ts')).Fingerprint,
  answerTally: async () => (await import('./records/pointer.ts')).AnswerTally,
  status: async () => (await import('./records/status.ts')).StatusRecord,
  actual: async () => (await import('./records/history.ts')).ActualRecord,
  milestone: async () => (await import('./records/history.ts')).MilestoneRecord,
  pastStatus: async () => (await import('./records/history.ts')).PastStatusRecord,
  statement: async () => (await import('./records/history.ts')).StatementRecord,
  decisionCase: async () => (await import('./records/decision-case.ts')).DecisionCaseRecord,
  releasedDecision: async () => (await import('./records/decision-case.ts')).ReleasedDecisionRecord,
  entryCheck: async () => (await import('./records/entry-check.ts')).EntryCheckRecord,
  digest: async () => (await import('./records/digest.ts')).DigestRecord,
  opinion: async () => (await import('./records/opinion.ts')).OpinionRecord,
  opinionVersion: async () => (await import('./records/opinion.ts')).OpinionRecord,
  papers: async () => (await import('./records/papers.ts')).PapersRecord,
  pause: async () => (await import('./records/pause.ts')).PauseRecord,
  calendarFeed: async () => (await import('./records/calendar-feed.ts')).CalendarFeedRecord,
  activation: async () => (await import('./records/activation.ts')).ActivationRecord,
  rulesDraft: async () => (await import('./records/activation.ts')).RulesDraft,
  session: async () => (await import('./records/session.ts')).SessionRecord,
  signIn: async () => (await import('./records/session.ts')).SignInRecord,
  occurrence: async () => (await import('./records/sweep.ts')).OccurrenceRecord,
  finding: async () => (await import('./records/sweep.ts')).Finding,
  retentionRun: async () => (await import('./records/retention-run.ts')).RetentionRun,
  sweep: async () => (await import('./records/sweep.ts')).SweepRecord,
  contactCheckRun: async () => (await import('./plan/contact-check.ts')).ContactCheckRun,
  contactCheck: async () => (await import('./plan/contact-check.ts')).ContactCheck,
  roleUse: async () => (await import('./records/setup.ts')).RoleUse,
  setupTick: async () => (await import('./records/setup.ts')).SetupTick,
};

/**
 * The schema against which what is read of a kind is checked. It is loaded on first use: a function reads few kinds,
 * and building the schemas of all would take a sixth of its cold start.
 */
export function recordSchema<K extends RecordKind>(kind: K): Promise<z.ZodType<Records[K]>> {
  return SCHEMAS[kind]();
}

/** What identifies a record of each kind. */
export interface RecordKeys {
  round: { plan: string; id: string };
  request: { plan: string; round: string; department: string };
  submission: { plan: string; round: string; department: string; version: number };
  mail: { id: string };
  replyKey: { keyHash: string };
  answerKey: { keyHash: string };
  answerDraft: { mail: string };
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
  statement: { plan: string; initiative: string; round: string; department: string };
  decisionCase: { plan: string; initiative: string; id: string };
  releasedDecision: { plan: string; initiative: string; id: string };
  digest: { plan: string; round: string; version: number };
  entryCheck: { plan: string; round: string; id: string };
  opinion: { plan: string; id: string };
  opinionVersion: { plan: string; id: string; version: number };
  papers: { plan: string; round: string; version: number };
  pause: { plan: string };
  calendarFeed: { plan: string };
  activation: { plan: string };
  rulesDraft: { plan: string; person: string };
  session: { idHash: string };
  signIn: { idHash: string };
  occurrence: { plan: string; round: string; step: string; scheduledAt: string };
  finding: { plan: string; dueAt: string; what: string; subject: string };
  /** The city's one. */
  retentionRun: Record<never, never>;
  sweep: { plan: string };
  contactCheckRun: { plan: string; run: number };
  contactCheck: { plan: string; run: number; address: string };
  roleUse: { role: string };
  setupTick: { plan: string; item: string };
}

/** Whose mails are meant: a plan's, or those of one of its rounds; `-` for those of none. */
export interface MailsOf {
  readonly plan: string;
  readonly round?: string;
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
  /** Of one initiative, or of the whole plan. */
  decisionCase: { plan: string; initiative?: string };
  entryCheck: { plan: string; round: string };
  opinion: { plan: string };
  opinionVersion: { plan: string; id: string };
  /** Every address that takes, or once took, no mail. */
  address: Record<never, never>;
  contactCheckRun: { plan: string };
  /** Of one run, or of all. */
  contactCheck: { plan: string; run?: number };
  roleUse: Record<never, never>;
  setupTick: { plan: string };
  occurrence: { plan: string; round: string };
  /** By the month in which it should have happened, as in `2026-07`, in UTC. */
  finding: { plan: string; month: string };
  /** Of every plan, of one, or of one round of it. */
  mail: { state: MailState; of?: MailsOf };
  received: { state: ReceivedState };
}
export type ListKind = keyof RecordLists;
