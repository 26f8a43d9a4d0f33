import { instantOf } from '../../calendar/time.ts';
import type { FormReader, ObjectStore, Store, Stored } from '../../ports.ts';
import type { MailRecord, ReceivedMail, SubmissionRecord } from '../../records.ts';
import { type DecodedMail, decodeMail, type MailAttachment } from '../../reply/decode-mail.ts';
import { type HoldKind, holdKindOf } from '../../reply/hold-reasons.ts';
import { mergeReadings } from '../../reply/merge-readings.ts';
import { readReply } from '../../reply/read-reply.ts';
import type { ReadField, Reading } from '../../reply/reading.ts';
import { type FormField, fieldKey } from '../../round/form.ts';
import type { RoundId } from '../../round/round.ts';
import type { StoredField, SubmissionVia } from '../../round/submission.ts';
import { newest } from '../form-facts.ts';
import { type AskedForm, loadAskedForm, loadOpenRequest, type OpenRequest } from './open-request.ts';
import { readForms } from './read-forms.ts';

/** A request as a person names it. */
export interface NamedRequest {
  readonly round: RoundId;
  readonly department: string;
}

export interface HeldDependencies {
  readonly store: Store;
  readonly objects: ObjectStore;
  /** Opens our Excel form where a mail brought one. */
  readonly openForm: FormReader;
  /** The plan of what answers no mail of ours. */
  readonly plan: string;
}

/** A mail that waits, with all a person needs to decide about it. */
export interface HeldMail {
  readonly entry: Stored<'received'>;
  readonly kind: HoldKind;
  readonly plan: string;
  /** As it came; null where it is set apart as dangerous, redacted, or is no longer there. */
  readonly raw: Uint8Array | null;
  readonly decoded: DecodedMail | null;
  /** The mail of ours it answers. */
  readonly about: MailRecord | null;
  /** The request it answers, or is said to answer; null where none is known. */
  readonly asked: OpenRequest | null;
  /** What would be stored of it: for a correction that waits, the very values its sender was told. */
  readonly reading: Reading | null;
  /** The correction in waiting that it is about. */
  readonly waiting: SubmissionRecord | null;
  /** By which door the reading came: the mail's text, or the form it brought. */
  readonly via: SubmissionVia;
  /** What was attached and not opened. */
  readonly unopened: readonly MailAttachment[];
  /** Why the form it brought cannot be read, as a code; nothing of such a mail is stored. */
  readonly formRefused: string | null;
}

/**
 * Opens a received mail for a decision. `named` says which request it answers where the mail does not. What is set
 * apart for a virus is not opened. Null where there is no such mail.
 */
export async function openHeld(
  dependencies: HeldDependencies,
  id: string,
  named: NamedRequest | null = null,
): Promise<HeldMail | null> {
  const { store, objects, plan: otherwise } = dependencies;
  const entry = await store.get('received', { id });
  if (!entry) return null;
  const { value } = entry;
  const about = value.mail === null ? null : ((await store.get('mail', { id: value.mail }))?.value ?? null);
  const plan = about?.plan ?? otherwise;
  // What was typed in is no mail, what carries a virus is not opened, and of what was redacted nothing is left.
  const isOpened = value.state !== 'quarantined' && value.enteredBy === null && value.redacted === null;
  const raw = !isOpened ? null : ((await objects.get(value.objectKey)) ?? null);
  const decoded = raw ? decodeMail(raw) : null;
  const form = await loadForm(store, plan, about, named);
  const read = form && decoded ? await readAgainst(dependencies, form, decoded, value) : NOT_READ;
  const kind = holdKindOf(value.reason);
  const waiting =
    kind === 'correction' && form ? await waitingVersion(store, form.asked, value, about) : null;
  return {
    entry,
    // Nothing is stored of what answers the secretariat's own mails, whoever sent it.
    kind: about !== null && about.department === null ? 'words' : kind,
    plan,
    raw,
    decoded,
    about,
    asked: form?.asked ?? null,
    ...read,
    waiting: waiting?.version ?? null,
    reading:
      waiting && form && read.reading ? waitingReading(form.asked, waiting, read.reading) : read.reading,
  };
}

async function loadForm(
  store: Store,
  plan: string,
  about: MailRecord | null,
  named: NamedRequest | null,
): Promise<AskedForm | null> {
  if (about?.round && about.department) {
    const { round, department, manifest, text } = about;
    const asked = await loadOpenRequest(store, { plan, round, department }, manifest);
    return asked ? { asked, text } : null;
  }
  return named ? loadAskedForm(store, { plan, ...named }) : null;
}

type ReadMail = Pick<HeldMail, 'reading' | 'via' | 'unopened' | 'formRefused'>;

const NOT_READ: ReadMail = { reading: null, via: 'mail', unopened: [], formRefused: null };

/** Reads a mail with the forms it brought, as it is read when it arrives. */
async function readAgainst(
  dependencies: HeldDependencies,
  { asked, text }: AskedForm,
  mail: DecodedMail,
  { receivedAt, via }: ReceivedMail,
): Promise<ReadMail> {
  const { manifest, round, request } = asked;
  const at = instantOf(receivedAt);
  const answered = { plan: round.plan, round: round.id, department: request.value.department };
  const forms = await readForms(dependencies, mail, answered, at);
  if (forms.kind === 'refused') return { ...NOT_READ, unopened: mail.attachments, formRefused: forms.reason };
  const typed = readReply({ mail, manifest, sentText: text, receivedAt: at });
  return {
    reading: forms.reading === null ? typed : mergeReadings(typed, forms.reading),
    via: forms.reading === null ? via : 'excel',
    unopened: forms.others,
    formRefused: null,
  };
}

/** A correction in waiting, and what counts meanwhile. */
interface Waiting {
  readonly version: SubmissionRecord | null;
  readonly counting: SubmissionRecord | null;
}

/** The version a mail brought after the freeze, or the one that a chief's mail approved after it. */
async function waitingVersion(
  store: Store,
  { round, request }: OpenRequest,
  { id }: ReceivedMail,
  about: MailRecord | null,
): Promise<Waiting> {
  const { department } = request.value;
  const stored = await store.list('submission', { plan: round.plan, round: round.id, department });
  const versions = stored.map(({ value }) => value);
  const brought = ({ version, fields }: SubmissionRecord) =>
    version === about?.version || Object.values(fields).some(({ source }) => source === id);
  return {
    version: versions.find((version) => version.afterFreeze && brought(version)) ?? null,
    counting: newest(versions),
  };
}

/** What the correction would change, as it was stored and said back; a 該当なし may wait without any value. */
function waitingReading({ manifest }: OpenRequest, { version, counting }: Waiting, read: Reading): Reading {
  const fields = manifest.fields.flatMap((field): ReadField[] => {
    const stored = version?.fields[fieldKey(field)];
    return stored && stored.source !== counting?.fields[fieldKey(field)]?.source
      ? [asRead(field, stored)]
      : [];
  });
  const isNothing = version?.nothingToReport || read.command?.kind === 'nothing-to-report';
  return {
    ...read,
    fields,
    ambiguous: [],
    notUnderstood: [],
    comment: null,
    command: isNothing ? { kind: 'nothing-to-report' } : null,
  };
}

function asRead(field: FormField, { value, unit, raw, confidence }: StoredField): ReadField {
  return { field, value, unit, raw, confidence, reason: null, echo: null };
}
