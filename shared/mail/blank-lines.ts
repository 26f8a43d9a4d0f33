import { anchorLine } from '../round/compose-form.ts';
import type { FormField, FormManifest } from '../round/form.ts';
import { wrapText } from '../round/text-lines.ts';

/** A form and what its milestones and KPIs are called, by id. */
export interface NamedForm {
  readonly manifest: FormManifest;
  readonly names: ReadonlyMap<string, string>;
}

/** `（端末の整備）`, where the section asks for several of the kind and the label alone would not tell which. */
export function nameWords({ manifest, names }: NamedForm, { initiative, kind, subject }: FormField): string {
  const same = manifest.fields.filter((field) => field.initiative === initiative && field.kind === kind);
  const name = subject === null ? undefined : names.get(subject);
  return same.length > 1 && name !== undefined ? `（${name}）` : '';
}

/** A line to be answered, under its name where it has one. */
export function blankLines(form: NamedForm, field: FormField): string[] {
  const name = nameWords(form, field);
  return [...(name === '' ? [] : wrapText(`　${name.slice(1, -1)}`, { indent: '　' })), anchorLine(field)];
}

/** Lines to be answered, each section under its title: the small form of a mail that asks for a few lines only. */
export function blankSections(form: NamedForm, blank: readonly FormField[]): string[] {
  return form.manifest.sections.flatMap(({ number, title }) => {
    const mine = blank.filter(({ anchor }) => anchor.startsWith(`${number}-`));
    if (mine.length === 0) return [];
    const head = wrapText(`■${number} ${title}`, { indent: '　　' });
    return [...head, ...mine.flatMap((field) => blankLines(form, field)), ''];
  });
}
