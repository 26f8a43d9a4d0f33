import { createHash } from 'node:crypto';
import type { Placement, TransferEncoding } from './compose-reply.ts';
import type { MailCharset } from './encode-japanese.ts';
import type { ClientName } from './mail-clients.ts';

/** When and how a simulated department answers one round. */
export type Habit =
  | 'prompt'
  | 'after-first-reminder'
  | 'on-the-due-day'
  | 'half-then-rest'
  | 'after-the-due-day'
  | 'after-the-chief-is-told'
  | 'asks-for-more-time'
  | 'writes-prose-first'
  | 'makes-a-mistake';

const HABITS: readonly Habit[] = [
  'prompt',
  'after-first-reminder',
  'on-the-due-day',
  'half-then-rest',
  'prompt',
  'after-the-due-day',
  'makes-a-mistake',
  'asks-for-more-time',
  'prompt',
  'writes-prose-first',
  'after-the-chief-is-told',
];

/** How a department's mail leaves it. */
export interface Desk {
  readonly client: ClientName;
  readonly charset: MailCharset;
  readonly transferEncoding: TransferEncoding;
  readonly placement: Placement;
}

const DESKS: readonly Desk[] = [
  { client: 'outlook-ja', charset: 'iso-2022-jp', transferEncoding: '7bit', placement: 'inline' },
  { client: 'outlook-ja', charset: 'utf-8', transferEncoding: 'base64', placement: 'copied-above' },
  { client: 'thunderbird-ja', charset: 'utf-8', transferEncoding: '8bit', placement: 'inline' },
  { client: 'gmail-ja', charset: 'utf-8', transferEncoding: 'base64', placement: 'inline' },
  { client: 'outlook-ja', charset: 'shift_jis', transferEncoding: 'base64', placement: 'inline' },
  { client: 'thunderbird-ja', charset: 'iso-2022-jp', transferEncoding: '7bit', placement: 'below' },
  { client: 'gmail-ja', charset: 'utf-8', transferEncoding: 'quoted-printable', placement: 'anchors-only' },
];

/** A number from 0 to 2^32 - 1 that is always the same for the same words: chance that can be played again. */
export function numberOf(...words: readonly string[]): number {
  return createHash('sha256').update(words.join('\n')).digest().readUInt32BE(0);
}

/** A department's way of working changes from round to round, as people do; its mail program stays. */
export function habitOf(department: string, round: string): Habit {
  return HABITS[numberOf('habit', department, round) % HABITS.length] ?? 'prompt';
}

export function deskOf(department: string): Desk {
  const [first] = DESKS;
  const desk = DESKS[numberOf('desk', department) % DESKS.length] ?? first;
  if (!desk) throw new RangeError('no desk is set up');
  return desk;
}

const FULL_WIDTH = '０１２３４５６７８９';

/** The same figure as different people type it. */
export function typeNumber(value: number, unit: string, seed: number): string {
  const grouped = new Intl.NumberFormat('ja-JP', { maximumFractionDigits: 4 }).format(value);
  const fullWidth = grouped.replace(/\d/g, (digit) => FULL_WIDTH[Number(digit)] ?? digit);
  const ways = [String(value), `${grouped}${unit}`, fullWidth, `${fullWidth}${unit}`, ` ${value} `];
  return ways[seed % ways.length] ?? String(value);
}
