import { decodeMail } from '../../../shared/reply/decode-mail.ts';
import { readReply } from '../../../shared/reply/read-reply.ts';
import { createRandom, type Random } from '../../support/random.ts';
import { aManifest, RECEIVED_AT, SENT_TEXT } from '../../support/replies.ts';
import { printTable } from './print-table.ts';

/** What hostile texts are put together from: all that the reader looks for, and what comes near it. */
const PIECES = [
  ...['> ', '>', '＞', '| ', '|', 'yamada> ', '\u3000', '\u00a0', '\u200b', ' ', '\t', '\n', '\n\n', '\r\n'],
  ...[
    '【1-A】',
    '【1-B】実績値（台）：',
    '【1-C】',
    '【1B】',
    '【1-',
    '1-A',
    '1-B 35',
    '、1-D：',
    '(',
    '（',
    '「',
    '[',
  ],
  ...[
    '予定の状況（',
    '所管課の評価（順調・',
    '実績値',
    '契約の時期',
    '回答者：',
    '■1 ',
    '■',
    '・',
    '● ',
    '1. ',
  ],
  ...['【おわり】', 'おわりここより下', '【受付番号 K7F3-9Q2M】', '受付番号', '［K7F3-9Q2M］', 'K7F3'],
  ...[
    '差出人: a',
    '送信日時: b',
    '宛先: c',
    '件名:',
    'From:',
    '-----Original Message-----',
    '-----',
    '_____',
    '━━━━━',
  ],
  ...['On ', ' wrote:', '2026年', '2026/', '<', '<a@b', '>:', 'さん', '書きました:', 'のメール:', 'の', 'は'],
  ...['TEL ', '@', 'http://', '〒', '電話', '【機密', 'この', 'メール', '転送', 'iPhoneから送信', 'お世話に'],
  ...[
    '1',
    '１',
    ',',
    '，',
    '.',
    '。',
    '-',
    'ー',
    '−',
    '△',
    '①',
    '²',
    '千',
    '百',
    '億',
    '％',
    '台',
    '年',
    '月',
    '日',
  ],
  ...[
    '順調',
    '遅れ',
    '済',
    'です',
    'ます',
    'ない',
    'なし',
    '約',
    '延期',
    '承認',
    '確認',
    '該当',
    '担当',
    'します',
    'お願い',
  ],
  ...[
    'あ',
    '漢',
    'ｶﾞ',
    'é',
    '𠮷',
    '葛\u{e0100}',
    '👍',
    '\u0301',
    '\uff9e',
    'ﾟ',
    '…',
    '～',
    '：',
    ':',
    '=',
    '"',
    "'",
  ],
] as const;
const HTML_PIECES = [
  ...[
    '<p>',
    '</p>',
    '<div>',
    '</div>',
    '<br>',
    '<table>',
    '<tr>',
    '<td>',
    '<blockquote>',
    '</blockquote>',
    '<pre>',
  ],
  ...[
    '<a href="',
    '">',
    '<!--',
    '-->',
    '<style>',
    '</style>',
    '<span style="display:none">',
    '</span>',
    '<',
    '&',
    '&#',
  ],
  ...[
    '&nbsp;',
    '&lt;',
    '&amp',
    ';',
    '<p hidden',
    '="',
    "='",
    '<x',
    '</',
    '<![CDATA[',
    '<o:p>',
    '<script',
    'a',
    ' ',
  ],
] as const;
const MIME_PIECES = [
  ...[
    '--b',
    '--b\r\n',
    '--b--\r\n',
    '--',
    '\r\n',
    '\r\n\r\n',
    'Content-Type: ',
    'multipart/mixed; boundary=b\r\n',
  ],
  ...[
    'message/rfc822\r\n',
    'text/plain\r\n',
    'text/html\r\n',
    'Subject: ',
    '=?utf-8?B?',
    '?=',
    '=?',
    '=\r\n',
    '=3D',
  ],
  ...[
    'From: ',
    'a@b',
    '<',
    '(',
    '"',
    ',',
    ';',
    ' x=',
    '*0=',
    "''",
    '%81',
    '\u001b$B',
    '\u001b(B',
    '$B',
    '(B',
    'A',
    ' ',
  ],
  ...[
    'Content-Transfer-Encoding: base64\r\n',
    'quoted-printable\r\n',
    'References: ',
    'Date: ',
    'References: <a@b>',
  ],
] as const;

type Kind = 'plain' | 'html' | 'flowed' | 'mime' | 'header';
const KINDS: readonly Kind[] = ['plain', 'plain', 'plain', 'html', 'flowed', 'mime', 'header'];

/** A hostile mail: some pieces, over and over, broken into lines of a length. */
interface Recipe {
  readonly kind: Kind;
  readonly pieces: readonly string[];
  /** Characters after which a line break is put in, so that long texts stay within what is read at all. */
  readonly lineChars: number;
}

const HEADS: Record<Kind, string> = {
  plain: 'From: a@iizuka.example\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n',
  flowed: 'From: a@iizuka.example\r\nContent-Type: text/plain; charset=utf-8; format=flowed\r\n\r\n',
  html: 'From: a@iizuka.example\r\nContent-Type: text/html; charset=utf-8\r\n\r\n',
  mime: 'From: a@iizuka.example\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n',
  header: 'From: ',
};

/** More lines than this are not read. */
const LINES = 4_800;

function mailOf({ kind, pieces, lineChars }: Recipe, bytes: number): Uint8Array {
  const unit = pieces.join('');
  const perLine = Math.max(lineChars, Math.ceil(bytes / LINES / 2));
  let line = '';
  while (line.length < perLine) line += unit;
  line += '\n';
  const times = Math.ceil(bytes / Buffer.byteLength(line)) + 1;
  return Buffer.from(HEADS[kind] + line.repeat(times)).subarray(0, bytes);
}

const manifest = aManifest();

/** Milliseconds of processor time, so that other work on the machine does not count. */
function readOnce(bytes: Uint8Array): number {
  const begun = process.cpuUsage();
  readReply({ mail: decodeMail(bytes), manifest, sentText: SENT_TEXT, receivedAt: RECEIVED_AT });
  const { user, system } = process.cpuUsage(begun);
  return (user + system) / 1000;
}

/** The least of a few runs: collecting garbage and the like only ever adds. */
function timeOf(bytes: Uint8Array, runs: number): number {
  return Math.min(...Array.from({ length: runs }, () => readOnce(bytes)));
}

function piecesFor(kind: Kind): readonly string[] {
  if (kind === 'html') return [...PIECES, ...HTML_PIECES, ...HTML_PIECES];
  return kind === 'mime' || kind === 'header' ? [...PIECES, ...MIME_PIECES, ...MIME_PIECES] : PIECES;
}

function fresh(random: Random): Recipe {
  const kind = random.pick(KINDS);
  const pieces = Array.from({ length: 1 + random.below(6) }, () => random.pick(piecesFor(kind)));
  return { kind, pieces, lineChars: random.pick([1, 20, 80, 400, 2_000, 19_000]) };
}

function mutated(recipe: Recipe, random: Random): Recipe {
  const { kind, pieces, lineChars } = recipe;
  const at = random.below(pieces.length);
  const piece = random.pick(piecesFor(kind));
  switch (random.below(5)) {
    case 0:
      return { ...recipe, pieces: pieces.with(at, piece) };
    case 1:
      return { ...recipe, pieces: pieces.toSpliced(at, 0, piece) };
    case 2:
      return pieces.length > 1 ? { ...recipe, pieces: pieces.toSpliced(at, 1) } : fresh(random);
    case 3:
      return { ...recipe, lineChars: random.pick([1, lineChars * 2, Math.ceil(lineChars / 2), 19_000]) };
    default:
      return { ...recipe, kind: random.pick(KINDS) };
  }
}

interface Found extends Recipe {
  readonly ms: number;
}

const KB = 1024;
const SEARCHED_BYTES = 16 * KB;

/** Climbs from many random beginnings towards texts that take ever longer. */
function search(random: Random, milliseconds: number): { found: Found[]; tried: number } {
  const until = performance.now() + milliseconds;
  const summits: Found[] = [];
  let tried = 0;
  const measure = (recipe: Recipe): Found => {
    tried += 1;
    return { ...recipe, ms: timeOf(mailOf(recipe, SEARCHED_BYTES), 2) };
  };
  while (performance.now() < until) {
    let best = measure(fresh(random));
    for (let vain = 0; vain < 25 && performance.now() < until; vain += 1) {
      const next = measure(mutated(best, random));
      if (next.ms > best.ms * 1.05) {
        best = next;
        vain = 0;
      }
    }
    summits.push(best);
  }
  return { found: summits.sort((a, b) => b.ms - a.ms), tried };
}

/** Prints the slowest texts a search finds at 16 KB, and how their time grows with the size. */
export function benchWorstText(milliseconds: number, seed: number): void {
  const { found, tried } = search(createRandom(seed), milliseconds);
  // The same recipe is found again and again; the slowest few different ones are shown.
  const worst = [...new Map(found.map((recipe) => [recipe.pieces.join(), recipe])).values()].slice(0, 8);
  console.log(`\n# Worst texts: ${tried} tried by climbing, the slowest at 16 KB\n`);
  printTable(
    worst.map((recipe) => {
      const time = (bytes: number, runs: number) => timeOf(mailOf(recipe, bytes), runs);
      const [small, middle, large] = [time(16 * KB, 7), time(256 * KB, 3), time(2 * KB * KB, 2)];
      return {
        recipe: `${recipe.kind}: ${JSON.stringify(recipe.pieces.join('')).slice(0, 60)} / ${recipe.lineChars}`,
        '16 KB, ms': small.toFixed(2),
        'µs a byte': ((1000 * small) / (16 * KB)).toFixed(3),
        '256 KB, ms': middle.toFixed(1),
        '2 MB, ms': large.toFixed(0),
        '÷ 16 KB (16 is linear)': (middle / small).toFixed(1),
        '2 MB ÷ 256 KB (8 is linear)': (large / middle).toFixed(1),
      };
    }),
  );
}
