import { composeHeldNotice } from '../../mail/compose-notices.ts';
import {
  type CommandOutcome,
  composeReceipt,
  type ReceiptInput,
  type ReceiptOrigin,
} from '../../mail/compose-receipt.ts';
import type { MailText } from '../../mail/wording.ts';
import type { Store } from '../../ports.ts';
import type { Judgement } from '../../progress/judgement.ts';
import { findRatingGap, OWN_RATINGS } from '../../progress/rating-gap.ts';
import type { SubmissionRecord } from '../../records.ts';
import { describeReason } from '../../reply/describe-reason.ts';
import type { ReadField, Reading } from '../../reply/reading.ts';
import { fieldKey } from '../../round/form.ts';
import { questionId } from '../../round/inquiry.ts';
import { wordingOf } from '../city-wording.ts';
import { answersOf, judgeFor, loadAnswersAbout, loadShared } from '../judge.ts';
import type { City } from '../load-city.ts';
import type { OpenRequest } from './open-request.ts';

/** What one answer led to, as far as its receipt tells. */
export interface Outcome {
  readonly reading: Reading;
  /** Fields that a later word stands against: told, not stored. */
  readonly outdated: readonly ReadField[];
  /** Keys of every field that carries an answer once this one is stored. */
  readonly answered: ReadonlySet<string>;
  readonly merged: SubmissionRecord | null;
  readonly command: CommandOutcome | null;
  readonly outstanding: readonly string[];
  readonly isUnread: boolean;
  /** Stored as a correction that waits for the secretariat. */
  readonly afterFreeze: boolean;
  readonly origin: ReceiptOrigin;
  readonly adoptedFor: string | null;
  readonly waitsFor: ReceiptInput['waitsFor'];
  readonly ignoredAttachments: readonly string[];
  readonly fromForm: boolean;
  readonly askWhetherYours: boolean;
}

/** The receipt for an answer: what was understood, judged as it will stand once the answer is stored. */
export async function writeReceipt(store: Store, asked: OpenRequest, outcome: Outcome): Promise<MailText> {
  const { round, request, manifest, city } = asked;
  const { reading, answered, merged, command, outstanding, isUnread } = outcome;
  const wording = wordingOf(city);
  if (isUnread)
    return composeHeldNotice({
      round: round.id,
      receiptCode: request.value.receiptCode,
      toRegistered: false,
      wording,
    });
  const isOpen = (initiative: string | null) => initiative !== null && outstanding.includes(initiative);
  const judged = await judgeRead(store, asked, reading.fields, merged);
  return composeReceipt({
    round: round.id,
    receiptCode: request.value.receiptCode,
    manifest,
    stored: reading.fields,
    outdated: outcome.outdated,
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
    waitsFor: outcome.waitsFor,
    ignoredAttachments: outcome.ignoredAttachments,
    fromForm: outcome.fromForm,
    afterFreeze: outcome.afterFreeze,
    origin: outcome.origin,
    adoptedFor: outcome.adoptedFor,
    askWhetherYours: outcome.askWhetherYours,
    wording,
  });
}

/** The lines a person should look at, each with the reason in words. */
export function linesToConfirm({ ambiguous, notUnderstood, fields }: Reading): string[] {
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

/** What milestones, KPIs and the questions of inquiries are called, by id. */
export function namesOf({ plan, rules }: Pick<City, 'plan' | 'rules'>): Map<string, string> {
  const questions = rules.extraRounds.flatMap(({ round, inquiry }) =>
    (inquiry?.questions ?? []).map(({ words }, index) => [questionId(round, index), words] as const),
  );
  return new Map([
    ...questions,
    ...plan.initiatives.flatMap(({ milestones, kpis }) => [
      ...milestones.map(({ id, item }) => [id, item] as const),
      ...kpis.map(({ id, name }) => [id, name] as const),
    ]),
  ]);
}

function isAsked({ ambiguous }: Reading, key: string): boolean {
  return ambiguous.some(({ field }) => fieldKey(field) === key);
}

/** Judges the initiatives that fields speak of, as they will stand once their version counts. */
export async function judgeRead(
  store: Store,
  { round, city, manifest }: OpenRequest,
  fields: readonly ReadField[],
  merged: SubmissionRecord | null,
) {
  const judgements = new Map<string, Judgement>();
  const ratingGaps: string[] = [];
  const touched = new Set(
    fields.flatMap(({ field }) =>
      field.kind === 'actual' || field.kind === 'own-rating' ? [field.initiative] : [],
    ),
  );
  if (merged === null || touched.size === 0) return { judgements, ratingGaps };
  const spokenOf = city.plan.initiatives.filter(({ id }) => touched.has(id));
  const stored = await loadAnswersAbout(store, city, round.id, spokenOf);
  const others = stored.submissions.filter(({ department }) => department !== merged.department);
  const answers = { ...stored, submissions: [...others, merged], unapproved: new Set<string>() };
  for (const initiative of spokenOf) {
    const history = await store.loadHistory(round.plan, initiative.id);
    const shared = await loadShared(store, city, initiative, answers);
    const status = judgeFor(city, round, initiative, history, answersOf(answers, initiative), shared);
    for (const { kpi, judgement } of status.kpis) judgements.set(kpi, judgement);
    const own = fields.find(({ field }) => field.initiative === initiative.id && field.kind === 'own-rating');
    const rating = OWN_RATINGS.find((word) => word === own?.value) ?? null;
    const narrative = manifest.fields.find(
      ({ initiative: about, kind }) => about === initiative.id && (kind === 'narrative' || kind === 'orient'),
    );
    if ((findRatingGap(rating, status.status) ?? 0) >= 1 && narrative) ratingGaps.push(narrative.anchor);
  }
  return { judgements, ratingGaps };
}
