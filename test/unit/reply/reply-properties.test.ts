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
import { HOSTILE_TEXTS } from '../../support/hostile-texts.ts';
import {
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

describe('texts made to wear a reader out', () => {
  it.each(HOSTILE_TEXTS)('are read to the end: %s', (_name, work) => {
    expect(work(2)).not.toThrow();
  });
});

describe('labels', () => {
  it('are given line by line without touching the lines', () => {
    const lines = readLines('差出人: a\n宛先: b\n\n本文\n');
    expect(labelLines(lines).labels.slice(0, 2)).toEqual(['header', 'header']);
    expect(lines.length).toBe(5);
  });
});
