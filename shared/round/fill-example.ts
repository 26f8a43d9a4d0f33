import { anchorLine, type ComposedForm } from './compose-form.ts';
import type { FormField } from './form.ts';
import { numberWords } from './text-lines.ts';

/** What stands in the example behind the colon of each kind of line that is answered in words. */
const WORDS: Readonly<Partial<Record<FormField['kind'], string>>> = {
  'milestone-status': '実施中',
  narrative: '対象を選び、2課で試しました。',
  answerer: '担当者の名前',
  'chief-approval': '済',
};

/**
 * A form filled in as an officer would, for the explanatory sheet: the real lines with invented answers behind their
 * colons, so that the example never differs from what is asked.
 */
export function fillExample({ lines, manifest }: Pick<ComposedForm, 'lines' | 'manifest'>): string[] {
  const answers = new Map(manifest.fields.map((field) => [anchorLine(field), exampleOf(field)]));
  return lines.map((line) => `${line}${answers.get(line) ?? ''}`);
}

function exampleOf({ kind, choices, number }: FormField): string {
  if (number) return numberWords(Math.round(number.previous ?? 0) + 1);
  return WORDS[kind] ?? choices?.[0] ?? '';
}
