import type { Context } from 'hono';
import { stepWords } from '../../../functions/web/serve-pages/look/words.ts';
import { instantOf, isoTokyo } from '../../../shared/calendar/time.ts';
import type { Plan } from '../../../shared/plan/plan.ts';
import type { PauseRecord } from '../../../shared/records/pause.ts';
import type { Round } from '../../../shared/round/round.ts';
import type { Occurrence } from '../../../shared/schedule/occurrences.ts';
import { roundName } from '../../../shared/schedule/why.ts';
import { type City, loadCity, MissingDocumentError } from '../../../shared/steps/load-city.ts';
import { pauseInForce } from '../../../shared/steps/pause-mails.ts';
import type { Frame } from './layout.tsx';
import { findNextOccurrence } from './move-clock.ts';
import type { PageWorld } from './web-host.ts';

/** What every page shows around its own content. */
export interface Scene {
  /** Null before anything has been imported. */
  readonly city: City | null;
  readonly next: Occurrence | null;
  /** Why and since when no mail leaves, where sending is paused. */
  readonly pause: PauseRecord | null;
}

export async function loadScene({ host, planId }: PageWorld): Promise<Scene> {
  try {
    const city = await loadCity(host.store, planId);
    const [next, pause] = await Promise.all([
      findNextOccurrence(host, city, planId),
      pauseInForce(host.store, planId),
    ]);
    return { city, next, pause };
  } catch (error) {
    if (error instanceof MissingDocumentError) return { city: null, next: null, pause: null };
    throw error;
  }
}

/** The rounds opened so far, newest first. */
export async function listRounds({ host, planId }: PageWorld): Promise<Round[]> {
  const found = await host.store.list('round', { plan: planId });
  return found.map(({ value }) => value).sort((a, b) => b.openedAt.localeCompare(a.openedAt));
}

function isIllustrative(plan: Plan): boolean {
  return plan.initiatives.some(({ illustrative }) => illustrative.length > 0);
}

/** The frame of a page at this moment. The notice is a code in the address, so that no text comes in from there. */
export function frameOf(
  c: Context,
  { host }: PageWorld,
  { city, next, pause }: Scene,
  own: Pick<Frame, 'title' | 'room'> & Partial<Pick<Frame, 'error' | 'notice' | 'path'>>,
): Frame {
  const url = new URL(c.req.url);
  url.searchParams.delete('notice');
  url.searchParams.delete('fired');
  return {
    path: url.pathname + url.search,
    now: host.now(),
    next: next ? { at: next.at, words: `${roundName(next.round)}　${stepWords(next.action)}` } : null,
    illustrative: city !== null && isIllustrative(city.plan),
    pause,
    notice: noticeOf(c),
    ...own,
  };
}

function noticeOf(c: Context): string | null {
  const fired = Number.parseInt(c.req.query('fired') ?? '', 10);
  switch (c.req.query('notice')) {
    case 'advanced':
      return `時計を進めました。予定されていた処理を${Number.isNaN(fired) ? 0 : fired}件行いました。`;
    case 'replied':
      return '返信しました。受付のメールが届いています。';
    case 'replied-silently':
      return '返信しました。受付のメールはありません。どう扱われたかは「受信の記録」で確かめられます。';
    case 'mailbox-stopped':
      return 'この受信箱を止めました。これから送るメールは、不達として戻ります。';
    case 'mailbox-opened':
      return 'この受信箱を元に戻しました。';
    default:
      return null;
  }
}

/** A path of this very site, with a query added; anything else leads home. */
export function localPath(path: string | undefined, query: Record<string, string> = {}): string {
  const base = 'http://local.invalid';
  const isOwn = path?.startsWith('/') && URL.canParse(path, base) && new URL(path, base).origin === base;
  const url = new URL(isOwn && path ? path : '/', base);
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  return url.pathname + url.search;
}

/** `page` of the query, 1 for the newest; never beyond the last. */
export function pageOf(c: Context, total: number, size: number): { page: number; pages: number } {
  const pages = Math.max(1, Math.ceil(total / size));
  const asked = Number.parseInt(c.req.query('page') ?? '1', 10);
  return { page: Math.min(pages, Math.max(1, Number.isNaN(asked) ? 1 : asked)), pages };
}

/** The state of everything in a few figures, for scripts. */
export async function summariseState(world: PageWorld, mailsSent: number) {
  const { host, planId } = world;
  const [{ next }, rounds] = await Promise.all([loadScene(world), listRounds(world)]);
  return {
    now: isoTokyo(host.now()),
    next: next ? { at: isoTokyo(next.at), round: next.round, step: next.step } : null,
    mailsSent,
    rounds: await Promise.all(
      rounds.map(async ({ id, state, openedAt, dueAt, freezesAt }) => {
        const [requests, statuses] = await Promise.all([
          host.store.list('request', { plan: planId, round: id }),
          host.store.list('status', { plan: planId, round: id }),
        ]);
        return {
          round: id,
          state,
          openedAt: isoTokyo(instantOf(openedAt)),
          dueAt: isoTokyo(instantOf(dueAt)),
          freezesAt: isoTokyo(instantOf(freezesAt)),
          requests: countBy(requests.map(({ value }) => value.state)),
          statuses: countBy(statuses.map(({ value }) => value.status.status)),
        };
      }),
    ),
  };
}

export function countBy(words: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const word of words) counts[word] = (counts[word] ?? 0) + 1;
  return counts;
}
