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

const keys = new Map<string, string>();

function keyOfChar(char: string): string {
  const known = keys.get(char);
  if (known !== undefined) return known;
  // Half-width and full-width forms first, so that a full-width bracket is dropped like a half-width one.
  const plain = char.normalize('NFKC').toLowerCase();
  const folded = FOLDED[char] ?? FOLDED[plain] ?? plain;
  const key = DROPPED.test(char) || DROPPED.test(plain) ? '' : DASHES.test(folded) ? '-' : folded;
  if (keys.size < 70_000) keys.set(char, key);
  return key;
}

export function keyed(text: string): KeyedText {
  let key = '';
  const at: number[] = [];
  for (let index = 0; index < text.length; index += 1) {
    const part = keyOfChar(text[index] ?? '');
    // Clients turn `--` into one long dash, so a run of dashes counts as one.
    if (part === '' || (part === '-' && key.endsWith('-'))) continue;
    key += part;
    for (let count = 0; count < part.length; count += 1) at.push(index);
  }
  return { key, at };
}

/** The key alone. Two texts with the same key are the same text to the reader of replies. */
export function keyOf(text: string): string {
  return keyed(text).key;
}

/** Characters that show nothing and arrive by copying from web pages and documents. */
const INVISIBLE = /[\u00ad\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]/g;

export function withoutInvisible(text: string): string {
  return text.replace(INVISIBLE, '');
}
