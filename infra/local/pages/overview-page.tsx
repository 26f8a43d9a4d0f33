import type { Context } from 'hono';
import { renderPage } from './layout.tsx';
import type { Mailroom } from './mailroom.ts';
import { Overview } from './overview.tsx';
import { loadRoundView } from './overview-data.ts';
import { frameOf, listRounds, loadScene } from './scene.ts';
import type { PageWorld } from './web-host.ts';

const LATEST_MAILS = 8;

/** What went wrong with a form of the overview, to be shown on top of it. */
export interface OverviewFault {
  readonly status: 400 | 409;
  readonly text: string;
  readonly field?: string;
  /** What was typed. */
  readonly localTime?: string;
}

export type ShowOverview = (c: Context, fault?: OverviewFault) => Promise<Response>;

/** Makes the overview; a fault of one of its forms is shown on top of it. */
export function createOverviewPage(world: PageWorld, mailroom: Mailroom): ShowOverview {
  return async (c, fault) => {
    const [scene, rounds] = await Promise.all([loadScene(world), listRounds(world)]);
    const { city } = scene;
    const asked = c.req.query('round');
    const chosen =
      rounds.find(({ id }) => id === asked) ?? rounds.find(({ state }) => state === 'open') ?? rounds[0];
    const frame = frameOf(c, world, scene, {
      title: '概況',
      room: '/',
      ...(fault
        ? { path: '/', error: { text: fault.text, ...(fault.field ? { field: fault.field } : {}) } }
        : {}),
    });
    const content = (
      <Overview
        isImported={city !== null}
        cityName={city?.directory.city.name ?? null}
        rounds={rounds}
        view={city && chosen ? await loadRoundView(world, city, chosen, mailroom) : null}
        latest={mailroom.latest(LATEST_MAILS)}
        now={world.host.now()}
        {...(fault?.localTime === undefined ? {} : { localTime: fault.localTime })}
      />
    );
    return c.html(renderPage(frame, content), fault?.status ?? 200);
  };
}
