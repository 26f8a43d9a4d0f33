import { createHmac } from 'node:crypto';
import { dateOf, type Instant, type PlainDate } from '../../../../shared/calendar/time.ts';
import { DRAFT_TEXT_MAX } from '../../../../shared/records/answer-draft.ts';
import type { FormField } from '../../../../shared/round/form.ts';
import type { ManualEntry } from '../../../../shared/steps/answers/manual-entry.ts';
import type { NamedRequest } from '../../../../shared/steps/answers/open-held.ts';
import { answerId, type EntryFault, readLines, type SentForm, typedIn } from '../entry/answers.ts';

/** What every form of a page carries: told from the secret, so that only who has the page has it. */
export function formToken(secret: string): string {
  return createHmac('sha256', secret).update('answer-form').digest('base64url');
}

/** What was typed, by anchor; blank lines are left out. */
export function readDraft(form: SentForm, fields: readonly FormField[]): Record<string, string> {
  return Object.fromEntries(
    fields.flatMap(({ anchor }) => {
      const typed = typedIn(form, answerId(anchor));
      return typed === '' ? [] : [[anchor, typed]];
    }),
  );
}

/** A draft as the form that shows it. */
export function formOfDraft(answers: Readonly<Record<string, string>>): SentForm {
  return Object.fromEntries(Object.entries(answers).map(([anchor, typed]) => [answerId(anchor), typed]));
}

/** Lines longer than a draft keeps. */
export function lengthFaults(form: SentForm, fields: readonly FormField[]): EntryFault[] {
  return fields
    .map(({ anchor }) => answerId(anchor))
    .filter((id) => typedIn(form, id).length > DRAFT_TEXT_MAX)
    .map((field) => ({ field, message: `${DRAFT_TEXT_MAX}字までで書いてください。` }));
}

/** The version or revision a form was shown with; null for none. */
export function readCount(value: unknown): number | null {
  return typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : null;
}

/** What the department wants done: send its answers, ask for more time, or say that there is nothing to report. */
export const SENDING_STEPS = ['send', 'extend', 'nothing'] as const;
export type SendingStep = (typeof SENDING_STEPS)[number];

export interface PageEntry {
  readonly request: NamedRequest;
  readonly mail: string;
  readonly fields: readonly FormField[];
  readonly now: Instant;
}

/** The answer a form of the page comes to, in the words a mail would have, or what is wrong with it. */
export function readPageEntry(
  form: SentForm,
  step: SendingStep,
  { request, mail, fields, now }: PageEntry,
): { readonly entry: ManualEntry } | { readonly faults: readonly EntryFault[] } {
  const read = readWords(form, step, fields);
  if ('faults' in read) return read;
  return {
    entry: {
      request,
      via: 'web',
      page: { mail, seen: readCount(form.seen) ?? 0 },
      by: 'web',
      saidAt: now,
      text: read.text,
      reason: null,
      isPartial: false,
    },
  };
}

function readWords(
  form: SentForm,
  step: SendingStep,
  fields: readonly FormField[],
): { readonly text: string } | { readonly faults: readonly EntryFault[] } {
  switch (step) {
    case 'nothing':
      return { text: '該当なし\n' };
    case 'extend': {
      const until = readDate(typedIn(form, 'until'));
      if (!until) return { faults: [{ field: 'until', message: '延ばす先の日を書いてください。' }] };
      return { text: `延期 ${until.year}/${until.month}/${until.day}\n` };
    }
    case 'send': {
      const { lines, faults } = readLines(form, fields, { isNothing: false });
      const all = [...lengthFaults(form, fields), ...faults];
      return all.length > 0 ? { faults: all } : { text: `${lines.join('\n')}\n` };
    }
  }
}

function readDate(text: string): PlainDate | null {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return null;
  try {
    return dateOf(text);
  } catch {
    return null;
  }
}
