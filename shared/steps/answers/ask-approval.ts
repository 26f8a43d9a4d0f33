import { type Instant, instantOf } from '../../calendar/time.ts';
import { type AskedBecause, composeApprovalRequest } from '../../mail/compose-approval.ts';
import type { MailText } from '../../mail/wording.ts';
import { type Department, findDepartment } from '../../plan/directory.ts';
import type { Store } from '../../ports.ts';
import type { SubmissionRecord } from '../../records.ts';
import type { ReadField } from '../../reply/reading.ts';
import { type FormField, type FormManifest, fieldKey } from '../../round/form.ts';
import { openFields, outstandingInitiatives } from '../../round/form-initiatives.ts';
import { approvalRecipients } from '../../schedule/recipients.ts';
import { wordingOf } from '../city-wording.ts';
import { loadAddressBook } from '../load-city.ts';
import type { OpenRequest } from './open-request.ts';
import type { Answer } from './settlement.ts';
import { judgeRead, namesOf } from './write-receipt.ts';

/** The fields of a version as a receipt shows them, in the order of the form. */
export function readFieldsOf({ fields }: FormManifest, version: SubmissionRecord): ReadField[] {
  return fields.flatMap((field) => {
    const stored = version.fields[fieldKey(field)];
    if (!stored) return [];
    const { value, unit, raw, confidence } = stored;
    return [{ field, value, unit, raw, confidence, reason: null, echo: null }];
  });
}

/** The lines a version leaves blank in initiatives that are incomplete without them. */
export function blankFieldsOf(
  { fields }: FormManifest,
  version: SubmissionRecord,
): { readonly blank: FormField[]; readonly outstanding: string[] } {
  const answered = new Set(Object.keys(version.fields));
  if (version.nothingToReport) return { blank: [], outstanding: [] };
  return { blank: openFields(fields, answered), outstanding: outstandingInitiatives(fields, answered) };
}

/** The department a request was made to; a request outlives no department, so its absence is a fault of the data. */
export function departmentOf({ city, request }: OpenRequest): Department {
  const { department } = request.value;
  const found = findDepartment(city.directory, department);
  if (!found)
    throw new RangeError(`the request of ${request.value.round} names no known department: ${department}`);
  return found;
}

export interface ApprovalToAsk {
  readonly version: SubmissionRecord;
  readonly because: AskedBecause;
  readonly at: Instant;
  /** Who just wrote about it gets it even where another approver would be asked. */
  readonly also: readonly string[];
}

/**
 * The mail that asks whoever approves for a version, with all of it read back. None where nobody who approves can
 * be reached: the version waits, and the secretariat's digest says so.
 */
export async function askApproval(
  store: Store,
  asked: OpenRequest,
  { version, because, at, also }: ApprovalToAsk,
): Promise<Answer[]> {
  const { city, request, manifest } = asked;
  const undeliverable = await loadAddressBook(store);
  const { department } = request.value;
  const recipients = approvalRecipients({ directory: city.directory, undeliverable }, department, at);
  if (!recipients.reached) return [];
  const { to, deputies } = recipients;
  const content = await writeApprovalRequest(store, asked, version, because, deputies.length > 0);
  const others = also.filter((address) => !to.includes(address) && !deputies.includes(address));
  return [{ to, cc: [...deputies, ...others], content, manifest, approvalOf: version.version }];
}

async function writeApprovalRequest(
  store: Store,
  asked: OpenRequest,
  version: SubmissionRecord,
  because: AskedBecause,
  hasDeputy: boolean,
): Promise<MailText> {
  const { city, round, request, manifest } = asked;
  const stored = readFieldsOf(manifest, version);
  const { blank, outstanding } = blankFieldsOf(manifest, version);
  const total = request.value.initiatives.length;
  return composeApprovalRequest({
    round: round.id,
    department: departmentOf(asked),
    receiptCode: request.value.receiptCode,
    wording: wordingOf(city),
    because,
    manifest,
    stored,
    blank,
    names: namesOf(city),
    ...(await judgeRead(store, asked, stored, version)),
    nothingToReport: version.nothingToReport,
    comment: version.comment,
    answered: total - outstanding.length,
    total,
    dueAt: instantOf(request.value.dueAt),
    freezesAt: instantOf(round.freezesAt),
    hasDeputy,
    afterFreeze: version.afterFreeze,
  });
}
