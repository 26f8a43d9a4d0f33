import * as z from 'zod';
import { type Instant, instantOf, Temporal, TOKYO, tokyoTime } from '../../../shared/calendar/time.ts';
import { type Occurrence, planOccurrences } from '../../../shared/schedule/occurrences.ts';
import type { City } from '../../../shared/steps/load-city.ts';
import { loadWorld } from '../../../shared/steps/load-city.ts';
import type { LocalWebHost } from './web-host.ts';

/** The clock is moved at most so far at once; a year is what one wants to see, and a slip of the year would take hours. */
const ADVANCE_MAX_DAYS = 3660;
/** Every round opens again within a year; a little more finds it whatever the day. */
const HORIZON_DAYS = 400;

/** Where the clock is to go; exactly one of the three. */
export const ClockMove = z.union([
  z.strictObject({ to: z.string() }),
  z.strictObject({ by: z.string() }),
  z.strictObject({ next: z.literal(true) }),
]);
export type ClockMove = z.infer<typeof ClockMove>;

export type ClockTarget =
  | { readonly ok: true; readonly to: Instant }
  | { readonly ok: false; readonly status: 400 | 409; readonly error: string };

const bad = (error: string): ClockTarget => ({ ok: false, status: 400, error });

/** The instant a move leads to, or why it cannot be made. `next` is the next occurrence, null where there is none. */
export function readClockTarget(move: ClockMove, now: Instant, next: Instant | null): ClockTarget {
  if ('next' in move) {
    return next ? { ok: true, to: next } : bad('次の予定がありません。日時を指定して進めてください。');
  }
  const to = 'to' in move ? readInstant(move.to) : addDuration(now, move.by);
  if (to === null) {
    return 'to' in move
      ? bad(`日時「${move.to}」を読み取れません。2026-07-10T12:00:00+09:00 のように書いてください。`)
      : bad(`期間「${move.by}」を読み取れません。1日なら P1D、1週間なら P1W のように書いてください。`);
  }
  if (Temporal.Instant.compare(to, now) < 0) {
    return { ok: false, status: 409, error: '時計は戻せません。今より後の日時を指定してください。' };
  }
  if (now.until(to).total('hours') > ADVANCE_MAX_DAYS * 24) return bad('一度に進められるのは10年までです。');
  return { ok: true, to };
}

function readInstant(text: string): Instant | null {
  try {
    return instantOf(text);
  } catch {
    return null;
  }
}

function addDuration(now: Instant, text: string): Instant | null {
  try {
    return tokyoTime(now).add(Temporal.Duration.from(text)).toInstant();
  } catch {
    return null;
  }
}

/** `2026-07-10T12:00`, as a browser's date and time field sends it: Tokyo time. Null for anything else. */
export function readLocalTime(text: string): string | null {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?$/.test(text)) return null;
  try {
    return Temporal.PlainDateTime.from(text).toZonedDateTime(TOKYO).toInstant().toString();
  } catch {
    return null;
  }
}

/** The next step of any round after the present. */
export async function findNextOccurrence(
  host: LocalWebHost,
  city: City,
  planId: string,
): Promise<Occurrence | null> {
  const now = host.now();
  const world = await loadWorld(host.store, city, planId, 'all');
  const until = now.add({ hours: 24 * HORIZON_DAYS });
  return planOccurrences(world, now.add({ seconds: 1 }), until)[0] ?? null;
}
