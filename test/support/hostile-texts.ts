import { decodeJapanese } from '../../shared/reply/decode-japanese.ts';
import { decodeMail } from '../../shared/reply/decode-mail.ts';
import { htmlToText } from '../../shared/reply/html-to-text.ts';
import { labelLines } from '../../shared/reply/line-labels.ts';
import { readLines } from '../../shared/reply/reply-lines.ts';
import { aMail, aManifest, quotedWith, readMail, SENT_TEXT } from './replies.ts';

const manifest = aManifest();
const read = (text: string) => () => readMail(aMail(text), { manifest });

/**
 * Texts made to wear a reader out, each in n times its length. The tests read them to the end; how the time grows
 * with n is the bench's to print.
 */
export const HOSTILE_TEXTS: readonly [name: string, work: (n: number) => () => unknown][] = [
  ['replies', (n) => read(quotedWith('> ', SENT_TEXT.repeat(n)))],
  ['blank lines', (n) => read('\n'.repeat(200 * n))],
  ['quote marks', (n) => read('> '.repeat(2000 * n))],
  ['header blocks', (n) => read('差出人: a\n送信日時: b\n宛先: c\n\n'.repeat(60 * n))],
  ['dashes', (n) => read('-----'.repeat(1500 * n))],
  ['answers', (n) => read('【1-B】実績値（台）：1'.repeat(300 * n))],
  ['open brackets', (n) => read(`【1-B】${'（'.repeat(2000 * n)}`)],
  ['stops', (n) => read(`【1-B】${'。'.repeat(2000 * n)}x`)],
  ['brackets', (n) => read('【1-A】'.repeat(1000 * n))],
  ['attributions', (n) => read(`${'On '.repeat(1500 * n)}wrote`)],
  ['template beginnings', (n) => read('【1-A】予定の状況（\n'.repeat(200 * n))],
  ['unclosed tags', (n) => () => htmlToText('<a href="'.repeat(4000 * n))],
  ['unclosed comments', (n) => () => htmlToText('<!--'.repeat(8000 * n))],
  ['unclosed styles', (n) => () => htmlToText('<style>'.repeat(4000 * n))],
  ['nested elements', (n) => () => htmlToText('<div>'.repeat(8000 * n))],
  ['encoded words', (n) => () => decodeMail(Buffer.from(`Subject: ${'=?a?b?'.repeat(3000 * n)}\r\n\r\n`))],
  ['parameters', (n) => () => decodeMail(Buffer.from(`Content-Type: ${'; a="'.repeat(3000 * n)}\r\n\r\n`))],
  ['addresses', (n) => () => decodeMail(Buffer.from(`From: ${'<a@b,("'.repeat(3000 * n)}\r\n\r\n`))],
  [
    'delimiters',
    (n) => () =>
      decodeMail(
        Buffer.from(`Content-Type: multipart/mixed; boundary=b\r\n\r\n${'--b\r\n'.repeat(4000 * n)}`),
      ),
  ],
  ['escapes', (n) => () => decodeJapanese(Buffer.from('\u001b$B\u001b(B'.repeat(8000 * n)), null)],
  ['lost escapes', (n) => () => decodeJapanese(Buffer.from('$B!!(B'.repeat(8000 * n)), null)],
  ['labels of lines', (n) => () => labelLines(readLines('2026年 <\n'.repeat(500 * n)))],
];
