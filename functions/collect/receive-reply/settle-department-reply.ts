import type { OutboxEvent } from '../../../events/catalogue.ts';
import { atTokyo, type Instant, instantOf, isoUtc, tokyoDate } from '../../../shared/calendar/time.ts';
import {
  type CommandOutcome,
  composeHeldNotice,
  composeReceipt,
} from '../../../shared/mail/compose-receipt.ts';
import type { MailText } from '../../../shared/mail/wording.ts';
import type { Store, Stored } from '../../../shared/ports.ts';
import type { Judgement } from '../../../shared/progress/judgement.ts';
import { findRatingGap, OWN_RATINGS } from '../../../shared/progress/rating-gap.ts';
import type { RequestEvent, RequestRecord, SubmissionRecord } from '../../../shared/records.ts';
import type { DecodedMail } from '../../../shared/reply/decode-mail.ts';
import { describeReason } from '../../../shared/reply/describe-reason.ts';
import { mergeSubmission } from '../../../shared/reply/merge-submission.ts';
import { readReply } from '../../../shared/reply/read-reply.ts';
import type { Reading } from '../../../shared/reply/reading.ts';
import { type FormManifest, fieldKey } from '../../../shared/round/form.ts';
import { outstandingInitiatives } from '../../../shared/round/form-initiatives.ts';
import type { Round } from '../../../shared/round/round.ts';
import { wordingOf } from '../../../shared/steps/city-wording.ts';
import { latestSubmission } from '../../../shared/steps/form-facts.ts';
import { answersOf, judgeFor, loadRoundAnswers } from '../../../shared/steps/judge.ts';
import { type City, loadCity } from '../../../shared/steps/load-city.ts';
import { decideExtension } from './decide-extension.ts';
import type { Identified } from './identify-mail.ts';
import { type Settlement, settleAs } from './settlement.ts';

export interface DepartmentReply {
  readonly found: Identified;
  readonly decoded: DecodedMail;
  readonly city: City;
  readonly cityId: string;
  readonly answerTo: readonly string[];
  readonly receivedId: string;
  readonly receivedAt: Instant;
  /** The sender could not be proved: the answer asks whether it was really theirs. */
  readonly askWhetherYours: boolean;
}

/** A reply with the request it answers and the whole form of the round, whose anchors hold in every mail of it. */
interface ReplyToApply extends DepartmentReply {
  readonly round: Round;
  readonly request: Stored<'request'>;
  readonly manifest: FormManifest;
}

/** Reads a department's reply against its form and decides all that follows from it. Writes nothing itself. */
export async function settleDepartmentReply(store: Store, reply: DepartmentReply): Promise<Settlement> {
  const { plan, round, department } = reply.found.mail;
  if (round === null || department === null)
    throw new RangeError(`mail ${reply.found.mail.id} belongs to no department`);
  const [opened, request, asked] = await Promise.all([
    store.get('round', { plan, id: round }),
    store.get('request', { plan, round, department }),
    store.get('mail', { id: `${round}/${department}/request` }),
  ]);
  // A department that had no address when the round opened has its form from its first reminder.
  const manifest = asked?.value.manifest ?? reply.found.mail.manifest;
  if (!opened || !request || !manifest) return settleAs('held', 'no-open-request');
  // The form is read with the plan it was sent with, whatever has been imported since.
  const city = await loadCity(store, plan, opened.value);
  return apply(store, { ...reply, city, round: opened.value, request, manifest });
}

async function apply(store: Store, reply: ReplyToApply): Promise<Settlement> {
  const { round, request, manifest, decoded, receivedAt, found } = reply;
  const reading = readReply({ mail: decoded, manifest, sentText: found.mail.text, receivedAt });
  const before = await latestSubmission(store, round.plan, round.id, request.value.department);
  const afterFreeze = round.state === 'frozen';
  const command = decideCommand(reply, reading);
  const hasFields = reading.fields.length > 0;
  const merged = hasFields ? nextSubmission(reply, reading, before, afterFreeze) : null;
  const answered = new Set(Object.keys((merged ?? before)?.fields ?? {}));
  const outstanding =
    command?.kind === 'nothing-to-report' ? [] : outstandingInitiatives(manifest.fields, answered);
  const isUnread =
    !hasFields && reading.ambiguous.length === 0 && command === null && reading.comment !== null;
  const events = requestEvents(reply, { hasFields, command, outstanding, isUnread });
  const nextRequest = requestAfter(request.value, { merged, command, outstanding, events, afterFreeze });
  const reason = reviewReason(reading, { isUnread, afterFreeze, command });
  const content = await composeAnswer(store, reply, {
    reading,
    answered,
    merged,
    command,
    outstanding,
    isUnread,
  });
  return settleAs(
    reason === null ? 'applied' : 'held',
    reason ?? (hasFields || command ? null : 'nothing-answered'),
    {
      writes: [
        { kind: 'request', value: nextRequest, expected: request.revision },
        ...(merged ? [{ kind: 'submission', value: merged, expected: null } as const] : []),
      ],
      events: outboxEvents(reply, { reading, merged, command, afterFreeze }),
      answers: [{ to: reply.answerTo, content, manifest }],
      toConfirm: toConfirm(reading),
      summary: `${reading.fields.length} fields, ${reading.ambiguous.length} asked, ${command?.kind ?? 'no command'}`,
    },
  );
}

/** Why a person has to look at the reply although its sender is proved, or null. */
function reviewReason(
  reading: Reading,
  {
    isUnread,
    afterFreeze,
    command,
  }: { isUnread: boolean; afterFreeze: boolean; command: CommandOutcome | null },
): string | null {
  if (isUnread) return 'free-text';
  if (afterFreeze && reading.fields.length > 0) return 'after-freeze';
  return command?.kind === 'hand-over' ? 'hand-over' : null;
}

function nextSubmission(
  { round, request, receivedId, receivedAt }: ReplyToApply,
  reading: Reading,
  before: SubmissionRecord | null,
  afterFreeze: boolean,
): SubmissionRecord {
  const merged = mergeSubmission(
    before,
    {
      round: round.id,
      department: request.value.department,
      via: 'mail',
      source: receivedId,
      receivedAt: isoUtc(receivedAt),
      fields: reading.fields,
      comment: reading.comment,
      afterFreeze,
    },
    request.value.version + 1,
  );
  return { ...merged, plan: round.plan };
}

/** A department commands its own request; releasing and approving are not its business here. */
function decideCommand({ round, request, city }: ReplyToApply, { command }: Reading): CommandOutcome | null {
  if (command === null) return null;
  switch (command.kind) {
    case 'extend':
      return decideExtension(
        command,
        tokyoDate(instantOf(request.value.dueAt)),
        tokyoDate(instantOf(round.freezesAt)),
        city.calendar,
      );
    case 'nothing-to-report':
    case 'hand-over':
      return { kind: command.kind };
    case 'confirm':
      return { kind: 'confirmed' };
    case 'approve':
    case 'send-back':
    case 'release':
      return { kind: 'not-yours' };
  }
}

interface Consequences {
  readonly hasFields: boolean;
  readonly command: CommandOutcome | null;
  readonly outstanding: readonly string[];
  readonly isUnread: boolean;
}

function requestEvents(
  { receivedAt, round }: ReplyToApply,
  { hasFields, command, outstanding, isUnread }: Consequences,
): RequestEvent[] {
  if (round.state === 'frozen') return [];
  const at = isoUtc(receivedAt);
  const events: RequestEvent[] = [];
  if (hasFields || command?.kind === 'nothing-to-report')
    events.push({ what: 'answered', at, outstanding: [...outstanding] });
  if (command?.kind === 'extended') events.push({ what: 'extended', at, until: command.until.toString() });
  // Whoever has written to us is not chased while the secretariat reads it.
  if (isUnread) events.push({ what: 'held', at });
  return events;
}

function requestAfter(
  request: RequestRecord,
  {
    merged,
    command,
    outstanding,
    events,
    afterFreeze,
  }: {
    merged: SubmissionRecord | null;
    command: CommandOutcome | null;
    outstanding: readonly string[];
    events: readonly RequestEvent[];
    afterFreeze: boolean;
  },
): RequestRecord {
  const version = merged?.version ?? request.version;
  if (afterFreeze) return { ...request, version };
  const answered = merged !== null || command?.kind === 'nothing-to-report';
  const state =
    command?.kind === 'nothing-to-report' ? command.kind : outstanding.length === 0 ? 'submitted' : 'partial';
  const dueAt = command?.kind === 'extended' ? dueInstant(request, command.until) : request.dueAt;
  return {
    ...request,
    version,
    dueAt,
    state: answered ? state : request.state,
    events: [...request.events, ...events],
  };
}

/** The extended day keeps the hour of the due date. */
function dueInstant({ dueAt }: RequestRecord, until: { toString(): string }): string {
  const hour = instantOf(dueAt)
    .toZonedDateTimeISO('Asia/Tokyo')
    .toPlainTime()
    .toString({ smallestUnit: 'minute' });
  return isoUtc(atTokyo(tokyoDate(instantOf(`${until}T00:00:00+09:00`)), hour));
}

function outboxEvents(
  { cityId, receivedId, receivedAt, round, request }: ReplyToApply,
  {
    reading,
    merged,
    command,
    afterFreeze,
  }: {
    reading: Reading;
    merged: SubmissionRecord | null;
    command: CommandOutcome | null;
    afterFreeze: boolean;
  },
): OutboxEvent[] {
  const common = { city: cityId, at: isoUtc(receivedAt) };
  const { plan, id } = round;
  const { department, version } = request.value;
  const answered = reading.fields.flatMap(({ field }) => field.initiative ?? []);
  const initiatives =
    command?.kind === 'nothing-to-report' ? request.value.initiatives : [...new Set(answered)];
  const events: OutboxEvent[] = [];
  if (!afterFreeze && initiatives.length > 0) {
    events.push({
      ...common,
      id: `submission-recorded/${receivedId}`,
      type: 'submission-recorded.v1',
      data: { plan, round: id, department, version: merged?.version ?? version, initiatives },
    });
  }
  if (command?.kind === 'extended') {
    events.push({
      ...common,
      id: `timetable-changed/${receivedId}`,
      type: 'timetable-changed.v1',
      data: { plan, cause: `extension/${receivedId}` },
    });
  }
  return events;
}

/** The lines a person should look at, each with the reason in words. */
function toConfirm({ ambiguous, notUnderstood, fields }: Reading): string[] {
  const doubtful = fields.flatMap(({ field, raw, reason }) =>
    reason === null ? [] : [{ field, raw, reason }],
  );
  return [
    ...[...doubtful, ...ambiguous].map(
      ({ field, raw, reason }) => `【${field.anchor}】${raw}：${describeReason(reason, field).sentence}`,
    ),
    ...notUnderstood.map(({ line }) => line),
  ];
}

interface Outcome {
  readonly reading: Reading;
  /** Keys of every field that carries an answer once this reply is stored. */
  readonly answered: ReadonlySet<string>;
  readonly merged: SubmissionRecord | null;
  readonly command: CommandOutcome | null;
  readonly outstanding: readonly string[];
  readonly isUnread: boolean;
}

async function composeAnswer(
  store: Store,
  reply: ReplyToApply,
  { reading, answered, merged, command, outstanding, isUnread }: Outcome,
): Promise<MailText> {
  const { round, request, manifest, city, decoded } = reply;
  const wording = wordingOf(city.directory);
  if (isUnread)
    return composeHeldNotice({
      round: round.id,
      receiptCode: request.value.receiptCode,
      toRegistered: false,
      wording,
    });
  const isOpen = (initiative: string | null) => initiative !== null && outstanding.includes(initiative);
  const judged = await judgeTouched(store, reply, reading, merged);
  return composeReceipt({
    round: round.id,
    receiptCode: request.value.receiptCode,
    manifest,
    stored: reading.fields,
    ambiguous: reading.ambiguous,
    notUnderstood: reading.notUnderstood,
    blank: manifest.fields.filter(
      (field) =>
        isOpen(field.initiative) && !answered.has(fieldKey(field)) && !isAsked(reading, fieldKey(field)),
    ),
    comment: reading.comment,
    command,
    names: namesOf(city),
    ...judged,
    answered: request.value.initiatives.length - outstanding.length,
    total: request.value.initiatives.length,
    ignoredAttachments: decoded.attachments.map(({ name }) => name ?? '名前のないファイル'),
    afterFreeze: round.state === 'frozen',
    askWhetherYours: reply.askWhetherYours,
    wording,
  });
}

function namesOf({ plan }: City): Map<string, string> {
  return new Map(
    plan.initiatives.flatMap(({ milestones, kpis }) => [
      ...milestones.map(({ id, item }) => [id, item] as const),
      ...kpis.map(({ id, name }) => [id, name] as const),
    ]),
  );
}

function isAsked({ ambiguous }: Reading, key: string): boolean {
  return ambiguous.some(({ field }) => fieldKey(field) === key);
}

/** Judges the initiatives this reply answered, as they will stand once it is stored. */
async function judgeTouched(
  store: Store,
  { round, city, manifest }: ReplyToApply,
  reading: Reading,
  merged: SubmissionRecord | null,
) {
  const judgements = new Map<string, Judgement>();
  const ratingGaps: string[] = [];
  const touched = new Set(
    reading.fields.flatMap(({ field }) =>
      field.kind === 'actual' || field.kind === 'own-rating' ? [field.initiative] : [],
    ),
  );
  if (merged === null || touched.size === 0) return { judgements, ratingGaps };
  const stored = await loadRoundAnswers(store, round.plan, round.id);
  const others = stored.submissions.filter(({ department }) => department !== merged.department);
  const answers = { requests: stored.requests, submissions: [...others, merged] };
  for (const initiative of city.plan.initiatives.filter(({ id }) => touched.has(id))) {
    const history = await store.loadHistory(round.plan, initiative.id);
    const status = judgeFor(city, round, initiative, history, answersOf(answers, initiative));
    for (const { kpi, judgement } of status.kpis) judgements.set(kpi, judgement);
    const own = reading.fields.find(
      ({ field }) => field.initiative === initiative.id && field.kind === 'own-rating',
    );
    const rating = OWN_RATINGS.find((word) => word === own?.value) ?? null;
    const narrative = manifest.fields.find(
      (field) => field.initiative === initiative.id && field.kind === 'narrative',
    );
    if ((findRatingGap(rating, status.status) ?? 0) >= 1 && narrative) ratingGaps.push(narrative.anchor);
  }
  return { judgements, ratingGaps };
}
