import { atTokyo, type Instant, instantOf, Temporal, tokyoDate } from '../calendar/time.ts';
import { composeApprovalRequest } from '../mail/compose-approval.ts';
import { composeFormSheet } from '../mail/compose-form-sheet.ts';
import { composeEscalation, composeRequest, type WaitingDepartment } from '../mail/compose-request.ts';
import { DUE_DATE_FILE_NAME, type DueDateEntry } from '../mail/due-date-file.ts';
import type { MailText } from '../mail/wording.ts';
import { approversOn, type Department, findDepartment } from '../plan/directory.ts';
import type { Id } from '../plan/ids.ts';
import type { Initiative } from '../plan/plan.ts';
import type { Store } from '../ports.ts';
import type { SubmissionRecord } from '../records.ts';
import { type ComposedForm, composeForm } from '../round/compose-form.ts';
import { type FormManifest, fieldKey } from '../round/form.ts';
import { isRequired } from '../round/form-initiatives.ts';
import type { FormSheet } from '../round/form-sheet.ts';
import type { RoundId } from '../round/round.ts';
import { askedDepartments } from '../schedule/asked-departments.ts';
import type { PlannedMail } from '../schedule/planner.ts';
import { extraRoundOf } from '../schedule/rules.ts';
import { daysFromDue, dueDateOf } from '../schedule/sending-days.ts';
import { ladderStepId, type RoundTimetable, timetableOf } from '../schedule/timetable.ts';
import { type HistoryEvent, requestAsOf, type World } from '../schedule/world.ts';
import { blankFieldsOf, readFieldsOf } from './answers/ask-approval.ts';
import { namesOf } from './answers/write-receipt.ts';
import { dueDateEntry, wordingOf } from './city-wording.ts';
import { loadFormInitiatives, newest } from './form-facts.ts';
import type { City } from './load-city.ts';

/** A planned mail as it will go: its text, and what its anchors mean. */
export interface RenderedMail {
  readonly content: MailText;
  readonly manifest: FormManifest | null;
  /** The form to attach, where the department wants one. */
  readonly sheet: FormSheet | null;
  /** The due date for the receiver's calendar, where the mail brings it. */
  readonly dueDate: DueDateEntry | null;
}

/** What the files of a mail are called, in the order in which they are attached. */
export function attachmentNames({ sheet, dueDate }: Pick<RenderedMail, 'sheet' | 'dueDate'>): string[] {
  return [...(sheet === null ? [] : [sheet.fileName]), ...(dueDate === null ? [] : [DUE_DATE_FILE_NAME])];
}

/** What stands in for a receipt code in a preview; the same length, so that lines break the same. */
export const MASKED_CODE = '****-****';

interface Facts {
  readonly store: Store;
  readonly city: City;
  readonly world: World;
  readonly planId: string;
}

/**
 * Renders a mail to a department exactly as it goes out at its moment. The preview and the senders both call it, so
 * that they cannot differ; only the receipt code is given by the caller (masked in a preview, decision 15).
 */
export async function renderPlanned(
  facts: Facts,
  mail: PlannedMail,
  receiptCode: string,
): Promise<RenderedMail> {
  const { city } = facts;
  const timetable = timetableOf(mail.round, city.rules, city.calendar);
  if (!timetable) throw new RangeError(`the rules hold no rhythm for round ${mail.round}`);
  if (mail.kind === 'escalation') return renderEscalation(facts, mail, timetable);
  const department = mail.department === null ? undefined : findDepartment(city.directory, mail.department);
  if (!department) throw new RangeError(`mail ${mail.step} of ${mail.round} names no known department`);
  const asked = askedOf(facts, mail, department.id, timetable);
  const { form, whole, sentBack } = await renderForm(facts, mail, receiptCode, asked);
  if (mail.approvalOf !== null)
    return renderApproval(facts, mail, { department, timetable, manifest: whole.manifest, receiptCode });
  const dueAt = dueAtOf(facts, mail, department.id, timetable);
  const wording = wordingOf(city);
  const days = daysOf(facts, mail, timetable, dueAt);
  const dueDate = dueDateOfMail(facts, mail, { department: department.id, dueAt, days });
  const content = composeRequest({
    round: mail.round,
    department,
    receiptCode,
    form,
    dueAt,
    lastCallAt: lastCallOf(facts, mail),
    extensionExample: city.calendar.add(
      dueDateOf(timetable, city.rules, city.calendar, department.id),
      Math.max(1, Math.floor(timetable.rhythm.freezesAfter / 2)),
    ),
    days,
    hasAnswered: form.manifest.fields.length < whole.manifest.fields.length,
    sentBack,
    total: asked.length,
    inquiry: extraRoundOf(city.rules, mail.round)?.inquiry ?? null,
    hasSheet: department.excelForm,
    hasDueDate: dueDate !== null,
    wording,
  });
  const sheet = department.excelForm
    ? composeFormSheet({ round: mail.round, department, receiptCode, form, dueAt, wording })
    : null;
  return { content, manifest: form.manifest, sheet, dueDate };
}

function askedOf(
  { city }: Facts,
  mail: PlannedMail,
  department: Id,
  { opensOn }: RoundTimetable,
): readonly Initiative[] {
  return (
    askedDepartments(city, mail.round, opensOn).find((entry) => entry.department.id === department)
      ?.initiatives ?? []
  );
}

async function renderForm(
  { store, city, planId, world }: Facts,
  mail: PlannedMail,
  receiptCode: string,
  asked: readonly Initiative[],
): Promise<{ form: ComposedForm; whole: ComposedForm; sentBack: string | null }> {
  const department = mail.department ?? '';
  const initiatives = await loadFormInitiatives(store, city, planId, mail.round, department, asked);
  const asksChief = findDepartment(city.directory, department)?.approval !== 'chief-reply';
  const common = { round: mail.round, department, receiptCode, initiatives, asksChief };
  const whole = composeForm({ ...common, only: null });
  if (mail.kind === 'request' || mail.kind === 'handover' || mail.approvalOf !== null)
    return { form: whole, whole, sentBack: null };
  const versions = (await store.list('submission', { plan: planId, round: mail.round, department })).map(
    ({ value }) => value,
  );
  const { returned } = requestAsOf(eventsOf(world, mail.round, department), mail.at);
  const sentBack = versions.find(({ version }) => version === returned);
  // Any line of what was sent back may be the one to change.
  if (sentBack) return { form: whole, whole, sentBack: sentBack.approval.reason ?? '' };
  const answered = answeredBefore(versions, mail.at);
  // What is asked again is what an answer is incomplete without; the rest of such an initiative is asked with it.
  const open = whole.manifest.fields.filter((field) => !answered.has(fieldKey(field)));
  const incomplete = new Set(open.flatMap((field) => (isRequired(field.kind) ? [field.initiative] : [])));
  const only = new Set(open.filter((field) => incomplete.has(field.initiative)).map(fieldKey));
  const form = composeForm({ ...common, only });
  return { form, whole, sentBack: null };
}

/** The fields answered before a moment, from the versions as they counted then. */
function answeredBefore(versions: readonly SubmissionRecord[], moment: Instant): Set<string> {
  const isBefore = (at: string) => Temporal.Instant.compare(instantOf(at), moment) < 0;
  const counted = versions.filter(({ receivedAt, approval }) => isBefore(approval.at ?? receivedAt));
  return new Set(Object.keys(newest(counted)?.fields ?? {}));
}

/** What the chief is asked to approve, read back. Without the comparison with the plan, which later answers change. */
async function renderApproval(
  facts: Facts,
  mail: PlannedMail,
  asked: {
    readonly department: Department;
    readonly timetable: RoundTimetable;
    readonly manifest: FormManifest;
    readonly receiptCode: string;
  },
): Promise<RenderedMail> {
  const { store, city, planId } = facts;
  const { department, timetable, manifest, receiptCode } = asked;
  const key = { plan: planId, round: mail.round, department: department.id, version: mail.approvalOf ?? 0 };
  const found = await store.get('submission', key);
  if (!found)
    throw new RangeError(
      `${mail.step} of ${mail.round} asks to approve no known version of ${key.department}`,
    );
  const version = found.value;
  const dueAt = dueAtOf(facts, mail, department.id, timetable);
  const { blank, outstanding } = blankFieldsOf(manifest, version);
  const total = mail.initiatives.length;
  const content = composeApprovalRequest({
    round: mail.round,
    department,
    receiptCode,
    wording: wordingOf(city),
    because: { days: daysOf(facts, mail, timetable, dueAt) ?? 0 },
    manifest,
    stored: readFieldsOf(manifest, version),
    blank,
    names: namesOf(city),
    judgements: new Map(),
    ratingGaps: [],
    nothingToReport: version.nothingToReport,
    comment: version.comment,
    answered: total - outstanding.length,
    total,
    dueAt,
    freezesAt: timetable.freezesAt,
    hasDeputy: approversOn(city.directory, department.id, tokyoDate(mail.at)).deputies.length > 0,
    afterFreeze: false,
  });
  return { content, manifest, sheet: null, dueDate: null };
}

function eventsOf({ history }: World, round: RoundId, department: Id): readonly HistoryEvent[] {
  return history.find((entry) => entry.round === round && entry.department === department)?.events ?? [];
}

/** How many business days the mail lies after the due date, negative before it; null for the request itself. */
function daysOf(
  { city: { calendar } }: Facts,
  mail: PlannedMail,
  { rhythm }: RoundTimetable,
  dueAt: Instant,
): number | null {
  const ladder = rhythm.ladder.find((step) => ladderStepId(step) === mail.step);
  return ladder ? daysFromDue(calendar, tokyoDate(dueAt), tokyoDate(mail.at)) : null;
}

function dueAtOf(
  { world, city }: Facts,
  mail: PlannedMail,
  department: Id,
  timetable: RoundTimetable,
): Instant {
  const { extendedTo } = requestAsOf(eventsOf(world, mail.round, department), mail.at);
  return atTokyo(extendedTo ?? dueDateOf(timetable, city.rules, city.calendar, department), city.rules.dueAt);
}

/** The request brings the due date, and a reminder before it does where it has been moved since (延期). */
function dueDateOfMail(
  { city, world, planId }: Facts,
  mail: PlannedMail,
  { department, dueAt, days }: { department: Id; dueAt: Instant; days: number | null },
): DueDateEntry | null {
  const moved = eventsOf(world, mail.round, department).filter(
    ({ what, at }) => what === 'extended' && Temporal.Instant.compare(at, mail.at) < 0,
  ).length;
  const isFirst = days === null;
  if (!city.rules.dueDateFile || !(isFirst || (days < 0 && moved > 0))) return null;
  return dueDateEntry({
    city,
    plan: planId,
    round: mail.round,
    department,
    dueAt,
    sequence: moved,
    at: mail.at,
  });
}

/** Noon two business days on: by then the secretariat writes the paper. */
function lastCallOf({ city }: Facts, mail: PlannedMail): Instant {
  return atTokyo(city.calendar.add(tokyoDate(mail.at), 2), '12:00');
}

function renderEscalation(
  { city, world }: Facts,
  mail: PlannedMail,
  timetable: RoundTimetable,
): RenderedMail {
  const head = mail.department === null ? undefined : findDepartment(city.directory, mail.department);
  if (!head) throw new RangeError(`escalation ${mail.step} of ${mail.round} names no known department`);
  const asked = askedDepartments(city, mail.round, timetable.opensOn);
  const waiting = mail.waiting.flatMap((id): WaitingDepartment[] => {
    const department = findDepartment(city.directory, id);
    const initiatives = asked.find((entry) => entry.department.id === id)?.initiatives.length ?? 0;
    const { outstanding, awaiting } = requestAsOf(eventsOf(world, mail.round, id), mail.at);
    const isUnapproved = awaiting !== null;
    return department ? [{ department, initiatives: outstanding?.length ?? initiatives, isUnapproved }] : [];
  });
  const content = composeEscalation({
    round: mail.round,
    head,
    waiting,
    freezesAt: timetable.freezesAt,
    wording: wordingOf(city),
  });
  return { content, manifest: null, sheet: null, dueDate: null };
}
