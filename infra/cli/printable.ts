/**
 * A text that came from outside, for a terminal: control characters other than line feed and tab are shown as `?`,
 * so that a mail cannot move the cursor, change colours or write into what was printed before.
 */
export function printable(text: string): string {
  return text.replaceAll('\r\n', '\n').replaceAll(/[^\P{Cc}\n\t]|\p{Bidi_Control}/gu, '?');
}
