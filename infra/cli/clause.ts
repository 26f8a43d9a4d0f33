/** A message as a part of a longer sentence: without the full stop at its end, and without any inside. */
export function clause(message: string): string {
  return message.replace(/。$/u, '').replaceAll('。', '、');
}
