import { describeReason } from '../../../../shared/reply/describe-reason.ts';
import type { Reading } from '../../../../shared/reply/reading.ts';
import type { FormField } from '../../../../shared/round/form.ts';

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

/**
 * The answers as the very lines a department would write into a mail, so that the same reader reads both, and what is
 * wrong with them beforehand. At least one line about an initiative is needed, unless there is nothing to report, and
 * who answered.
 */
export function readLines(
  form: SentForm,
  fields: readonly FormField[],
  { isNothing }: { readonly isNothing: boolean },
): { readonly lines: readonly string[]; readonly faults: readonly EntryFault[] } {
  const faults: EntryFault[] = [];
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
  return {
    lines: answered.map(({ anchor, label }) => `【${anchor}】${label}：${typedIn(form, answerId(anchor))}`),
    faults,
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
