import type { Instant, PlainDate } from '../calendar/time.ts';
import type { DecisionCase } from '../decision/case.ts';
import type { ContactRole, Directory } from '../plan/directory.ts';
import type { Id } from '../plan/ids.ts';
import type { Plan } from '../plan/plan.ts';
import type { InitiativeStatus } from '../progress/initiative-status.ts';
import type { Status } from '../progress/judgement.ts';
import type { OverdueDepartment } from '../progress/summarise.ts';
import type { RoundId, UpdateRequest } from '../round/round.ts';
import type { ComingEscalation } from '../schedule/escalations.ts';
import type { LateMail, LateStep } from './late-findings.ts';
import type { UpcomingMail } from './upcoming-mails.ts';

/** A reply that was stored since the last digest: how many of the department's initiatives it has answered by now. */
export interface Arrival {
  readonly department: Id;
  readonly answered: number;
  readonly asked: number;
}

/** A reply that waits for the secretariat (確認待ち). */
interface HeldReply {
  /** Null where the sender could not be told. */
  readonly department: Id | null;
  readonly receivedAt: Instant;
  /** Why it was held, in a sentence. */
  readonly reason: string;
}

export interface StatusChange {
  readonly initiative: Id;
  readonly from: Status | null;
  readonly judgement: Pick<InitiativeStatus, 'status' | 'rule' | 'reason'>;
}

/** A mail that did not simply leave: returned, refused, of unknown fate, or withheld at the last look. */
export interface SendProblem {
  readonly kind: 'undelivered' | 'failed' | 'unknown' | 'withheld';
  readonly department: Id | null;
  /** What it was, as in `再送`. */
  readonly mail: string;
  readonly reason: string;
}

/** A contact in use from whose address mail came back, so that nothing goes there until somebody acts. */
export interface UndeliverableContact {
  readonly department: Id | null;
  readonly role: ContactRole;
  /** The post as written on mail, where the directory says it. */
  readonly title: string | null;
  readonly address: string;
  readonly since: Instant;
  /** Why nothing is sent there, in a sentence. */
  readonly reason: string;
}

/** An answer that waits for its approval (決裁). */
export interface WaitingApproval {
  readonly department: Id;
  readonly since: Instant;
  /** Whole days it has waited. */
  readonly days: number;
  /** Whether anybody who approves can be reached. */
  readonly isAsked: boolean;
}

/** A draft for the headquarters that waits for its release. */
interface WaitingDraft {
  readonly round: RoundId;
  readonly madeOn: PlainDate;
  /** What could not be printed to go along with it. */
  readonly missing: readonly string[];
}

/** A case before the headquarters, as long as not all of it is done. */
export type WaitingCase = Pick<
  DecisionCase,
  'initiative' | 'causes' | 'openedAt' | 'decider' | 'dueOn' | 'state'
>;

/** All that the secretariat's own digest is made from, for one round and day. */
export interface SecretariatInput {
  readonly plan: Plan;
  readonly directory: Directory;
  readonly round: RoundId;
  readonly date: PlainDate;
  /** When the last digest was made; null for the first. */
  readonly since: Instant | null;
  readonly requests: readonly (Pick<UpdateRequest, 'department' | 'state'> & {
    /** Reminders sent so far. */
    readonly reminders: number;
    /** Whether its last mail came back. */
    readonly undelivered: boolean;
  })[];
  /** Departments whose own due instant has passed, the longest overdue first. */
  readonly overdue: readonly OverdueDepartment[];
  readonly approvals: readonly WaitingApproval[];
  readonly arrivals: readonly Arrival[];
  readonly held: readonly HeldReply[];
  readonly undeliverable: readonly UndeliverableContact[];
  /** Departments none of whose contacts a mail reaches, registered or not. */
  readonly unreached: readonly Id[];
  /** What the sweep found since the last digest. */
  readonly lateSteps: readonly LateStep[];
  readonly lateMails: readonly LateMail[];
  readonly changes: readonly StatusChange[];
  /** Entries to look at of which nothing has been noted yet, and what to call each. */
  readonly checks: readonly { readonly kind: string; readonly text: string }[];
  readonly sent: number;
  readonly problems: readonly SendProblem[];
  /** The planner's mails until the end of the next business day. */
  readonly upcoming: readonly UpcomingMail[];
  /** What of it reaches a chief or a head, those kept back among them. */
  readonly escalations: readonly ComingEscalation[];
  /** Where the console is, without a slash at the end; null where there is none to lead to. */
  readonly webOrigin: string | null;
  readonly drafts: readonly WaitingDraft[];
  /** 見直し判断 that are not released yet, decided ones among them. */
  readonly cases: readonly WaitingCase[];
}
