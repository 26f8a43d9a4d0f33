import type { Context, Hono } from 'hono';
import type { Child } from 'hono/jsx';
import type { GatedEnv } from '../sign-in/gate.tsx';
import { openDashboard } from './dashboard/open.tsx';
import { DASHBOARD, show } from './frame.tsx';
import type { ConsoleWorld } from './world.ts';

/** 概況: how a quarter stands, from the whole down to one initiative. */
export function addDashboard(pages: Hono<GatedEnv>, { store, planId }: ConsoleWorld): void {
  const open = (c: Context<GatedEnv>) =>
    openDashboard({ store, planId, asked: c.req.query('round') ?? null, session: c.get('session') });
  type Opened = NonNullable<Awaited<ReturnType<typeof open>>>;

  const room = (
    path: string,
    pick: (opened: Opened, id: string, page: number) => ReturnType<Opened['pillar']>,
  ) =>
    pages.get(`${DASHBOARD}${path}`, async (c) => {
      const opened = await open(c);
      if (opened === null)
        return say(c, '推進本部に発信した四半期は、まだありません。発信すると、ここに表示します。', 200);
      const found = await pick(opened, c.req.param('id') ?? '', Number(c.req.query('page') ?? 1));
      return found === null
        ? say(c, 'この四半期の計画に、その画面はありません。', 404)
        : show(c, { ...found, room: DASHBOARD });
    });

  room('', (opened) => opened.overview());
  room('/scorecard', (opened) => opened.scorecard());
  room('/departments', (opened) => opened.departments());
  room('/departments/:id', (opened, id) => opened.department(id));
  room('/pillars/:id', (opened, id, page) => opened.pillar(id, page));
  room('/initiatives/:id', (opened, id) => opened.initiative(id));
}

function say(c: Context<GatedEnv>, words: Child, status: 200 | 404) {
  const children = (
    <>
      <p class="empty">{words}</p>
      {status === 404 && (
        <p class="back">
          <a href={DASHBOARD}>概況に戻る</a>
        </p>
      )}
    </>
  );
  return show(c, { title: '概況', room: DASHBOARD, children }, status);
}
