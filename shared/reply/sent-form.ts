import type { FormField, FormManifest } from '../round/form.ts';
import { keyOf } from './matching-key.ts';

/** A field with the text its line was printed with. */
export interface FieldLine {
  readonly field: FormField;
  /** Place in the form, from 0. */
  readonly index: number;
  /** The whole label as a key, options and unit included. */
  readonly labelKey: string;
  /** The label up to its parenthesis, as a key. */
  readonly shortKey: string;
  /** Keys of the template lines between this line and the next anchor. */
  readonly gap: readonly string[];
  /** Whether the form has a blank line right below. */
  readonly isLast: boolean;
}

/** The form as it was sent, prepared for finding its lines again in whatever a client made of them. */
export interface SentForm {
  readonly fields: readonly FieldLine[];
  readonly byAnchor: ReadonlyMap<string, FieldLine>;
  readonly receiptCode: string;
  readonly lineKeys: ReadonlySet<string>;
  /** Template lines by the first characters of their keys, for finding wrapped ones. */
  readonly byBeginning: ReadonlyMap<string, readonly string[]>;
  /** Number by key of the `■n title` line, and of `■n` alone. */
  readonly sections: ReadonlyMap<string, number>;
  /** Places of the fields that stand right below a template line, by its key; headings of sections left out. */
  readonly fieldsBelow: ReadonlyMap<string, readonly number[]>;
  /** Keys of template lines that mention an anchor after other words: examples, quotations of an answer. */
  readonly decoys: readonly string[];
  /** All line keys in a row, with and without the decoys. */
  readonly whole: readonly string[];
}

/** Characters by which template lines are looked up. */
const BEGINNING = 1;

export function beginningOf(key: string): string {
  return key.slice(0, BEGINNING);
}

const PRINTED_ANCHOR = /^【([1-9]\d{0,2}-[A-Z]{1,2})】/;
const SECTION = /^■([1-9]\d{0,2})[ \u3000]/;

function gapsByAnchor(lines: readonly string[]): Map<string, string[]> {
  const gaps = new Map<string, string[]>();
  let gap: string[] | null = null;
  for (const line of lines) {
    const anchor = PRINTED_ANCHOR.exec(line)?.[1];
    if (anchor !== undefined) {
      gap = [];
      gaps.set(anchor, gap);
    } else if (line.startsWith('【おわり】')) gap = null;
    else if (gap !== null && keyOf(line) !== '') gap.push(keyOf(line));
  }
  return gaps;
}

/** For each template line the fields whose anchor is the next one below it. */
function fieldsByHint(lines: readonly string[], anchors: readonly string[]): Map<string, number[]> {
  const below = new Map<string, number[]>();
  let next = -1;
  for (const line of lines.toReversed()) {
    const anchor = PRINTED_ANCHOR.exec(line)?.[1];
    if (anchor !== undefined) next = anchors.indexOf(anchor);
    else if (line === '' || SECTION.test(line)) next = -1;
    else if (next !== -1) below.set(keyOf(line), [...(below.get(keyOf(line)) ?? []), next]);
  }
  return below;
}

function isDecoy(line: string): boolean {
  return /^.{1,200}【[1-9]\d{0,2}-[A-Z]{1,2}】/.test(line);
}

/** Prepares a sent form. `sentText` is the text of the mail exactly as it left. */
export function prepareForm(manifest: FormManifest, sentText: string): SentForm {
  const lines = sentText.split(/\r\n|\r|\n/);
  const lineKeys = new Set(lines.map(keyOf).filter((key) => key !== ''));
  const sections = new Map<string, number>();
  for (const line of lines) {
    const number = SECTION.exec(line)?.[1];
    if (number !== undefined) sections.set(keyOf(line), Number(number));
  }
  // A title that the mail wraps, put on one line again, and the number that stands for it.
  for (const { number, title } of manifest.sections) {
    for (const key of [keyOf(`■${number} ${title}`), keyOf(`■${number}`)]) {
      sections.set(key, number);
      lineKeys.add(key);
    }
  }
  const gaps = gapsByAnchor(lines);
  const last = new Set(
    lines.flatMap((line, at) => (lines[at + 1] === '' ? (PRINTED_ANCHOR.exec(line)?.[1] ?? []) : [])),
  );
  const byBeginning = new Map<string, string[]>();
  for (const key of lineKeys) {
    byBeginning.set(beginningOf(key), [...(byBeginning.get(beginningOf(key)) ?? []), key]);
  }
  const fields = manifest.fields.map((field, index) => ({
    field,
    index,
    labelKey: keyOf(field.label),
    shortKey: keyOf(field.label.split(/[（(]/)[0] ?? ''),
    gap: gaps.get(field.anchor) ?? [],
    isLast: last.has(field.anchor),
  }));
  return {
    fields,
    byAnchor: new Map(fields.map((line) => [line.field.anchor, line])),
    receiptCode: manifest.receiptCode,
    lineKeys,
    byBeginning,
    sections,
    fieldsBelow: fieldsByHint(
      lines,
      manifest.fields.map(({ anchor }) => anchor),
    ),
    decoys: lines.filter(isDecoy).map(keyOf),
    whole: [lines, lines.filter((line) => !isDecoy(line))].map((kept) => kept.map(keyOf).join('')),
  };
}
