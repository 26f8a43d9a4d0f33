import { createHash } from 'node:crypto';
import { type Clock, type Instant, isoUtc } from '../../calendar/time.ts';
import type { MailWorkshop, Store } from '../../ports.ts';
import type { ReceivedMail } from '../../records.ts';
import { readReply } from '../../reply/read-reply.ts';
import type { Reading } from '../../reply/reading.ts';
import { isReadable } from '../../reply/reply-lines.ts';
import { newestAnswered } from '../form-facts.ts';
import { changedMeanwhile, type FieldChange } from './list-changes.ts';
import type { NamedRequest } from './open-held.ts';
import { type AskedForm, loadAskedForm, type OpenRequest } from './open-request.ts';
import { addressesOfDepartment } from './registered-addresses.ts';
import { isInTime, settleAnswers } from './settle-answers.ts';
import { type Cause, commitSettlement, mailsOf, type PreviewedMail, type Settlement } from './settlement.ts';

/** How often others may write the same request in the same moment before the person is asked to try again. */
const TRIES_MAX = 5;

/** The department's own page, from which an answer came by `web`. */
export interface AnsweredPage {
  /** The mail whose link leads to it. */
  readonly mail: string;
  /** The version of the answers it showed; 0 before the first. With the text it says which sending this is. */
  readonly seen: number;
}

/**
 * An answer a department gave by phone or on paper, as the secretariat typed it, or on its own page: written as in a
 * mail.
 */
export interface ManualEntry {
  readonly request: NamedRequest;
  readonly via: 'phone' | 'paper' | 'web';
  /** Null where the secretariat types it in. */
  readonly page: AnsweredPage | null;
  /** Who types it in; what the trail calls the page where the department itself does. */
  readonly by: string;
  /** When the department said it. */
  readonly saidAt: Instant;
  readonly text: string;
  /** Needed after the freeze (decision 24). */
  readonly reason: string | null;
  /** Who lets a correction after the freeze count; whoever types it in where nobody else is named. */
  readonly approvedBy?: string | null;
  /** Stores what was understood although something was not. */
  readonly isPartial: boolean;
}

export type EntryRefusal =
  | { readonly why: 'not-asked' }
  /** Nothing of it can be stored. */
  | { readonly why: 'nothing-to-store' }
  /** Something has no single meaning, and storing the rest was not asked for. */
  | { readonly why: 'not-clear' }
  | { readonly why: 'reason-needed' }
  /** On the page: others have answered the same lines since it was opened. */
  | { readonly why: 'changed-meanwhile'; readonly changes: readonly FieldChange[] }
  /** The same text for the same moment is stored already. */
  | { readonly why: 'entered-before' }
  | { readonly why: 'busy' };

export type EntryOutcome =
  | {
      readonly outcome: 'entered';
      readonly id: string;
      readonly changes: readonly FieldChange[];
      readonly mailedTo: readonly string[];
      /** The receipt as it is mailed. */
      readonly receipt: string | null;
    }
  | ({ readonly outcome: 'refused' } & EntryRefusal);

/** What an entry would do, before it is stored. */
export type EntryPreview =
  | {
      readonly outcome: 'previewed';
      readonly reading: Reading;
      readonly changes: readonly FieldChange[];
      readonly mails: readonly PreviewedMail[];
    }
  | ({ readonly outcome: 'refused'; readonly reading: Reading | null } & EntryRefusal);

export interface ManualEntryDependencies {
  readonly store: Store;
  readonly workshop: MailWorkshop;
  readonly clock: Clock;
  readonly plan: string;
}

/** Reads what was typed against the department's form, with the very reader of mails. */
export function readEntry({ asked, text: sentText }: AskedForm, { text, saidAt }: ManualEntry): Reading {
  const mail = { subject: '', text, htmlText: null, attachedTexts: [], oversize: !isReadable(text) };
  return readReply({ mail, manifest: asked.manifest, sentText, receivedAt: saidAt });
}

/** Whether everything that was typed has a meaning. */
export function isClear({ ambiguous, notUnderstood }: Reading): boolean {
  return ambiguous.length + notUnderstood.length === 0;
}

/** Enters answers given by phone, on paper or on the department's page, and shows beforehand what an entry would do. */
export interface ManualEntries {
  readonly preview: (entry: ManualEntry) => Promise<EntryPreview>;
  /**
   * Stores an entry, marked as such, on the same trail as received mails; the department's registered address is told
   * what was noted in its name.
   */
  readonly enter: (entry: ManualEntry) => Promise<EntryOutcome>;
}

export function createManualEntries({
  store,
  workshop,
  clock,
  plan,
}: ManualEntryDependencies): ManualEntries {
  type Considered =
    | {
        readonly form: AskedForm;
        readonly reading: Reading;
        readonly settlement: Settlement;
        readonly at: Instant;
      }
    | { readonly refused: EntryRefusal; readonly reading: Reading | null };

  /** What the entry comes to on the state of things as it stands, or why it cannot be stored. */
  async function consider(entry: ManualEntry): Promise<Considered> {
    const id = entryId(plan, entry);
    if (await store.get('received', { id })) return { refused: { why: 'entered-before' }, reading: null };
    const form = await loadAskedForm(store, { plan, ...entry.request });
    if (!form) return { refused: { why: 'not-asked' }, reading: null };
    const at = clock();
    const reading = readEntry(form, entry);
    const why = whyNot(form, reading, entry, at);
    if (why) return { refused: { why }, reading };
    const { asked } = form;
    const changes = await loadChangedMeanwhile(asked, reading, entry);
    if (changes.length > 0) return { refused: { why: 'changed-meanwhile', changes }, reading };
    const { department } = entry.request;
    const { reason, by, page } = entry;
    const settlement = await settleAnswers(store, {
      asked,
      reading,
      via: entry.via,
      enteredBy: page ? null : by,
      source: id,
      cause: id,
      sentAt: entry.saidAt,
      receivedAt: entry.saidAt,
      settledAt: at,
      again: null,
      adoption: reason === null ? null : { approvedBy: entry.approvedBy ?? by, reason, approval: null },
      origin: entry.via,
      cityId: workshop.city,
      sender: { address: null, isProved: false },
      about: null,
      answerTo: await addressesOfDepartment(store, asked.city.directory, department, at),
      askWhetherYours: false,
      ignoredAttachments: [],
    });
    if (settlement.changes.length === 0 && reading.command === null)
      return { refused: { why: 'nothing-to-store' }, reading };
    return { form, reading, settlement, at };
  }

  /** What others stored in the lines of this answer since its page was opened; the commit asks for the same revision. */
  async function loadChangedMeanwhile(
    { round, request, manifest }: OpenRequest,
    { fields }: Reading,
    { page }: ManualEntry,
  ): Promise<readonly FieldChange[]> {
    if (page === null || page.seen === request.value.version) return [];
    const { department } = request.value;
    const versions = (await store.list('submission', { plan, round: round.id, department })).map(
      ({ value }) => value,
    );
    const seen = versions.find(({ version }) => version === page.seen) ?? null;
    return changedMeanwhile(manifest, seen, newestAnswered(versions), fields);
  }

  return {
    async preview(entry) {
      const considered = await consider(entry);
      if ('refused' in considered)
        return { outcome: 'refused', ...considered.refused, reading: considered.reading };
      const { reading, settlement } = considered;
      return { outcome: 'previewed', reading, changes: settlement.changes, mails: mailsOf(settlement) };
    },

    async enter(entry) {
      const id = entryId(plan, entry);
      const objectKey = `entries/${id}.txt`;
      for (let tried = 0; tried < TRIES_MAX; tried += 1) {
        const considered = await consider(entry);
        if ('refused' in considered) return { outcome: 'refused', ...considered.refused };
        const { form, settlement, at } = considered;
        // Written before the row that names it: a row without its text would be a trace of nothing.
        await workshop.objects.put(objectKey, new TextEncoder().encode(entry.text));
        const { outcome } = await commitSettlement(
          { store, workshop },
          {
            entry: { value: rowOf(entry, id, objectKey), revision: null },
            cause: causeOf(entry, id),
            known: {},
            about: form.asked.request.value,
            messageId: null,
            city: form.asked.city,
            plan,
            at,
          },
          // The person of the secretariat who typed it in has looked at it: it does not wait for one.
          entry.page ? settlement : { ...settlement, state: 'applied' },
        );
        if (outcome === 'committed') {
          const mailedTo = settlement.answers.flatMap(({ to }) => to);
          const receipt = settlement.answers[0]?.content.text ?? null;
          return { outcome: 'entered', id, changes: settlement.changes, mailedTo, receipt };
        }
      }
      return { outcome: 'refused', why: 'busy' };
    },
  };
}

function whyNot(
  { asked }: AskedForm,
  reading: Reading,
  { saidAt, reason, isPartial }: ManualEntry,
  settledAt: Instant,
): 'nothing-to-store' | 'not-clear' | 'reason-needed' | null {
  if (reading.fields.length === 0 && reading.command === null)
    return isClear(reading) ? 'nothing-to-store' : 'not-clear';
  if (!isClear(reading) && !isPartial) return 'not-clear';
  return !isInTime({ sentAt: saidAt, settledAt }, asked.round) && reason === null ? 'reason-needed' : null;
}

/** What a page sends is answered by itself, as a mail is, and no more often. */
function causeOf({ page, by, text }: ManualEntry, id: string): Cause {
  if (page === null) return { id, actor: by, door: 'entry', limits: null };
  return { id, actor: by, door: 'web', limits: { textHash: hashOf(text), mail: page.mail } };
}

const hashOf = (text: string) => createHash('sha256').update(text).digest('hex');

/** Derived from all that was typed, so that the same entry sent off twice is one. */
function entryId(plan: string, { request, via, page, by, saidAt, text }: ManualEntry): string {
  const when = page ? `${page.mail}@${page.seen}` : isoUtc(saidAt);
  const all = [plan, request.round, request.department, via, by, when, text].join('\n');
  return `${via}-${hashOf(all).slice(0, 32)}`;
}

function rowOf(
  { request, via, page, by, saidAt, text }: ManualEntry,
  id: string,
  objectKey: string,
): ReceivedMail {
  return {
    id,
    objectKey,
    via,
    enteredBy: page ? null : by,
    receivedAt: isoUtc(saidAt),
    state: 'received',
    reason: null,
    from: null,
    subject: text.trim().split('\n')[0]?.slice(0, 200) ?? null,
    messageId: null,
    mail: page?.mail ?? null,
    round: request.round,
    department: request.department,
    toConfirm: [],
    decision: null,
    arrival: null,
    again: null,
    redacted: null,
  };
}
