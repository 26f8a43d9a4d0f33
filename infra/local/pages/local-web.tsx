import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { readStylesheet } from '../../../functions/web/serve-pages/look/stylesheet.ts';
import { LOCAL } from '../settings.ts';
import { addClockRoutes } from './clock-routes.ts';
import { sameOriginOnly, securityHeaders } from './guard.ts';
import { renderPage, STYLESHEET_PATH } from './layout.tsx';
import { addLogRoutes } from './log-routes.tsx';
import { addMailRoutes } from './mail-routes.tsx';
import { createMailroom } from './mailroom.ts';
import { createOverviewPage } from './overview-page.tsx';
import type { LocalWebOptions, PageWorld } from './web-host.ts';

/** A reply is the largest thing a form here carries. */
const BODY_MAX_BYTES = 2 * 1024 * 1024;

const ICON =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><rect width="16" height="16" rx="3" fill="#0017c1"/>' +
  '<path d="M4 8.5l3 3 5-6" fill="none" stroke="#fff" stroke-width="2"/></svg>';

/**
 * The city as it lives with the product, as a web page of this machine: whose mailbox holds what, what the round
 * looks like, and the clock to move. Server-rendered, without any script; never part of what is deployed.
 */
export function createLocalWeb({
  host,
  smtpPort,
  planId = LOCAL.plan,
  console: secretariat,
}: LocalWebOptions): Hono {
  const world: PageWorld = { host, smtpPort, planId };
  const mailroom = createMailroom(host);
  const stylesheet = readStylesheet();
  const app = new Hono();
  app.use(securityHeaders);
  app.use(sameOriginOnly);
  app.use(bodyLimit({ maxSize: BODY_MAX_BYTES }));
  app.get(STYLESHEET_PATH, (c) => {
    c.header('Cache-Control', 'no-cache');
    return c.body(stylesheet, 200, { 'Content-Type': 'text/css; charset=utf-8' });
  });
  app.get('/assets/icon.svg', (c) => c.body(ICON, 200, { 'Content-Type': 'image/svg+xml' }));
  if (secretariat) mountConsole(app, secretariat, host);
  const showOverview = createOverviewPage(world, mailroom);
  app.get('/', (c) => showOverview(c));
  addClockRoutes(app, world, mailroom, showOverview);
  addMailRoutes(app, world, mailroom);
  addLogRoutes(app, world, mailroom);
  app.notFound((c) => showFault(c, world, 404, 'このページはありません。上の一覧から選び直してください。'));
  app.onError((error, c) => {
    console.error('a local page could not be shown', error);
    return showFault(c, world, 500, `表示できませんでした（${error.message}）。`);
  });
  return app;
}

/** What leads into the console, to the departments' pages and to the calendar; everything else belongs to this machine. */
const CONSOLE_PATHS = [
  '/console/*',
  '/calendar/*',
  '/sign-in/*',
  '/sign-out',
  '/answer/*',
  '/assets/console.css',
];

/** The console as it is deployed; what somebody has just done there is worked off at once. */
function mountConsole(
  app: Hono,
  secretariat: NonNullable<LocalWebOptions['console']>,
  host: LocalWebOptions['host'],
): void {
  for (const path of CONSOLE_PATHS)
    app.all(path, async (c) => {
      const response = await secretariat.fetch(c.req.raw);
      if (c.req.method !== 'GET') await host.settle();
      return response;
    });
}

/** A fault as a page, or as JSON for a script. Reads nothing from the store, which may be what failed. */
function showFault(c: Context, { host }: PageWorld, status: 404 | 500, error: string) {
  if (new URL(c.req.url).pathname.startsWith('/local/')) return c.json({ error }, status);
  const title = status === 404 ? 'ページがありません' : '表示できません';
  const frame = {
    title,
    room: null,
    path: '/',
    now: host.now(),
    next: null,
    illustrative: false,
    pause: null,
    error: { text: error },
  };
  const content = (
    <>
      <h1>{title}</h1>
      <p>
        <a href="/">概況に戻る</a>
      </p>
    </>
  );
  return c.html(renderPage(frame, content), status);
}
