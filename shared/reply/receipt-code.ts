/** Receipt codes avoid letters that are taken for digits: no I, L, O, U (after Crockford). */
const CODE_CHARACTERS = '0-9A-HJKMNP-TV-Z';
const CANONICAL = new RegExp(`^[${CODE_CHARACTERS}]{4}-[${CODE_CHARACTERS}]{4}$`);

/** Letters and digits after NFKC, four and four, with whatever dash or blank a client left between them. */
const LOOSE = '([0-9A-Za-z]{4})[ ]{0,2}[-‐‑–—―−ー_]?[ ]{0,2}([0-9A-Za-z]{4})';
const AFTER_NAME = new RegExp(`受付番号[\\s:】\\]]{0,5}${LOOSE}(?![0-9A-Za-z])`, 'g');
const IN_BRACKETS = new RegExp(`[[［【(]\\s{0,3}${LOOSE}\\s{0,3}[\\]］】)]`, 'g');

/** Half a code; most lines hold none, and need no closer look. */
const HALF = /[0-9A-Za-z０-９Ａ-Ｚａ-ｚ]{4}/;

/** Brings a typed code to its one spelling (`k7f3 9q2m` to `K7F3-9Q2M`), or null where it cannot be one. */
export function canonicalReceiptCode(typed: string): string | null {
  const letters = typed
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[^0-9A-Z]/g, '')
    .replaceAll('O', '0')
    .replace(/[IL]/g, '1');
  const code = `${letters.slice(0, 4)}-${letters.slice(4)}`;
  return CANONICAL.test(code) ? code : null;
}

/**
 * The receipt codes a text names, in order: after 受付番号, or alone in brackets. Bracketed words without a digit
 * are taken for words.
 */
export function receiptCodesIn(text: string): string[] {
  if (!HALF.test(text)) return [];
  const plain = text.normalize('NFKC');
  const found = [...plain.matchAll(AFTER_NAME), ...plain.matchAll(IN_BRACKETS)]
    .sort((a, b) => a.index - b.index)
    .flatMap(([, first = '', second = '']) => {
      const code = canonicalReceiptCode(first + second);
      return code !== null && /\d/.test(first + second) ? [code] : [];
    });
  return [...new Set(found)];
}
