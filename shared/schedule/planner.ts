import { shortDate } from '../calendar/japanese-date.ts';
import { atTokyo, type Instant, type PlainDate, Temporal, tokyoDate } from '../calendar/time.ts';
import type { Id } from '../plan/ids.ts';
import { parseRoundId, type RoundId } from '../round/round.ts';
import type { AskedDepartment } from './asked-departments.ts';
import { type Occurrence, planOccurrences } from './occurrences.ts';
import {
  approvalRecipients,
  chiefCopies,
  departmentRecipients,
  headRecipients,
  secretariatRecipients,
} from './recipients.ts';
import { layOutRound, type RoundInPlan } from './round-in-plan.ts';
import { overrideOf } from './sending-days.ts';
import { type AbsenceReason, type MailKind, whyAbsent, whyApprovalAsked, whySent } from './why.ts';
import { type RequestAsOf, requestAsOf, type World } from './world.ts';

export type { MailKind };

/** One mail to come: to whom, when, about what, and why, before anything is rendered. */
export interface PlannedMail {
  readonly at: Instant;
  readonly to: readonly string[];
  readonly cc: readonly string[];
  readonly kind: MailKind;
  readonly step: string;
  readonly round: RoundId;
  /** The department written to (for an escalation the one whose head is), null for the secretariat. */
  readonly department: Id | null;
  readonly initiatives: readonly Id[];
  /** For an escalation, the departments that have not answered. */
  readonly waiting: readonly Id[];
  /** The version of the answer that the chief is asked to approve, where that is what is waited for. */
  readonly approvalOf: number | null;
  /** A Japanese sentence: why this mail goes to this department at this moment. */
  readonly why: string;
}

/** A department that gets no mail at a step, and why not. */
export interface Absence {
  readonly at: Instant;
  readonly step: string;
  readonly round: RoundId;
  readonly department: Id;
  readonly reason: AbsenceReason;
  readonly why: string;
}

type Decision =
  | { readonly send: true; readonly mail: PlannedMail }
  | {
      readonly send: false;
      readonly department: Id;
      readonly occurrence: Occurrence;
      readonly reason: AbsenceReason;
      readonly known: RequestAsOf;
    };

/**
 * Every mail the rhythm sends with `from` <= at <= `to`, in order of time.
 *
 * The one planner: the preview, the schedules and the sender all call it, so that what was previewed is what goes.
 * Past instants are planned from the history as it stood then, future ones from the history so far. A department
 * gets at most one mail a day.
 */
export function planMails(world: World, from: Instant, to: Instant): PlannedMail[] {
  const isInSpan = ({ at }: PlannedMail) =>
    Temporal.Instant.compare(from, at) <= 0 && Temporal.Instant.compare(at, to) <= 0;
  return decideDays(world, from, to).flatMap((decision) =>
    decision.send && isInSpan(decision.mail) ? [decision.mail] : [],
  );
}

/** Why each department is not written to at the steps of that span; the other half of {@link planMails}. */
export function planAbsences(world: World, from: Instant, to: Instant): Absence[] {
  return decideDays(world, from, to).flatMap((decision) => {
    if (decision.send) return [];
    const { at, step, round } = decision.occurrence;
    if (Temporal.Instant.compare(at, from) < 0 || Temporal.Instant.compare(to, at) < 0) return [];
    const { department, reason } = decision;
    return [{ at, step, round, department, reason, why: whyAbsent(world, decision) }];
  });
}

/** Why a department gets the mails it gets on a day, or none: sentences for the secretariat. */
export function explainDay(world: World, department: Id, date: PlainDate): string[] {
  const from = atTokyo(date, '00:00');
  const to = atTokyo(date, '23:59');
  const closed = world.calendar.closedReason(date);
  if (closed) return [`${shortDate(date)}は閉庁日（${closed}）のため、送りません。`];
  const sentences = [
    ...planMails(world, from, to).filter((mail) => mail.department === department),
    ...planAbsences(world, from, to).filter((absence) => absence.department === department),
  ].map(({ why }) => why);
  return sentences.length > 0 ? sentences : [`${shortDate(date)}に予定された送信はありません。`];
}

/** Whole days are decided together, because a department gets at most one mail a day. */
function decideDays(world: World, from: Instant, to: Instant): Decision[] {
  const dayStart = atTokyo(tokyoDate(from), '00:00');
  const dayEnd = atTokyo(tokyoDate(to), '23:59');
  const rounds = new Map<RoundId, RoundInPlan>();
  const written = new Set<string>();
  return planOccurrences(world, dayStart, dayEnd)
    .sort((a, b) => Temporal.Instant.compare(a.at, b.at) || precedence(a) - precedence(b))
    .flatMap((occurrence) => {
      const round = rounds.get(occurrence.round) ?? layOutRound(world, occurrence.round);
      rounds.set(occurrence.round, round);
      return decideOccurrence(world, occurrence, round);
    })
    .map((decision) => {
      if (!decision.send || decision.mail.department === null) return decision;
      const key = `${tokyoDate(decision.mail.at)}/${decision.mail.department}`;
      if (!written.has(key)) {
        written.add(key);
        return decision;
      }
      const { round, step, at } = decision.mail;
      const occurrence: Occurrence = { round, step, at, action: { does: 'open', copyChief: false } };
      return {
        send: false,
        department: decision.mail.department,
        occurrence,
        reason: 'another-mail-that-day',
        known: requestAsOf([], at),
      };
    });
}

/** On a day with several steps the request goes first, then what is most overdue, then inquiries by their number. */
function precedence({ action, round }: Occurrence): number {
  // An inquiry gives way: a round already open keeps rules that may not know of it, and would write all the same.
  if (parseRoundId(round).stage === 'inquiry') return 50;
  if (action.does === 'open') return -100;
  return action.does === 'remind' ? -action.ladder.days : 100;
}

function decideOccurrence(world: World, occurrence: Occurrence, round: RoundInPlan): Decision[] {
  const { action } = occurrence;
  switch (action.does) {
    case 'open':
      return round.departments.map((asked) => decideRequest(world, occurrence, round, asked));
    case 'remind':
      return action.ladder.kind === 'escalation'
        ? decideEscalations(world, occurrence, round)
        : round.departments.map((asked) => decideReminder(world, occurrence, round, asked));
    case 'freeze':
      return [];
    case 'draft-digest':
      return toSecretariat(world, occurrence, 'digest');
    case 'secretariat-digest':
      return toSecretariat(world, occurrence, 'secretariat-digest');
    case 'remind-release': {
      const released = world.released.get(occurrence.round);
      const isReleased = released !== undefined && Temporal.Instant.compare(released, occurrence.at) < 0;
      return isReleased ? [] : toSecretariat(world, occurrence, 'notice');
    }
  }
}

function decideRequest(
  world: World,
  occurrence: Occurrence,
  inPlan: RoundInPlan,
  { department, initiatives }: AskedDepartment,
): Decision {
  const { at, round, step, action } = occurrence;
  if (!isMailed(world, department.id)) return unreached(occurrence, department.id, 'not-mailed');
  const recipients = departmentRecipients(world, department.id, at);
  if (!recipients.reached) return unreached(occurrence, department.id, recipients.reason);
  const isCopied = action.does === 'open' && action.copyChief && copiesChief(world, department.id);
  const kind = round.endsWith('H') ? 'handover' : 'request';
  const mail = {
    at,
    to: recipients.to,
    cc: isCopied ? chiefCopies(world, department.id, at, recipients.to) : [],
    kind,
    step,
    round,
    department: department.id,
    initiatives: initiatives.map(({ id }) => id),
    waiting: [],
    approvalOf: null,
  } as const;
  const why = whySent(
    occurrence,
    kind,
    initiatives.length,
    inPlan.seen(inPlan.dueOnOf(department.id), at),
    recipients.detour,
  );
  return { send: true, mail: { ...mail, why } };
}

/** Nobody can be written to, which has nothing to do with what the department did. */
function unreached(
  occurrence: Occurrence,
  department: Id,
  reason: 'no-address' | 'undeliverable' | 'no-approver' | 'not-mailed',
): Decision {
  return { send: false, department, occurrence, reason, known: requestAsOf([], occurrence.at) };
}

/**
 * Whether a department is still owed a reminder at this step, and with which initiatives: none where all that counts
 * is complete and only a correction of it waits for its approval.
 */
function outstandingAt(
  world: World,
  round: RoundInPlan,
  occurrence: Occurrence,
  { department, initiatives }: AskedDepartment,
):
  | { waits: true; initiatives: Id[]; known: RequestAsOf }
  | { waits: false; reason: AbsenceReason; known: RequestAsOf } {
  const events = round.events.get(department.id) ?? [];
  const known = requestAsOf(events, occurrence.at);
  const all = initiatives.map(({ id }) => id);
  const outstanding = known.outstanding === null ? all : all.filter((id) => known.outstanding?.includes(id));
  if (outstanding.length === 0 && known.awaiting === null) return { waits: false, reason: 'answered', known };
  if (known.held) return { waits: false, reason: 'held', known };
  if (!isMailed(world, department.id)) return { waits: false, reason: 'not-mailed', known };
  if (!round.isOwnStep(occurrence, department.id)) {
    const isOff = isSteppedOff(world, occurrence, department.id);
    return { waits: false, reason: isOff ? 'step-off' : 'other-due-date', known };
  }
  if (known.heldSteps.has(occurrence.step)) return { waits: false, reason: 'step-held', known };
  return { waits: true, initiatives: outstanding, known };
}

const isMailed = ({ rules }: World, department: Id) => overrideOf(rules, department)?.isMailed ?? true;

const copiesChief = ({ rules }: World, department: Id) => overrideOf(rules, department)?.copyChief ?? true;

function isSteppedOff({ rules }: World, { action }: Occurrence, department: Id): boolean {
  return (
    action.does === 'remind' &&
    overrideOf(rules, department)?.laddersOff.includes(action.ladder.days) === true
  );
}

function decideReminder(
  world: World,
  occurrence: Occurrence,
  inPlan: RoundInPlan,
  asked: AskedDepartment,
): Decision {
  const { at, round, step, action } = occurrence;
  const department = asked.department.id;
  const state = outstandingAt(world, inPlan, occurrence, asked);
  if (!state.waits) return { send: false, department, occurrence, reason: state.reason, known: state.known };
  const { known } = state;
  if (known.awaiting) {
    const { version } = known.awaiting;
    return decideApprovalReminder(world, occurrence, inPlan, asked, { version, known });
  }
  const recipients = departmentRecipients(world, department, at);
  if (!recipients.reached) return unreached(occurrence, department, recipients.reason);
  const { to, detour } = recipients;
  const ladder = action.does === 'remind' ? action.ladder : null;
  const kind = ladder?.kind ?? 'reminder';
  const isCopied = ladder?.copyChief && copiesChief(world, department);
  const cc = isCopied ? chiefCopies(world, department, at, to) : [];
  const mail = { at, to, cc, kind, step, round, department, initiatives: state.initiatives, waiting: [] };
  const due = inPlan.seen(known.extendedTo ?? inPlan.dueOnOf(department), at);
  const why = whySent(occurrence, kind, state.initiatives.length, due, detour);
  return { send: true, mail: { ...mail, approvalOf: null, why } };
}

/** While an answer waits for its approval the chief is reminded, with the officer in copy, and nobody else. */
function decideApprovalReminder(
  world: World,
  occurrence: Occurrence,
  inPlan: RoundInPlan,
  { department, initiatives }: AskedDepartment,
  { version, known }: { version: number; known: RequestAsOf },
): Decision {
  const { at, round, step, action } = occurrence;
  const recipients = approvalRecipients(world, department.id, at);
  if (!recipients.reached) return unreached(occurrence, department.id, recipients.reason);
  const { to, deputies, officers, detour } = recipients;
  const mail = {
    at,
    to,
    cc: [...deputies, ...officers],
    kind: action.does === 'remind' ? action.ladder.kind : 'reminder',
    step,
    round,
    department: department.id,
    initiatives: initiatives.map(({ id }) => id),
    waiting: [],
    approvalOf: version,
  } as const;
  const why = whyApprovalAsked(inPlan.seen(known.extendedTo ?? inPlan.dueOnOf(department.id), at), detour);
  return { send: true, mail: { ...mail, why } };
}

/** One mail per head, whatever the number of departments under it that have not answered. */
function decideEscalations(world: World, occurrence: Occurrence, inPlan: RoundInPlan): Decision[] {
  const { at, round, step } = occurrence;
  const absences: Decision[] = [];
  const byHead = new Map<Id, { waiting: Id[]; initiatives: Id[]; due: PlainDate | null }>();
  for (const asked of inPlan.departments) {
    const state = outstandingAt(world, inPlan, occurrence, asked);
    if (!state.waits || state.initiatives.length === 0) {
      absences.push({
        send: false,
        department: asked.department.id,
        occurrence,
        reason: state.waits ? 'answered' : state.reason,
        known: state.known,
      });
      continue;
    }
    const head = asked.department.escalatesTo ?? asked.department.parent ?? asked.department.id;
    // Those written of together fell due together: the step is the same and so is the day.
    const entry = byHead.get(head) ?? {
      waiting: [],
      initiatives: [],
      due: state.known.extendedTo ?? inPlan.dueOnOf(asked.department.id),
    };
    entry.waiting.push(asked.department.id);
    entry.initiatives.push(...state.initiatives);
    byHead.set(head, entry);
  }
  const mails = [...byHead].map(([head, { waiting, initiatives, due }]): Decision => {
    const recipients = headRecipients(world, head, at);
    if (!recipients.reached) return unreached(occurrence, head, recipients.reason);
    const mail = {
      at,
      to: recipients.to,
      cc: [],
      kind: 'escalation',
      step,
      round,
      department: head,
      initiatives: [...new Set(initiatives)],
      waiting,
      approvalOf: null,
    } as const;
    const why = whySent(occurrence, 'escalation', waiting.length, inPlan.seen(due, at), recipients.detour);
    return { send: true, mail: { ...mail, why } };
  });
  return [...mails, ...absences];
}

function toSecretariat(world: World, occurrence: Occurrence, kind: MailKind): Decision[] {
  const { at, round, step } = occurrence;
  const to = secretariatRecipients(world, at);
  if (to.length === 0) return [];
  const mail = { at, to, cc: [], kind, step, round, department: null, initiatives: [], waiting: [] };
  return [{ send: true, mail: { ...mail, approvalOf: null, why: whySent(occurrence, kind, 0, null, null) } }];
}
