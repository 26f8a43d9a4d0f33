import type { Context, Hono } from 'hono';
import { isoTokyo } from '../../../shared/calendar/time.ts';
import type { Mailroom } from './mailroom.ts';
import { ClockMove, type ClockTarget, readClockTarget, readLocalTime } from './move-clock.ts';
import type { OverviewFault, ShowOverview } from './overview-page.tsx';
import { loadScene, localPath, summariseState } from './scene.ts';
import type { PageWorld } from './web-host.ts';

const SHAPE = '{"to": "2026-07-10T12:00:00+09:00"} または {"by": "P1D"} を送ってください。';

/** What moves the clock and what tells where everything stands: for scripts as JSON, for the pages as forms. */
export function addClockRoutes(
  app: Hono,
  world: PageWorld,
  mailroom: Mailroom,
  showOverview: ShowOverview,
): void {
  const { host } = world;

  async function move(wanted: ClockMove): Promise<ClockTarget> {
    const next = 'next' in wanted ? (await loadScene(world)).next : null;
    return readClockTarget(wanted, host.now(), next?.at ?? null);
  }

  async function moveByJson(c: Context): Promise<Response> {
    const wanted = ClockMove.safeParse(await c.req.json().catch(() => null));
    if (!wanted.success) return c.json({ error: SHAPE }, 400);
    const target = await move(wanted.data);
    if (!target.ok) return c.json({ error: target.error }, target.status);
    const { now, fired } = await host.advance(target.to);
    return c.json({ now: isoTokyo(now), fired });
  }

  async function moveByForm(c: Context): Promise<Response> {
    const { wanted, back, fault } = readMoveForm(await c.req.parseBody());
    if (!wanted) return showOverview(c, fault);
    const target = await move(wanted);
    if (!target.ok) return showOverview(c, { ...fault, status: target.status, text: target.error });
    const { fired } = await host.advance(target.to);
    return c.redirect(localPath(back, { notice: 'advanced', fired: String(fired) }), 303);
  }

  app.post('/local/advance', (c) => {
    const type = c.req.header('Content-Type') ?? '';
    const isForm = type.startsWith('application/x-www-form-urlencoded') || type.startsWith('multipart/');
    return isForm ? moveByForm(c) : moveByJson(c);
  });
  app.post('/local/settle', async (c) => {
    await host.settle();
    return c.json({ now: isoTokyo(host.now()) });
  });
  app.get('/local/state', async (c) => c.json(await summariseState(world, mailroom.count())));
}

interface MoveForm {
  readonly wanted: ClockMove | null;
  readonly back: string;
  /** What to show where it cannot be done. */
  readonly fault: OverviewFault;
}

function readMoveForm(body: Record<string, unknown>): MoveForm {
  const text = (name: string) => {
    const value = body[name];
    return typeof value === 'string' ? value : undefined;
  };
  const back = text('back') ?? '/';
  const localTime = text('localTime');
  if (localTime !== undefined) {
    const to = readLocalTime(localTime);
    const fault = {
      status: 400,
      text: '日時を 2026年7月10日 12時 のように指定してください。',
      field: 'local-time',
      localTime,
    } as const;
    return { wanted: to === null ? null : { to }, back, fault };
  }
  const by = text('by');
  const wanted = by !== undefined ? { by } : text('next') !== undefined ? { next: true as const } : null;
  return { wanted, back, fault: { status: 400, text: '進め方を選んでください。' } };
}
