/**
 * Whether a character can be written in ISO-2022-JP, told by decoding every code of JIS X 0208 (rows 1 to 8 and 16 to
 * 84) and looking the character up. Kept apart from the product's own table, which it checks. The characters that
 * systems map differently count as not writable.
 */
const table = new Set<string>();
const decoder = new TextDecoder('iso-2022-jp');
for (let row = 1; row <= 84; row += 1) {
  if (row > 8 && row < 16) continue;
  for (let cell = 1; cell <= 94; cell += 1) {
    const bytes = new Uint8Array([0x1b, 0x24, 0x42, 0x20 + row, 0x20 + cell, 0x1b, 0x28, 0x42]);
    const character = decoder.decode(bytes);
    if ([...character].length === 1 && character !== '\uFFFD') table.add(character);
  }
}
for (const unstable of '～〜－−―—‖∥＼￠￡￢') table.delete(unstable);

export function isJis(character: string): boolean {
  return /^[\n\x20-\x7e]$/.test(character) || table.has(character);
}

/** The characters of a text that a mail in ISO-2022-JP could not carry. */
export function notJis(text: string): string[] {
  return [...text].filter((character) => !isJis(character));
}
