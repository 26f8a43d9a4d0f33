import type { FormField } from '../round/form.ts';
import { groupedDigits, holdsDigit, type ReadNumber, readNumberAt } from './japanese-number.ts';
import { doubtful, type Normalised, sure, unclear } from './normalised.ts';
import { ENCLOSED, plain, saysNoValue, unwrapped, withoutPoliteness } from './plain-text.ts';
import { judgePlausibility } from './plausibility.ts';
import type { ReadingReason } from './reading.ts';
import { readUnit, timeRatio, unitAt } from './units.ts';

const LIST_MARK = new RegExp(`^${ENCLOSED}+(?=.)`);
const LEADING_MINUS = /^(?:[-‐‑‒–—―−ー△▲]|マイナス)\s*(?=[\d.〇一二三四五六七八九十百千])/;
/** Words before a number that do not change it. */
const PREFACE =
  /^(?:実績値?|見込み?値?|確定値|速報値|数値|合計|累計|総計|計|延べ|のべ|現在|現時点で?|全部で|全て?で)(?:は|で|:|=)?/;
const AS_OF =
  /^(?:(?:令和|R)?\d{1,4}[年./])?\d{1,2}[月/.](?:\d{1,2}日?|末日?)?(?:現在|時点|末|まで)(?:の|で|に|は)?[、,:]?/;
/** A day behind the number, as in `35台（6月末現在）`: when, not how many. */
const AS_OF_AFTER =
  /\(?(?:(?:令和|R)?\d{1,4}[年./])?\d{1,2}[月/.](?:\d{1,2}日?|末日?)?(?:末|現在|時点|まで)+(?:の(?:実績|数値)|分)?\)?$/;
const APPROXIMATE_BEFORE =
  /^(?:約|およそ|おおよそ|だいたい|大体|ざっと|おおむね|概ね|概算|ほぼ|推計|推定|最大|最低|少なくとも|見込み?)(?:で)?/;
const APPROXIMATE_AFTER =
  /^(?:程度|前後|くらい|ぐらい|ほど|余り|あまり|余|強|弱|以上|以下|未満|超え?|超過|以内|見込み?|の見込み?|予定|の予定|\?|\(見込み?\)|\(予定\)|\(概算\)|\(速報値?\)|\(暫定値?\))$/;
const RANGE = /[~〜∼～→⇒]|から|より|ないし|または|又は|もしくは|\d\s*[-‐‑–—―−ー]\s*\d/;
/** The number is a change, a multiple or a rate per something, not the value asked for. */
const CHANGE = /増|減|アップ|ダウン|上昇|低下|不足|残|^[倍割]|ずつ|あたり|当たり|につき|^\/[年月日週人件]/;
const DENIAL = /ない|なかった|ません|未達|以外/;
const NEGLIGIBLE =
  /^(?:(?:導入|配備|実施|達成|完了|整備|設置|確保|削減|処理|利用|参加|登録|取得)(?:済み?|完了)?|済み?)$/;

interface Prepared {
  readonly text: string;
  readonly negative: boolean;
  readonly approximate: boolean;
}

/** Groups of three parted by blanks are one number: `1 200`. Any other blank goes without joining digits. */
function withoutBlanks(text: string): string {
  return text
    .replace(
      /^([-+△▲]?\d{1,2})((?: \d{3})+)(?![\d ])/,
      (_, head: string, tail: string) => head + tail.replaceAll(' ', ''),
    )
    .replace(/(\d) +(?=\d)/g, '$1;')
    .replace(/\s+/g, '');
}

function prepare(raw: string): Prepared {
  // The minus signs come first, because NFKC leaves △ and ー as they are.
  let text = withoutBlanks(unwrapped(plain(raw)).replace(LIST_MARK, '').trim());
  text =
    withoutPoliteness(text)
      .replace(/^[¥\\]/, '')
      .replace(AS_OF_AFTER, '') || text;
  let approximate = false;
  for (let round = 0; round < 4; round += 1) {
    const before = text;
    text = text.replace(AS_OF, '').replace(PREFACE, '');
    if (APPROXIMATE_BEFORE.test(text)) {
      approximate = true;
      text = text.replace(APPROXIMATE_BEFORE, '');
    }
    if (text === before) break;
  }
  const negative = LEADING_MINUS.test(text);
  text = text
    .replace(LEADING_MINUS, '')
    .replace(/^(?:\+|プラス)(?=\d)/, '')
    .replace(/^[¥\\]/, '');
  return { text, negative, approximate };
}

/** What follows the number: its unit, words that qualify it, or something that makes it two. */
interface Tail {
  readonly base: string | null;
  readonly approximate: boolean;
  readonly extraWords: boolean;
  readonly problem: ReadingReason | null;
}

function readTail(rest: string, whole: string, expected: string): Tail {
  const found = unitAt(rest, expected);
  const base = found?.base ?? null;
  let after = rest.slice(found?.length ?? 0);
  const fail = (problem: ReadingReason): Tail => ({ base, approximate: false, extraWords: false, problem });
  if (after.startsWith('^') || after.startsWith(ENCLOSED)) return fail('not-a-number');
  if (holdsDigit(after)) return fail(RANGE.test(whole) ? 'range-given' : 'two-values');
  if (/^[~〜～→⇒]/.test(after)) return fail('range-given');
  let approximate = false;
  after = after.replace(/^の(?=見込|予定)/, '');
  if (APPROXIMATE_AFTER.test(after)) {
    approximate = true;
    after = '';
  }
  after = withoutPoliteness(after.replace(/\([^()]*\)/g, '').replace(/^[、,。.;:]+|[※*]+$/g, ''));
  if (DENIAL.test(after)) return fail('not-a-number');
  if (CHANGE.test(after)) return fail('unit-mismatch');
  return { base, approximate, extraWords: after !== '' && !NEGLIGIBLE.test(after), problem: null };
}

interface Converted {
  readonly value: number;
  readonly echo: boolean;
}

/** Brings a number with its typed unit to the field's unit; null where the two do not fit together. */
function convert(
  number: ReadNumber,
  typedScale: number,
  typedBase: string | null,
  unit: string,
): Converted | null {
  const target = readUnit(unit);
  if (typedBase !== null && typedBase !== target.base && typedBase !== unit) {
    const ratio = timeRatio(typedBase, target.base);
    return ratio === null ? null : { value: (number.value * ratio) / target.scale, echo: true };
  }
  const saysUnit = typedBase !== null || (number.isScaled && number.hasArabic);
  if (!saysUnit || target.scale === 1) {
    return { value: number.value, echo: number.isScaled };
  }
  return { value: number.value / target.scale, echo: typedScale !== target.scale };
}

/** The scale written between the digits and the unit, as in `1,200千円`; 1 where a number composes itself of several. */
function scaleWritten(text: string): number {
  const match =
    /^[\d,.、]+(兆|千億|百億|十億|億|千万|百万|十万|万|千|百)(?![\d一二三四五六七八九十百千万])/.exec(text);
  return match ? readUnit(`${match[1]}円`).scale : 1;
}

/** 9割5分 is 95 %. */
function readWari(text: string): number | null {
  const match = /^(\d{1,2}(?:\.\d{1,3})?)割(?:(\d)分)?(?:\d厘)?$/.exec(text);
  return match ? Number(match[1]) * 10 + Number(match[2] ?? 0) : null;
}

/** 1時間30分 in either unit of time. */
function readHoursAndMinutes(text: string, unit: string): number | null {
  const match = /^(\d{1,6})時間(\d{1,2})分$/.exec(text);
  const ratio = timeRatio('分', readUnit(unit).base);
  return match && ratio !== null ? (Number(match[1]) * 60 + Number(match[2])) * ratio : null;
}

function tidy(value: number): number {
  return Number(value.toPrecision(12)) + 0;
}

function echoOf(raw: string, value: number, unit: string): string {
  const sign = value < 0 ? 'マイナス' : '';
  return `「${raw.trim()}」を${sign}${groupedDigits(Math.abs(value))}${unit}と読みました`;
}

/** A number without a tail that could be misread: parsed whole, or not at all. */
function readSpecial(text: string, unit: string): number | null {
  if (readUnit(unit).base === '%') return readWari(text);
  return readHoursAndMinutes(text, unit);
}

/** A dash with the unit behind it, as people cross out a number: `－台`. */
function saysNoneOf(raw: string, unit: string): boolean {
  const match = /^[-‐‑–—―ー−]{1,3}\s*(\S{1,12})$/.exec(plain(raw));
  return match !== null && unit !== '' && match[1] === plain(unit);
}

/**
 * Reads the answer to a number field in the KPI's unit (replies.md, normalisation). A converted, negative or
 * kanji number is said back; a qualified or implausible one is stored with low confidence; a range, a second
 * number or a foreign unit is asked about. A dash or なし is an explicit "no value", different from 0.
 */
export function normaliseNumber(raw: string, field: FormField): Normalised {
  const unit = field.number?.unit ?? '';
  if (saysNoValue(raw) || saysNoneOf(raw, unit)) return sure(null);
  const prepared = prepare(raw);
  const zero = /^(?:ゼロ|零|〇|皆無)/.exec(prepared.text);
  const text = zero ? `0${prepared.text.slice(zero[0].length)}` : prepared.text;

  const special = readSpecial(text, unit);
  if (special !== null) return judge(raw, prepared, special, true, field, null);

  const number = readNumberAt(text, 0);
  if (!number) return readEmbedded(raw, text, field);
  const rest = text.slice(number.end);
  const tail = readTail(rest, text, unit);
  if (tail.problem !== null) return unclear(tail.problem);
  if (!number.hasArabic && tail.base === null && rest !== '' && !tail.approximate)
    return unclear('not-a-number');

  const converted = convert(number, scaleWritten(text), tail.base, unit);
  if (converted === null) return unclear('unit-mismatch');
  if (looksLikeFraction(number.value, tail.base, field)) return unclear('looks-like-fraction');
  const doubt: ReadingReason | null =
    prepared.approximate || tail.approximate
      ? field.kind === 'expected'
        ? null
        : 'approximate'
      : tail.extraWords
        ? 'extra-words'
        : /^\d{1,3}\.\d{2}0$/.test(text.slice(0, number.end))
          ? 'decimal-or-thousands'
          : null;
  return judge(raw, prepared, converted.value, converted.echo || !number.hasArabic, field, doubt);
}

function judge(
  raw: string,
  { negative }: Prepared,
  magnitude: number,
  converted: boolean,
  field: FormField,
  doubt: ReadingReason | null,
): Normalised {
  const value = tidy(negative ? -magnitude : magnitude);
  const echo = converted || negative ? echoOf(raw, value, field.number?.unit ?? '') : null;
  const reason = doubt ?? judgePlausibility(value, field.number);
  return reason === null ? sure(value, echo) : doubtful(value, reason, echo);
}

/** 0.95 without a percent sign may be meant as 95 %; only a KPI that has always been that small may say so. */
function looksLikeFraction(value: number, typedBase: string | null, field: FormField): boolean {
  if (readUnit(field.number?.unit ?? '').base !== '%' || typedBase !== null) return false;
  const previous = field.number?.previous ?? null;
  return value > 0 && value < 1 && !(previous !== null && Math.abs(previous) < 1.5);
}

/** Words before the only number of an answer: believed where the field's own unit follows, and asked about. */
function readEmbedded(raw: string, text: string, field: FormField): Normalised {
  const at = text.search(/\d/);
  const number = at === -1 ? null : readNumberAt(text, at);
  if (!number || at > 30) return unclear('not-a-number');
  const unit = field.number?.unit ?? '';
  const rest = text.slice(number.end);
  const tail = readTail(rest, text, unit);
  if (tail.problem !== null) return unclear(tail.problem);
  const converted = convert(number, scaleWritten(text.slice(at)), tail.base, unit);
  const before = text.slice(0, at);
  if (
    tail.base === null ||
    converted === null ||
    CHANGE.test(before) ||
    /[毎各]/.test(before) ||
    holdsDigit(before)
  ) {
    return unclear('not-a-number');
  }
  if (/[-△▲−ー]$/.test(before)) return unclear('not-a-number');
  return judge(
    raw,
    { text, negative: false, approximate: false },
    converted.value,
    converted.echo,
    field,
    'extra-words',
  );
}
