import type { ComposedForm } from './compose-form.ts';
import type { FieldKind, FormField, FormManifest, InputKind } from './form.ts';

/** The columns of the form as a sheet, in order. */
export const FORM_COLUMNS = ['番号', '項目', '参考', '回答', '単位・選択肢'] as const;
export const ANCHOR_COLUMN = 0;
export const ANSWER_COLUMN = 3;

/** Where the sheet's parts stand, so that whoever reads one back finds what whoever laid it out put down. */
export const FORM_SHEET_NAME = '回答';
export const SEAL_SHEET_NAME = '_shinchoku';

export interface FormFieldRow {
  readonly kind: 'field';
  readonly anchor: string;
  readonly label: string;
  readonly hint: string;
  readonly input: InputKind;
  /** Whether the answer is prose of several lines. */
  readonly isLong: boolean;
  readonly choices: readonly string[];
  /** The unit of a number, the words of a choice. */
  readonly how: string;
  /** The defined name of the answer's cell, by which it is found again. */
  readonly name: string;
}

/** What is asked, from top to bottom. Every row but a field's is one text over the whole width. */
export type FormRow =
  | { readonly kind: 'title' | 'facts' | 'guide' | 'section'; readonly text: string }
  | { readonly kind: 'columns' }
  | FormFieldRow;

/** The form of one mail as a sheet to fill in, before it becomes a file. */
export interface FormSheet {
  readonly fileName: string;
  readonly rows: readonly FormRow[];
}

/** The rows above the first section: they stay in sight, and are printed on every page. */
export const FORM_HEAD_ROWS = 4;

export interface FormSheetWords {
  readonly fileName: string;
  readonly title: string;
  /** Department, due date, receipt code. */
  readonly facts: string;
  /** How to answer. */
  readonly guide: string;
}

/** The title over the last fields, which belong to no initiative. */
const CLOSING_TITLE = '■ 回答した方';

interface FieldGroup {
  /** The section's number; null for the closing fields. */
  readonly number: number | null;
  readonly title: string;
  readonly fields: readonly FormField[];
}

/** The fields in the order in which they stand, each group under one title row. */
function groupsOf({ sections, fields }: FormManifest): FieldGroup[] {
  const groups: FieldGroup[] = sections.map(({ number, title }) => ({
    number,
    title: `■${number} ${title}`,
    fields: fields.filter(({ anchor }) => anchor.startsWith(`${number}-`)),
  }));
  const placed = new Set(groups.flatMap((group) => group.fields));
  const closing = fields.filter((field) => !placed.has(field));
  return closing.length === 0 ? groups : [...groups, { number: null, title: CLOSING_TITLE, fields: closing }];
}

/** Lays a form out as a sheet: one row a field, below a row with the title of its section. */
export function layOutFormSheet(form: ComposedForm, words: FormSheetWords): FormSheet {
  const said = (place: string) => (form.hints.get(place) ?? []).join('\n');
  const rows = groupsOf(form.manifest).flatMap(({ number, title, fields }): FormRow[] => {
    // What regards the whole section stands in its title's row, so that rows depend on the manifest alone.
    const note = number === null ? '' : said(String(number));
    return [
      { kind: 'section', text: note === '' ? title : `${title}\n${note}` },
      ...fields.map((field) => fieldRow(field, said(field.anchor))),
    ];
  });
  return {
    fileName: words.fileName,
    rows: [
      { kind: 'title', text: words.title },
      { kind: 'facts', text: words.facts },
      { kind: 'guide', text: words.guide },
      { kind: 'columns' },
      ...rows,
    ],
  };
}

/** The kinds answered in sentences. */
const LONG_KINDS: ReadonlySet<FieldKind> = new Set([
  'narrative',
  'observe',
  'orient',
  'decide',
  'act',
  'handover-notes',
  'correction',
]);

function fieldRow(field: FormField, hint: string): FormRow {
  const { anchor, kind, label, input, choices = [] } = field;
  return {
    kind: 'field',
    anchor,
    label: input === 'number' || input === 'choice' ? label.replace(/（[^（）]*）$/, '') : label,
    hint,
    input,
    isLong: LONG_KINDS.has(kind) || (kind === 'inquiry' && input === 'text'),
    choices,
    how: howOf(field),
    name: answerName(anchor),
  };
}

function howOf({ input, choices = [], number }: FormField): string {
  switch (input) {
    case 'number':
      return number?.unit ?? '';
    case 'choice':
      return choices.join('・');
    case 'date':
      return '年月日';
    case 'text':
      return '';
  }
}

/** `answer_1_A`: a name no spreadsheet takes for a cell. */
export function answerName(anchor: string): string {
  return `answer_${anchor.replace('-', '_')}`;
}

/** The row, counted from 0, in which each field's answer stands as laid out. */
export function answerRows(manifest: FormManifest): ReadonlyMap<string, number> {
  const rows = new Map<string, number>();
  let row = FORM_HEAD_ROWS;
  for (const { fields } of groupsOf(manifest)) {
    for (const [index, { anchor }] of fields.entries()) rows.set(anchor, row + 1 + index);
    row += 1 + fields.length;
  }
  return rows;
}
