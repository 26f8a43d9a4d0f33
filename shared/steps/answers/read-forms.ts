import type { Instant } from '../../calendar/time.ts';
import { isDueDateFile } from '../../mail/due-date-file.ts';
import type { FormReader, Store } from '../../ports.ts';
import type { DecodedMail, MailAttachment } from '../../reply/decode-mail.ts';
import { mergeReadings } from '../../reply/merge-readings.ts';
import { readFormSeal, readFormWorkbook } from '../../reply/read-form-workbook.ts';
import type { Reading } from '../../reply/reading.ts';
import type { FormOpening, FormRefusal, FormWorkbook } from '../../round/form-workbook.ts';
import { isSealProved } from '../form-seal.ts';

/** So many Office files of a mail are looked at; a reply brings one. */
const LOOKED_AT_MAX = 8;
/** So many forms of a mail are read; the others are named in the receipt as not opened. */
const FORMS_MAX = 2;

/** Why a form that came with a mail is not read; the code is also the reason its mail is held. */
type FormFault =
  | FormRefusal
  /** Its seal does not hold, or its answers no longer stand where they belong. */
  | 'form-altered'
  | 'form-other-department'
  | 'form-other-round';

/** The request that the mail answers. */
interface Answered {
  readonly plan: string;
  readonly round: string;
  readonly department: string;
}

export type FormsRead =
  | {
      readonly kind: 'read';
      /** What the forms say together, or null where the mail brought none. */
      readonly reading: Reading | null;
      /** Whatever else was attached. */
      readonly others: readonly MailAttachment[];
    }
  | { readonly kind: 'refused'; readonly reason: FormFault };

/**
 * Reads the Excel forms a reply brought. A form counts only for the request that the mail itself answers, and only
 * with the seal it left with; one that does not ends the reading, because half an answer would look like a whole one.
 */
export async function readForms(
  { store, openForm }: { readonly store: Store; readonly openForm: FormReader },
  { attachments }: Pick<DecodedMail, 'attachments'>,
  answered: Answered,
  receivedAt: Instant,
): Promise<FormsRead> {
  const candidates = attachments.filter(({ office }) => office !== null).slice(0, LOOKED_AT_MAX);
  const taken = new Set<MailAttachment>();
  let reading: Reading | null = null;
  for (const attachment of candidates) {
    if (taken.size === FORMS_MAX) break;
    const opening = await openForm(attachment.office ?? new Uint8Array());
    if (opening.kind === 'not-a-form' || isLockedOther(opening, attachment)) continue;
    if (opening.kind === 'refused') return opening;
    const read = await readForm(store, opening.workbook, answered, receivedAt);
    if (typeof read === 'string') return { kind: 'refused', reason: read };
    taken.add(attachment);
    reading = reading === null ? read : mergeReadings(reading, read);
  }
  // The due date that came with the request, sent back by the mail client, is nothing anybody attached.
  const others = attachments.filter((attachment) => !taken.has(attachment) && !isDueDateFile(attachment));
  return { kind: 'read', reading, others };
}

/** Under a password a file tells nothing but its name, and one that is not called a workbook is somebody's own. */
function isLockedOther(opening: FormOpening, { name }: MailAttachment): boolean {
  const isLocked = opening.kind === 'refused' && opening.reason === 'form-locked';
  return isLocked && name !== null && !/\.xls[xm]?$/i.test(name);
}

async function readForm(
  store: Store,
  workbook: FormWorkbook,
  { plan, round, department }: Answered,
  receivedAt: Instant,
): Promise<Reading | FormFault> {
  const seal = readFormSeal(workbook);
  const sent = seal && (await store.get('mail', { id: seal.form }))?.value;
  if (!seal || !sent?.manifest || !isSealProved(seal, sent)) return 'form-altered';
  if (sent.plan !== plan || sent.department !== department) return 'form-other-department';
  if (sent.round !== round) return 'form-other-round';
  return readFormWorkbook(workbook, sent.manifest, receivedAt) ?? 'form-altered';
}
