import { withoutInvisible } from './matching-key.ts';

/** Superscripts and square units, which NFKC would turn into ordinary digits: 10² is not 102. */
const POWERS: Readonly<Record<string, string>> = {
  ...{
    '²': '^2',
    '³': '^3',
    '¹': '^1',
    '⁰': '^0',
    '⁴': '^4',
    '⁵': '^5',
    '⁶': '^6',
    '⁷': '^7',
    '⁸': '^8',
    '⁹': '^9',
  },
  ...{ '㎡': 'm^2', '㎥': 'm^3', '㎢': 'km^2', '㎠': 'cm^2' },
};
/** Stands for an enclosed numeral, which marks an item of a list and is not a quantity. */
export const ENCLOSED = '\u0001';

/** Enclosed numerals from ① to ㊿, ⑴ and ⒈; era signs and units beside them are left to NFKC. */
const ENCLOSED_NUMERALS = /[①-⒛⓪-⓿㉈-㉟㊱-㊿❶-➓]/g;
const VARIATIONS = /[\ufe00-\ufe0f\u200d]|\udb40[\udd00-\uddef]/g;

/** NFKC without its two accidents (①120 becoming 1120, 10² becoming 102); blanks at the ends go. */
export function plain(text: string): string {
  return withoutInvisible(text)
    .replace(VARIATIONS, '')
    .replace(/[²³¹⁰⁴-⁹㎡㎥㎢㎠]/g, (char) => POWERS[char] ?? char)
    .replace(ENCLOSED_NUMERALS, ENCLOSED)
    .normalize('NFKC')
    .trim();
}

const OPENERS = '「『"\'“‘[【〔<《(（';
const CLOSERS = '」』"\'”’]】〕>》)）';

/** Takes off brackets and quotation marks that enclose the whole text. */
export function unwrapped(text: string): string {
  let bare = text.trim();
  for (let round = 0; round < 3; round += 1) {
    const kind = OPENERS.indexOf(bare[0] ?? '\0');
    if (bare.length < 2 || kind === -1 || bare.at(-1) !== CLOSERS[kind]) break;
    const inner = bare.slice(1, -1);
    // `（a）と（b）` is not enclosed as a whole.
    if (inner.includes(bare[0] ?? '') || inner.includes(bare.at(-1) ?? '')) break;
    bare = inner.trim();
  }
  return bare;
}

const POLITE_END =
  /(?:でございました|でございます|となっております|となっています|となりました|となります|になっております|になっています|になりました|になります|であります|でした|です|である|とします|といたします|しました|します|いたしました|いたします|でお願い(?:いた)?します|をお願い(?:いた)?します|ました|ます|だ)$/;

/** Takes off the full stop and the polite ending: 順調です。 becomes 順調. */
export function withoutPoliteness(text: string): string {
  let bare = text.trim();
  for (let round = 0; round < 3; round += 1) {
    const shorter = bare
      .replace(/[。．.!！、,\s]+$/, '')
      .replace(POLITE_END, '')
      .trim();
    if (shorter === bare || shorter === '') break;
    bare = shorter;
  }
  return bare;
}

const NO_VALUE = new Set(
  (
    'なし 無し 無 ナシ 該当なし 該当無し 該当ありません 該当なしで 特になし 特に無し 特にありません ありません 実績なし 実績無し ' +
    '未集計 集計中 未定 未確定 未計測 未測定 未調査 未把握 調査中 確認中 算定中 不明 対象外 データなし 回答なし 無回答 省略 ' +
    'n/a na none nil 同上なし 未公表'
  ).split(' '),
);

/** A longer answer says more than that. */
const NO_VALUE_MAX_CHARS = 100;

/** The value does not exist yet, and the answer says why or until when. */
const NOT_YET =
  /^(?:未集計|集計中|未確定|未計測|未測定|算定中|調査中)(?:の(?:ため|為)|につき|なので|、|。|\()/;

/** Whether the answer says in so many words, or with a dash, that there is no value. A blank or 0 does not. */
export function saysNoValue(answer: string): boolean {
  if (answer.length > NO_VALUE_MAX_CHARS) return false;
  const text = withoutPoliteness(unwrapped(plain(answer)));
  if (/^[-‐‑–—―ー−─]{1,5}$/.test(text) || /^[-‐‑–—―ー−─]{1,5}$/.test(plain(answer))) return true;
  const words = text.toLowerCase().replace(/\s+/g, '');
  return NO_VALUE.has(words) || NOT_YET.test(words) || NO_VALUE.has(words.replace(/\([^()]*\)$/, ''));
}
