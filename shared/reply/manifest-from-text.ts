import type * as z from 'zod';
import { DECISION_RESPONSES } from '../decision/responses.ts';
import { OPINION_RESPONSES } from '../opinion/answer.ts';
import { readMonthlyLabel } from '../plan/monthly.ts';
import { CONFIDENCES, OWN_RATINGS } from '../progress/rating-gap.ts';
import {
  CHIEF_APPROVALS,
  type FieldKind,
  type FormField,
  type FormManifest,
  type InputKind,
  MILESTONE_STATES,
  type NumberFacts,
  REGISTRATION_CHECKS,
} from '../round/form.ts';
import { SUNSET_WISHES } from '../round/quoted-matter.ts';
import { readNumberAt } from './japanese-number.ts';
import { plain, saysNoValue } from './plain-text.ts';
import { receiptCodesIn } from './receipt-code.ts';
import { isPercent, readUnit, unitAt } from './units.ts';

const FIELD_LINE = /^【([1-9]\d{0,2}-[A-Z]{1,2})】(.{1,200}?)[：:][ \t\u3000]*$/;
const SECTION_LINE = /^■([1-9]\d{0,2})[ \u3000]+(.{1,300})$/;
const CHOICES = /[（(]([^（()）]{1,150}?)[ \u3000]*から[1１一]つ[）)]$/;
const PARENTHESES = /[（(]([^（()）]{1,40})[）)]/g;
const PREVIOUS = /前回[：:\s\u3000]*([^\s\u3000（(]{1,30})/;

type Facts = z.infer<typeof NumberFacts>;

function choicesOf(label: string): string[] | null {
  const words = CHOICES.exec(label)?.[1]
    ?.split(/[・、／/]/)
    .map((word) => word.trim());
  return words && words.length > 1 && words.every((word) => word !== '') ? words : null;
}

/** The unit in a number line's parenthesis, or null where the label is not a number line's. */
function unitOf(label: string): string | null {
  if (!label.includes('実績値') && !/(?:見込み?|確定)値/.test(label)) return null;
  const [only, ...more] = [...label.matchAll(PARENTHESES)];
  return only?.[1] !== undefined && more.length === 0 ? only[1].trim() : null;
}

function sameWords(choices: readonly string[], words: readonly string[]): boolean {
  return choices.length === words.length && words.every((word) => choices.includes(word));
}

function kindOfChoice(label: string, choices: readonly string[]): FieldKind {
  if (label.includes('課長')) return 'chief-approval';
  if (label.includes('決定への') || sameWords(choices, DECISION_RESPONSES)) return 'decision-response';
  if (sameWords(choices, OPINION_RESPONSES)) return 'opinion-response';
  if (sameWords(choices, SUNSET_WISHES)) return 'sunset-wish';
  if (sameWords(choices, MILESTONE_STATES) || label.includes('予定')) return 'milestone-status';
  if (sameWords(choices, CONFIDENCES) || /自信|確信|見通し/.test(label)) return 'confidence';
  if (sameWords(choices, OWN_RATINGS) || /評価|進捗|状況/.test(label)) return 'own-rating';
  if (sameWords(choices, REGISTRATION_CHECKS)) return 'registration-check';
  return sameWords(choices, CHIEF_APPROVALS) ? 'chief-approval' : 'own-rating';
}

/** 観察, 判断, 決定, 実行: what a flagged initiative is asked in place of the narrative. */
const LOOP_KINDS = [
  ['観察', 'observe'],
  ['判断', 'orient'],
  ['決定', 'decide'],
  ['実行', 'act'],
] as const;

function kindOf(label: string, input: InputKind, choices: readonly string[] | null): FieldKind {
  if (input === 'number') return /見込/.test(label) ? 'expected' : /確定/.test(label) ? 'final' : 'actual';
  if (input === 'choice') return kindOfChoice(label, choices ?? []);
  if (readMonthlyLabel(label) !== null) return 'monthly';
  if (label.includes('回答者')) return 'answerer';
  if (label.startsWith('自己点検')) return 'sunset-reason';
  if (label.startsWith('終期までに')) return 'sunset-steps';
  if (/引き?継ぎ?/.test(label)) return 'handover-notes';
  if (/訂正/.test(label)) return 'correction';
  if (label.startsWith('対応方針')) return 'opinion-handling';
  return LOOP_KINDS.find(([word]) => label.startsWith(word))?.[1] ?? 'narrative';
}

function readField(anchor: string, label: string): FormField {
  const choices = choicesOf(label);
  const unit = choices ? null : unitOf(label);
  const input: InputKind = choices ? 'choice' : unit ? 'number' : label.includes('時期') ? 'date' : 'text';
  return {
    anchor,
    kind: kindOf(label, input, choices),
    input,
    label,
    ...(choices ? { choices } : {}),
    ...(unit ? { number: unit && isPercent(unit) ? { unit, kpiKind: 'rate' as const } : { unit } } : {}),
    initiative: null,
    subject: null,
  };
}

/** The value after 前回 in a line without an anchor, in the field's unit; undefined where it says none. */
function previousIn(line: string, unit: string): number | null | undefined {
  const words = PREVIOUS.exec(line)?.[1];
  if (words === undefined) return undefined;
  if (saysNoValue(words)) return null;
  const text = plain(words);
  const negative = /^[-△▲−]/.test(text);
  const number = readNumberAt(text.replace(/^[-△▲−]/, ''), 0);
  if (!number) return undefined;
  const rest = text.replace(/^[-△▲−]/, '').slice(number.end);
  const { base, scale } = readUnit(unit);
  if (rest !== '' && unitAt(rest, unit)?.base !== base && rest !== plain(unit)) return undefined;
  const value = number.isScaled && scale > 1 ? number.value / scale : number.value;
  return negative ? -value : value;
}

/**
 * Gives each number field the 前回 of the lines around it: those above its anchor, else those right below, and
 * never across a ■ line.
 */
function withPrevious(fields: readonly FormField[], lines: readonly string[]): FormField[] {
  const facts = new Map<string, Facts>();
  let pending: string | null = null;
  let open: FormField | null = null;
  for (const line of lines) {
    const anchor = FIELD_LINE.exec(line)?.[1];
    const field = anchor === undefined ? undefined : fields.find((known) => known.anchor === anchor);
    if (SECTION_LINE.test(line)) {
      pending = null;
      open = null;
    } else if (field?.number) {
      const previous = pending === null ? undefined : previousIn(pending, field.number.unit);
      if (previous !== undefined) facts.set(field.anchor, { ...field.number, previous });
      open = previous === undefined ? field : null;
      pending = null;
    } else if (!field && line.includes('前回')) {
      const previous = open?.number ? previousIn(line, open.number.unit) : undefined;
      if (open?.number && previous !== undefined) {
        facts.set(open.anchor, { ...open.number, previous });
        open = null;
      } else pending = line;
    }
  }
  return fields.map((field) => {
    const number = facts.get(field.anchor);
    return number ? { ...field, number } : field;
  });
}

/** The form breaks long titles and hints and indents what follows; put together again they are one line. */
function withWrappedJoined(lines: readonly string[]): string[] {
  const joined: string[] = [];
  for (const line of lines) {
    const last = joined.at(-1);
    const continues = /^\u3000{1,2}(?=[^\s])/.test(line) && last !== undefined && last !== '';
    if (continues && !last.startsWith('【')) joined[joined.length - 1] = last + line.trimStart();
    else joined.push(line);
  }
  return joined;
}

/**
 * Reads the form out of the text of a sent mail, for reading a reply without a store. What only the store knows
 * stays open: round, department, and the initiatives, of which the title on the ■ line is kept.
 */
export function manifestFromText(sentText: string): FormManifest {
  const lines = withWrappedJoined(sentText.split(/\r\n|\r|\n/).map((line) => line.replace(/[ \t]+$/, '')));
  const fields = new Map<string, FormField>();
  const sections: FormManifest['sections'] = [];
  for (const line of lines) {
    const section = SECTION_LINE.exec(line);
    if (section)
      sections.push({ number: Number(section[1]), initiative: null, title: (section[2] ?? '').trim() });
    const [, anchor, label] = FIELD_LINE.exec(line) ?? [];
    if (anchor !== undefined && label !== undefined && !fields.has(anchor)) {
      fields.set(anchor, readField(anchor, label.trim()));
    }
  }
  return {
    round: null,
    department: null,
    receiptCode: receiptCodesIn(sentText)[0] ?? '',
    sections,
    fields: withPrevious([...fields.values()], lines),
  };
}
