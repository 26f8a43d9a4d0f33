import {
  type BodyKind,
  composeReply,
  type ReplyToCompose,
  type TransferEncoding,
} from '../../infra/local/departments/compose-reply.ts';
import { canEncode, type MailCharset } from '../../infra/local/departments/encode-japanese.ts';
import type { ClientName } from '../../infra/local/departments/mail-clients.ts';
import { readMonthlyLabel, writeMonths } from '../../shared/plan/monthly.ts';
import { decodeMail } from '../../shared/reply/decode-mail.ts';
import { readReply } from '../../shared/reply/read-reply.ts';
import type { Reading } from '../../shared/reply/reading.ts';
import type { FormField } from '../../shared/round/form.ts';
import type { FieldValue } from '../../shared/round/submission.ts';
import type { Random } from './random.ts';
import { ENVELOPE, RECEIVED_AT } from './replies.ts';
import type { SentMail } from './sent-forms.ts';

/** One line of the form as somebody answered it: what was typed, and what it means; `null` where it has to be asked. */
export interface FilledField {
  readonly field: FormField;
  readonly typed: string;
  readonly meant: { readonly value: FieldValue } | null;
}

/** A reply made up from a sent form, with all that is needed to judge how it was read. */
export interface ReplyCase {
  readonly sent: SentMail;
  readonly client: ClientName;
  readonly fill: FillName;
  readonly bytes: Uint8Array;
  readonly filled: readonly FilledField[];
  /** Lines of free text the person typed besides the answers. */
  readonly remarks: readonly string[];
}

type Composition = Pick<ReplyToCompose, 'placement' | 'answers' | 'note'> & { readonly text?: string };
type Fill = (sent: SentMail, filled: readonly FilledField[], random: Random) => Composition;

const ANCHOR_LINE = /^【([1-9]\d{0,2}-[A-Z]{1,2})】.*：$/;

function byAnchor(filled: readonly FilledField[]): Record<string, string> {
  return Object.fromEntries(filled.map(({ field, typed }) => [field.anchor, typed]));
}

/** Lines typed over the empty quotation. */
const over = (lines: readonly string[]): Composition => ({
  placement: 'inline',
  answers: {},
  note: lines.join('\n'),
});

/** The sent text with each answered line rewritten; typed into the quotation itself. */
function rewritten(
  { text }: SentMail,
  filled: readonly FilledField[],
  write: (line: string, filled: FilledField) => string,
): Composition {
  const lines = text.split('\n').map((line) => {
    const anchor = ANCHOR_LINE.exec(line)?.[1];
    const found = filled.find(({ field }) => field.anchor === anchor);
    return found ? write(line, found) : line;
  });
  return { placement: 'inline', answers: {}, text: lines.join('\n') };
}

const shortLabel = (label: string) => label.replace(/（.*$/, '');
const oneLine = (typed: string) => typed.replaceAll('\n', ' ');
const wide = (text: string) =>
  text.replace(/[!-~]/g, (char) => String.fromCharCode(char.charCodeAt(0) + 0xfee0)).replaceAll(' ', '　');

function shuffled<T>(values: readonly T[], random: Random): T[] {
  return values
    .map((value) => ({ value, place: random.below(1_000_000) }))
    .sort((a, b) => a.place - b.place)
    .map(({ value }) => value);
}

/** Fields that their label alone names in its section: no other line there shares it, or all are answered. */
function nameable(fields: readonly FormField[], { manifest }: SentMail): FormField[] {
  const sharing = (all: readonly FormField[], { label, initiative }: FormField) =>
    all.filter((other) => other.initiative === initiative && shortLabel(other.label) === shortLabel(label));
  return fields.filter(
    (field) => field.initiative && sharing(fields, field).length === sharing(manifest.fields, field).length,
  );
}

/** How people slip when they type an anchor by hand. */
const SLIPS: readonly ((anchor: string) => string)[] = [
  (anchor) => `【${anchor.toLowerCase()}】`,
  (anchor) => `${anchor}：`,
  (anchor) => `${anchor} `,
  (anchor) => `(${anchor})`,
  (anchor) => `[${wide(anchor)}] `,
  (anchor) => `【${anchor.replace('-', 'ー')}】`,
  (anchor) => `【${anchor.replace('-', '')}】`,
  (anchor) => `【${anchor}`,
  (anchor) => `<${anchor}> `,
  (anchor) => `【${anchor}】→`,
  (anchor) => `【${anchor}】; `,
  (anchor) => `■【${anchor}】`,
  (anchor) => `【${anchor.replace('-', ' - ')}】＝`,
];

/** The ways to fill a form in. */
const FILLS = {
  'behind the colon': (_, filled) => ({ placement: 'inline', answers: byAnchor(filled) }),
  'line under': (_, filled) => ({ placement: 'below', answers: byAnchor(filled) }),
  'line above': (_, filled) => ({ placement: 'above', answers: byAnchor(filled) }),
  'copy on top': (_, filled) => ({ placement: 'copied-above', answers: byAnchor(filled) }),
  'anchors only': (_, filled) => ({ placement: 'anchors-only', answers: byAnchor(filled) }),
  'slips in anchors': (_, filled, random) =>
    over(filled.map(({ field, typed }) => random.pick(SLIPS)(field.anchor) + typed)),
  'one line': (_, filled) =>
    over([
      filled
        .filter(({ field }) => field.input !== 'text')
        .map(({ field, typed }) => `【${field.anchor}】${typed}`)
        .join('、'),
      ...filled
        .filter(({ field }) => field.input === 'text')
        .map(({ field, typed }) => `【${field.anchor}】${typed}`),
    ]),
  'whole lines, reordered': (_, filled, random) =>
    over(shuffled(filled, random).map(({ field, typed }) => `【${field.anchor}】${field.label}：${typed}`)),
  'labels deleted': (sent, filled) =>
    rewritten(sent, filled, (_, { field, typed }) => `【${field.anchor}】${oneLine(typed)}`),
  'anchors deleted': (sent, filled) =>
    rewritten(sent, filled, (_, { field, typed }) => `${field.label}：${oneLine(typed)}`),
  'labels only, on top': (sent, filled) =>
    over(
      sent.manifest.sections.flatMap(({ number, title }) => {
        const own = filled.filter(({ field }) => field.anchor.startsWith(`${number}-`));
        const lines = own.map(({ field, typed }) => `${shortLabel(field.label)}：${typed}`);
        return own.length > 0 ? [`■${number} ${title}`, ...lines] : [];
      }),
    ),
  'full width': (sent, filled) =>
    rewritten(sent, filled, (line, { typed, field }) =>
      field.input === 'text' ? `${line}${oneLine(typed)}` : wide(`${line.slice(0, -1)}:${typed}`),
    ),
  'choice left in brackets': (sent, filled) =>
    rewritten(sent, filled, (line, { field, typed, meant }) =>
      field.input === 'choice' && meant
        ? `【${field.anchor}】${shortLabel(field.label)}（${meant.value}）：`
        : `${line}${oneLine(typed)}`,
    ),
  'quotation deleted': (_, filled) => ({
    ...over(filled.map(({ field, typed }) => `【${field.anchor}】${field.label}：${typed}`)),
    text: '',
  }),
  'values only': (_, filled) => over(filled.map(({ typed }) => typed)),
} satisfies Record<string, Fill>;

export type FillName = keyof typeof FILLS;
export const FILL_NAMES = Object.keys(FILLS).filter((name): name is FillName => name in FILLS);

const PROSE = [
  ...[
    '研修を実施',
    '端末の操作',
    '要件を整理',
    '仕様書の案',
    '能力の表示',
    'ソ連',
    '申請の受付',
    '予算の要求',
  ],
  ...['①', 'Ⅲ期', '㈱', '髙橋', 'ｶﾀｶﾅ', 'ＤＸ', '3課', '（6月）', '。', '、', '・', '～', 'ー', ' ', 'RPA'],
  ...['50%', '「済」', '"', '=', '&', '.', '<b>', '＞', '1,200円', '遅れ', '順調', '20台', '：', 'A'],
];

function prose(random: Random): string {
  const words = Array.from({ length: 1 + random.below(14) }, () => random.pick(PROSE));
  return `取組${words.join('')}を進めた`;
}

const pad = (value: number) => String(value).padStart(2, '0');

function numberAnswer(field: FormField, random: Random): { typed: string; value: number } {
  const unit = field.number?.unit ?? '';
  const value = unit === '％' ? 1 + random.below(100) : random.pick([0, 7, 35, 120, 1200, 34_567]);
  const grouped = new Intl.NumberFormat('ja-JP').format(value);
  const typed = random.pick([
    ...[String(value), `${value}${unit}`, wide(String(value)), wide(grouped), `${grouped}${unit}`],
    ...[
      `${wide(grouped)}${unit}`,
      `${value}${unit}です`,
      `${value} ${unit}`,
      ` ${value}`,
      `${grouped}${unit}。`,
    ],
    ...[`約${value}${unit}`, `${value}${unit}（6月末現在）`, `累計${grouped}${unit}`, `${value}${unit}程度`],
  ]);
  return { typed, value };
}

function choiceAnswer(field: FormField, random: Random): { typed: string; value: string } {
  const value = random.pick(field.choices ?? []);
  const typed = random.pick([
    ...[value, value, `${value}です`, `${value}です。`, `「${value}」`, ` ${value} `, `${value}。`],
    ...[`${value}（資料のとおり）`, `○${value}`, `${value}　`, `（${value}）`],
  ]);
  return { typed, value };
}

function dateAnswer(random: Random): { typed: string; value: string } {
  const month = 4 + random.below(9);
  const day = 1 + random.below(28);
  const typed = random.pick([
    ...[`${month}月${day}日`, `${month}/${day}`, `令和8年${month}月${day}日`, `R8.${month}.${day}`],
    ...[`${wide(String(month))}月${wide(String(day))}日`, `2026/${month}/${day}`, `${month}月${day}日です。`],
  ]);
  return { typed, value: `2026-${pad(month)}-${pad(day)}` };
}

const NAMES = ['山田', '道路係 山田 太郎', '土木管理課　髙橋', '山田（内線 1234）'];

const MISTAKES = {
  number: ['多数', '100～120', '35、うち新規5', '増えた', '10²', '①', '120→130', '数件'],
  choice: ['まあまあ', '△', '順調・やや遅れ・済・未', '○', '一部', '順調ではない', '検討します'],
  date: ['秋ごろ', '2月30日', '7月から9月まで', '検討して決める'],
} as const;

/** What says which value is which month's only to whoever already knows. */
const MONTH_MISTAKES = [
  '120、130、140',
  '4月から6月 390',
  '4月 120、5月 130',
  '4月 120、4月 130、6月 140',
  '増えた',
];

/** How people put three months on a line, or on three. */
const MONTH_SHAPES: readonly ((pairs: readonly (readonly [number, string])[]) => string)[] = [
  (pairs) => pairs.map(([month, value]) => `${month}月 ${value}`).join('、'),
  (pairs) => pairs.map(([month, value]) => `${month}月${value}`).join('、'),
  (pairs) => pairs.map(([month, value]) => `${month}月：${value}`).join('　'),
  (pairs) => pairs.map(([month, value]) => `${wide(String(month))}月は${value}`).join('、'),
  (pairs) => pairs.map(([month, value]) => `${month}月分 ${value}`).join(' / '),
  (pairs) => pairs.map(([month, value]) => `${month}月 ${value}`).join('\n'),
];

function monthsField(field: FormField, random: Random): FilledField {
  if (random.chance(MISTAKE_SHARE)) return { field, typed: random.pick(MONTH_MISTAKES), meant: null };
  const asked = readMonthlyLabel(field.label);
  if (asked === null) throw new Error(`no line asks for months like this: ${field.label}`);
  const values = asked.months.map(
    (month) => [month, random.pick(asked.unit === '％' ? [0, 7, 35, 99.5] : [0, 7, 35, 120, 1200])] as const,
  );
  const grouped = (value: number) => new Intl.NumberFormat('ja-JP').format(value);
  const write = random.pick([
    String,
    grouped,
    (value: number) => wide(String(value)),
    (value: number) => `${grouped(value)}${asked.unit}`,
  ]);
  const pairs = values.map(([month, value]) => [month, write(value)] as const);
  const value = writeMonths(Object.fromEntries(values), asked.months);
  return { field, typed: random.pick(MONTH_SHAPES)(pairs), meant: { value } };
}

/** How often a line is filled in a way nobody can read. */
const MISTAKE_SHARE = 0.04;

function fillField(field: FormField, random: Random): FilledField {
  if (field.input !== 'text' && random.chance(MISTAKE_SHARE))
    return { field, typed: random.pick(MISTAKES[field.input]), meant: null };
  switch (field.input) {
    case 'number': {
      const { typed, value } = numberAnswer(field, random);
      return { field, typed, meant: { value } };
    }
    case 'choice': {
      const { typed, value } = choiceAnswer(field, random);
      return { field, typed, meant: { value } };
    }
    case 'date': {
      const { typed, value } = dateAnswer(random);
      return { field, typed, meant: { value } };
    }
    case 'text': {
      if (field.kind === 'monthly') return monthsField(field, random);
      const typed =
        field.kind === 'answerer'
          ? random.pick(NAMES)
          : random.chance(0.2)
            ? `${prose(random)}。\n${prose(random)}。`
            : prose(random);
      return { field, typed, meant: { value: typed } };
    }
  }
}

const SIGNATURES = [
  '',
  '-- \n土木管理課 山田\nTEL 0948-22-5500',
  '━━━━━━━━━━━━━━━━\n飯塚市 土木管理課\n主事 山田 太郎\n〒820-8501 飯塚市新立岩5番5号\nTEL 0948-22-5500（内線1234）\nE-mail doboku@iizuka.example\n━━━━━━━━━━━━━━━━',
  '*****************************\n飯塚市役所 都市建設部 土木管理課\n電話 0948-22-5500 内線 35\n*****************************',
];
const REMARKS = [
  [],
  [],
  ['お世話になっております。'],
  ['前回から担当者が増えました。'],
  ['会議の日程が決まり次第、改めて連絡します。', '資料は来週送ります。'],
];
const COURTESY = /^お世話に/;

const CHARSETS: readonly MailCharset[] = ['iso-2022-jp', 'utf-8', 'shift_jis', 'euc-jp'];
const ENCODINGS: readonly TransferEncoding[] = ['7bit', '8bit', 'base64', 'quoted-printable'];
const BODIES: readonly BodyKind[] = ['plain', 'plain', 'html', 'both'];
const LABELS = ['iso-2022-jp', 'utf-8', 'shift_jis', 'euc-jp', 'us-ascii', 'windows-31j', 'x-unknown', null];

/** The way a mail is packed: encoding, label, transfer, flowing, alternatives. */
function packing(random: Random, texts: readonly string[]) {
  const possible = CHARSETS.filter((charset) => texts.every((text) => canEncode(text, charset)));
  const charset = random.pick(possible.length > 0 ? possible : (['utf-8'] as const));
  return {
    charset,
    charsetLabel: random.chance(0.3) ? random.pick(LABELS) : charset,
    transferEncoding: random.pick(ENCODINGS),
    isFlowed: random.chance(0.3),
    delSp: random.chance(0.7),
    body: random.pick(BODIES),
  };
}

/** What goes around every reply to this form. */
const envelopeOf = ({ subject, text }: SentMail) => ({
  ...ENVELOPE,
  sent: { ...ENVELOPE.sent, subject, text },
});

/** A reply to the form, in the client's shape and the given way of filling in; all else by chance. */
export function replyCase(sent: SentMail, client: ClientName, fill: FillName, random: Random): ReplyCase {
  const share = random.pick([1, 1, 0.5, 0.2]);
  const chosen = sent.manifest.fields.filter(() => random.chance(share));
  const fields = chosen.length > 0 ? chosen : sent.manifest.fields.slice(0, 1);
  const inForm = fill === 'labels only, on top' ? nameable(fields, sent) : fields;
  const filled = inForm.map((field) => fillField(field, random));
  const { text = sent.text, note, ...composed }: Composition = FILLS[fill](sent, filled, random);
  const remarks = random.pick(REMARKS);
  const notes = [...remarks, ...(remarks.length > 0 ? [''] : []), ...(note === undefined ? [] : [note])];
  const signature = random.pick(SIGNATURES);
  const envelope = envelopeOf(sent);
  const bytes = composeReply({
    ...envelope,
    sent: { ...envelope.sent, text },
    client,
    ...packing(random, [sent.text, ...filled.map(({ typed }) => typed)]),
    ...composed,
    ...(notes.length > 0 ? { note: notes.join('\n') } : {}),
    ...(signature === '' ? {} : { signature }),
  });
  return { sent, client, fill, bytes, filled, remarks: remarks.filter((line) => !COURTESY.test(line)) };
}

export function readCase({ sent, bytes }: Pick<ReplyCase, 'sent' | 'bytes'>): Reading {
  const { manifest, text: sentText } = sent;
  return readReply({ mail: decodeMail(bytes), manifest, sentText, receivedAt: RECEIVED_AT });
}

/**
 * What became of one filled line: stored as meant, asked about, kept and said back as a remark, in nothing at all, or
 * stored as something else.
 */
export type Fate = 'stored' | 'asked' | 'remark' | 'missed' | 'wrong';

const bare = (value: unknown) =>
  String(value)
    .replace(/[\s>＞|]+/g, '')
    .normalize('NFKC');

/** All that a reading says back to the person: nothing typed may be in none of it. */
function saidBack({ fields, ambiguous, notUnderstood, comment, command }: Reading): string {
  const raws = [
    ...fields.flatMap(({ raw, value }) => [raw, String(value)]),
    ...ambiguous.map(({ raw }) => raw),
  ];
  return bare(
    [...raws, ...notUnderstood.map(({ line }) => line), comment ?? '', JSON.stringify(command)].join('\n'),
  );
}

/** The fate of every filled line, and of every line that was left blank and stored all the same (wrong). */
export function judgeCase({ sent, filled }: ReplyCase, reading: Reading): Fate[] {
  const asked = bare(
    [...reading.ambiguous.map(({ raw }) => raw), ...reading.notUnderstood.map(({ line }) => line)].join('\n'),
  );
  const fates = filled.map(({ field, typed, meant }): Fate => {
    const stored = reading.fields.find((read) => read.field.anchor === field.anchor);
    if (stored) return meant !== null && bare(stored.value) === bare(meant.value) ? 'stored' : 'wrong';
    if (reading.ambiguous.some((read) => read.field.anchor === field.anchor)) return 'asked';
    const isIn = (kept: string) => typed.split('\n').every((line) => kept.includes(bare(line)));
    return isIn(asked) ? 'asked' : isIn(saidBack(reading)) ? 'remark' : 'missed';
  });
  const blank = sent.manifest.fields.filter(({ anchor }) =>
    filled.every(({ field }) => field.anchor !== anchor),
  );
  const invented = blank.filter(({ anchor }) => reading.fields.some(({ field }) => field.anchor === anchor));
  return [...fates, ...invented.map((): Fate => 'wrong')];
}

/** Typed lines that are neither stored as meant nor said back in any other way. */
export function lostLines({ filled, remarks }: ReplyCase, reading: Reading): string[] {
  const kept = saidBack(reading);
  const isStored = ({ field, meant }: FilledField) =>
    meant !== null &&
    reading.fields.some(
      (read) => read.field.anchor === field.anchor && bare(read.value) === bare(meant.value),
    );
  const typed = filled.filter((line) => !isStored(line)).flatMap((line) => line.typed.split('\n'));
  return [...typed, ...remarks].filter((line) => !kept.includes(bare(line)));
}

/** The form sent back without an answer, in the client's shape. */
export function unansweredCase(sent: SentMail, client: ClientName, random: Random): Uint8Array {
  const signature = random.pick(SIGNATURES);
  return composeReply({
    ...envelopeOf(sent),
    client,
    ...packing(random, [sent.text]),
    placement: random.pick(['inline', 'copied-above']),
    answers: {},
    ...(signature === '' ? {} : { signature }),
  });
}
