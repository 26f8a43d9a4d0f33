/**
 * The reader of replies in figures: `npm run bench:replies [-- --compare] [--rounds n] [--seed n]`. What became of
 * every field of a matrix of made-up replies, the charset samples, times, the worst texts a search finds; with
 * --compare other readers on the same mails. Every figure of time is taken interleaved with the others of its table,
 * so that what else the machine does falls on all alike; ratios hold better than milliseconds. Nothing is judged here.
 */
import { parseArgs } from 'node:util';
import PostalMime from 'postal-mime';
import { decodeMail } from '../../shared/reply/decode-mail.ts';
import { manifestFromText } from '../../shared/reply/manifest-from-text.ts';
import { readReply } from '../../shared/reply/read-reply.ts';
import { HOSTILE_TEXTS } from '../support/hostile-texts.ts';
import { aReply, filled, quotedWith, RECEIVED_AT, SENT_TEXT } from '../support/replies.ts';
import { benchCharsetSamples } from './replies/charset-samples.ts';
import { benchMatrix } from './replies/matrix.ts';
import { benchOtherReaders } from './replies/other-readers.ts';
import { benchWorstText } from './replies/worst-text.ts';

const { values: options } = parseArgs({
  options: {
    compare: { type: 'boolean', default: false },
    rounds: { type: 'string', default: '72' },
    seed: { type: 'string', default: '1' },
  },
});
const seed = Number(options.seed);
/** How long worse and worse texts are looked for. */
const SEARCH_MS = 25_000;

benchMatrix(Number(options.rounds), seed);
benchCharsetSamples();
console.log('\n# Times, warm medians\n');

const ANSWERS = { '1-A': '実施中', '1-B': '３５台', '1-C': '研修を実施した', '1-D': '順調', '9-B': '済' };
const ROUNDS = 60;
const manifest = { ...manifestFromText(SENT_TEXT), round: '2026Q1' as const };

/** A reply of about `kilobytes`, longer by what people leave below: older mails with their header blocks. */
function replyOf(kilobytes: number): Uint8Array {
  const old = filled(ANSWERS).replaceAll('K7F3-9Q2M', 'AAAA-2222');
  let text = filled(ANSWERS);
  while (new TextEncoder().encode(text).length < kilobytes * 1024) {
    text += `\n差出人: a\n送信日時: b\n宛先: c\n\n${quotedWith('> ', old)}`;
  }
  const head = 'From: a@iizuka.example\r\nSubject: Re: x\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n';
  return new TextEncoder().encode(head + text);
}

function readWhole(bytes: Uint8Array) {
  return readReply({ mail: decodeMail(bytes), manifest, sentText: SENT_TEXT, receivedAt: RECEIVED_AT });
}

const sizes = [3, 6, 12, 24, 48].map((kilobytes) => ({ kilobytes, bytes: replyOf(kilobytes) }));
const japanese = aReply({ answers: ANSWERS, charset: 'iso-2022-jp' });
const html = aReply({ answers: ANSWERS, charset: 'utf-8', transferEncoding: 'base64', body: 'both' });
const six = sizes[1]?.bytes ?? japanese;

const works: readonly (readonly [string, () => unknown])[] = [
  ...sizes.map(({ kilobytes, bytes }) => [`read whole, ${kilobytes} KB`, () => readWhole(bytes)] as const),
  ['read whole, Outlook ISO-2022-JP', () => readWhole(japanese)],
  ['read whole, text and HTML', () => readWhole(html)],
  ['decode, 6 KB', () => decodeMail(six)],
  ['postal-mime, 6 KB', () => PostalMime.parse(six)],
  ['decode, text and HTML', () => decodeMail(html)],
  ['postal-mime, text and HTML', () => PostalMime.parse(html)],
];

const times = new Map<string, number[]>(works.map(([name]) => [name, []]));
for (let round = 0; round < ROUNDS + 10; round += 1) {
  for (const [name, work] of works) {
    const start = performance.now();
    await work();
    // The first rounds warm the compiler up.
    if (round >= 10) times.get(name)?.push(performance.now() - start);
  }
}

function median(name: string): number {
  const sorted = (times.get(name) ?? []).sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

for (const [name] of works) console.log(`${name.padEnd(34)} ${median(name).toFixed(3).padStart(9)} ms`);
const ratio = (a: string, b: string) => (median(a) / median(b)).toFixed(2);
console.log(`48 KB ÷ 3 KB (16 times the text)    ${ratio('read whole, 48 KB', 'read whole, 3 KB')}`);
console.log(`decode ÷ postal-mime, 6 KB          ${ratio('decode, 6 KB', 'postal-mime, 6 KB')}`);
console.log(
  `decode ÷ postal-mime, with HTML     ${ratio('decode, text and HTML', 'postal-mime, text and HTML')}`,
);

console.log('\nhostile texts: time of 4 times the text ÷ time of the text (4 is linear)');
for (const [name, work] of HOSTILE_TEXTS) {
  const least = (n: number) => {
    const run = work(n);
    return Math.min(
      ...Array.from({ length: 5 }, () => {
        const begun = performance.now();
        run();
        return performance.now() - begun;
      }),
    );
  };
  console.log(`${name.padEnd(24)} ${(least(4) / least(1)).toFixed(2).padStart(6)}`);
}

benchWorstText(SEARCH_MS, seed);
if (options.compare) await benchOtherReaders(seed);
