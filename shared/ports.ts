import type { OutboxEvent } from '../events/catalogue.ts';
import type { StepTarget } from '../events/step-fell-due.v1.ts';
import type { Instant } from './calendar/time.ts';
import type { Directory } from './plan/directory.ts';
import type { Plan } from './plan/plan.ts';
import type { RetentionSettings } from './plan/retention.ts';
import type { Succession } from './plan/succession.ts';
import type {
  ActualRecord,
  AuditEntry,
  ListKind,
  MilestoneRecord,
  PastStatusRecord,
  RecordKeys,
  RecordKind,
  RecordLists,
  RecordOf,
  ReleasedDecisionRecord,
  StatementRecord,
} from './records.ts';
import type { Book } from './report/book.ts';
import type { FormSeal } from './round/form-seal.ts';
import type { FormSheet } from './round/form-sheet.ts';
import type { FormOpening } from './round/form-workbook.ts';
import type { ScheduleRules } from './schedule/rules.ts';

/** A rendered message on its way out. */
export type OutgoingMail = {
  /** The mail's own id, which comes back with every event about it. The same mail always has the same id. */
  readonly mailId: string;
  /** The whole message as RFC 5322. */
  readonly raw: Uint8Array;
  /** The envelope sender, a bare address. */
  readonly from: string;
  /** The envelope recipients, To and Cc alike, as bare addresses. */
  readonly recipients: readonly string[];
};

/** What is known after one try to send. */
export type SendOutcome =
  /** It was accepted; delivery and bounce are told later, by events. */
  | { readonly outcome: 'sent'; readonly sesMessageId: string }
  /** It certainly did not leave. `retry` tells whether the same mail may be accepted later. */
  | { readonly outcome: 'refused'; readonly reason: string; readonly retry: boolean }
  /** It may have left or not: the answer was lost. Only an event, or a wait without one, can tell. */
  | { readonly outcome: 'unknown'; readonly reason: string };

/** Hands a message to the mail service, once: there is no second try inside. */
export type Mailer = {
  /** Settles every foreseen failure as an outcome. `reason` is a code and holds no address and no text. */
  send(mail: OutgoingMail): Promise<SendOutcome>;
};

/** Keeps documents too large for a table row: raw mails, rendered messages, reports. */
export type ObjectStore = {
  /** Stores `bytes` under `key`; with `ifAbsent`, leaves what is there already and says so. */
  put(
    key: string,
    bytes: Uint8Array,
    options?: { readonly ifAbsent?: boolean },
  ): Promise<'stored' | 'already-there'>;
  /** The bytes, or undefined when there is no such object. */
  get(key: string): Promise<Uint8Array | undefined>;
  /** The objects whose keys begin with `prefix` and come after `after`, in the order of their bytes: at most `max`. */
  list(
    prefix: string,
    page: { readonly after: string | null; readonly max: number },
  ): Promise<readonly ListedObject[]>;
};

/** An object as a list tells of it. */
export type ListedObject = {
  readonly key: string;
  /** When it was stored, by the object store's own clock. */
  readonly storedAt: Instant;
};

/** The one-time schedules of this system, in one group. */
export type Schedules = {
  /**
   * The names of those still to come. One that has fired is no longer there, so absence does not tell
   * whether it fired or never was. Throws past a hundred thousand schedules.
   */
  list(): Promise<readonly string[]>;
  /**
   * Makes a schedule that puts `input` on the queue at `at`, to the second. The name must be derived from
   * everything the schedule says, so that one already there under this name is the same schedule.
   */
  create(schedule: NewSchedule): Promise<'created' | 'already-there'>;
  /** Deleting is not cancelling: one that has just fired may already lie in the queue. */
  delete(name: string): Promise<'deleted' | 'not-there'>;
};

export type NewSchedule = {
  /** 1 to 64 characters out of `0-9a-zA-Z-_.`, unique in the group. */
  readonly name: string;
  readonly at: Instant;
  /** The body of the queue message. `<aws.scheduler.scheduled-time>` and the like are filled in. */
  readonly input: string;
  /** The function whose queue takes it. */
  readonly target: ScheduleTarget;
};

/** The functions a schedule may wake: those of the steps, and the one that puts activated rules into force. */
export type ScheduleTarget = StepTarget | 'plan-schedules';

/** A record with the revision it was read at; writing it back asks for that very revision. */
export interface Stored<K extends RecordKind> {
  readonly value: RecordOf<K>;
  readonly revision: number;
}

/** One record to write. `expected` null: it must not exist yet; a number: it must be at that revision; `any`: projections. */
export type Write = {
  [K in RecordKind]: { kind: K; value: RecordOf<K>; expected: number | null | 'any' };
}[RecordKind];

/** One decision: the new state, the audit entries and the events, stored together or not at all. */
export interface Commit {
  readonly writes: readonly Write[];
  readonly audit: readonly AuditEntry[];
  readonly events: readonly OutboxEvent[];
}

/** `conflict`: somebody else wrote one of the records first; nothing was stored. */
export type CommitOutcome = 'committed' | 'conflict';

/** The kinds of documents kept as immutable versions behind one pointer (decision 3). */
export interface Documents {
  plan: Plan;
  directory: Directory;
  rules: ScheduleRules;
  retention: RetentionSettings;
  /** Stored under the plan it leads to. */
  succession: Succession;
}
export type DocumentKind = keyof Documents;

export interface DocumentVersion<K extends DocumentKind> {
  readonly document: Documents[K];
  readonly version: number;
}

/** Who published a version of a document, when and why; by whom is unknown of what was stored before it was kept. */
export interface VersionNote {
  readonly version: number;
  readonly at: Instant;
  readonly by: string | null;
  readonly reason: string | null;
}

/** All that is kept of one initiative over the quarters. */
export interface InitiativeHistory {
  readonly actuals: readonly ActualRecord[];
  readonly milestones: readonly MilestoneRecord[];
  readonly statuses: readonly PastStatusRecord[];
  readonly statements: readonly StatementRecord[];
  /** Decisions of the headquarters that were released. */
  readonly decisions: readonly ReleasedDecisionRecord[];
}

/** Where everything is kept. What is read is checked against its schema; a record that does not fit throws. */
export interface Store {
  get<K extends RecordKind>(kind: K, key: RecordKeys[K]): Promise<Stored<K> | null>;
  list<K extends ListKind>(kind: K, where: RecordLists[K]): Promise<Stored<K>[]>;
  /** The histories of one initiative in one read. */
  loadHistory(plan: string, initiative: string): Promise<InitiativeHistory>;
  /** Refuses more than 90 writes, entries and events together: one decision is never that large. */
  commit(commit: Commit): Promise<CommitOutcome>;
  /** The version in force, or the one asked for; null where there is none. `id` tells plans apart. */
  loadDocument<K extends DocumentKind>(
    kind: K,
    id: string,
    version?: number,
  ): Promise<DocumentVersion<K> | null>;
  /** The ids under which documents of a kind have been published, in their order. */
  listDocuments(kind: DocumentKind): Promise<string[]>;
  /** The newest versions of a document, newest first: at most 500. */
  listVersions(kind: DocumentKind, id: string): Promise<VersionNote[]>;
  /**
   * Publishes the next version, unless another was published since `basedOn` (0 before the first). `writes` are
   * stored in the transaction that flips the pointer, or not at all.
   */
  publishDocument<K extends DocumentKind>(
    kind: K,
    id: string,
    document: Documents[K],
    basedOn: number,
    audit: AuditEntry,
    events: readonly OutboxEvent[],
    writes?: readonly Write[],
  ): Promise<CommitOutcome>;
  /** Deletes one version of an answer for good, once its years are over (decision 8); again, nothing happens. */
  removeSubmission(key: RecordKeys['submission']): Promise<void>;
  /** Deletes the trail of one Tokyo day for good, once its years are over; how many entries it had. */
  removeAudit(day: string): Promise<number>;
  /** The audit trail of one Tokyo day, oldest first. */
  listAudit(day: string): Promise<AuditEntry[]>;
}

/** A file that goes along with a message. */
export interface MessageAttachment {
  readonly name: string;
  readonly mediaType: string;
  readonly bytes: Uint8Array;
  /** The name by which the HTML shows it as a picture (`cid:`); left out for a file to be taken out. */
  readonly contentId?: string;
}

/** What a message is made of, before it is rendered as RFC 5322. */
export interface MessageParts {
  /** With the display name, as in `進捗照会 <shinchoku@in.iizuka.example>`. */
  readonly from: { readonly name: string; readonly address: string };
  readonly to: readonly string[];
  readonly cc: readonly string[];
  /** Carries the reply key (decision 9). */
  readonly replyTo: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string | null;
  readonly attachments: readonly MessageAttachment[];
  readonly date: Instant;
  readonly mailId: string;
  /** The Message-ID it answers, for receipts. */
  readonly inReplyTo: string | null;
  readonly autoSubmitted: 'auto-generated' | 'auto-replied';
}

/** Renders a message; the same parts give the same bytes. */
export type MessageComposer = (parts: MessageParts) => Promise<Uint8Array>;

/** Writes a form as an Excel workbook; the same sheet and seal give the same bytes. */
export type FormWriter = (sheet: FormSheet, seal: FormSeal) => Promise<Uint8Array>;

/** Opens a workbook that came with a mail. Never fails for bad bytes, and takes bounded memory and time. */
export type FormReader = (bytes: Uint8Array) => Promise<FormOpening>;

/** Paints a chart's SVG as an opaque PNG of twice its size. */
export type ChartPainter = (svg: string) => Promise<Uint8Array>;

/** Prints a document on A4 sheets as PDF, shrunk until it fits on `sheetsMax` if it can be; it fetches nothing. */
export type PaperPrinter = (html: string, sheetsMax: number) => Promise<PrintedPaper>;
export interface PrintedPaper {
  readonly pdf: Uint8Array;
  readonly sheets: number;
}

/** Writes tables as an Excel workbook; the same book gives the same bytes. */
export type BookWriter = (book: Book) => Promise<Uint8Array>;

/** All that makes documents of what is given to it. */
export interface Press {
  readonly paintChart: ChartPainter;
  readonly printPaper: PaperPrinter;
  readonly writeBook: BookWriter;
}

/** Where chance comes from: reply keys, receipt codes and the keys of forms, nothing else. */
export type RandomBytes = (count: number) => Uint8Array;

/** What it takes to turn a decided mail into a stored message with a key of its own. */
export interface MailWorkshop {
  /** The city the mails and their events belong to. */
  readonly city: string;
  readonly objects: ObjectStore;
  readonly compose: MessageComposer;
  readonly random: RandomBytes;
  readonly settings: {
    /** The sub-domain that receives replies, as in `in.iizuka.example`. */
    readonly replyDomain: string;
    /** The fixed sender (decision 9). */
    readonly fromAddress: string;
    /** Where browsers find the pages, without a slash at the end; null leaves the link to them out of the mails. */
    readonly webOrigin: string | null;
  };
}
