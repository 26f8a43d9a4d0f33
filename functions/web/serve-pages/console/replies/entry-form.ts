import { atTokyo, dateOf, type Instant, Temporal } from '../../../../../shared/calendar/time.ts';
import { describeReason } from '../../../../../shared/reply/describe-reason.ts';
import type { Reading } from '../../../../../shared/reply/reading.ts';
import type { FormField } from '../../../../../shared/round/form.ts';
import type { ManualEntry } from '../../../../../shared/steps/answers/manual-entry.ts';
import type { NamedRequest } from '../../../../../shared/steps/answers/open-held.ts';
import { readText } from './read-text.ts';

/** What a browser sent, by the names of the fields. */
export type SentForm = Readonly<Record<string, unknown>>;

/** Something wrong with one field of the form: its id on the page, and what to do about it. */
export interface EntryFault {
  readonly field: string;
  readonly message: string;
}

/** The id and name of the field a line of the form is answered in. */
export const answerId = (anchor: string) => `answer-${anchor}`;

/** What stands in a field, as it was typed. */
export function typedIn(form: SentForm, name: string): string {
  const value = form[name];
  return typeof value === 'string' ? value.replaceAll('\r\n', '\n').trim() : '';
}

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
  const answered = fields.filter(({ anchor }) => typedIn(form, answerId(anchor)) !== '');
  const first = fields[0];
  if (first && !isNothing && answered.every(({ initiative }) => initiative === null))
    faults.push({ field: answerId(first.anchor), message: '回答を一つ以上書いてください。' });
  for (const { anchor, kind } of fields) {
    const typed = typedIn(form, answerId(anchor));
    if (/[【】]/.test(typed))
      faults.push({ field: answerId(anchor), message: '【 】は使えません。「 」などに替えてください。' });
    if (kind === 'answerer' && typed === '')
      faults.push({ field: answerId(anchor), message: '答えた方の名前を書いてください。' });
  }
  if (via === null || saidAt === null || faults.length > 0) return { faults };
  const lines = answered.map(
    ({ anchor, label }) => `【${anchor}】${label}：${typedIn(form, answerId(anchor))}`,
  );
  const reason = readText(form.reason);
  return {
    entry: {
      request,
      via,
      by,
      saidAt,
      text: `${[...(isNothing ? ['該当なし'] : []), ...lines].join('\n')}\n`,
      reason,
      approvedBy: reason === null ? null : readText(form.approvedBy),
      isPartial: false,
    },
  };
}

/** What could not be read of an entry, at the field in which it stands. */
export function readingFaults(
  { ambiguous, notUnderstood }: Reading,
  fields: readonly FormField[],
): EntryFault[] {
  const first = fields[0];
  return [
    ...ambiguous.map(({ field, reason }) => ({
      field: answerId(field.anchor),
      message: describeReason(reason, field).sentence,
    })),
    ...notUnderstood.map(({ line, reason }) => ({
      field: first ? answerId(first.anchor) : 'via',
      message: `「${line}」　${describeReason(reason, null).sentence}`,
    })),
  ];
}
