/**
 * The form of a text in which the template and what a client made of it are the same: width, blanks, brackets,
 * kinds of dash and colon do not count. `at` gives, for each character of the key, its place in the text.
 */
export interface KeyedText {
  readonly key: string;
  readonly at: readonly number[];
}

const DROPPED = /[\s\p{Cc}\p{Cf}\p{Z}()[\]{}【】「」『』〔〕〈〉《》｢｣]|\p{Variation_Selector}/u;
const DASHES = /[-‐‑‒–—―−ーｰ─━﹣]/;
const FOLDED: Readonly<Record<string, string>> = {
  ...{ '～': '~', '〜': '~', '∼': '~', '･': '・', '·': '・', '•': '・', '‧': '・', '︰': ':', '…': '...' },
  ...{ '“': '"', '”': '"', '„': '"', '‘': "'", '’': "'", '＂': '"', '＇': "'" },
};

/** The key of each UTF-16 code unit met so far. */
const keys: (string | undefined)[] = new Array(0x10000);

function keyOfUnit(code: number): string {
  const known = keys[code];
  if (known !== undefined) return known;
  const char = String.fromCharCode(code);
  // Half-width and full-width forms first, so that a full-width bracket is dropped like a half-width one.
  const plain = char.normalize('NFKC').toLowerCase();
  const folded = FOLDED[char] ?? FOLDED[plain] ?? plain;
  const key = DROPPED.test(char) || DROPPED.test(plain) ? '' : DASHES.test(folded) ? '-' : folded;
  keys[code] = key;
  return key;
}

export function keyed(text: string): KeyedText {
  let key = '';
  let last = '';
  const at: number[] = [];
  for (let index = 0; index < text.length; index += 1) {
    const part = keyOfUnit(text.charCodeAt(index));
    // Clients turn `--` into one long dash, so a run of dashes counts as one.
    if (part === '' || (part === '-' && last === '-')) continue;
    key += part;
    last = part;
    for (let count = 0; count < part.length; count += 1) at.push(index);
  }
  return { key, at };
}

/** Keys of short texts asked for lately: each line of a reply is compared with the form many times over. */
const recent = new Map<string, string>();
const RECENT_MAX = 4_000;
const RECENT_MAX_CHARS = 200;
/** The last longer text, which is asked for several times in a row. */
let lastLong = { text: '', key: '' };

/** The key alone. Two texts with the same key are the same text to the reader of replies. */
export function keyOf(text: string): string {
  if (text.length > RECENT_MAX_CHARS) {
    if (lastLong.text !== text) lastLong = { text, key: keyed(text).key };
    return lastLong.key;
  }
  const known = recent.get(text);
  if (known !== undefined) return known;
  const { key } = keyed(text);
  if (recent.size >= RECENT_MAX) recent.clear();
  recent.set(text, key);
  return key;
}

/** Characters that show nothing and arrive by copying from web pages and documents. */
const INVISIBLE = /[\u00ad\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]/g;

export function withoutInvisible(text: string): string {
  return text.replace(INVISIBLE, '');
}
