import { commandWords } from '../../functions/web/serve-pages/look/words.ts';
import { describeReason } from '../../shared/reply/describe-reason.ts';
import type { Reading } from '../../shared/reply/reading.ts';
import type { FormField } from '../../shared/round/form.ts';

/** What a field is about, in the words of the command that shows it. */
export type DescribeField = (field: FormField) => {
  readonly initiative: string | null;
  readonly kpi: string | null;
};

/** What a reply was read as, for programs. */
export function readingView(reading: Reading, describe: DescribeField) {
  const about = (field: FormField) => {
    const { initiative, kpi } = describe(field);
    return { anchor: field.anchor, initiative, field: field.kind, kpi };
  };
  return {
    fields: reading.fields.map(({ field, value, unit, raw, confidence }) => ({
      ...about(field),
      value,
      unit,
      raw,
      confidence,
    })),
    ambiguous: reading.ambiguous.map(({ field, raw, reason }) => ({
      ...about(field),
      value: null,
      unit: field.number?.unit ?? null,
      raw,
      confidence: 'low',
      reason,
    })),
    notUnderstood: reading.notUnderstood,
    blank: reading.blank.map(({ anchor }) => anchor),
    comment: reading.comment,
    command: reading.command,
  };
}

/** The same for a person, line by line; nothing where nothing was read. */
export function readingLines(reading: Reading): string[] {
  const lines: string[] = [];
  for (const { field, value, unit, raw, reason } of reading.fields) {
    const read = value === null ? '（値なし）' : `${value}${unit ?? ''}`;
    const typed = String(value) === raw ? '' : `　「${raw}」から`;
    const doubt = reason === null ? '' : `　要確認：${describeReason(reason, field).sentence}`;
    lines.push(`登録　　　【${field.anchor}】${field.label}：${read}${typed}${doubt}`);
  }
  for (const { field, raw, reason } of reading.ambiguous) {
    lines.push(`確認　　　【${field.anchor}】「${raw}」　${describeReason(reason, field).sentence}`);
  }
  for (const { line, reason } of reading.notUnderstood) {
    lines.push(`読めない行　「${line}」　${describeReason(reason, null).sentence}`);
  }
  if (reading.command) lines.push(`依頼　　　${commandWords(reading.command)}`);
  if (reading.comment !== null) lines.push(`文章　　　${reading.comment}`);
  const blank = reading.blank.map(({ anchor }) => `【${anchor}】`).join('');
  if (blank !== '') lines.push(`空欄　　　${blank}`);
  return lines;
}
