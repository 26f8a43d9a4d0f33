import { atTokyo, dateOf, type Instant, Temporal } from '../../../../../shared/calendar/time.ts';
import type { FormField } from '../../../../../shared/round/form.ts';
import type { ManualEntry } from '../../../../../shared/steps/answers/manual-entry.ts';
import type { NamedRequest } from '../../../../../shared/steps/answers/open-held.ts';
import { type EntryFault, readLines, type SentForm, typedIn } from '../../entry/answers.ts';
import { readText } from './read-text.ts';

/** The Tokyo time a field of date and time holds, as in `2026-07-14T10:30`; null where it holds none. */
function readTokyoTime(text: string): Instant | null {
  const match = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2})(?::\d{2})?$/.exec(text);
  if (!match) return null;
  try {
    return atTokyo(dateOf(match[1] ?? ''), match[2] ?? '');
  } catch {
    return null;
  }
}

/** The entry a form comes to, or what is wrong with it field by field. */
export type ReadEntryForm = { readonly entry: ManualEntry } | { readonly faults: readonly EntryFault[] };

/**
 * Reads the form in which an answer by phone or on paper is typed. The answers become the very lines a department
 * would write into a mail, so that the same reader reads both. Who answered and when is needed.
 */
export function readEntryForm(
  form: SentForm,
  {
    request,
    fields,
    by,
    now,
  }: { request: NamedRequest; fields: readonly FormField[]; by: string; now: Instant },
): ReadEntryForm {
  const faults: EntryFault[] = [];
  const via = form.via === 'phone' || form.via === 'paper' ? form.via : null;
  if (via === null) faults.push({ field: 'via', message: '電話か書面かを選んでください。' });
  const saidAt = readTokyoTime(typedIn(form, 'saidAt'));
  if (saidAt === null) faults.push({ field: 'saidAt', message: 'うかがった日時を書いてください。' });
  else if (Temporal.Instant.compare(saidAt, now) > 0)
    faults.push({ field: 'saidAt', message: 'まだ来ていない日時です。うかがった日時を書いてください。' });
  const isNothing = form.nothing === 'yes';
  const { lines, faults: lineFaults } = readLines(form, fields, { isNothing });
  faults.push(...lineFaults);
  if (via === null || saidAt === null || faults.length > 0) return { faults };
  const reason = readText(form.reason);
  return {
    entry: {
      request,
      via,
      page: null,
      by,
      saidAt,
      text: `${[...(isNothing ? ['該当なし'] : []), ...lines].join('\n')}\n`,
      reason,
      approvedBy: reason === null ? null : readText(form.approvedBy),
      isPartial: false,
    },
  };
}
