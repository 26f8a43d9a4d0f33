import { createHash } from 'node:crypto';
import { type Clock, type Instant, instantOf, isoUtc } from '../../calendar/time.ts';
import { composeRejection, composeReturn, type ReturnOpening } from '../../mail/compose-decision.ts';
import type { MailWorkshop, Store, Stored, Write } from '../../ports.ts';
import type { HeldDecision, ReceivedMail } from '../../records.ts';
import { type HoldKind, holdKindOf } from '../../reply/hold-reasons.ts';
import type { Reading } from '../../reply/reading.ts';
import { sentTimeOf } from '../../reply/sent-time.ts';
import type { FormField } from '../../round/form.ts';
import { openFields } from '../../round/form-initiatives.ts';
import { wordingOf } from '../city-wording.ts';
import { type City, loadCity } from '../load-city.ts';
import { answerMailId, readingIds } from '../mail-ids.ts';
import type { FieldChange } from './list-changes.ts';
import { type HeldDependencies, type HeldMail, type NamedRequest, openHeld } from './open-held.ts';
import type { OpenRequest } from './open-request.ts';
import { addressesOfDepartment } from './registered-addresses.ts';
import { requestSettled } from './request-after.ts';
import { isInTime, settleAnswers } from './settle-answers.ts';
import { commitSettlement, mailsOf, type PreviewedMail, type Settlement, settleAs } from './settlement.ts';
import { loadVersions } from './versions.ts';
import { namesOf } from './write-receipt.ts';

/** How often others may write the same request in the same moment before the person is asked to try again. */
const TRIES_MAX = 5;

/** What a person decides about a mail that waits. */
export type HeldAction =
  /** Lets it count, or, where it is words alone, notes that they have been dealt with. */
  | {
      readonly does: 'apply';
      /** Needed for a correction after the freeze (decision 24), and to say how an approver was asked. */
      readonly reason: string | null;
      /** Which request it answers, where the mail does not say. */
      readonly request: NamedRequest | null;
    }
  | { readonly does: 'reject'; readonly reason: string }
  /** Sends it back with some words and the lines still blank. */
  | { readonly does: 'return'; readonly note: string };

/** Why a decision was not taken; nothing has changed then. */
export type HeldRefusal =
  | { readonly why: 'no-such-mail' }
  /** Somebody decided before, or it never waited. */
  | {
      readonly why: 'not-waiting';
      readonly state: ReceivedMail['state'];
      readonly decision: HeldDecision | null;
    }
  | { readonly why: 'dangerous' }
  | { readonly why: 'mail-gone' }
  /** It brought an Excel form that cannot be read; the code says why. */
  | { readonly why: 'form-refused'; readonly code: string }
  /** Neither the mail nor the person says which request it answers. */
  | { readonly why: 'which-request' }
  | { readonly why: 'not-asked' }
  | { readonly why: 'reason-needed' }
  /** A decision of an approver counts only with how it was made sure whose it is. */
  | { readonly why: 'proof-needed' }
  /** What it was decided on has changed since it was looked at. */
  | { readonly why: 'changed-meanwhile' }
  | { readonly why: 'nothing-to-store' }
  | { readonly why: 'nobody-to-write-to' }
  | { readonly why: 'busy' };

export type HeldOutcome =
  | {
      readonly outcome: 'settled';
      readonly received: ReceivedMail;
      readonly kind: HoldKind;
      readonly changes: readonly FieldChange[];
      /** Lines it holds that were not stored, each with the reason. */
      readonly toConfirm: readonly string[];
      readonly mailedTo: readonly string[];
    }
  | ({ readonly outcome: 'refused' } & HeldRefusal);

/** What a decision would do, before anybody takes it. */
export type HeldPreview =
  | {
      readonly outcome: 'previewed';
      readonly state: ReceivedMail['state'];
      readonly changes: readonly FieldChange[];
      readonly toConfirm: readonly string[];
      readonly mails: readonly PreviewedMail[];
      /** Tells this preview from any other: who confirms it confirms these very effects. */
      readonly mark: string;
    }
  | ({ readonly outcome: 'refused' } & HeldRefusal);

interface Application {
  readonly by: string;
  readonly reason: string | null;
  readonly city: City;
  readonly at: Instant;
  /** The person said which request it answers. */
  readonly isNamed: boolean;
}

type Decision = { readonly settlement: Settlement } | { readonly refusal: HeldRefusal };

export interface SettleHeldDependencies extends HeldDependencies {
  readonly workshop: MailWorkshop;
  readonly clock: Clock;
}

/** Decides about a mail that waits, and shows beforehand what a decision would do. */
export interface HeldDecisions {
  /** What the decision would do now; writes nothing. */
  readonly preview: (id: string, by: string, action: HeldAction) => Promise<HeldPreview>;
  /**
   * Takes the decision, in one transaction with its trace: what is stored, whom it tells, that the department is
   * chased again where it still owes an answer. The second of two who decide at once is told of the first; with the
   * `mark` of a preview, nothing is done that the preview did not show.
   */
  readonly settle: (id: string, by: string, action: HeldAction, mark?: string) => Promise<HeldOutcome>;
}

export function createHeldDecisions(dependencies: SettleHeldDependencies): HeldDecisions {
  const { store, workshop, clock } = dependencies;

  async function decide(held: HeldMail, city: City, by: string, action: HeldAction): Promise<Decision> {
    const at = clock();
    if (action.does === 'reject') return { settlement: await reject(store, held, city, action.reason, at) };
    if (action.does === 'return') return returnIt(store, held, city, action.note, at);
    if (held.entry.value.state === 'quarantined') return { refusal: { why: 'dangerous' } };
    if (held.kind === 'words') return { settlement: settledWords(held.entry.value, held.asked, at) };
    if (held.kind === 'approval') return applyDecision(store, workshop.city, held, action.reason, at);
    return apply(held, { by, reason: action.reason, city, at, isNamed: action.request !== null });
  }

  /** Reads it as if its sender had been proved, or takes the correction as it waits. */
  async function apply(
    { entry, kind, asked, about, reading, waiting, decoded, raw, via, unopened, formRefused }: HeldMail,
    { by, reason, city, at, isNamed }: Application,
  ): Promise<Decision> {
    if (!raw) return { refusal: { why: 'mail-gone' } };
    if (formRefused !== null) return { refusal: { why: 'form-refused', code: formRefused } };
    if (!asked || !reading) return { refusal: { why: about || isNamed ? 'not-asked' : 'which-request' } };
    if (isWordsOnly(reading)) {
      return reading.comment === null
        ? { refusal: { why: 'nothing-to-store' } }
        : { settlement: settledWords(entry.value, asked, at) };
    }
    const receivedAt = instantOf(entry.value.receivedAt);
    const times = { sentAt: sentTimeOf(decoded?.date ?? null, receivedAt), receivedAt, settledAt: at };
    if (!isInTime(times, asked.round) && reason === null) return { refusal: { why: 'reason-needed' } };
    const { department } = asked.request.value;
    const isCorrection = kind === 'correction';
    const earlier = isCorrection ? await answeredBefore(store, entry.value) : [];
    const registered =
      about?.to.slice(0, 1) ?? (await addressesOfDepartment(store, city.directory, department, at));
    const settlement = await settleAnswers(store, {
      asked,
      reading,
      via,
      enteredBy: entry.value.enteredBy,
      source: entry.value.id,
      cause: causeIdOf(entry),
      again: null,
      ...times,
      adoption: reason === null ? null : { approvedBy: by, reason, approval: waiting?.approval ?? null },
      origin: isCorrection ? 'reply' : 'checked',
      cityId: workshop.city,
      // What a person vouches for is still nobody's approval.
      sender: { address: null, isProved: false },
      about: null,
      answerTo: earlier.length > 0 ? earlier : registered,
      askWhetherYours: !isCorrection,
      ignoredAttachments: unopened.map(({ name }) => name ?? '名前のないファイル'),
    });
    const storesNothing = settlement.changes.length === 0 && reading.command === null;
    if (storesNothing && reading.ambiguous.length === 0) return { refusal: { why: 'nothing-to-store' } };
    // A person has looked at it: what would wait for one by itself does not wait again.
    return { settlement: { ...settlement, state: 'applied' } };
  }

  interface Opened {
    readonly held: HeldMail;
    readonly city: City;
    readonly settlement: Settlement;
  }

  /** What a decision comes to on the state of things as it stands, or why it cannot be taken. */
  async function consider(
    id: string,
    by: string,
    action: HeldAction,
  ): Promise<Opened | { readonly refusal: HeldRefusal }> {
    const named = action.does === 'apply' ? action.request : null;
    const held = await openHeld(dependencies, id, named);
    if (!held) return { refusal: { why: 'no-such-mail' } };
    const { state, decision } = held.entry.value;
    if (state !== 'held' && state !== 'quarantined')
      return { refusal: { why: 'not-waiting', state, decision } };
    const city = await loadCity(store, held.plan);
    const decided = await decide(held, city, by, action);
    return 'refusal' in decided ? decided : { held, city, settlement: decided.settlement };
  }

  return {
    async preview(id, by, action) {
      const considered = await consider(id, by, action);
      if ('refusal' in considered) return { outcome: 'refused', ...considered.refusal };
      const { state, changes, toConfirm } = considered.settlement;
      const mails = mailsOf(considered.settlement);
      return { outcome: 'previewed', state, changes, toConfirm, mails, mark: markOf(considered.settlement) };
    },

    async settle(id, by, action, mark) {
      for (let tried = 0; tried < TRIES_MAX; tried += 1) {
        const considered = await consider(id, by, action);
        if ('refusal' in considered) return { outcome: 'refused', ...considered.refusal };
        const { held, city, settlement } = considered;
        if (mark !== undefined && mark !== markOf(settlement))
          return { outcome: 'refused', why: 'changed-meanwhile' };
        const { entry, about, asked, plan, kind } = held;
        const at = clock();
        const note = action.does === 'return' ? action.note : action.reason;
        const of = about ?? asked?.request.value ?? null;
        const known = {
          round: of?.round ?? null,
          department: of?.department ?? null,
          decision: { by, at: isoUtc(at), note },
        };
        const { outcome } = await commitSettlement(
          { store, workshop },
          {
            entry,
            cause: { id: causeIdOf(entry), actor: by, door: 'held', limits: null },
            known,
            about: of,
            messageId: entry.value.messageId,
            city,
            plan,
            at,
          },
          settlement,
        );
        if (outcome === 'committed') {
          return {
            outcome: 'settled',
            received: { ...entry.value, ...known, state: settlement.state, reason: settlement.reason },
            kind,
            changes: settlement.changes,
            toConfirm: settlement.toConfirm,
            mailedTo: settlement.answers.flatMap(({ to }) => to),
          };
        }
      }
      return { outcome: 'refused', why: 'busy' };
    },
  };
}

/** Two decisions with the same effects have the same mark, however much time lies between them. */
function markOf(settlement: Settlement): string {
  const { state, changes, toConfirm } = settlement;
  const effects = [state, changes, toConfirm, mailsOf(settlement).map(({ to, subject }) => [to, subject])];
  return createHash('sha256').update(JSON.stringify(effects)).digest('hex').slice(0, 32);
}

/**
 * Takes an approver's 承認 or 差戻し for proved: a person has asked them, and says how. It is about the version whose
 * read-back it answers and no other. After the freeze it still waits to be adopted.
 */
async function applyDecision(
  store: Store,
  cityId: string,
  { entry, asked, about, reading, decoded, raw }: HeldMail,
  reason: string | null,
  at: Instant,
): Promise<Decision> {
  if (!raw) return { refusal: { why: 'mail-gone' } };
  if (!asked || !reading) return { refusal: { why: about ? 'not-asked' : 'which-request' } };
  if (reason === null) return { refusal: { why: 'proof-needed' } };
  const receivedAt = instantOf(entry.value.receivedAt);
  const settlement = await settleAnswers(store, {
    asked,
    reading,
    via: 'mail',
    enteredBy: null,
    source: entry.value.id,
    cause: causeIdOf(entry),
    sentAt: sentTimeOf(decoded?.date ?? null, receivedAt),
    receivedAt,
    settledAt: at,
    again: null,
    adoption: null,
    origin: 'checked',
    cityId,
    sender: { address: entry.value.from, isProved: true },
    about: about?.version ?? null,
    answerTo: about?.to.slice(0, 1) ?? [],
    askWhetherYours: false,
    ignoredAttachments: [],
  });
  return { settlement };
}

function isWordsOnly({ fields, ambiguous, command }: Reading): boolean {
  return fields.length + ambiguous.length === 0 && command === null;
}

/** Words were read and dealt with by a person: nothing is stored of them, and nobody is written to. */
function settledWords({ id, reason }: ReceivedMail, asked: OpenRequest | null, at: Instant): Settlement {
  return settleAs('handled', reason, { writes: chasedAgain(asked, id, at) });
}

function chasedAgain(asked: OpenRequest | null, source: string, at: Instant): Write[] {
  if (!asked) return [];
  const { value, revision } = asked.request;
  const next = requestSettled(value, source, at);
  return next === value ? [] : [{ kind: 'request', value: next, expected: revision }];
}

async function reject(
  store: Store,
  { entry, asked, about }: HeldMail,
  city: City,
  reason: string,
  at: Instant,
): Promise<Settlement> {
  const { id, state, department, reason: code } = entry.value;
  // Whoever was not proved is told nothing; neither are those who wrote to the secretariat's own mails.
  const isTold =
    state === 'held' && holdKindOf(code) !== 'sender-unproved' && about !== null && department !== null;
  const to = isTold ? await answeredBefore(store, entry.value) : [];
  const content = composeRejection({
    round: about?.round ?? null,
    receiptCode: about?.receiptCode ?? null,
    reason,
    isCorrection: holdKindOf(code) === 'correction',
    wording: wordingOf(city),
  });
  return settleAs('rejected', code, {
    writes: chasedAgain(asked, id, at),
    answers: [{ to, content, manifest: null }],
  });
}

async function returnIt(
  store: Store,
  { entry, asked, about }: HeldMail,
  city: City,
  note: string,
  at: Instant,
): Promise<Decision> {
  const { id, reason: code } = entry.value;
  const earlier = await answeredBefore(store, entry.value);
  // Where nobody was answered, because the mail was forged, the address we wrote to hears of it.
  const to = earlier.length > 0 ? earlier : (about?.to.slice(0, 1) ?? []);
  if (to.length === 0) return { refusal: { why: 'nobody-to-write-to' } };
  const content = composeReturn({
    round: about?.round ?? null,
    receiptCode: about?.receiptCode ?? null,
    note,
    opening: openingOf(entry.value),
    form: asked ? { manifest: asked.manifest, names: namesOf(asked.city) } : null,
    blank: asked ? await blankFields(store, asked) : [],
    wording: wordingOf(city),
  });
  const settlement = settleAs('returned', code, {
    writes: chasedAgain(asked, id, at),
    answers: [{ to, content, manifest: asked?.manifest ?? null }],
  });
  return { settlement };
}

function openingOf({ state, reason, mail }: ReceivedMail): ReturnOpening {
  if (state === 'quarantined') return 'virus';
  return holdKindOf(reason) === 'sender-unproved' && mail !== null ? 'sender-unproved' : 'read';
}

async function blankFields(store: Store, asked: OpenRequest): Promise<readonly FormField[]> {
  if (asked.request.value.state === 'nothing-to-report') return [];
  const { base } = await loadVersions(store, asked);
  return openFields(asked.manifest.fields, new Set(Object.keys(base?.fields ?? {})));
}

/** Names one decision about a mail: a decision taken again on the same state of things is the same. */
const causeIdOf = ({ value, revision }: Stored<'received'>) => `${value.id}/r${revision}`;

/** Who was answered when the mail came in: its proved sender, or the registered address; nobody for a forged one. */
async function answeredBefore(store: Store, received: ReceivedMail): Promise<readonly string[]> {
  for (const reading of readingIds(received)) {
    const answer = await store.get('mail', { id: answerMailId(reading, 0) });
    if (answer) return answer.value.to;
  }
  return [];
}
