import { Hono } from 'hono';
import { secureHeaders } from 'hono/secure-headers';
import type { Store } from '../../../shared/ports.ts';
import type { Log } from '../../../shared/runtime/log.ts';

export interface PagesDependencies {
  readonly store: Pick<Store, 'get'>;
  readonly plan: string;
  readonly log: Log;
}

/** A round that no calendar has, so that asking for it reads one row and finds none. */
const NO_ROUND = '0000Q1';

/** What a browser is shown for an address that leads nowhere. */
const NotFound = () => (
  <html lang="ja">
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <title>ページが見つかりません｜進捗照会</title>
    </head>
    <body>
      <main>
        <h1>ページが見つかりません</h1>
        <p>アドレスをお確かめください。照会への回答は、届いたメールへの返信でお送りいただけます。</p>
      </main>
    </body>
  </html>
);

/** Everything the deployed system shows to a browser. Nothing of the local system's pages is among it. */
export function createPages({ store, plan, log }: PagesDependencies): Hono {
  const pages = new Hono();
  pages.use(
    secureHeaders({
      contentSecurityPolicy: { defaultSrc: ["'none'"], baseUri: ["'none'"], frameAncestors: ["'none'"] },
      strictTransportSecurity: 'max-age=63072000; includeSubDomains',
      xFrameOptions: 'DENY',
      referrerPolicy: 'no-referrer',
    }),
  );
  pages.use(async (c, next) => {
    await next();
    c.header('cache-control', 'no-store');
  });
  pages.get('/healthz', async (c) => {
    await store.get('round', { plan, id: NO_ROUND });
    return c.json({ status: 'ok' });
  });
  pages.notFound((c) => c.html(<NotFound />, 404));
  pages.onError((error, c) => {
    log.error('page.failed', { path: c.req.path, error });
    return c.json({ status: 'failed' }, 503);
  });
  return pages;
}
