import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { getCookie } from 'hono/cookie';
import { secureHeaders } from 'hono/secure-headers';
import type { Clock } from '../../../shared/calendar/time.ts';
import { pendingActivation } from '../../../shared/steps/activate-rules.ts';
import { MissingDocumentError } from '../../../shared/steps/load-city.ts';
import { pauseInForce } from '../../../shared/steps/pause-mails.ts';
import { addAudit } from './console/audit.tsx';
import { addDigestPapers } from './console/digest-papers.tsx';
import { refuseChangesOfEnded } from './console/ended-plan.tsx';
import { addHome } from './console/home.tsx';
import { addLateRooms, type LoadRooms } from './console/late-rooms.ts';
import { addMails } from './console/mails.tsx';
import { addPlanInView, listPlansInView, PLAN_COOKIE } from './console/plan-in-view.tsx';
import { addRelease } from './console/release.tsx';
import { addSchedule } from './console/schedule.tsx';
import { addSetup } from './console/setup.tsx';
import { SETUP } from './console/setup-rooms.ts';
import { findTrial } from './console/trial-banner.tsx';
import { UPLOAD_BODY_BYTES_MAX, UPLOAD_BYTES_MAX, UPLOAD_PATHS } from './console/upload-limits.ts';
import type { ConsoleWorld } from './console/world.ts';
import { addFeed, addFeedPage } from './feed/feed.tsx';
import { Notice, STYLESHEET_PATH } from './look/page.tsx';
import { readStylesheet } from './look/stylesheet.ts';
import { type GatedEnv, gate } from './sign-in/gate.tsx';
import type { Issuer } from './sign-in/issuer.ts';
import { addSignInRoutes } from './sign-in/routes.tsx';
import { createSessions } from './sign-in/sessions.ts';

export interface PagesDependencies extends ConsoleWorld {
  readonly issuer: Issuer;
  /** Where browsers find us, without a slash at the end. */
  readonly origin: string;
  /** The real time, by which sessions end. */
  readonly wallClock: Clock;
}

/** A round that no calendar has, so that asking for it reads one row and finds none. */
const NO_ROUND = '0000Q1';
/** Where the department's pages are: the rest of the address is a secret, and stands in no log. */
const ANSWER_PATH = '/answer';
/** A form of the console is small. */
const BODY_MAX_BYTES = 1024 * 1024;

/**
 * Everything the system shows to a browser, but for the pages of the local playground. Where the city has several plans,
 * each has the whole of it; a cookie says which one somebody looks at, and nothing but the console heeds it.
 */
export function createPages(dependencies: PagesDependencies): Hono<GatedEnv> {
  const { store, planId } = dependencies;
  const own = createPagesOfPlan(dependencies);
  const others = new Map<string, Hono<GatedEnv>>();
  const pages = new Hono<GatedEnv>();
  pages.all('*', async (c) => {
    const asked = c.req.path.startsWith('/console') ? (getCookie(c, PLAN_COOKIE) ?? planId) : planId;
    if (asked === planId || !(await store.listDocuments('plan')).includes(asked))
      return own.fetch(c.req.raw, c.env);
    const chosen = others.get(asked) ?? createPagesOfPlan({ ...dependencies, planId: asked });
    others.set(asked, chosen);
    return chosen.fetch(c.req.raw, c.env);
  });
  return pages;
}

/** All pages, with a console that speaks of one plan. */
function createPagesOfPlan({ issuer, origin, wallClock, ...world }: PagesDependencies): Hono<GatedEnv> {
  const { store, planId, log } = world;
  const pages = new Hono<GatedEnv>();
  const sessions = createSessions({ store, wallClock });
  const stylesheet = readStylesheet();
  // Before the common headers, so that it is written after them: no address with a secret in it goes anywhere.
  pages.use(`${ANSWER_PATH}/*`, async (c, next) => {
    await next();
    c.header('referrer-policy', 'no-referrer');
    c.header('x-robots-tag', 'noindex, nofollow');
  });
  pages.use(
    secureHeaders({
      contentSecurityPolicy: {
        defaultSrc: ["'none'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'"],
        formAction: ["'self'"],
        baseUri: ["'none'"],
        frameAncestors: ["'none'"],
      },
      strictTransportSecurity: 'max-age=63072000; includeSubDomains',
      xFrameOptions: 'DENY',
      referrerPolicy: 'same-origin',
    }),
  );
  const smallForms = bodyLimit({ maxSize: BODY_MAX_BYTES, onError: tooLarge });
  const uploads = bodyLimit({ maxSize: UPLOAD_BODY_BYTES_MAX, onError: tooLarge });
  pages.use((c, next) =>
    (UPLOAD_PATHS.some((path) => c.req.path.startsWith(path)) ? uploads : smallForms)(c, next),
  );
  pages.use(async (c, next) => {
    await next();
    if (!c.res.headers.has('cache-control')) c.header('cache-control', 'no-store');
  });
  pages.get('/', (c) => c.redirect('/console'));
  pages.get('/healthz', async (c) => {
    await store.get('round', { plan: planId, id: NO_ROUND });
    return c.json({ status: 'ok' });
  });
  pages.get(STYLESHEET_PATH, (c) => {
    c.header('cache-control', 'max-age=300');
    return c.body(stylesheet, 200, { 'content-type': 'text/css; charset=utf-8' });
  });
  pages.on(['GET', 'POST'], `${ANSWER_PATH}/:secret`, async (c) => {
    const { showAnswerPage } = await import('./answer/answer.tsx');
    return showAnswerPage(c, world, c.req.param('secret'));
  });
  addFeed(pages, world);
  addSignInRoutes(pages, { issuer, sessions, origin, log });
  // The star stands for nothing as well: `/console` itself is among them.
  pages.use('/console/*', gate({ sessions, log }), async (c, next) => {
    const [pause, pending, trial, plans] = await Promise.all([
      pauseInForce(store, planId),
      pendingActivation(store, planId),
      findTrial(world),
      listPlansInView(world),
    ]);
    c.set('plans', plans);
    c.set('pause', pause);
    c.set('pending', pending);
    c.set('trial', trial);
    await next();
  });
  pages.use('/console/*', refuseChangesOfEnded(world));
  addPlanInView(pages, world, { isSecure: origin.startsWith('https:') });
  for (const add of [addHome, addSchedule, addRelease, addDigestPapers, addMails, addAudit, addSetup])
    add(pages, world);
  addFeedPage(pages, world, origin);
  const late = (path: string, load: LoadRooms) => addLateRooms(pages, world, path, load);
  const planRooms: LoadRooms = () => import('./console/plan-rooms.ts');
  late('/console/plan', planRooms);
  late('/console/contacts', planRooms);
  const opinionRooms: LoadRooms = () => import('./console/opinion-rooms.ts');
  late('/console/opinions', opinionRooms);
  late('/console/opinions.csv', opinionRooms);
  late('/console/decisions', async () => ({
    ROOM_PAGES: [(await import('./console/decisions.tsx')).addDecisions],
  }));
  // The checklist itself is there from the start; what it leads to is opened once or twice a year.
  late('/console/setup', () => import('./console/setup-late-rooms.ts'));
  late('/console/retention', async () => ({
    ROOM_PAGES: [(await import('./console/retention.tsx')).addRetention],
  }));
  late('/console/cutoffs', async () => ({
    ROOM_PAGES: [(await import('./console/cutoffs.tsx')).addCutoffs],
  }));
  late('/console/checks', async () => ({ ROOM_PAGES: [(await import('./console/checks.tsx')).addChecks] }));
  late('/console/dashboard', async () => ({
    ROOM_PAGES: [(await import('./console/dashboard.tsx')).addDashboard],
  }));
  late('/console/replies', async () => ({
    ROOM_PAGES: [(await import('./console/replies.tsx')).addReplies],
  }));
  late('/console/calendar', () => import('./console/calendar-rooms.ts'));
  late('/console/inquiries', () => import('./console/inquiry-rooms.ts'));
  late('/console/escalations', async () => ({
    ROOM_PAGES: [(await import('./console/escalations.tsx')).addEscalations],
  }));
  late('/console/papers', async () => ({ ROOM_PAGES: [(await import('./console/papers.tsx')).addPapers] }));
  late('/console/year', async () => ({ ROOM_PAGES: [(await import('./console/year.tsx')).addYear] }));
  late('/console/schedule/closures', async () => ({
    ROOM_PAGES: [(await import('./console/wizard/closures.tsx')).addClosures],
  }));
  late('/console/schedule/edit', async () => ({
    ROOM_PAGES: [(await import('./console/wizard/wizard.tsx')).addRuleWizard],
  }));
  pages.notFound((c) => c.html(<NotFound />, 404));
  pages.onError((error, c) => failed(c, error));
  return pages;

  function failed(c: Context, error: Error) {
    // The address of a department's page is its secret.
    const path = c.req.path.startsWith(ANSWER_PATH) ? ANSWER_PATH : c.req.path;
    // Before the first import nothing has failed: the checklist's own links lead to rooms that are still empty.
    if (error instanceof MissingDocumentError && c.req.path.startsWith('/console'))
      return c.html(<NothingYet />, c.req.method === 'GET' ? 200 : 409);
    log.error('page.failed', { path, error });
    if (c.req.path === '/healthz') return c.json({ status: 'failed' }, 503);
    return c.html(
      <Notice title="表示できませんでした">
        <p>しばらくしてから、もう一度お試しください。メールの送受信は続いています。</p>
      </Notice>,
      503,
    );
  }
}

/** What a browser is shown that sends more than is taken in. */
function tooLarge(c: Context) {
  return c.html(
    <Notice title="送る内容が大きすぎます">
      <p>
        ファイルは、計画と人事異動では{UPLOAD_BYTES_MAX / 1024 / 1024}
        MBまで、ほかの画面では1MBまでにしてください。何も保存していません。
      </p>
      <p>
        <a href="/console">はじめの画面に戻る</a>
      </p>
    </Notice>,
    413,
  );
}

/** What every room shows that speaks of the plan, before one was imported. */
const NothingYet = () => (
  <Notice title="まだ計画を取り込んでいません">
    <p>この画面は、推進プランと連絡先を取り込むと使えます。</p>
    <p>
      <a href="/console/plan/import">計画をファイルから取り込む</a>
    </p>
    <p>
      <a href={SETUP.room}>準備の一覧に戻る</a>
    </p>
  </Notice>
);

/** What a browser is shown for an address that leads nowhere. */
const NotFound = () => (
  <Notice title="ページが見つかりません">
    <p>アドレスをお確かめください。照会への回答は、届いたメールへの返信でお送りいただけます。</p>
  </Notice>
);
