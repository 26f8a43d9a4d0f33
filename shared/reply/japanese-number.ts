const DIGITS: Readonly<Record<string, number>> = {
  ...{ 〇: 0, 零: 0, 一: 1, 壱: 1, 二: 2, 弐: 2, 三: 3, 参: 3, 四: 4, 五: 5, 六: 6, 七: 7, 八: 8, 九: 9 },
};
const SMALL: Readonly<Record<string, number>> = { 十: 10, 拾: 10, 百: 100, 千: 1000 };
const LARGE: Readonly<Record<string, number>> = { 万: 1e4, 億: 1e8, 兆: 1e12 };

export interface ReadNumber {
  readonly value: number;
  /** Where the number ends in the text. */
  readonly end: number;
  /** Whether 千, 万, 億 or the like scaled it. */
  readonly isScaled: boolean;
  readonly hasArabic: boolean;
}

const ARABIC = /(?:\d{1,3}(?:[,、]\d{3}(?!\d))+|\d{1,15})(?:\.\d{1,10})?|\.\d{1,10}/y;

interface Digits {
  readonly value: number;
  readonly end: number;
  readonly arabic: boolean;
}

function readDigits(text: string, at: number): Digits | null {
  ARABIC.lastIndex = at;
  const arabic = ARABIC.exec(text)?.[0];
  if (arabic !== undefined) {
    return { value: Number(arabic.replace(/[,、]/g, '')), end: at + arabic.length, arabic: true };
  }
  let value = 0;
  let end = at;
  for (
    let digit = DIGITS[text[end] ?? ''];
    digit !== undefined && end - at < 15;
    digit = DIGITS[text[end] ?? '']
  ) {
    value = value * 10 + digit;
    end += 1;
  }
  return end > at ? { value, end, arabic: false } : null;
}

/** Removes what binary fractions leave behind: 780.5 × 10,000 is 7,805,000. */
function exact(value: number): number {
  return Number(value.toPrecision(15));
}

/**
 * Reads the number that begins at `at`, in digits, kanji or both: `1,200`, `百二十`, `一二〇`, `1億2,000万`, `3.5千`.
 * The text has passed NFKC and holds no blanks. Null where none begins there.
 */
export function readNumberAt(text: string, at: number): ReadNumber | null {
  let total = 0;
  let section = 0;
  let digits: Digits | null = null;
  let end = at;
  let isScaled = false;
  let hasArabic = false;
  let smallest = Number.POSITIVE_INFINITY;
  let lastSmall = Number.POSITIVE_INFINITY;
  while (end < text.length) {
    const char = text[end] ?? '';
    const read: Digits | null = digits === null ? readDigits(text, end) : null;
    const small = SMALL[char];
    const large = LARGE[char];
    if (read) {
      digits = read;
      hasArabic ||= read.arabic;
      end = read.end;
    } else if (small !== undefined) {
      // 二百三十 adds up; 九百千 is nine hundred thousands, as in the unit 千円.
      if (small < lastSmall) section += (digits?.value ?? 1) * small;
      else section = (section + (digits?.value ?? 0)) * small;
      lastSmall = small;
      digits = null;
      isScaled = true;
      end += 1;
    } else if (large !== undefined && large < smallest && end > at) {
      total += (section + (digits?.value ?? 0)) * large;
      smallest = large;
      lastSmall = Number.POSITIVE_INFINITY;
      section = 0;
      digits = null;
      isScaled = true;
      end += 1;
    } else break;
  }
  if (end === at) return null;
  return { value: exact(total + section + (digits?.value ?? 0)), end, isScaled, hasArabic };
}

/** Whether a text holds a digit or a kanji number that could be a second value. */
export function holdsDigit(text: string): boolean {
  return /\d|[〇二三四五六七八九][十百千万億]?/.test(text);
}

const WIDTH_OF_GROUP = /\B(?=(?:\d{3})+(?!\d))/g;

/** `1234567.5` as `1,234,567.5`, for saying back what was understood. */
export function groupedDigits(value: number): string {
  const [whole = '', fraction] = String(value).split('.');
  const grouped = whole.includes('e') ? whole : whole.replace(WIDTH_OF_GROUP, ',');
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}
