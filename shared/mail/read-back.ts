import { longDate } from '../calendar/japanese-date.ts';
import { dateOf } from '../calendar/time.ts';
import { type Judgement, STATUS_WORDS } from '../progress/judgement.ts';
import { describeReason } from '../reply/describe-reason.ts';
import type { AmbiguousField, ReadField } from '../reply/reading.ts';
import { anchorLine } from '../round/compose-form.ts';
import type { FormField, FormManifest } from '../round/form.ts';
import type { FieldValue } from '../round/submission.ts';
import { numberWords, wrapText } from '../round/text-lines.ts';
import { blankLines, nameWords } from './blank-lines.ts';

/** What the sections of a form are read back from. */
export interface ReadBack {
  /** The department's whole form of the round: its anchors stay valid for corrections. */
  readonly manifest: FormManifest;
  readonly stored: readonly ReadField[];
  readonly ambiguous: readonly AmbiguousField[];
  /** Fields of the whole request that still carry no answer after this reply. */
  readonly blank: readonly FormField[];
  /** What milestones and KPIs are called, by id: shown where a section has several of a kind. */
  readonly names: ReadonlyMap<string, string>;
  /** Computed status by KPI id, for the values in this reply. */
  readonly judgements: ReadonlyMap<string, Judgement>;
  /** Anchors of narratives to fill where the own rating is better than the comparison. */
  readonly ratingGaps: readonly string[];
}

/** An answer as it was understood, section by section, with the lines asked again and, if wanted, the blank ones. */
export function readBackLines(input: ReadBack, asksBlank: boolean): string[] {
  return [
    ...input.manifest.sections.flatMap(({ number, title }) => sectionLines(input, number, title, asksBlank)),
    ...sectionLines(input, null, '', asksBlank),
  ];
}

function sectionLines(input: ReadBack, number: number | null, title: string, asksBlank: boolean): string[] {
  const inSection = ({ anchor }: FormField) =>
    number === null
      ? !input.manifest.sections.some((section) => anchor.startsWith(`${section.number}-`))
      : anchor.startsWith(`${number}-`);
  const stored = input.stored.filter(({ field }) => inSection(field));
  const ambiguous = input.ambiguous.filter(({ field }) => inSection(field));
  // A line that is asked again with its reason is not asked once more as a blank one.
  const asked = new Set(ambiguous.map(({ field }) => field.anchor));
  const blank = asksBlank ? input.blank.filter((field) => inSection(field) && !asked.has(field.anchor)) : [];
  if (stored.length + ambiguous.length + blank.length === 0) return [];
  const needsLook = ambiguous.length > 0 || stored.some(({ reason }) => reason !== null);
  const head =
    number === null
      ? []
      : wrapText(`■${number} ${title}${needsLook ? '　確認が必要な行があります' : ''}`, { indent: '　　' });
  return [
    ...head,
    ...stored.flatMap((read) => storedLines(input, read)),
    ...ambiguous.flatMap(askedLines),
    ...(blank.length > 0 ? ['まだ空いている行', ...blank.flatMap((field) => blankLines(input, field))] : []),
    '',
  ];
}

function storedLines(input: ReadBack, read: ReadField): string[] {
  const { field, reason } = read;
  const lines = wrapText(`${plainLabel(field)}${nameWords(input, field)}　${valueWords(read)}`, {
    indent: '　',
  });
  if (read.echo) lines.push(...wrapText(`　${read.echo}`, { indent: '　' }));
  if (reason !== null) {
    const { sentence } = describeReason(reason, field);
    lines.push(...wrapText(`　この値を預かりました。${sentence}`, { indent: '　' }));
  }
  const judgement = field.subject === null ? undefined : input.judgements.get(field.subject);
  if ((field.kind === 'actual' || field.kind === 'final') && judgement)
    lines.push(...judgementLines(judgement));
  if (field.kind === 'own-rating') lines.push(...gapLines(input, field));
  return lines;
}

function judgementLines({ status, reason }: Judgement): string[] {
  return [`計画との比較（自動計算）　${STATUS_WORDS[status]}`, ...wrapText(`　${reason}`, { indent: '　' })];
}

function gapLines({ ratingGaps }: ReadBack, { anchor }: FormField): string[] {
  const narrative = ratingGaps.find((gap) => gap.split('-')[0] === anchor.split('-')[0]);
  return narrative
    ? wrapText(`　評価と計画との比較に差があります。補足があれば【${narrative}】に書いてください。`, {
        indent: '　',
      })
    : [];
}

function askedLines({ field, raw, reason }: AmbiguousField): string[] {
  const { sentence, example } = describeReason(reason, field);
  return [
    ...wrapText(`　受け取った行　「${raw}」`, { indent: '　' }),
    ...wrapText(`　理由　${sentence}`, { indent: '　' }),
    ...(example ? wrapText(`　例　${example}`, { indent: '　' }) : []),
    anchorLine(field),
  ];
}

/** The label without its choices or unit: `予定の状況`. */
export function plainLabel({ label, input }: FormField): string {
  return input === 'choice' || input === 'number'
    ? label.replace(/（[^（）]*）$/, '')
    : label.replace(/（2行程度）$/, '');
}

export function valueWords({ field, value, unit }: ReadField): string {
  if (value === null) return '値なし';
  if (typeof value !== 'number')
    return field.input === 'date' ? dateWords(value) : value.replace(/\s*\n\s*/g, ' ');
  const unitWords = unit ?? field.number?.unit ?? '';
  // A running total begins anew in April: last year's end is nothing to compare it with.
  const isTotal = field.number?.kpiKind === 'cumulative';
  const previous = isTotal ? field.number?.previousInYear : field.number?.previous;
  const shown = `${numberWords(value)}${unitWords}`;
  if (previous === null || previous === undefined) return shown;
  const change = value - previous;
  const direction = change > 0 ? '増' : '減';
  const changed =
    change === 0
      ? '前回と同じ'
      : `前回${numberWords(previous)}${unitWords}から${numberWords(Math.abs(change))}${unitWords}${direction}`;
  return `${shown}（${changed}）`;
}

function dateWords(value: FieldValue): string {
  return /^\d{4}-\d{2}-\d{2}$/.test(String(value)) ? longDate(dateOf(String(value))) : String(value);
}
