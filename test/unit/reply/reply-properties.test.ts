import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canEncode } from '../../../infra/local/departments/encode-japanese.ts';
import { CLIENT_NAMES } from '../../../infra/local/departments/mail-clients.ts';
import { decodeJapanese } from '../../../shared/reply/decode-japanese.ts';
import { decodeMail } from '../../../shared/reply/decode-mail.ts';
import { htmlToText } from '../../../shared/reply/html-to-text.ts';
import { labelLines } from '../../../shared/reply/line-labels.ts';
import { manifestFromText } from '../../../shared/reply/manifest-from-text.ts';
import { readCommand } from '../../../shared/reply/read-command.ts';
import { readLines } from '../../../shared/reply/reply-lines.ts';
import {
  aMail,
  aManifest,
  aReply,
  quotedWith,
  RECEIVED_AT,
  readAnswer,
  readMail,
  readText,
  SENT_TEXT,
  valuesOf,
} from '../../support/replies.ts';

const shape = fc.record({
  client: fc.constantFrom(...CLIENT_NAMES),
  charset: fc.constantFrom('utf-8', 'iso-2022-jp', 'shift_jis', 'euc-jp'),
  transferEncoding: fc.constantFrom('7bit', '8bit', 'base64', 'quoted-printable'),
  isFlowed: fc.boolean(),
  body: fc.constantFrom('plain', 'html', 'both'),
  placement: fc.constantFrom('inline', 'below', 'copied-above', 'anchors-only'),
} as const);

/** One line of Japanese prose as it is typed, with what an encoding or a client might damage. */
const prose = fc
  .array(
    fc.constantFrom(
      ...[
        '研修を実施',
        '端末',
        '能力',
        'ソ連',
        '表示',
        '①',
        'Ⅲ期',
        '㈱',
        '髙橋',
        'ｶﾀｶﾅ',
        'ＤＸ',
        '3課',
        '（6月）',
        '。',
        '、',
        '・',
      ],
      ...['～', '－', 'ー', ' ', '：', 'RPA', '50%', '「済」', '"', '=', '&', '.'],
    ),
    { minLength: 1, maxLength: 24 },
  )
  .map((words) => `取組${words.join('')}を進めた`);

describe('any single-line answer', () => {
  it('survives every client, encoding, transfer and placement', { timeout: 60_000 }, () => {
    fc.assert(
      fc.property(shape, prose, fc.integer({ min: 2, max: 199 }), (reply, narrative, actual) => {
        fc.pre(canEncode(narrative, reply.charset));
        const answers = { '1-A': '実施中', '1-B': `${actual}台`, '1-C': narrative, '9-B': '済' };
        const signature = '-- \n土木管理課 山田\nTEL 0948-22-5500';
        const reading = readMail(decodeMail(aReply({ ...reply, answers, signature })));
        const expected = { '1-A': '実施中', '1-B': actual, '9-B': '済' };
        expect(valuesOf(reading)).toMatchObject(expected);
        // A client that wraps may swallow the blank at which it wrapped.
        expect(String(valuesOf(reading)['1-C']).replace(/\s/g, '')).toBe(narrative.replace(/\s/g, ''));
        expect([reading.ambiguous, reading.notUnderstood, reading.command]).toEqual([[], [], null]);
        expect(reading.comment).toBeNull();
      }),
      { numRuns: 300 },
    );
  });
});

describe('an unanswered form', () => {
  const nothing = { fields: [], ambiguous: [], notUnderstood: [], command: null };

  it('yields no value from any client, encoding and transfer', { timeout: 60_000 }, () => {
    fc.assert(
      fc.property(shape, (reply) => {
        expect(readMail(decodeMail(aReply({ ...reply, placement: 'inline', answers: {} })))).toMatchObject(
          nothing,
        );
      }),
      { numRuns: 200 },
    );
  });

  it('yields no value under any quote marks, wrapped at any width, in any letter shape', {
    timeout: 60_000,
  }, () => {
    const mangled = fc.record({
      mark: fc.constantFrom('', '> ', '>', '＞', '| ', '> > ', 'yamada> ', '│ ', '\u3000> '),
      width: fc.integer({ min: 10, max: 40 }),
      wrapped: fc.boolean(),
      change: fc.constantFrom<(text: string) => string>(
        (text) => text,
        (text) => text.normalize('NFKC'),
        (text) => text.replaceAll('\u3000', ' '),
        (text) => text.replaceAll('【', '[').replaceAll('】', ']'),
        (text) => text.replaceAll('：', ': '),
        (text) => text.replace(/$/gm, ' '),
        (text) => text.replace(/\n/g, '\n\n'),
        (text) => text.replace(/\n\n/g, '\n'),
        (text) => text.replace(/\n+/g, ' '),
        (text) => text.replace(/\n+/g, ''),
        (text) => text.replace(/\n/g, '\n \n'),
        (text) => text.replace(/^(?=【\d)/gm, '・'),
        (text) => text.replace(/^(?=.)/gm, '・'),
        (text) =>
          text
            .split('\n')
            .map((line, at) => `${at + 1}. ${line}`)
            .join('\n'),
        (text) => text.replace(/^【おわり】.*$/m, ''),
        (text) => text.replaceAll('・', '･').replaceAll('ー', '-'),
        (text) => text.replace(/【(?=\d)/g, '【\u200b').replaceAll('（', '\u00a0（'),
        (text) => `${text}\n${text}`,
      ),
    });
    fc.assert(
      fc.property(mangled, ({ mark, width, wrapped, change }) => {
        const changed = change(SENT_TEXT);
        const lines = changed.split('\n').flatMap((line) => {
          return wrapped && changed.includes('\n')
            ? (line.match(new RegExp(`.{1,${width}}`, 'gu')) ?? [''])
            : [line];
        });
        expect(readText(quotedWith(mark, lines.join('\n')))).toMatchObject(nothing);
      }),
      { numRuns: 500 },
    );
  });
});

describe('whatever the bytes', () => {
  const hostile = fc.array(
    fc.constantFrom(
      ...[
        'From: ',
        'Content-Type: multipart/mixed; boundary="b"\r\n',
        '--b\r\n',
        '--b--',
        '\r\n\r\n',
        '=?',
        '?=',
        '=?utf-8?B?',
      ],
      ...[
        'Content-Transfer-Encoding: base64\r\n',
        'message/rfc822',
        '\u001b$B',
        '\u001b(B',
        '<',
        '>',
        '<!--',
        '"',
        '(',
        ';',
      ],
      ...[
        '\xff',
        '\x81',
        '\0',
        '\r',
        '\n',
        ' ',
        '> ',
        '【1-A】',
        '：',
        '-----Original Message-----',
        '差出人:',
        'あ',
        '35',
      ],
    ),
    { maxLength: 120 },
  );

  it('never throws', { timeout: 60_000 }, () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.uint8Array({ maxLength: 400 }),
          hostile.map((p) => Buffer.from(p.join(''))),
        ),
        (bytes) => {
          readMail(decodeMail(bytes));
          decodeJapanese(bytes, 'iso-2022-jp');
        },
      ),
      { numRuns: 250 },
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          hostile.map((pieces) => pieces.join('')),
        ),
        (text) => {
          readText(text);
          readAnswer('1-B', text);
          readAnswer('2-C', text);
          readAnswer('1-D', text);
          htmlToText(text);
          manifestFromText(text);
          readCommand(text, RECEIVED_AT);
        },
      ),
      { numRuns: 250 },
    );
  });

  it('reads the same mail the same way twice', () => {
    fc.assert(
      fc.property(shape, prose, (reply, narrative) => {
        const bytes = aReply({ ...reply, answers: { '1-C': narrative } });
        expect(readMail(decodeMail(bytes))).toEqual(readMail(decodeMail(bytes)));
      }),
      { numRuns: 20 },
    );
  });
});

describe('time', () => {
  /** The least of several runs, because other work on the machine only ever adds. */
  function milliseconds(work: () => void): number {
    const times = Array.from({ length: 5 }, () => {
      const start = performance.now();
      work();
      return performance.now() - start;
    });
    return Math.min(...times);
  }
  const manifest = aManifest();
  const read = (text: string) => () => readMail(aMail(text), { manifest });

  it.each<[string, (n: number) => () => unknown]>([
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
  ])('grows no faster than the text: %s', (_name, work) => {
    const small = milliseconds(work(1));
    const large = milliseconds(work(8));
    // Eight times the text in far less than sixty-four times the time; the sum keeps noise out of tiny figures.
    expect(large).toBeLessThan(24 * small + 40);
  });
});

describe('labels', () => {
  it('are given line by line without touching the lines', () => {
    const lines = readLines('差出人: a\n宛先: b\n\n本文\n');
    expect(labelLines(lines).labels.slice(0, 2)).toEqual(['header', 'header']);
    expect(lines.length).toBe(5);
  });
});
